import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("rnn")


def reading(draw, steps, batch, inputs, hidden, outputs, scale=0.7):
    """Inputs, a first state that is not 0, and weights."""
    shapes = ((inputs, hidden), (hidden, hidden), (hidden,), (hidden, outputs), (outputs,))
    return {
        "inputs": draw.normal(steps, batch, inputs),
        "state": (draw.normal(batch, hidden),),
        "params": draw.normals(*shapes, scale=scale),
    }


def in_two_parts(lesson, inputs, state, params, first):
    """The outputs of the first steps, and of those that go on from their state."""
    before, middle = lesson.rnn(inputs[:first], state, params)
    after, last = lesson.rnn(inputs[first:], middle, params)
    return {
        "the first part": before,
        "the rest": after,
        "the state after it": last,
        "the states are tuples": isinstance(middle, tuple) and isinstance(last, tuple),
        "the tuple that was passed is as it was": len(middle) == 1 and middle is not last,
    }


def one_after_the_other(lesson, inputs, state, params):
    """The sequences together, and each as a batch of its own: none may see another."""
    apart = [lesson.rnn(inputs[:, [b]], (state[0][[b]],), params) for b in range(len(state[0]))]
    return {"the sequences together": lesson.rnn(inputs, state, params), "the sequences apart": apart}


def in_training(lesson, inputs, state, params):
    """The result before and after an update of frozen weights."""
    own = [weight.detach().clone() for weight in params]
    with torch.no_grad():
        before = lesson.rnn(inputs, state, own)
        for weight in own:
            weight.mul_(-0.7)
    return {
        "with the first weights": before,
        "after an update of the weights": lesson.rnn(inputs, state, own),
    }


def test_sequences(compare, draw):
    """The result is the output at each step, and the state after the last, also in float16."""
    compare.call(**reading(draw, 3, 2, 3, 5, 4))
    compare.on("plain")(in_half, function_="rnn", **reading(draw, 2, 2, 3, 4, 2))


def test_sizes(compare, draw):
    """Steps, sequences, features, units and outputs are not confused, even if all are equal or 1."""
    compare.sizes(
        lambda steps, sequences, inputs, hidden, outputs: reading(
            draw, steps, sequences, inputs, hidden, outputs
        )
    )


def test_long_sequences(compare, draw):
    """The state goes forward through hundreds of steps, and the gradient goes back through all of them."""
    compare.call(**reading(draw, draw.integer(201, 209), 2, 1, 2, 1, scale=0.5))
    many = draw.integer(1050, 1090)  # too many for a recursion
    compare.on("plain").call(**reading(draw, many, 1, 1, 1, 1, scale=0.5))


def test_first_state(compare, draw):
    """The result depends on the first state, also while the inputs are 0. The state may be large or 0 too."""
    drawn = reading(draw, 3, 3, 2, 4, 2)
    drawn["inputs"][0, 1] = drawn["inputs"][2, 0] = 0.0
    compare.call(**{**drawn, "state": (torch.zeros(3, 4),)})
    factors = torch.tensor([[0.0], [0.1], [2.0]])
    large = (factors * drawn["state"][0],)
    compare.call(**{**drawn, "inputs": torch.zeros(3, 3, 2), "state": large})


def test_scores(compare, draw):
    """The outputs are plain scores of any size, each with its own bias."""
    drawn = reading(draw, 2, 3, 2, 3, 3)
    drawn["params"][3:] = draw.normal(3, 3, scale=4.0), torch.tensor([5.0, -4.0, 0.0])
    compare.call(**drawn)
    compare.call(**{**drawn, "params": [torch.zeros_like(weight) for weight in drawn["params"]]})


def test_going_on(compare, draw):
    """The state is a new tuple. It can be passed to the next call to continue the sequences."""
    compare(in_two_parts, **reading(draw, 3, 3, 2, 4, 3), first=draw.integer(1, 3))


def test_sequences_apart(compare, draw):
    """The sequences of a batch do not affect each other, and params may be a tuple."""
    drawn = reading(draw, 2, 2, 4, 3, 3)
    compare(one_after_the_other, **{**drawn, "params": tuple(drawn["params"])})


def test_weights_that_change(compare, draw):
    """Each call takes the weights as they are now. They may be frozen: they require no gradient then."""
    compare(in_training, **reading(draw, 3, 2, 2, 3, 2))


def test_whole_tensors(compare, draw):
    """The sequences of a batch are computed at once: the only Python loop is over the steps."""
    compare.vectorised(lambda sequences: reading(draw, 2, sequences, 3, 2, 4))

from functools import partial
from itertools import pairwise

import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("deep_rnn")


def leaky(below, h, weight):
    """A layer that forgets half at each step; [T,B,I] and [B,H] -> [T,B,H] and [B,H]."""
    outputs = []
    for x in below:
        h = 0.5 * h + x @ weight
        outputs.append(h.tanh())
    return torch.stack(outputs), h


def paired(below, pair, weight):
    """A layer whose state is a tuple: a running sum, and what it was one step before."""
    total, before = pair
    sums = total + (below @ weight).cumsum(0)
    earlier = torch.cat([total.unsqueeze(0), sums[:-1]])
    return sums + 0.3 * before * earlier, (sums[-1].clone(), earlier[-1].clone())


def counting(below, count):
    """A layer whose state is a number: it counts the steps, and weighs each by its count."""
    counts = torch.arange(count + 1, count + 1 + len(below), device=below.device)
    return below * counts.reshape(-1, 1, 1).sqrt().to(below.dtype), count + len(below)


def passing(below, anything):
    """A layer that hands its state on as it is."""
    return -below, anything


def stacked(lesson, inputs, weights, states, pairs=False):
    layers = [partial(paired if pairs else leaky, weight=weight) for weight in weights]
    outputs, finals = lesson.deep_rnn(inputs, layers, states)
    return {"the tensor of outputs": outputs, "the list of final states": finals}


def mixed(lesson, inputs, weights, states, numbers):
    """Layers of many kinds, each with a state of its own kind. One stands there three times, one twice."""
    below, above = partial(leaky, weight=weights[0]), partial(paired, weight=weights[1])
    layers = (below, counting, counting, above, passing, counting, passing)
    states = (states[0], *numbers[:2], states[1], None, numbers[2], [])
    outputs, finals = lesson.deep_rnn(inputs, layers, states)
    return {
        "the number of final states": len(finals),
        "a state of None stays None": finals[4] is None,
        "an empty list that is a state stays the same object": finals[6] is states[6],
        "the tensor of outputs": outputs,
        "the list of final states": finals,
    }


def continued(lesson, inputs, weights, states, first):
    layers = [partial(leaky, weight=weight) for weight in weights]
    before, states = lesson.deep_rnn(inputs[:first], layers, states)
    after, states = lesson.deep_rnn(inputs[first:], layers, states)
    return {"the first part": before, "the rest": after, "the list of final states": states}


def observed(lesson, inputs, weights, states):
    """In what order the layers are called, with what, and what becomes of the list of states."""
    calls = []

    def layer(below, state, level):
        calls.append((level, list(below.shape), state is kept[level]))
        return leaky(below, state, weights[level])

    kept = list(states)
    layers = [partial(layer, level=level) for level in range(len(weights))]
    outputs, finals = lesson.deep_rnn(inputs, layers, states)
    return {
        "the tensor of outputs": outputs,
        "the numbers of the layers that are called": [level for level, _, _ in calls],
        "the shapes of the layers' inputs": [shape for _, shape, _ in calls],
        "each layer gets its own state, not a copy": all(own for _, _, own in calls),
        "states is as it was": all(x is y for x, y in zip(kept, states, strict=True)),
        "the final states are a new list": isinstance(finals, list) and finals is not states,
    }


def miscounted(lesson, inputs, weights, states):
    layers = [partial(leaky, weight=weight) for weight in weights]
    outputs, _ = lesson.deep_rnn(inputs, layers, states)
    return {
        "the tensor of outputs": outputs,
        "one state too few": refusal(ValueError, "", lesson.deep_rnn, inputs, layers, states[:-1]),
        "one state too many": refusal(ValueError, "", lesson.deep_rnn, inputs, layers, [*states, states[0]]),
    }


def stack(draw, steps, batch, *sizes):
    """Inputs of sizes[0] features, for layers of the other sizes."""
    return {
        "inputs": draw.normal(steps, batch, sizes[0]),
        "weights": [draw.normal(*pair, scale=0.6) for pair in pairwise(sizes)],
        "states": [draw.normal(batch, size) for size in sizes[1:]],
    }


def test_two_layers(compare, draw):
    """The second layer takes the outputs of the first, and its outputs are the result."""
    compare(stacked, **stack(draw, 3, 2, 3, 4, 6))


def test_layers_of_equal_size(compare, draw):
    """Each layer has its own weights and its own state, even if all three or six have the same size."""
    compare(stacked, **stack(draw, 3, *[3] * 5))
    compare(stacked, **stack(draw, 1, 2, *[3] * 7))


def test_one_layer(compare, draw):
    """A single layer gives its own outputs, with its state in a list."""
    compare(stacked, **stack(draw, draw.integer(2, 5), 3, 2, 4))
    compare(stacked, **{**stack(draw, 3, 2, 3, 4), "inputs": torch.zeros(3, 2, 3)})


def test_sizes_of_one(compare, draw):
    """One step, one sequence, one feature or one hidden unit is enough."""
    compare(stacked, **stack(draw, 1, 3, 4, 2, 3))
    compare(stacked, **stack(draw, 2, 1, 1, 3, 1))
    compare(stacked, **stack(draw, 1, 1, 1, 1, 1))


def test_states_of_tuples(compare, draw):
    """A state may be a tuple of tensors, like that of an LSTM."""
    drawn = stack(draw, 2, 3, 2, 4, 3)
    states = [(x, draw.normal(*x.shape)) for x in drawn["states"]]
    compare(stacked, **{**drawn, "states": states}, pairs=True)


def test_layers_of_many_kinds(compare, draw):
    """Each layer gets its own kind of state unchanged, even None or 0. A layer may occur twice."""
    drawn = stack(draw, 2, 3, 4, 5, 2)
    below, above = drawn["states"]
    numbers = [draw.integer(2, 5), 0, draw.integer(5, 9)]
    compare(mixed, **{**drawn, "states": (below, (above, draw.normal(3, 2)))}, numbers=numbers)


def test_going_on(compare, draw):
    """The returned states can be passed to the next call to continue the sequences."""
    compare(continued, **stack(draw, 3, 2, 3, 4, 3), first=draw.integer(1, 3))


def test_calls(compare, draw):
    """Each layer is called once, the lowest first. The states are in a new list; the old one is unchanged."""
    compare(observed, **stack(draw, 2, 2, 4, 3, 5, 2))


def test_wrong_number_of_states(compare, draw):
    """Fewer or more states than layers raise a ValueError; an equal number works."""
    compare(miscounted, **stack(draw, 2, 2, 4, 3, 3))


def test_whole_tensors(compare, draw):
    """The sequences of a batch go through the layers at once, without a Python loop."""
    compare.vectorised(lambda sequences: stack(draw, 2, sequences, 2, 3, 2), stacked)

from autograder.judge import graded


def parameters(draw, inputs, hidden, scale=0.7):
    shapes = ((4 * hidden, inputs), (4 * hidden, hidden), (4 * hidden,), (4 * hidden,))
    return tuple(draw.normal(*shape, scale=scale) for shape in shapes)


def start(draw, batch, hidden):
    """A hidden state and a memory cell, neither of them 0."""
    return draw.normal(batch, hidden), draw.normal(batch, hidden, scale=2.0)


def step_by_step(lesson, inputs, state, params):
    """The sequences in pieces of one step each, every state handed on to the next piece."""
    outputs, states = [], []
    for t in range(len(inputs)):
        output, state = lesson.lstm(inputs[t : t + 1], state, params)
        outputs.append(output)
        states.append(state)
    return {"outputs": outputs, "states": states}


def twice(lesson, inputs, state, params):
    """The same call again: nothing may be left of the first."""
    return [lesson.lstm(inputs, state, params) for _ in range(2)]


@graded("lstm")
def test_sequences(compare, draw):
    """The result is the hidden states after each step, and the pair (h, c) after the last step."""
    compare.call(draw.normal(3, 2, 3), start(draw, 2, 5), parameters(draw, 3, 5))


@graded("lstm")
def test_equal_sizes(compare, draw):
    """Steps, sequences, features and units are not confused, even if there are as many of each."""
    compare.call(draw.normal(3, 3, 3), start(draw, 3, 3), parameters(draw, 3, 3))


@graded("lstm")
def test_one_step(compare, draw):
    """Sequences may have one step; then the only output is the last hidden state."""
    inputs = draw.integer(3, 7)
    compare.call(draw.normal(1, 2, inputs), start(draw, 2, 4), parameters(draw, inputs, 4))


@graded("lstm")
def test_sizes_of_one(compare, draw):
    """One sequence, one feature and one hidden unit keep their dimensions."""
    steps = draw.integer(2, 5)
    compare.call(draw.normal(steps, 1, 3), start(draw, 1, 5), parameters(draw, 3, 5))
    compare.call(draw.normal(2, 3, 1), start(draw, 3, 1), parameters(draw, 1, 1))


@graded("lstm")
def test_long_sequences(compare, draw):
    """Both states go forward through many steps, and the gradient goes back through all of them."""
    inputs, params = draw.normal(draw.integer(4, 7), 2, 2), parameters(draw, 2, 3, scale=0.5)
    compare.call(inputs, start(draw, 2, 3), params)


@graded("lstm")
def test_first_state(compare, draw):
    """The result depends on both parts of the first state, and either may be 0."""
    h, c = start(draw, 4, 3)
    h[:2], c[2:] = 0.0, 0.0
    compare.call(draw.normal(2, 4, 2), (h, c), parameters(draw, 2, 3, scale=0.5))


@graded("lstm")
def test_going_on(compare, draw):
    """The returned state can be passed to the next call to continue the sequences."""
    arguments = {"state": start(draw, 3, 4), "params": parameters(draw, 2, 4)}
    compare(step_by_step, inputs=draw.normal(draw.integer(2, 4), 3, 2), **arguments)


@graded("lstm")
def test_calls_apart(compare, draw):
    """A second call gives the same result as the first, and params may be a list."""
    state, params = start(draw, 2, 3), list(parameters(draw, 3, 3))
    compare(twice, inputs=draw.normal(2, 2, 3), state=state, params=params)


@graded("lstm")
def test_whole_tensors(compare, draw):
    """The sequences of a batch are computed at once: the only Python loop is over the steps."""
    params = parameters(draw, 3, 2)

    def arguments(sequences):
        inputs = draw.normal(2, sequences, 3)
        return {"inputs": inputs, "state": start(draw, sequences, 2), "params": params}

    compare.vectorised(arguments)

import torch

from autograder.judge import graded


def running(inputs, weight):
    """Sums over the steps so far: the order of the steps shows. [T,B,I],[I,H] -> [T,B,H]"""
    return (inputs @ weight).cumsum(0).sin()


def late(inputs, weight):
    """Each step tells of the one before it, and the first of nothing."""
    return torch.cat([torch.zeros_like(inputs[:1]), inputs[:-1]]) @ weight


def both(lesson, inputs, there, back):
    return lesson.bidirectional(inputs, lambda x: running(x, there), lambda x: running(x, back))


def both_late(lesson, inputs, there, back):
    return lesson.bidirectional(inputs, lambda x: late(x, there), lambda x: late(x, back))


def of_two_kinds(lesson, inputs, there, back):
    """Directions that do different things, and then the other way round."""
    return [
        lesson.bidirectional(inputs, lambda x: late(x, there), lambda x: running(x, back)),
        lesson.bidirectional(inputs, lambda x: running(x, there), lambda x: late(x, back)),
    ]


def without_memory(lesson, inputs, there, back):
    """Directions in which a step tells of itself alone, one of them its very inputs."""
    return [
        lesson.bidirectional(inputs, lambda x: x, lambda x: x @ back),
        lesson.bidirectional(inputs, lambda x: x @ there, lambda x: x),
    ]


def two_layers(lesson, inputs, there, back, above):
    """A second pair of directions that reads what the first two say."""
    below = lesson.bidirectional(inputs, lambda x: running(x, there), lambda x: running(x, back))
    return lesson.bidirectional(below, lambda x: running(x, above), lambda x: late(x, above))


def observed(lesson, inputs, there, back):
    """What each direction is given."""
    given = {"forward": [], "backward": []}

    def watch(name, weight):
        def read(x):
            given[name].append(x.clone())
            return running(x, weight)

        return read

    result = lesson.bidirectional(inputs, watch("forward", there), watch("backward", back))
    return {"the result": result, "given": given}


def reading(draw, steps, batch, inputs, there, back):
    return {
        "inputs": draw.normal(steps, batch, inputs),
        "there": draw.normal(inputs, there),
        "back": draw.normal(inputs, back),
    }


@graded("bidirectional")
def test_both_directions(compare, draw):
    """The result of each step holds its forward features and its backward features, side by side."""
    compare(both, **reading(draw, 5, 2, 3, 4, 4))


@graded("bidirectional")
def test_equal_sizes(compare, draw):
    """Steps, sequences and features are not confused, even if there are as many of each."""
    compare(both, **reading(draw, 3, 3, 3, 3, 3))


@graded("bidirectional")
def test_different_widths(compare, draw):
    """The directions may have different numbers of features; the forward features come first."""
    compare(both, **reading(draw, 4, 2, 3, 2, draw.integer(3, 7)))


@graded("bidirectional")
def test_sizes_of_one(compare, draw):
    """One step, one sequence or one feature of each direction is enough."""
    compare(both, **reading(draw, 1, 4, 3, 2, 5))
    compare(both, **reading(draw, 4, 1, 2, 1, 1))


@graded("bidirectional")
def test_neighbours(compare, draw):
    """The forward half depends on the step before, the backward half on the step after."""
    compare(both_late, **reading(draw, 4, 3, 2, 2, 2))


@graded("bidirectional")
def test_directions_of_two_kinds(compare, draw):
    """Each direction has its own function."""
    compare(of_two_kinds, **reading(draw, 4, 2, 3, 3, 3))


@graded("bidirectional")
def test_without_memory(compare, draw):
    """Even if features depend on their own step alone, they stay at that step in both directions."""
    compare(without_memory, **reading(draw, draw.integer(4, 8), 2, 3, 4, 2))


@graded("bidirectional")
def test_two_layers(compare, draw):
    """A second bidirectional layer can read the result of the first."""
    compare(two_layers, **reading(draw, 4, 2, 3, 3, 2), above=draw.normal(5, 3))


@graded("bidirectional")
def test_what_is_read(compare, draw):
    """Each function is called once, for all steps: fwd gets them in order, bwd in reverse order."""
    compare(observed, **reading(draw, 4, 2, 3, 2, 2))

from functools import partial

import torch

from autograder.judge import graded

pytestmark = graded("bidirectional")


def features(x, weight, kind):
    """What a direction says of each step. [T,B,I],[I,H] -> [T,B,H]

    Args:
        kind: "sums" over the steps so far, in which the order of the steps shows; "late" features tell of the
            step before, and the first of nothing; "own" features tell of their step alone; or the "inputs".
    """
    if kind == "inputs":
        return x
    if kind == "late":
        x = torch.cat([torch.zeros_like(x[:1]), x[:-1]])
    return (x @ weight + 0.3).cumsum(0).sin() if kind == "sums" else x @ weight


def both(lesson, inputs, there, back, kinds=(("sums", "sums"),)):
    """The result for each pair of kinds of features, of the direction there and of the direction back."""
    words = {"sums": "sums over the steps so far", "late": "the step before", "own": "each step alone"}
    words["inputs"] = "its inputs"
    return {
        f"the result (forward gives {words[a]}, backward {words[b]})": lesson.bidirectional(
            inputs, partial(features, weight=there, kind=a), partial(features, weight=back, kind=b)
        )
        for a, b in kinds
    }


def two_layers(lesson, inputs, there, back, above):
    """A second pair of directions that reads what the first two say."""
    (below,) = both(lesson, inputs, there, back).values()
    return both(lesson, below, above, above, [("sums", "late")])


def observed(lesson, inputs, there, back):
    """What each direction is given."""
    read_by = {"fwd": [], "bwd": []}

    def watch(name, weight):
        def read(x):
            read_by[name].append(x.clone())
            return features(x, weight, "sums")

        return read

    result = lesson.bidirectional(inputs, watch("fwd", there), watch("bwd", back))
    calls = {f"the number of calls of {name}": len(given) for name, given in read_by.items()}
    return {
        "the result": result,
        **calls,
        **{f"what {name} gets": given[0] for name, given in read_by.items()},
    }


def reading(draw, steps, batch, inputs, there, back):
    return {
        "inputs": draw.normal(steps, batch, inputs),
        "there": draw.normal(inputs, there),
        "back": draw.normal(inputs, back),
    }


def test_both_directions(compare, draw):
    """Each step has its forward features, then its backward features, of any number, even at inputs of 0."""
    compare(both, **reading(draw, 5, 2, 3, 4, 4))
    drawn = reading(draw, 3, 5, 2, 2, draw.integer(3, 7))
    compare(both, **drawn)
    compare(both, **{**drawn, "inputs": torch.zeros(3, 5, 2)})


def test_equal_sizes(compare, draw):
    """Steps, sequences and features are not confused, even if there are as many of each."""
    compare(both, **reading(draw, 3, 3, 3, 3, 3))


def test_sizes_of_one(compare, draw):
    """One step, one sequence or one feature of each direction is enough."""
    compare(both, **reading(draw, 1, 4, 3, 2, 5))
    compare(both, **reading(draw, 4, 1, 1, 1, 1))
    compare(both, **reading(draw, 1, 1, 1, 1, 1))


def test_neighbours(compare, draw):
    """The forward half depends on the step before, the backward half on the step after."""
    compare(both, **reading(draw, 4, 3, 2, 2, 2), kinds=[("late", "late")])


def test_directions_of_two_kinds(compare, draw):
    """Each direction has its own function."""
    compare(both, **reading(draw, 4, 2, 3, 3, 3), kinds=[("late", "sums"), ("sums", "late")])


def test_without_memory(compare, draw):
    """Even if features depend on their own step alone, they stay at that step in both directions."""
    kinds = [("inputs", "own"), ("own", "inputs")]
    compare(both, **reading(draw, draw.integer(4, 8), 2, 3, 4, 2), kinds=kinds)


def test_two_layers(compare, draw):
    """A second bidirectional layer can read the result of the first."""
    compare(two_layers, **reading(draw, 4, 2, 3, 3, 2), above=draw.normal(5, 3))


def test_what_is_read(compare, draw):
    """Each function is called once, for all steps: fwd gets them in order, bwd in reverse order."""
    compare(observed, **reading(draw, 4, 2, 3, 2, 2))


def test_whole_tensors(compare, draw):
    """The sequences of a batch are put together at once, without a Python loop."""
    compare.vectorised(lambda sequences: reading(draw, 3, sequences, 2, 2, 2), both)

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("early_stopping")


def stops(lesson, curves, patience, min_delta):
    """The best epoch of each curve, the types of the results, and the curves afterwards."""
    found = [lesson.early_stopping(losses, patience, min_delta) for losses in curves]
    return {
        "the list of best epochs": found,
        "the types of the results": sorted({type(epoch).__name__ for epoch in found}),
        "the losses afterwards": curves,
    }


def by_default(lesson, curves, patience):
    """The best epoch of each curve if min_delta is not given."""
    return {"the list of best epochs": [lesson.early_stopping(losses, patience) for losses in curves]}


def refusals(lesson, curve, wrong):
    return {
        "the best epoch with a patience of 1": lesson.early_stopping(curve, 1),
        **{
            f"the outcome of patience={patience}": refusal(
                ValueError, str(patience), lesson.early_stopping, curve, patience
            )
            for patience in wrong
        },
    }


def moved(draw, *curves):
    """The curves, moved up by random multiples of 1/64, which changes no comparison."""
    shifts = [draw.integer(512, 1024) / 64 for _ in curves]
    return [[loss + shift for loss in curve] for curve, shift in zip(curves, shifts, strict=True)]


def noisy(draw, number, length, step=8):
    """Many curves of random losses, multiples of 1 / step, with many ties."""
    return [(draw.integers(0, 4 * step, length) / step).tolist() for _ in range(number)]


def test_random_curves(compare, draw):
    """The best epoch before training stops is right for many random curves."""
    for patience, min_delta in ((1, 0.0), (2, 0.0), (3, 1.0), (8, 0.25)):
        compare(stops, curves=noisy(draw, 150, 16), patience=patience, min_delta=min_delta)


def test_later_improvements(compare, draw):
    """What would come after the stop doesn't count, even if it is lower."""
    curves = [[5.0, 4.0, 4.5, 4.25, 1.0], [3.0, 3.5, 3.25, 2.0, 1.0], [2.0, 1.0, 3.0, 0.5, 3.0, 3.0, 0.0]]
    compare(by_default, curves=moved(draw, *curves), patience=2)


def test_patience(compare, draw):
    """An improvement just in time goes on; one epoch later it comes too late."""
    curves = [
        [4.0, 5.0, 5.0, 3.0, 5.0, 5.0, 2.0, 5.0, 5.0, 5.0, 1.0],
        [4.0, 5.0, 5.0, 5.0, 3.0],
        [4.0, 6.0, 5.0, 3.0],
    ]
    for patience in (1, 2, 3, 4):
        compare(by_default, curves=moved(draw, *curves), patience=patience)


def test_ties(compare, draw):
    """An equal loss is no improvement, and neither is one that is lower by exactly min_delta."""
    curves = [[2.0, 2.0, 2.0, 1.0], [3.0, 2.0, 2.0, 2.0, 1.0], [2.0, 1.5, 1.0, 0.5, 0.25]]
    for min_delta in (0.0, 0.5):
        drawn = moved(draw, *curves)
        compare(stops, curves=drawn, patience=2, min_delta=min_delta)


def test_slow_improvement(compare, draw):
    """Losses that fall by less than min_delta are compared with the last improvement, not with each other."""
    slow = [2.0 - epoch / 8 for epoch in range(12)]
    bumpy = [2.0, 1.875, 2.5, 1.75, 2.5, 1.625, 1.5, 1.375, 1.375, 1.25]
    for min_delta in (0.1875, 0.25, 0.375):
        for patience in (2, 3, 4):
            drawn = moved(draw, slow, bumpy)
            compare(stops, curves=drawn, patience=patience, min_delta=min_delta)


def test_never_stops(compare, draw):
    """If training never stops, the last improvement of all counts, also with a huge patience."""
    curves = [[5.0, 4.0, 3.0, 2.0], [3.0, 2.0, 2.5, 2.25], [1.0, 2.0, 3.0], [4.0, 3.0, 3.5, 1.0, 2.0]]
    for patience in (3, 1000):
        compare(by_default, curves=moved(draw, *curves), patience=patience)
    large = [[loss / 4 + 2.0**30 for loss in curve] for curve in curves]  # too many digits for float32
    compare(by_default, curves=large, patience=3)


def test_single_epoch(compare, draw):
    """One epoch is the best one; two equal ones are the shortest curve with a tie."""
    curves = [[1.5], [1.0, 1.0], [1.0, 2.0], [2.0, 1.0]]
    drawn = moved(draw, *curves)
    compare(stops, curves=drawn, patience=1, min_delta=0.0)


def test_negative_losses(compare, draw):
    """Losses may be negative; min_delta is a difference, not a share of the loss."""
    curves = [[-1.0, -1.25, -2.0, -1.5, -3.0], [-8.0, -8.5, -8.25, -9.0, -8.0], [1.0, -1.0, -0.5, -1.25]]
    compare(stops, curves=curves, patience=2, min_delta=0.5)
    compare(stops, curves=[[100 * loss for loss in curve] for curve in curves], patience=1, min_delta=30.0)
    compare(stops, curves=noisy(draw, 5, 6), patience=1, min_delta=0.5)


def test_refused(compare, draw):
    """A patience below 1 raises a ValueError."""
    compare(refusals, curve=moved(draw, [3.0, 2.5, 1.0, 1.5, 0.5])[0], wrong=[0, -3])

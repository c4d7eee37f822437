from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("k_fold_indices")


def folds(lesson, n, k):
    """All folds of a cross-validation."""
    found = {}
    for i in range(k):
        train, val = lesson.k_fold_indices(n, k, i)
        found[f"train of fold {i} of {k}"] = train
        found[f"val of fold {i} of {k}"] = val
    return found


def refusals(lesson, n, wrong):
    """What comes of k and i outside their ranges. The wrong value is the one that no other argument has."""
    return {
        "both sets of fold 0": list(lesson.k_fold_indices(n, 2, 0)),
        **{
            f"the outcome of k={k}, i={i}": refusal(ValueError, str(value), lesson.k_fold_indices, n, k, i)
            for k, i, value in wrong
        },
    }


def test_equal_blocks(compare, draw):
    """If k divides n, the blocks are equally long, and all other samples are in train, in order."""
    k = draw.integer(3, 6)
    compare(folds, n=k * draw.integer(3, 7), k=k)
    compare(folds, n=9, k=3)


def test_every_sample_is_validated(compare, draw):
    """If k doesn't divide n, the first n % k blocks have one sample more, and no sample is left out."""
    compare(folds, n=11, k=4)
    for n, k in ((14, 4), (5 * draw.integer(2, 6) + draw.integer(1, 5), 5), (7, 6), (20, 7)):
        compare(folds, n=n, k=k)


def test_two_folds(compare, draw):
    """Two folds swap their sets; if n is odd, the first block has one sample more."""
    for n in (2, 3, 2 * draw.integer(3, 9), 2 * draw.integer(3, 9) + 1):
        compare(folds, n=n, k=2)


def test_leave_one_out(compare, draw):
    """With k = n, each sample is validated alone."""
    for n in (3, draw.integer(5, 9)):
        compare(folds, n=n, k=n)


def test_many_samples(compare, draw):
    """The indices are right for thousands of samples and for many folds."""
    n = draw.integer(2000, 4000)
    compare.call(n, 10, draw.integer(1, 9))
    compare.call(n, 100, i=99)


def test_refused(compare, draw):
    """A k below 2 or above n raises a ValueError, and so does an i that is no fold."""
    n = 2 * draw.integer(3, 5)
    wrong = [
        (40, 3, 40),
        (1, 0, 1),
        (0, 2, 0),
        (-3, 2, -3),
        (4, 17, 17),
        (5, -1, -1),
        (3, 3, 3),
        (4, n - 1, n - 1),
        (n, n, n),
        (n + 1, 0, n + 1),
    ]
    compare(refusals, n=n, wrong=wrong)

import torch

from autograder.judge import graded

pytestmark = graded("teacher_forcing")


def on_device(lesson, Y, bos, beside):
    """The result where another tensor lies."""
    return lesson.teacher_forcing(Y.to(beside.device), bos)


def written_into(lesson, Y, bos):
    """The results, and what is left of Y and of each result after the other one was changed."""
    inputs, labels = lesson.teacher_forcing(Y, bos)
    kept = labels.clone()
    labels.fill_(77)
    between = [inputs.clone(), Y.clone()]
    inputs.fill_(88)
    return {
        "the labels": kept,
        "the inputs after a change to the labels": between[0],
        "Y after a change to the labels": between[1],
        "Y after a change to the inputs": Y.clone(),
        "the labels after a change to the inputs": labels,
    }


def test_shift(compare, draw):
    """The inputs begin with bos, and lag one step behind the labels, which equal Y."""
    compare.call(draw.integers(3, 90, 3, 5), draw.integer(1, 3))


def test_sizes(compare, draw):
    """Sequences and steps are not confused, even if the sizes are equal or 1."""
    for sizes in ((4, 4), (1, 5), (5, 2), (2, 6)):
        compare.call(draw.integers(3, 90, *sizes), draw.integer(1, 3))


def test_one_step(compare, draw):
    """With one step, bos alone is read."""
    for sequences in (1, 4):
        compare.call(draw.integers(3, 90, sequences, 1), bos=draw.integer(1, 3))


def test_any_bos(compare, draw):
    """bos may be any id, 0 or a large one, also one that occurs in Y."""
    for bos in (0, 1, 2, draw.integer(40_000, 50_000)):
        compare.call(draw.integers(0, 4, 3, 4), bos)


def test_padding(compare, draw):
    """Padding at the end, and any other token, moves on like the rest."""
    Y = draw.integers(4, 90, 4, 6)
    for row, length in enumerate(draw.permutation(4).tolist()):
        Y[row, length + 1] = 3
        Y[row, length + 2 :] = draw.integer(0, 2)
    compare.call(Y, 2)


def test_types(compare, draw):
    """int32 stays int32, and int64 is exact. Both results are on the device of Y."""
    compare.call(draw.integers(3, 90, 3, 4).int(), draw.integer(1, 3))
    compare.call(draw.integers(2**40, 2**60, 2, 3), 2**31 - 1 - draw.integer(0, 9))
    compare(on_device, Y=draw.integers(3, 90, 2, 4), bos=1, beside=torch.zeros(1))


def test_new_tensors(compare, draw):
    """Y stays as it is, and the two results share no memory with it or with each other."""
    compare(written_into, Y=draw.integers(3, 60, 3, 4), bos=draw.integer(1, 3))


def test_whole_tensors(compare, draw):
    """All sequences and steps are moved at once, without a Python loop."""
    compare.vectorised(lambda sequences, steps: {"Y": draw.integers(0, 9, sequences, steps), "bos": 1})

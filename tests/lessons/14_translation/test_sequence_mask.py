import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("sequence_mask")


def spoilt(X, valid_len, value):
    """X with `value` in its padding."""
    padding = torch.arange(X.shape[1]) >= valid_len.unsqueeze(1)
    return X.masked_fill(padding.reshape(*padding.shape, *[1] * (X.dim() - 2)), value)


def written_into(lesson, X, valid_len):
    """The result, and X after somebody wrote into the result."""
    X = X.detach().clone()
    masked = lesson.sequence_mask(X, valid_len)
    kept = masked.clone()
    masked.fill_(7.0)
    return {"the masked tensor": kept, "X after a change to the result": X}


def test_padding(compare, draw):
    """The first valid_len steps of each sequence stay, and the others become 0."""
    compare.call(draw.normal(4, 6), draw.shuffled([1, 3, 5, 6]))


def test_more_dimensions(compare, draw):
    """A step may be a vector, a matrix or more: all of it is masked."""
    for shape in ((4, 5, 3), (6, 3, 2), (3, 4, 2, 3), (3, 4, 2, 1, 2)):
        compare.call(draw.normal(*shape), draw.lengths(shape[1] - 1, shape[0]))


def test_value(compare, draw):
    """The padding gets the value that was given, also a huge one or an infinite one."""
    for value in (1.0, -1e6, -torch.inf, torch.inf, 3):
        compare.call(draw.normal(3, 4, 2), draw.lengths(3, 3), value)
    compare.call(draw.normal(3, 4), draw.lengths(3, 3), value=-2.3)


def test_ends(compare, draw):
    """Length 0 masks the whole sequence. Length T or more leaves it as it is."""
    compare.call(draw.normal(5, 4), draw.shuffled([0, 4, 5, 100, 2]), -1.0)
    compare.call(draw.normal(3, 4, 2), torch.zeros(3, dtype=torch.int64), -1.0)
    compare.call(draw.normal(3, 4, 2), torch.full((3,), 4), -1.0)


def test_sizes(compare, draw):
    """Sequences, steps and features are not confused, even if all sizes are equal or 1; int32 works."""
    compare.call(draw.normal(4, 4, 4), draw.shuffled([1, 2, 3, 0]))
    compare.call(draw.normal(4, 4), draw.shuffled([1, 2, 3, 0]), 2.0)
    compare.call(draw.normal(1, 5, 3), torch.tensor([draw.integer(1, 5)], dtype=torch.int32))
    compare.call(draw.normal(4, 1, 1), draw.shuffled([1, 0, 1, 0]))
    compare.call(draw.normal(3, 5, 1), draw.lengths(4, 3))
    compare.call(draw.normal(1, 1), torch.tensor([0]), -1.0)


def test_integers(compare, draw):
    """Ids stay int64, exactly, large ones too. Numbers stay as they are with an integer as value."""
    ids = draw.integers(2**40, 2**60, 3, 5)
    compare.call(ids, draw.lengths(4, 3), 2**40 + 1)
    compare.call(draw.integers(1, 9, 4, 6, 2), draw.lengths(5, 4))
    compare.call(draw.normal(4, 6, 2), draw.lengths(5, 4), 7)


def test_spoilt_padding(compare, draw):
    """Padding of NaN or inf is replaced, and no gradient is NaN."""
    valid_len = draw.shuffled([0, 2, 3])
    for value in (torch.nan, torch.inf, -torch.inf):
        compare.call(spoilt(draw.normal(3, 4, 2), valid_len, value), valid_len)


def test_zeros(compare, draw):
    """Only the lengths decide what is padding: a valid step may hold zeros."""
    X, valid_len = draw.normal(3, 5, 2), draw.shuffled([2, 3, 4])
    X[:, 1] = 0.0
    compare.call(X, valid_len, value=5.0)
    compare.call(torch.zeros(3, 5), valid_len, value=-2.0)


def test_many_steps(compare, draw):
    """Thousands of steps are counted exactly, also in float16."""
    valid_len = draw.shuffled([130, 2049, 2051, 2053])
    X = draw.uniform(4, 2060, low=1.0, high=2.0)
    compare.on("plain")(in_half, function_="sequence_mask", X=X, valid_len=valid_len)
    compare.call(X, valid_len)


def test_new_tensor(compare, draw):
    """X stays as it is, and the result is a new tensor, even if there is no padding."""
    X = draw.normal(3, 4)
    for valid_len in (torch.full((3,), 4), draw.shuffled([1, 2, 3])):
        compare(written_into, X=X, valid_len=valid_len)
        compare.call(X, valid_len)


def test_whole_tensors(compare, draw):
    """All sequences, steps and features are masked at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, steps, features: {
            "X": draw.normal(sequences, steps, features),
            "valid_len": draw.lengths(steps, sequences),
        }
    )

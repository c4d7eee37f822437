import torch

from autograder.judge import graded


def lengths(draw, keys, *shape):
    """[shape] lengths from 1 to `keys`, both of them among these, in random order."""
    count = torch.Size(shape).numel()
    drawn = torch.cat([torch.tensor([1, keys]), draw.integers(1, keys + 1, count - 2)])
    return drawn[draw.permutation(count)].reshape(shape)


def spoilt(scores, valid_lens, value):
    """The scores with `value` in their padding."""
    valid_lens = valid_lens.reshape(len(scores), -1, 1)
    return scores.masked_fill(torch.arange(scores.shape[2]) >= valid_lens, value)


def in_half(lesson, scores, valid_lens, cotangent):
    """Weights and gradient of float16 scores; the inputs of this scenario only carry them."""
    scores = scores.detach().half().requires_grad_()
    weights = lesson.masked_softmax(scores, valid_lens)
    weights.backward(cotangent.detach().half())
    return {"weights": weights, "the gradient": scores.grad}


@graded("masked_softmax")
def test_without_lengths(compare, draw):
    """Without lengths it is softmax over the keys, for each query on its own."""
    compare.call(draw.normal(2, 3, 5))
    compare.call(draw.normal(4, 4, 4), None)


@graded("masked_softmax")
def test_length_of_each_sequence(compare, draw):
    """Lengths of shape [B] hold for all queries of a sequence."""
    compare.call(draw.normal(4, 3, 6), lengths(draw, 6, 4))
    compare.call(draw.normal(3, 5, 2, scale=3.0), lengths(draw, 2, 3))


@graded("masked_softmax")
def test_length_of_each_query(compare, draw):
    """Lengths of shape [B, Q] hold for one query each."""
    compare.call(draw.normal(2, 5, 4), lengths(draw, 4, 2, 5))
    compare.call(draw.normal(3, 2, 7), valid_lens=lengths(draw, 7, 3, 2))


@graded("masked_softmax")
def test_equal_sizes(compare, draw):
    """Sequences, queries and keys are told apart where there are as many of each."""
    compare.call(draw.normal(4, 4, 4), draw.permutation(4) + 1)
    compare.call(draw.normal(3, 3, 3), torch.stack([draw.permutation(3) + 1 for _ in range(3)]))


@graded("masked_softmax")
def test_sizes_of_one(compare, draw):
    """One sequence, one query or one key keep their dimensions; lengths may be int32."""
    compare.call(draw.normal(1, 3, 4), torch.tensor([draw.integer(1, 4)], dtype=torch.int32))
    compare.call(draw.normal(5, 1, 3), lengths(draw, 3, 5, 1))
    compare.call(draw.normal(4, 2, 1), torch.tensor([1, 0, 1, 0])[draw.permutation(4)])


@graded("masked_softmax")
def test_length_of_zero(compare, draw):
    """A query without a valid key gets zeros, no NaN, and no NaN gradient; its neighbours stay right."""
    compare.call(draw.normal(4, 3, 5), torch.tensor([0, 1, 3, 5])[draw.permutation(4)])
    compare.call(draw.normal(2, 3, 4), torch.tensor([0, 2, 4, 1, 0, 3])[draw.permutation(6)].reshape(2, 3))


@graded("masked_softmax")
def test_spoilt_padding(compare, draw):
    """What stands in padding, be it NaN or inf, shows neither in the weights nor in the gradient."""
    for value in (torch.nan, torch.inf, 1e30):
        valid_lens = lengths(draw, 5, 2, 3)
        valid_lens[0, draw.integer(0, 3)] = 0
        compare.call(spoilt(draw.normal(2, 3, 5), valid_lens, value), valid_lens)


@graded("masked_softmax")
def test_scores_of_any_height(compare, draw):
    """Scores of thousands don't overflow, and valid ones below -1e9 still win over padding."""
    heights = torch.tensor([3000.0, -3000.0, 0.0])[draw.permutation(3)].reshape(1, 3, 1)
    compare.call(draw.normal(2, 3, 5) + heights, lengths(draw, 5, 2, 3))
    compare.call(spoilt(draw.normal(4, 2, 5, mean=-1e7), low := lengths(draw, 5, 4), 0.0), low)
    compare.call(draw.normal(4, 3, 6, mean=-1e10), lengths(draw, 6, 4))


@graded("masked_softmax")
def test_half_precision(compare, draw):
    """float16 scores are masked as well, without a number that float16 doesn't have."""
    plain = compare.on("plain", "strided")
    valid_lens = torch.tensor([0, 1, 3, 4])[draw.permutation(4)]
    plain(in_half, scores=draw.normal(4, 3, 5), valid_lens=valid_lens, cotangent=draw.normal(4, 3, 5))
    low = draw.normal(2, 3, 4, mean=-20000.0, scale=100.0)
    plain(in_half, scores=low, valid_lens=lengths(draw, 4, 2, 3), cotangent=draw.normal(2, 3, 4))
    compare.call(draw.normal(2, 3, 4), lengths(draw, 4, 2))


@graded("masked_softmax")
def test_whole_tensors(compare, draw):
    """Sequences are masked all at once, and so are queries: no Python loop goes over them."""
    compare.vectorised(
        "sequences",
        lambda batch: {"scores": draw.normal(batch, 2, 3), "valid_lens": lengths(draw, 3, batch)},
    )
    compare.vectorised(
        "queries",
        lambda count: {"scores": draw.normal(2, count, 3), "valid_lens": lengths(draw, 3, 2, count)},
    )

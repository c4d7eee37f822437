import torch

from autograder.judge import graded

pytestmark = graded("masked_softmax")


def spoilt(scores, valid_lens, value):
    """The scores with `value` in their padding."""
    valid_lens = valid_lens.reshape(len(scores), -1, 1)
    return torch.where(torch.arange(scores.shape[2]) < valid_lens, scores, value)


def at_the_ends(lesson, scores, valid_lens):
    """Weights of scores from -2 to 2, stretched to half of the largest number of each dtype."""
    return {
        f"the weights of {dtype} scores": lesson.masked_softmax(
            scores.to(dtype) * (torch.finfo(dtype).max / 4), valid_lens
        )
        for dtype in (torch.float16, torch.float32, torch.float64)
    }


def in_half(lesson, scores, valid_lens, cotangent):
    """Weights and gradient of float16 scores; the inputs of this scenario only carry them."""
    scores = scores.detach().half().requires_grad_()
    weights = lesson.masked_softmax(scores, valid_lens)
    weights.backward(cotangent.detach().half())
    return {"weights": weights, "the gradient": scores.grad}


def seen(lesson, scores, valid_lens):
    """Which of many keys have a weight."""
    return {"the keys with a weight above 0": lesson.masked_softmax(scores.half(), valid_lens) > 0}


def test_without_lengths(compare, draw):
    """Without lengths it is softmax over the keys, for each query separately."""
    compare.call(draw.normal(2, 3, 5))


def test_length_of_each_sequence(compare, draw):
    """Lengths of shape [B] hold for all queries of a sequence."""
    compare.call(draw.normal(4, 3, 6), draw.lengths(6, 4))


def test_length_of_each_query(compare, draw):
    """Lengths of shape [B, Q] hold for one query each."""
    compare.call(draw.normal(2, 5, 4), valid_lens=draw.lengths(4, 2, 5))


def test_sizes(compare, draw):
    """Sequences, queries and keys are not confused, even if all sizes are equal or 1. int32 lengths work."""
    compare.call(draw.normal(4, 4, 4), draw.permutation(4) + 1)
    compare.call(draw.normal(1, 3, 4), torch.tensor([draw.integer(1, 4)], dtype=torch.int32))
    compare.call(draw.normal(4, 1, 1), draw.shuffled([[1], [0], [1], [0]]))
    compare.call(torch.zeros(1, 1, 1), torch.tensor([1]))


def test_length_of_zero(compare, draw):
    """A query without a valid key gets weights of 0 and no NaN gradient. Other queries are right."""
    compare.call(draw.normal(4, 3, 5), draw.shuffled([0, 1, 3, 5]))
    compare.call(draw.normal(2, 3, 4), torch.zeros(2, dtype=torch.int64))


def test_spoilt_padding(compare, draw):
    """Scores of padding, even NaN or inf, change neither the weights nor the gradient."""
    values = torch.tensor([torch.nan, torch.inf, -torch.inf]).reshape(3, 1, 1)
    valid_lens = draw.permutation(6).reshape(3, 2)
    compare.call(spoilt(draw.normal(3, 2, 6), valid_lens, values), valid_lens)


def test_scores_of_any_height(compare, draw):
    """Scores up to half of the dtype's largest number don't overflow, and low ones keep all the weight."""
    heights = draw.shuffled([3000.0, -3000.0, 300.0, -300.0]).reshape(1, 4, 1)
    valid_lens = draw.integers(1, 5, 2)
    compare.call(spoilt(draw.normal(2, 4, 5) + heights, valid_lens, 0.0), valid_lens)
    lowest_and_others = torch.cat([torch.full((1, 3, 6), -2.0), draw.integers(-2, 3, 3, 3, 6)])
    valid_lens = torch.cat([torch.tensor([3]), draw.shuffled([1, 4, 6])])
    scores = spoilt(lowest_and_others, valid_lens, 0.0)
    compare.on("plain", "strided")(at_the_ends, scores=scores, valid_lens=valid_lens)


def test_half_precision(compare, draw):
    """float16 scores work too, also of more keys than float16 can count (2048)."""
    valid_lens = draw.shuffled([0, 1, 3, 4])
    compare(in_half, scores=draw.normal(4, 3, 5), valid_lens=valid_lens, cotangent=draw.normal(4, 3, 5))
    valid_lens = draw.shuffled([0, 3, 2049, 2053])
    compare.on("plain")(seen, scores=draw.uniform(4, 1, 2060), valid_lens=valid_lens)
    compare.call(draw.normal(2, 3, 4), draw.lengths(4, 2))


def test_whole_tensors(compare, draw):
    """All sequences, queries and keys are masked at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, keys: {
            "scores": draw.normal(sequences, 2, keys),
            "valid_lens": draw.lengths(keys, sequences),
        }
    )
    compare.vectorised(
        lambda queries: {"scores": draw.normal(2, queries, 3), "valid_lens": draw.lengths(3, 2, queries)}
    )

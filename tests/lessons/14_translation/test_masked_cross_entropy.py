import torch

from autograder.judge import graded

pytestmark = graded("masked_cross_entropy")


def task(draw, B, T, V, valid_len=None):
    """Scores, labels and lengths, of which none is 0, neither a label nor a length."""
    valid_len = draw.lengths(T, B) if valid_len is None else valid_len
    labels = draw.integers(min(1, V - 1), V, B, T)
    return {"logits": draw.normal(B, T, V), "labels": labels, "valid_len": valid_len}


def padding_of(drawn):
    """[B, T], True where the padding is."""
    return torch.arange(drawn["labels"].shape[1]) >= drawn["valid_len"].unsqueeze(1)


def test_mean_over_valid_tokens(compare, draw):
    """Each sequence has the mean of the losses of its own valid tokens."""
    compare.call(**task(draw, 4, 5, 3, draw.shuffled([1, 2, 3, 4])))


def test_without_padding(compare, draw):
    """Sequences of full length have the mean of all losses."""
    compare.call(**task(draw, 3, 4, 5, torch.full((3,), 4)))


def test_sizes(compare, draw):
    """Sequences, steps and tokens are not confused, even if all sizes are equal or 1. int32 lengths work."""
    compare.call(**task(draw, 4, 4, 4, draw.shuffled([1, 2, 3, 4])))
    compare.call(**task(draw, 1, 5, 3, torch.tensor([3], dtype=torch.int32)))
    compare.call(**task(draw, 5, 1, 4, torch.ones(5, dtype=torch.int64)))
    compare.call(**task(draw, 2, 3, 7))
    compare.call(**task(draw, 3, 6, 2))
    compare.call(**task(draw, 1, 1, 4, torch.tensor([1])))


def test_one_token(compare, draw):
    """With a vocabulary of one token each loss is 0. With equal scores it is log V."""
    compare.call(**task(draw, 3, 4, 1, draw.shuffled([0, 2, 4])))
    compare.call(**task(draw, 1, 1, 1, torch.tensor([1])))
    compare.call(**{**task(draw, 3, 4, 5, draw.shuffled([1, 2, 4])), "logits": torch.zeros(3, 4, 5)})


def test_length_of_zero(compare, draw):
    """A sequence without valid tokens has a loss of 0 and a gradient of 0, beside others that are right."""
    compare.call(**task(draw, 4, 3, 5, draw.shuffled([0, 1, 2, 3])))
    compare.call(**task(draw, 3, 4, 3, draw.shuffled([0, 0, 2])))


def test_spoilt_scores(compare, draw):
    """Scores of padding, even NaN or inf, change neither the losses nor the gradient."""
    for value in (torch.nan, torch.inf, -torch.inf, 1e30):
        drawn = task(draw, 4, 4, 3, draw.shuffled([0, 1, 2, 3]))
        drawn["logits"][padding_of(drawn)] = value
        compare.call(**drawn)


def test_spoilt_labels(compare, draw):
    """Labels of padding may be any integer."""
    for label in (-100, -1, 10**9, 3):
        drawn = task(draw, 4, 4, 3, draw.shuffled([0, 1, 2, 3]))
        drawn["labels"][padding_of(drawn)] = label
        compare.call(**drawn)


def test_all_labels_count(compare, draw):
    """Only the lengths decide what is valid: labels of 0 or 1 count like any others."""
    for label in (0, 1):
        drawn = task(draw, 3, 5, 4, draw.shuffled([2, 3, 4]))
        drawn["labels"][:, :2] = label
        compare.call(**drawn)


def test_large_scores(compare, draw):
    """Scores in the thousands, and wrong tokens far above the right one, give finite losses and gradients."""
    drawn = task(draw, 3, 4, 5, draw.shuffled([1, 3, 4]))
    heights = draw.shuffled([10000.0, -10000.0, 3000.0, 0.0]).reshape(1, 4, 1)
    compare.call(**{**drawn, "logits": drawn["logits"] + heights})
    drawn["logits"][:, 0, 1], drawn["labels"][:, 0] = 1000.0, 3
    compare.call(**drawn)


def test_many(compare, draw):
    """Hundreds of steps and of tokens are right too, of one sequence or of many."""
    compare.call(**task(draw, 2, 300, 200, draw.shuffled([129, 290])))
    compare.call(**task(draw, 300, 3, 3))


def test_whole_tensors(compare, draw):
    """All sequences, steps and tokens are computed at once, without a Python loop."""
    compare.vectorised(lambda sequences, steps, tokens: task(draw, sequences, steps, tokens))

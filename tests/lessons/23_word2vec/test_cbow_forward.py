import torch

from autograder.judge import graded

pytestmark = graded("cbow_forward")


def batch(draw, B, L, V, D):
    """Contexts and tables of these sizes. Each row has a context, and no word is 0 unless all are."""
    mask = draw.mask(B, L)
    mask[torch.arange(B), draw.integers(0, L, B)] = True
    return {
        "ctx": draw.integers(min(1, V - 1), V, B, L),
        "mask": mask,
        "embed_u": draw.normal(V, D),
        "embed_v": draw.normal(V, D),
    }


def test_mean(compare, draw):
    """The logits are the products of the contexts' mean vector with the vectors of all words as centres."""
    for B, L, V, D in ((3, 4, 8, 5), (3, 2, 4, 4)):
        inputs = batch(draw, B, L, V, D)
        inputs["mask"] = torch.ones(B, L, dtype=torch.bool)
        compare.call(*inputs.values())


def test_mask(compare, draw):
    """The mean is over the contexts whose mask is True, so rows may have different numbers."""
    inputs = batch(draw, 4, 5, 9, 3)
    inputs["mask"] = torch.arange(5) < torch.tensor([[2], [5], [1], [3]])
    compare.call(**inputs)


def test_padding(compare, draw):
    """Padding changes nothing: it may be any word, and stand anywhere in the row."""
    inputs = batch(draw, 3, 4, 6, 2)
    inputs["mask"] = torch.tensor([[False, True, False, True], [True, False, False, True], [False, True] * 2])
    inputs["embed_u"] = 4.0 + inputs["embed_u"]
    compare.call(**inputs)


def test_word_zero(compare, draw):
    """The word 0 counts where the mask is True, and doesn't where it is False."""
    inputs = batch(draw, 2, 3, 5, 4)
    inputs["ctx"] = torch.tensor([[0, 0, 2], [3, 0, 0]])
    inputs["mask"] = torch.tensor([[True, False, True], [True, True, False]])
    inputs["embed_u"] = inputs["embed_u"] + 2.0
    compare.call(**inputs)


def test_empty_rows(compare, draw):
    """A row without contexts has the logits 0, and nothing of it reaches the gradients."""
    inputs = batch(draw, 4, 3, 6, 5)
    inputs["mask"][draw.integer(0, 4)] = False
    compare.call(**inputs)
    inputs = batch(draw, 2, 1, 3, 2)
    for mask in ([[False], [True]], [[False], [False]]):
        compare.call(**{**inputs, "mask": torch.tensor(mask)})


def test_repeated_words(compare, draw):
    """A context that comes twice counts twice, and its gradient is the sum."""
    inputs = batch(draw, 4, 6, 7, 3)
    inputs["ctx"][:, 2:] = draw.integer(1, 7)
    inputs["mask"][:, :4] = True
    compare.call(**inputs)


def test_sizes(compare, draw):
    """Any numbers of rows, contexts, words and features keep the shape [B, V]."""
    compare.sizes(lambda B, L, V, D: batch(draw, B, L, V, D))


def test_zeros(compare, draw):
    """Tables of zeros give logits of 0 and the right gradients."""
    inputs = batch(draw, 3, 2, 5, 4)
    for name in ("embed_u", "embed_v"):
        compare.call(**{**inputs, name: torch.zeros(5, 4)})
    compare.call(**inputs)


def test_many(compare, draw):
    """Hundreds of words work, and so do thousands of contexts."""
    inputs = batch(draw, 3, 4, 400, 2)
    inputs["ctx"][:, :2] = draw.integer(256, 400)
    compare.call(**{**inputs, "mask": torch.ones(3, 4, dtype=torch.bool)})
    inputs = batch(draw, 1, 3100, 5, 2)
    compare.call(**{**inputs, "mask": torch.arange(3100).unsqueeze(0) < 3001})


def test_whole_tensors(compare, draw):
    """All rows, contexts, words and features are computed at once, without a Python loop."""
    compare.vectorised(lambda rows, contexts, words, features: batch(draw, rows, contexts, words, features))

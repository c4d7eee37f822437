import torch

from autograder.judge import graded

pytestmark = graded("skip_gram")


def batch(draw, B, L, V, D):
    """Words and tables of these sizes. The word 0 is among them only if it is the only one."""
    return {
        "center": draw.integers(min(1, V - 1), V, B, 1),
        "ctx_neg": draw.integers(min(1, V - 1), V, B, L),
        "embed_v": draw.normal(V, D),
        "embed_u": draw.normal(V, D),
    }


def test_products(compare, draw):
    """A logit is the dot product of the centre's vector in embed_v with the word's vector in embed_u."""
    compare.call(**batch(draw, 4, 3, 11, 5))
    compare.call(*batch(draw, 2, 5, 4, 3).values())


def test_sizes(compare, draw):
    """Any numbers of centres, words, entries and features keep the shape [B, 1, L]."""
    compare.sizes(lambda B, L, V, D: batch(draw, B, L, V, D))


def test_square(compare, draw):
    """Each centre meets only the words of its own row, also if B, L, V and D are equal."""
    inputs = batch(draw, 4, 4, 4, 4)
    inputs["center"] = draw.permutation(4).unsqueeze(1)
    compare.call(**inputs)


def test_repeated_words(compare, draw):
    """The gradient of a word is the sum over all its entries, as a centre and as another word."""
    inputs = batch(draw, 5, 6, 9, 3)
    inputs["center"][:3] = draw.integer(1, 9)
    inputs["ctx_neg"][1:, 2:] = draw.integer(1, 9)
    compare.call(**inputs)


def test_word_zero(compare, draw):
    """The word 0 is like any other: it isn't taken for padding."""
    inputs = batch(draw, 3, 3, 6, 4)
    inputs["center"][0] = 0
    inputs["ctx_neg"][1:, 1:] = 0
    compare.call(**inputs)


def test_zeros(compare, draw):
    """Tables of zeros, as at the start of training, give logits of 0 and the right gradients."""
    inputs = batch(draw, 3, 2, 5, 4)
    for name in ("embed_v", "embed_u"):
        compare.call(**{**inputs, name: torch.zeros(5, 4)})
    compare.call(**inputs)


def test_large_vocabulary(compare, draw):
    """Hundreds of words work too."""
    inputs = batch(draw, 4, 5, 400, 2)
    inputs["center"][:2] = inputs["ctx_neg"][1:, :2] = draw.integer(256, 400)
    compare.call(**inputs)


def test_whole_tensors(compare, draw):
    """All centres, words and features are computed at once, without a Python loop."""
    compare.vectorised(
        lambda centres, entries, words, features: batch(draw, centres, entries, words, features)
    )

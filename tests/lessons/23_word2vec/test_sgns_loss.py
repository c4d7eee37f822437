import torch

from autograder.judge import graded

pytestmark = graded("sgns_loss")


def losses(lesson, pred, positive, mask=None):
    """The losses with labels of the dtype of pred, which need no gradient."""
    return lesson.sgns_loss(pred, positive.to(pred.dtype), mask)


def with_labels(lesson, pred, positive, mask):
    """The losses, and what is left of the labels, which are 1 outside of the mask too."""
    labels = torch.cat([positive[:1], positive]).to(pred.dtype)[1:]  # not the beginning of its memory
    return {"the losses": lesson.sgns_loss(pred, labels, mask), "the labels after the call": labels}


def without_mask(lesson, pred, positive):
    return lesson.sgns_loss(pred, labels=positive.to(pred.dtype))


def batch(draw, B, L, scale=2.0):
    """Logits, and which of them are contexts. A logit beyond 20 is one of 20."""
    return {"pred": draw.normal(B, L, scale=scale).clamp(-20, 20), "positive": draw.mask(B, L)}


def both(draw, *shape):
    """A mask with some True and some False in each row."""
    mask = draw.mask(*shape)
    mask[:, 0], mask[:, 1] = True, False
    return mask


def test_no_mask(compare, draw):
    """Without a mask, the loss of a row is the mean over all its entries."""
    compare(without_mask, **batch(draw, 5, 3))
    compare(losses, **batch(draw, 3, 6), mask=None)
    compare(losses, **batch(draw, 4, 2), mask=torch.ones(4, 2, dtype=torch.bool))


def test_mask(compare, draw):
    """Only entries whose mask is True count, in the sum and in their number."""
    compare(losses, **batch(draw, 4, 6), mask=both(draw, 4, 6))
    compare(losses, **batch(draw, 6, 3), mask=both(draw, 6, 3))


def test_padding(compare, draw):
    """Entries that don't count change nothing, whatever their logits and labels are."""
    inputs = batch(draw, 3, 5)
    mask = both(draw, 3, 5)
    inputs["pred"] = torch.where(mask, inputs["pred"], 3000.0 * inputs["pred"].sign())
    compare(with_labels, **inputs, mask=mask)
    compare(with_labels, **{**inputs, "positive": ~mask}, mask=mask)


def test_empty_rows(compare, draw):
    """A row without entries that count has the loss 0 and no gradient; the others stay as they are."""
    mask = both(draw, 4, 3)
    mask[draw.integer(0, 4)] = False
    compare(losses, **batch(draw, 4, 3), mask=mask)
    compare(losses, **batch(draw, 2, 3), mask=torch.tensor([[False] * 3, [True] * 3]))
    for mask in ([[False], [True]], [[False], [False]]):
        compare(losses, **batch(draw, 2, 1), mask=torch.tensor(mask))


def test_zero_logits(compare, draw):
    """A logit of 0 costs log 2, and its gradient is (1/2 - y) / n."""
    inputs = batch(draw, 3, 4)
    inputs["pred"][0] = inputs["pred"][1, 2:] = 0.0
    compare(losses, **inputs, mask=both(draw, 3, 4))
    compare(without_mask, pred=torch.zeros(2, 3), positive=draw.mask(2, 3))


def test_large_logits(compare, draw):
    """Logits in the thousands, right and wrong ones, give finite losses and gradients."""
    positive = draw.mask(4, 6)
    sizes = torch.tensor([50.0, 90.0, 110.0, 1000.0, 5000.0, 9000.0]) + draw.uniform(4, 6)
    wrong = torch.where(positive, -sizes, sizes)
    wrong[1:3] = -wrong[1:3]
    compare(losses, pred=wrong, positive=positive, mask=both(draw, 4, 6))
    compare(losses, pred=wrong.T, positive=positive.T)


def test_sure_and_right(compare, draw):
    """The loss of a sure and right logit is small, but not 0."""
    positive = draw.mask(3, 4)
    sizes = draw.uniform(3, 4, low=12.0, high=19.0)
    compare(losses, pred=torch.where(positive, sizes, -sizes), positive=positive)


def test_sizes(compare, draw):
    """Any numbers of centres and entries work, also one of each."""
    for B, L in ((1, 1), (1, 5), (5, 1), (2, 2), (3, 7), (7, 3)):
        compare(losses, **batch(draw, B, L), mask=draw.mask(B, L, share=0.7))
        compare(losses, **batch(draw, B, L))


def test_long_rows(compare, draw):
    """Rows of thousands of entries work too."""
    compare(losses, **batch(draw, 2, 3100), mask=torch.arange(3100) < torch.tensor([[3001], [300]]))


def test_whole_tensors(compare, draw):
    """All rows and entries are computed at once, without a Python loop."""
    compare.vectorised(
        lambda centres, entries: {**batch(draw, centres, entries), "mask": both(draw, centres, entries)},
        losses,
    )
    compare.vectorised(lambda centres, entries: batch(draw, centres, entries), losses)

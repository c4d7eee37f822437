import torch

from autograder.judge import graded

pytestmark = graded("sequence_nll")


def inputs(draw, sequences, steps, tokens, **more):
    """Random logits and targets of these sizes."""
    logits = draw.normal(sequences, steps, tokens)
    return {"logits": logits, "targets": draw.integers(0, tokens, sequences, steps), **more}


def of_a_layer(lesson, logits, targets, mask=None):
    """Logits that are no leaf of the graph, as in a network."""
    return lesson.sequence_nll(2 * logits, targets, mask)


def chequered(sequences, steps):
    """A mask of True and False in turn, in both directions, with True in the first place."""
    return (torch.arange(steps) + torch.arange(sequences).unsqueeze(1)) % 2 == 0


def some(draw, sequences, steps):
    """A mask whose rows have True and False in turn, from a random start."""
    return (torch.arange(steps) + draw.integers(0, 2, sequences).unsqueeze(1)) % 2 == 0


def test_sum(compare, draw):
    """The negative log-likelihoods of all steps of a sequence are added up; None is no mask."""
    compare.call(**inputs(draw, 4, 3, 5))
    compare.call(**inputs(draw, 3, 6, 4, mask=None))
    compare(of_a_layer, **inputs(draw, 2, 4, 5))


def test_mask(compare, draw):
    """Only valid steps count, wherever they are in a sequence. The sum isn't divided by anything."""
    compare.call(**inputs(draw, 4, 6, 5, mask=some(draw, 4, 6)))
    lengths = torch.tensor([2, 5, 1, 4])
    compare.call(**inputs(draw, 4, 5, 3, mask=torch.arange(5) < lengths.unsqueeze(1)))
    compare(of_a_layer, **inputs(draw, 2, 4, 5, mask=some(draw, 2, 4)))


def test_all_valid(compare, draw):
    """A mask that is True everywhere changes nothing."""
    compare.call(**inputs(draw, 3, 4, 5, mask=torch.ones(3, 4, dtype=torch.bool)))


def test_nothing_valid(compare, draw):
    """A sequence without valid steps has 0, and its logits get no gradient."""
    mask = some(draw, 4, 5)
    mask[1] = mask[3] = False
    compare.call(draw.normal(4, 5, 3), draw.integers(1, 3, 4, 5), mask)
    compare.call(draw.normal(2, 3, 4), draw.integers(0, 4, 2, 3), torch.zeros(2, 3, dtype=torch.bool))


def test_invalid_targets(compare, draw):
    """Where a target isn't valid, it may be any number: negative, or beyond the vocabulary."""
    for wrong in (-100, -1, 5, 9999):
        mask = some(draw, 3, 6)
        chosen = inputs(draw, 3, 6, 5, mask=mask)
        chosen["targets"] = chosen["targets"].masked_fill(~mask, wrong)
        compare.call(**chosen)


def test_zeros(compare, draw):
    """Equal logits give log V a step, also for the targets 0 and V - 1, which are valid ids."""
    for target in (0, 6):
        mask = some(draw, 3, 4)
        compare.call(0.0 * draw.normal(3, 4, 7), torch.full((3, 4), target), mask)
    compare.call(draw.normal(2, 3, 4), torch.zeros(2, 3, dtype=torch.int64), torch.ones(2, 3).bool())


def test_sizes(compare, draw):
    """Each of the three sizes may be 1, and any may be the largest."""
    compare.sizes(lambda sequences, steps, tokens: inputs(draw, sequences, steps, tokens))
    compare.sizes(
        lambda sequences, steps, tokens: inputs(
            draw, sequences, steps, tokens, mask=chequered(sequences, steps)
        )
    )


def test_large_logits(compare, draw):
    """Logits in the thousands give finite results, for likely and for unlikely targets."""
    logits = draw.normal(3, 4, 5)
    logits[:, 1] += 4000.0
    logits[0, 2, 1] = 5000.0
    targets = draw.integers(0, 5, 3, 4)
    targets[0, 2] = 0
    compare.call(logits, targets)
    compare.call(logits, targets, some(draw, 3, 4))


def test_many_tokens(compare, draw):
    """A vocabulary of hundreds of tokens works too, and so does a long sequence."""
    compare.call(draw.normal(2, 3, 700), draw.integers(600, 700, 2, 3))
    compare.call(**inputs(draw, 1, 400, 3, mask=some(draw, 1, 400)))


def test_whole_tensors(compare, draw):
    """All sequences, steps and tokens are computed at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, steps, tokens: inputs(
            draw, sequences, steps, tokens, mask=some(draw, sequences, steps)
        )
    )

import torch

from autograder.judge import graded


def triple(draw, batch, queries, keys, features, outputs, scale=1.0):
    """Queries, keys and values, by name."""
    return {
        "q": draw.normal(batch, queries, features, scale=scale),
        "k": draw.normal(batch, keys, features, scale=scale),
        "v": draw.normal(batch, keys, outputs),
    }


def in_half(lesson, q, k, v, valid_lens):
    out, weights = lesson.dot_product_attention(q.half(), k.half(), v.half(), valid_lens)
    return {"out": out, "weights": weights}


def dropping(lesson, q, k, valid_lens, dropout, seed):
    """How weights are dropped, told from values that show each weight twice: v is two unit matrices."""
    torch.manual_seed(seed)  # so that the same wrong solution drops the same again
    count = k.shape[1]
    v = torch.eye(count, dtype=k.dtype, device=k.device).repeat(len(k), 1, 2).requires_grad_()  # [B,K,2K]
    out, weights = lesson.dot_product_attention(q, k, v, valid_lens, dropout, training=True)
    again, _ = lesson.dot_product_attention(q, k, v, valid_lens, dropout=dropout, training=True)
    unchanged, _ = lesson.dot_product_attention(q, k, v, valid_lens, dropout, training=False)
    left, right = out[..., :count], out[..., count:]
    valid = weights > 0
    factors = (left / weights)[valid].detach()
    kept = factors > 0.5
    share = kept.double().mean().item()
    sigma = (dropout * (1 - dropout) / len(kept)) ** 0.5
    rows = (left > 0) & valid
    gradient = torch.autograd.grad(out[..., :count].sum(), v, retain_graph=True)[0]
    normalised = bool(((left.sum(dim=2) - 1).abs() < 1e-3).all())
    torch.manual_seed(seed + 1)  # however much was drawn, the generator is left in the same place
    return {
        "weights": weights,
        "the weights used are normalised again": normalised,
        "out if it is not training": unchanged,
        "weights kept are divided by 1 - dropout": bool(
            ((factors[kept] * (1 - dropout) - 1).abs() < 1e-3).all()
        ),
        "weights dropped are 0": bool((factors[~kept] == 0).all()),
        "the share of weights that are kept is right": abs(share - (1 - dropout)) < 6 * sigma,
        "a weight is dropped for all features of its value": torch.equal(left > 0, right > 0),
        "padding stays 0": bool((left[~valid] == 0).all()),
        "queries drop other weights": bool((rows[:, 1:] != rows[:, :-1]).any()),
        "sequences drop other weights": bool((rows[1:] != rows[:-1]).any()),
        "calls drop other weights": bool(((again[..., :count] > 0) != (left > 0)).any()),
        "the gradient goes through what is kept": torch.allclose(
            gradient[:, :, 0], left.sum(dim=1).detach(), rtol=1e-3
        ),
    }


@graded("dot_product_attention")
def test_output_and_weights(compare, draw):
    """The result is the weighted means of the values, and the weights, also if all sizes differ."""
    compare.call(**triple(draw, 2, 3, 5, 4, 6))


@graded("dot_product_attention")
def test_equal_sizes(compare, draw):
    """Sequences, queries, keys and features are not confused, even if there are as many of each."""
    compare.call(**triple(draw, 4, 4, 4, 4, 4), valid_lens=draw.permutation(4) + 1)


@graded("dot_product_attention")
def test_scale(compare, draw):
    """Scores are divided by the square root of D, the size of queries and keys, for any D."""
    compare.call(**triple(draw, 2, 3, 4, 64, 2))
    for size in (1, 2):
        compare.call(**triple(draw, 2, 3, 5, size, 4))


@graded("dot_product_attention")
def test_lengths(compare, draw):
    """Padding has no effect, whether the lengths are for sequences or for queries."""
    drawn = triple(draw, 3, 4, 6, 5, 2)
    drawn["k"][:, 5:], drawn["v"][:, 5:] = 1e3, -1e3
    compare.call(*drawn.values(), torch.tensor([1, 5, 3])[draw.permutation(3)])
    compare.call(**drawn, valid_lens=draw.integers(1, 6, 3, 4))


@graded("dot_product_attention")
def test_length_of_zero(compare, draw):
    """A query without a valid key gets weights and an output of 0, and its gradients are not NaN."""
    lens = torch.tensor([0, 3, 0, 1, 2, 0])[draw.permutation(6)].reshape(2, 3)
    compare.call(**triple(draw, 2, 3, 4, 2, 3), valid_lens=lens)


@graded("dot_product_attention")
def test_sizes_of_one(compare, draw):
    """One sequence, one query, one key or one feature keeps its dimension."""
    compare.call(**triple(draw, 1, 3, 4, 1, 2))
    compare.call(**triple(draw, 3, 1, 1, 4, 1), valid_lens=torch.tensor([[1], [0], [1]]))


@graded("dot_product_attention")
def test_large_scores(compare, draw):
    """Queries and keys with large entries select one value each, and nothing overflows."""
    compare.call(**triple(draw, 3, 2, 4, 5, 2, scale=6.0), valid_lens=draw.integers(1, 5, 3))


@graded("dot_product_attention")
def test_dropout(compare, draw):
    """In training each weight is dropped or scaled independently. The weights before that are returned."""
    drawn = triple(draw, 3, 20, 15, 4, 1, scale=0.5)
    lens = torch.tensor([15, 8, 11])[draw.permutation(3)]
    # Not in float64, in which PyTorch drops other weights: no mistake would be known by its result.
    single = compare
    single(dropping, q=drawn["q"], k=drawn["k"], valid_lens=lens, dropout=0.3, seed=draw.seed())


@graded("dot_product_attention")
def test_without_dropout(compare, draw):
    """Outside training, or with dropout 0, nothing is dropped and no random number is drawn."""
    compare.call(**triple(draw, 2, 3, 4, 5, 3), dropout=0.9)
    compare.call(**triple(draw, 2, 3, 4, 5, 3), training=True)


@graded("dot_product_attention")
def test_half_precision(compare, draw):
    """float16 works, with padding too; so does float64."""
    compare.on("plain")(in_half, **triple(draw, 4, 2, 5, 3, 4), valid_lens=torch.tensor([5, 0, 2, 3]))
    compare.call(**triple(draw, 2, 3, 5, 3, 4), valid_lens=draw.integers(1, 6, 2))


@graded("dot_product_attention")
def test_whole_tensors(compare, draw):
    """Sequences, queries and keys are computed at once, without a Python loop."""
    compare.vectorised(lambda sequences, queries, keys: triple(draw, sequences, queries, keys, 3, 2))

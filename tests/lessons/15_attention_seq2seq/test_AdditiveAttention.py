import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import anatomy


def made(lesson, layers, dropout=0.0):
    """The student's module with these weights, in their dtype and on their device."""
    W_q, W_k, w_v = layers
    model = lesson.AdditiveAttention(W_q.shape[1], W_k.shape[1], len(W_q), dropout)
    if W_q.device.type != "cpu" or W_q.dtype is not torch.float32:  # to move nothing takes time too
        model = model.to(W_q.device, W_q.dtype)
    model.load_state_dict({"W_q.weight": W_q, "W_k.weight": W_k, "w_v.weight": w_v})
    return model


def attend(lesson, layers, q, k, v, valid_lens=None):
    """The output, and the weights that the module keeps."""
    model = made(lesson, layers)
    out = model(q, k, v, valid_lens)
    return {"out": out, "weights": model.attention_weights}


def attributes(lesson, layers, q, k, v):
    model = made(lesson, layers, dropout=0.25)
    before = model.attention_weights
    model.eval()
    out = model(q, k, v)
    return {
        "out": out,
        "attention_weights before the first call": before,
        "they need a gradient": model.attention_weights.requires_grad,
        "the kinds of the layers": [type(x) is nn.Linear for x in (model.W_q, model.W_k, model.w_v)],
        "p of the dropout": model.dropout.p,
        "dropout without more": type(model)(2, 3, 4).dropout.p,
        **anatomy(model),
    }


def gradients(lesson, layers, q, k, v, valid_lens, cotangent):
    model = made(lesson, layers)
    out = model(q, k, v, valid_lens)
    out.backward(cotangent.detach())
    return {"out": out.detach(), "gradients": {name: p.grad for name, p in model.named_parameters()}}


def two_calls(lesson, layers, q, k, v):
    """A call leaves nothing behind that changes the next, and its weights are the last call's."""
    model = made(lesson, layers)
    first = model(q, k, v)
    shorter = model(q[:, :1], k[:, 1:], v[:, 1:])
    return {"first": first, "second": shorter, "weights": model.attention_weights}


def dropping(lesson, layers, q, k, dropout, seed):
    """In train mode, what becomes of each weight, told from values that are a unit matrix."""
    model = made(lesson, layers, dropout)
    torch.manual_seed(seed)  # so that the same wrong solution drops the same again
    eye = torch.eye(k.shape[1], dtype=k.dtype, device=k.device).expand(len(k), -1, -1)  # [B,K,K]
    v = torch.cat([eye, 2 * eye], dim=2)  # each weight shows twice
    out = model(q, k, v).detach()
    weights = model.attention_weights
    left, right = (half / weights for half in out.chunk(2, dim=2))
    again, _ = model(q, k, v).detach().chunk(2, dim=2)
    kept = left > 0.5
    share = kept.double().mean().item()
    sigma = (dropout * (1 - dropout) / kept.numel()) ** 0.5
    model.eval()
    torch.manual_seed(seed + 1)  # however much was drawn, the generator is left in the same place
    return {
        "in eval mode": model(q, k, v),
        "weights kept in train mode": weights,
        "weights are divided by 1 - dropout": bool(((left[kept] * (1 - dropout) - 1).abs() < 1e-3).all()),
        "weights dropped are 0": bool((left[~kept] == 0).all()),
        "the share of weights that are kept is right": abs(share - (1 - dropout)) < 6 * sigma,
        "a weight is dropped for all features of its value": torch.equal(kept, right > 0.5),
        "queries and sequences drop other weights": [
            bool((kept[:, 1:] != kept[:, :-1]).any()),
            bool((kept[1:] != kept[:-1]).any()),
        ],
        "calls drop other weights": not torch.equal(kept, again > 0),
    }


def network(draw, queries, keys, hidden, scale=1.0):
    """The weights of W_q, W_k and w_v, all different."""
    shapes = ((hidden, queries), (hidden, keys), (1, hidden))
    return {"layers": [draw.normal(*shape, scale=scale) for shape in shapes]}


def data(draw, batch, queries, keys, *sizes):
    """Queries, keys and values whose features are `sizes`."""
    counts = (queries, keys, keys)
    tensors = [draw.normal(batch, count, size) for count, size in zip(counts, sizes, strict=True)]
    return dict(zip(("q", "k", "v"), tensors, strict=True))


@graded("AdditiveAttention")
def test_output_and_weights(compare, draw):
    """The score is w_v . tanh(W_q q + W_k k), also for queries, keys and values of different sizes."""
    compare(attend, **network(draw, 3, 5, 4), **data(draw, 2, 4, 6, 3, 5, 2))


@graded("AdditiveAttention")
def test_equal_sizes(compare, draw):
    """W_q is for the queries and W_k for the keys, even if all sizes are equal."""
    valid_lens = draw.permutation(3) + 1
    compare(attend, **network(draw, 3, 3, 3), **data(draw, 3, 3, 3, 3, 3, 3), valid_lens=valid_lens)


@graded("AdditiveAttention")
def test_lengths(compare, draw):
    """Padding has no effect, whether the lengths are for sequences or for queries."""
    drawn = {**network(draw, 2, 3, 5), **data(draw, 3, 4, 6, 2, 3, 4)}
    drawn["v"][:, 5:] = 1e3
    for lens in (torch.tensor([1, 5, 3])[draw.permutation(3)], draw.integers(1, 6, 3, 4)):
        compare(attend, **drawn, valid_lens=lens)


@graded("AdditiveAttention")
def test_length_of_zero(compare, draw):
    """A query without a valid key gets weights and an output of 0, and its gradients are not NaN."""
    lens = torch.tensor([0, 3, 0, 1, 2, 0])[draw.permutation(6)].reshape(2, 3)
    drawn = {**network(draw, 2, 4, 3), **data(draw, 2, 3, 4, 2, 4, 2)}
    compare(attend, **drawn, valid_lens=lens)


@graded("AdditiveAttention")
def test_sizes_of_one(compare, draw):
    """One sequence, query, key, feature or hidden unit keeps its dimension."""
    compare(attend, **network(draw, 1, 1, 1), **data(draw, 1, 3, 4, 1, 1, 2))
    compare(attend, **network(draw, 2, 3, 4), **data(draw, 4, 1, 1, 2, 3, 1))


@graded("AdditiveAttention")
def test_large_scores(compare, draw):
    """The result is right for saturated hidden units, scores far apart and tiny weights."""
    compare(attend, **network(draw, 3, 4, 5, scale=6.0), **data(draw, 2, 3, 4, 3, 4, 2))
    compare(attend, **network(draw, 2, 2, 7, scale=0.01), **data(draw, 3, 2, 5, 2, 2, 3))


@graded("AdditiveAttention")
def test_parts(compare, draw):
    """It has three layers without bias and one dropout. Its weights are detached and not in its state."""
    compare.on("plain")(attributes, **network(draw, 3, 5, 4), **data(draw, 2, 3, 4, 3, 5, 2))


@graded("AdditiveAttention")
def test_gradient_of_the_layers(compare, draw):
    """The gradient reaches all three layers."""
    drawn = {**network(draw, 3, 2, 4), **data(draw, 3, 2, 5, 3, 2, 4)}
    lens = torch.tensor([5, 0, 2])[draw.permutation(3)]
    compare(gradients, **drawn, valid_lens=lens, cotangent=draw.normal(3, 2, 4))


@graded("AdditiveAttention")
def test_two_calls(compare, draw):
    """A second call may have fewer queries and keys. Then attention_weights holds its weights."""
    compare(two_calls, **network(draw, 2, 5, 3), **data(draw, 3, 4, 5, 2, 5, 4))


@graded("AdditiveAttention")
def test_dropout(compare, draw):
    """In train mode each weight is dropped or scaled independently; in eval mode all weights stay."""
    drawn = data(draw, 3, 20, 15, 2, 3, 1)
    layers = network(draw, 2, 3, 4, scale=0.5)
    # Not in float64, in which PyTorch drops other weights: no mistake would be known by its result.
    single = compare
    single(dropping, **layers, q=drawn["q"], k=drawn["k"], dropout=0.3, seed=draw.seed())

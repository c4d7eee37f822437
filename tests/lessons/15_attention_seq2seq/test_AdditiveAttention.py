import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, dropping, forward, loaded, weight_gradients

pytestmark = graded("AdditiveAttention")


def parts(lesson, class_, sizes, weights, seed, **inputs):
    torch.manual_seed(seed)
    first = getattr(lesson, class_)(*sizes, 0.25)
    model = loaded(lesson, class_, (*sizes, 0.25), weights)
    before = model.attention_weights
    model.eval()
    model.W_k.requires_grad_(False)
    model.w_v.weight.grad = torch.ones_like(model.w_v.weight)
    out = model(*inputs.values())
    return {
        "the first weights": {name: p.detach() for name, p in first.named_parameters()},
        "the output": out,
        "attention_weights before the first call": before,
        "attention_weights requires a gradient": model.attention_weights.requires_grad,
        **{f"{x} is an nn.Linear": type(getattr(model, x)) is nn.Linear for x in ("W_q", "W_k", "w_v")},
        "a frozen layer stays frozen": not model.W_k.weight.requires_grad,
        "the grad of w_v is as it was": bool((model.w_v.weight.grad == 1).all()),
        "the module and its dropout stay in eval mode": not (model.training or model.dropout.training),
        "p of dropout": model.dropout.p,
        "p of dropout by default": type(model)(2, 3, 4).dropout.p,
        **anatomy(model),
    }


def two_calls(lesson, class_, sizes, weights, q, k, v):
    """A call leaves nothing behind that changes the next, and its weights are the last call's."""
    attention = loaded(lesson, class_, sizes, weights)
    first = attention(q, k, v)
    weights = attention.attention_weights
    other = attention(-2 * q, k, v)
    shorter = attention(q[:, :1], k[:, 1:], v[:, 1:])
    return {
        "the output of the first call": first,
        "the attention_weights of the first call": weights,
        "the output for other queries": other,
        "the output of the last call": shorter,
        "attention_weights afterwards": attention.attention_weights,
    }


def dropped(lesson, class_, sizes, weights, q, k, v, dropout, seed):
    """How weights are dropped in train mode, and the output in eval mode."""
    model = loaded(lesson, class_, (*sizes, dropout), weights)
    facts = dropping(lambda v: (model(q, k, v), model.attention_weights), k, dropout, seed)
    facts["the module and its dropout stay in train mode"] = model.training and model.dropout.training
    return {**facts, "the output in eval mode": model.eval()(q, k, v)}


def in_half(lesson, class_, sizes, weights, **inputs):
    """The output for float16 weights and inputs."""
    q, k, v = (inputs[name].half() for name in "qkv")
    weights = {name: x.half() for name, x in weights.items()}
    return forward(lesson, class_, sizes, weights, q=q, k=k, v=v, valid_lens=inputs["valid_lens"])


def attention(draw, batch, queries, keys, *sizes, hidden=3, scale=1.0):
    """A module, all of whose weights differ, and queries, keys and values whose features are `sizes`."""
    shapes = ((hidden, sizes[0]), (hidden, sizes[1]), (1, hidden))
    layers = ("W_q.weight", "W_k.weight", "w_v.weight")
    counts = (queries, keys, keys)
    q, k, v = (draw.normal(batch, count, size) for count, size in zip(counts, sizes, strict=True))
    return {
        "class_": "AdditiveAttention",
        "sizes": (*sizes[:2], hidden),
        "weights": dict(zip(layers, draw.normals(*shapes, scale=scale), strict=True)),
        "q": q,
        "k": k,
        "v": v,
    }


def compare_attention(compare, inputs):
    """Compare the output, and the weights that the module keeps."""
    compare(forward, shows=["attention_weights"], **inputs)


def test_output_and_weights(compare, draw):
    """The score is w_v . tanh(W_q q + W_k k), also for queries, keys and values of different sizes."""
    drawn = attention(draw, 2, 4, 6, 3, 5, 2, hidden=4)
    drawn["k"][:, 2], drawn["v"][:, 2] = 0.0, 0.0  # zeros are no padding
    compare_attention(compare, drawn)


def test_equal_sizes(compare, draw):
    """W_q is for the queries and W_k for the keys, even if all sizes are equal."""
    drawn = attention(draw, 3, 3, 3, 3, 3, 3)
    compare_attention(compare, {**drawn, "valid_lens": draw.permutation(3) + 1})


def test_lengths(compare, draw):
    """Padding has no effect, whether the lengths are for sequences or for queries."""
    for keys, lens in ((150, draw.shuffled([1, 135, 3])), (6, draw.integers(1, 6, 3, 4))):
        drawn = attention(draw, 3, 4, keys, 2, 3, 4, hidden=5)
        drawn["v"][:, keys - keys // 6 :] = 1e3
        compare_attention(compare, {**drawn, "valid_lens": lens})


def test_length_of_zero(compare, draw):
    """A query without a valid key gets weights and an output of 0, and its gradients are not NaN."""
    lens = draw.shuffled([0, 3, 0, 1, 2, 0]).reshape(2, 3)
    drawn = attention(draw, 2, 3, 4, 2, 4, 2)
    compare_attention(compare, {**drawn, "valid_lens": lens})


def test_sizes_of_one(compare, draw):
    """One sequence, query, key, feature or hidden unit keeps its dimension."""
    compare_attention(compare, attention(draw, 1, 1, 4, 1, 1, 2, hidden=1))
    compare_attention(compare, attention(draw, 1, 3, 1, 2, 1, 1))
    compare_attention(compare, attention(draw, 4, 1, 1, 2, 3, 1))


def test_large_scores(compare, draw):
    """The result is right for saturated hidden units and scores far apart. Zeros give equal weights."""
    compare_attention(compare, attention(draw, 2, 3, 4, 3, 4, 2, scale=6.0))
    drawn = attention(draw, 3, 2, 5, 2, 2, 3)
    zeros = {name: torch.zeros_like(drawn[name]) for name in "qkv"}
    compare_attention(compare, {**drawn, **zeros, "valid_lens": draw.shuffled([5, 2, 4])})


def test_half_precision(compare, draw):
    """A module in float16 works, with padding too."""
    drawn = attention(draw, 4, 2, 5, 3, 2, 4)
    compare.on("plain")(in_half, **drawn, valid_lens=torch.tensor([5, 0, 2, 3]))
    compare_attention(compare, {**drawn, "valid_lens": draw.lengths(5, 4)})


def test_parts(compare, draw):
    """It has three layers without bias, made in order, and one dropout. A call leaves them as they are."""
    compare.on("plain")(parts, **attention(draw, 2, 3, 4, 3, 5, 2, hidden=4), seed=draw.seed())


def test_gradient_of_the_layers(compare, draw):
    """The gradient reaches all three layers."""
    drawn = {**attention(draw, 3, 2, 5, 3, 2, 4), "valid_lens": draw.shuffled([5, 0, 2])}
    compare(weight_gradients, **drawn, cotangent=draw.normal(3, 2, 4))


def test_two_calls(compare, draw):
    """Further calls may have fewer queries and keys. Each gives new weights, and the caller may keep them."""
    compare(two_calls, **attention(draw, 6, 4, 5, 2, 5, 4))


def test_dropout(compare, draw):
    """In train mode each weight is dropped or scaled independently; in eval mode all weights stay."""
    compare(dropped, **attention(draw, 3, 20, 15, 2, 3, 1, scale=0.5), dropout=0.3, seed=draw.seed())


def test_whole_tensors(compare, draw):
    """Sequences, queries, keys and features are computed at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, queries, keys, features: {
            **attention(draw, sequences, queries, keys, features, features, features, hidden=features),
            "valid_lens": draw.lengths(keys, sequences),
        },
        forward,
    )

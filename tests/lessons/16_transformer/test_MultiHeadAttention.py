import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, dropping, forward, loaded, refusal, weight_gradients

pytestmark = graded("MultiHeadAttention")


def parts(lesson, class_, sizes, weights, seed, **inputs):
    torch.manual_seed(seed)
    first = getattr(lesson, class_)(*sizes)
    torch.manual_seed(seed)
    *before_dropout, _, bias = sizes
    model = loaded(lesson, class_, (*before_dropout, 0.25, bias), weights)
    before = model.attention_weights
    model.eval()
    model.W_k.requires_grad_(False)
    model.W_o.weight.grad = torch.ones_like(model.W_o.weight)
    out = model(*inputs.values())
    layers = ("W_q", "W_k", "W_v", "W_o")
    plain = type(model)(2, 3, 4, 6, 2)
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    return {
        "the first weights": {name: p.detach() for name, p in first.named_parameters()},
        "the output": out,
        "attention_weights before the first call": before,
        "attention_weights requires a gradient": model.attention_weights.requires_grad,
        **{f"{name} is an nn.Linear": type(getattr(model, name)) is nn.Linear for name in layers},
        "a frozen layer stays frozen": not model.W_k.weight.requires_grad,
        "the other layers are not frozen": all(
            getattr(model, name).weight.requires_grad for name in ("W_q", "W_v", "W_o")
        ),
        "the grad of W_o is as it was": bool((model.W_o.weight.grad == 1).all()),
        "the module and its dropout stay in eval mode": not (model.training or model.dropout.training),
        "p of dropout": model.dropout.p,
        "p of dropout by default": plain.dropout.p,
        "by default there is a bias": plain.W_q.bias is not None,
        **anatomy(model),
    }


def refusals(lesson, heads):
    """Which numbers of heads are refused."""
    cases = {"as many heads as features and one more": heads + 1, "two thirds as many": 2 * heads // 3}
    torch.manual_seed(0)
    found = {
        f"for {name}": refusal(ValueError, "", lesson.MultiHeadAttention, 2, 3, 4, heads, count)
        for name, count in cases.items()
    }
    fine = lesson.MultiHeadAttention(2, 3, 4, heads, heads)
    torch.manual_seed(0)
    return {**found, "the shape of W_v for as many heads as features": list(fine.W_v.weight.shape)}


def two_calls(lesson, class_, sizes, weights, q, k, v):
    """A call leaves nothing behind that changes the next, and its weights are the last call's."""
    model = loaded(lesson, class_, sizes, weights)
    first = model(q, k, v)
    weights = model.attention_weights
    other = model(-2 * q, k, v)
    shorter = model(q[:, :1], k[:, 1:], v[:, 1:])
    return {
        "the output of the first call": first,
        "the attention_weights of the first call": weights,
        "the output for other queries": other,
        "the output of the last call": shorter,
        "attention_weights afterwards": model.attention_weights,
    }


def dropped(lesson, class_, sizes, weights, q, k, dropout, seed):
    """How weights are dropped in train mode: each head of each sequence counts as a sequence of its own."""
    heads = sizes[4]
    model = loaded(lesson, class_, (*sizes[:5], dropout), weights)

    def attend(values):  # [B*H,K,F]: values of each head, which W_v and W_o leave as they are
        v = values.unflatten(0, (-1, heads)).transpose(1, 2).flatten(2)  # [B,K,H*F]
        out = model(q, k, v).unflatten(2, (heads, -1))  # [B,Q,H,F]
        return out.transpose(1, 2).flatten(0, 1), model.attention_weights.flatten(0, 1)

    facts = dropping(attend, k.repeat_interleave(heads, 0), dropout, seed)
    facts["the module and its dropout stay in train mode"] = model.training and model.dropout.training
    model.eval()
    v = q.new_ones(len(k), k.shape[1], sizes[2])
    torch.manual_seed(seed)
    return {**facts, "the output in eval mode": model(q, k, v)}


def in_half(lesson, class_, sizes, weights, valid_lens, **inputs):
    """The output for float16 weights and inputs."""
    weights = {name: x.half() for name, x in weights.items()}
    q, k, v = (inputs[name].half() for name in "qkv")
    return forward(lesson, class_, sizes, weights, q=q, k=k, v=v, valid_lens=valid_lens)


def attention(draw, batch, queries, keys, sizes=(3, 5, 2), heads=2, features=3, bias=False, scale=0.7):
    """A module, all of whose weights differ, and queries, keys and values whose features are `sizes`."""
    d = heads * features
    layers = dict(zip(("W_q", "W_k", "W_v", "W_o"), (*sizes, d), strict=True))
    weights = {}
    for name, size in layers.items():
        weights[f"{name}.weight"] = draw.normal(d, size, scale=scale)
        if bias:
            weights[f"{name}.bias"] = draw.normal(d)
    counts = (queries, keys, keys)
    q, k, v = (draw.normal(batch, count, size) for count, size in zip(counts, sizes, strict=True))
    sizes = (*sizes, d, heads, 0.0, bias)
    return {"class_": "MultiHeadAttention", "sizes": sizes, "weights": weights, "q": q, "k": k, "v": v}


def compare_attention(compare, inputs):
    """Compare the output, and the weights that the module keeps."""
    compare(forward, shows=["attention_weights"], **inputs)


def test_output_and_weights(compare, draw):
    """Each head attends by its own features, and W_o mixes the heads, also if all sizes differ."""
    compare_attention(compare, attention(draw, 2, 4, 6))
    drawn = attention(draw, 4, 3, 2, sizes=(4, 2, 5), heads=3, features=2)
    drawn["k"][:, 1], drawn["v"][:, 1] = 0.0, 0.0  # zeros are no padding
    compare_attention(compare, drawn)
    compare_attention(compare, attention(draw, 2, 2, 150, scale=0.4))


def test_equal_sizes(compare, draw):
    """Each layer has its own role, even if all sizes are equal."""
    drawn = attention(draw, 3, 3, 3, sizes=(3, 3, 3), heads=3, features=1)
    compare_attention(compare, {**drawn, "valid_lens": draw.permutation(3) + 1})
    drawn = attention(draw, 4, 4, 4, sizes=(4, 4, 4), heads=2, features=2)
    compare_attention(compare, {**drawn, "valid_lens": draw.shuffled([4, 2, 3, 1])})


def test_scale(compare, draw):
    """Scores are divided by the square root of the features of a head, for any number of heads."""
    for heads, features in ((1, 9), (6, 1), (2, 16)):
        compare_attention(compare, attention(draw, 2, 3, 4, heads=heads, features=features, scale=0.4))


def test_lengths_of_sequences(compare, draw):
    """A length of a sequence holds for all its heads and queries. Padding has no effect."""
    for batch, heads in ((3, 2), (2, 3)):
        drawn = attention(draw, batch, 4, 150, heads=heads, scale=0.3)
        drawn["v"][:, 140:] = 1e3
        compare_attention(compare, {**drawn, "valid_lens": draw.shuffled([135, 3, 1][:batch])})


def test_lengths_of_queries(compare, draw):
    """With lengths [B, Q], each query has its own, in all heads. int32 lengths work too."""
    drawn = attention(draw, 3, 4, 6)
    drawn["v"][:, 5:] = 1e3
    compare_attention(compare, {**drawn, "valid_lens": draw.lengths(5, 3, 4)})
    drawn = attention(draw, 2, 2, 4, heads=2)
    compare_attention(compare, {**drawn, "valid_lens": draw.shuffled([4, 1, 3, 2]).reshape(2, 2).int()})


def test_length_of_zero(compare, draw):
    """A query without a valid key gets weights of 0, the bias of W_o alone, and no NaN gradient."""
    drawn = attention(draw, 3, 2, 4, bias=True)
    compare_attention(compare, {**drawn, "valid_lens": draw.shuffled([0, 3, 4])})
    drawn = attention(draw, 2, 3, 4)
    lens = draw.shuffled([0, 3, 0, 1, 2, 0]).reshape(2, 3)
    compare_attention(compare, {**drawn, "valid_lens": lens})
    compare_attention(
        compare, {**attention(draw, 2, 3, 4, bias=True), "valid_lens": torch.zeros_like(lens[:, 0])}
    )


def test_bias(compare, draw):
    """With `bias`, all four layers have one."""
    compare_attention(compare, attention(draw, 2, 3, 4, bias=True))


def test_sizes_of_one(compare, draw):
    """One sequence, query, key, head or feature keeps its dimension."""
    drawn = attention(draw, 1, 1, 4, sizes=(1, 1, 2))
    compare_attention(compare, {**drawn, "valid_lens": torch.tensor([3])})
    compare_attention(compare, attention(draw, 1, 3, 1, sizes=(2, 1, 1), heads=1, features=1))
    drawn = attention(draw, 4, 1, 3, sizes=(1, 2, 1), heads=1)
    compare_attention(compare, {**drawn, "valid_lens": draw.shuffled([[1], [0], [3], [2]])})


def test_large_scores(compare, draw):
    """Scores far apart select one key, however low all of them are. Zeros give equal weights."""
    compare_attention(compare, attention(draw, 2, 3, 4, scale=3.0))
    drawn = attention(draw, 3, 2, 5)
    zeros = {name: torch.zeros_like(drawn[name]) for name in "qkv"}
    compare_attention(compare, {**drawn, **zeros, "valid_lens": draw.shuffled([5, 2, 4])})
    drawn = attention(draw, 2, 3, 4, sizes=(3, 3, 3), heads=1)
    drawn["weights"] |= {"W_q.weight": torch.eye(3), "W_k.weight": torch.eye(3)}
    drawn["q"], drawn["k"] = torch.full((2, 3, 3), -1e11), draw.uniform(2, 4, 3, low=1.0, high=2.0)
    compare_attention(compare, {**drawn, "valid_lens": draw.shuffled([3, 2])})


def test_half_precision(compare, draw):
    """A module in float16 works, with padding too."""
    drawn = attention(draw, 4, 2, 5)
    compare.on("plain")(in_half, **drawn, valid_lens=torch.tensor([5, 0, 2, 3]))
    compare_attention(compare, {**drawn, "valid_lens": draw.lengths(5, 4, 2)})


def test_parts(compare, draw):
    """It has four layers, made in order, and one dropout. A call leaves them as they are."""
    compare.on("plain")(parts, **attention(draw, 2, 3, 4), seed=draw.seed())
    compare.on("plain")(parts, **attention(draw, 2, 3, 4, bias=True), seed=draw.seed())


def test_refusals(compare, draw):
    """A number of heads that doesn't divide d_model raises a ValueError."""
    compare.on("plain")(refusals, heads=3 * draw.integer(2, 4))
    compare_attention(compare, attention(draw, 2, 3, 4))


def test_gradient_of_the_layers(compare, draw):
    """The gradient reaches all four layers."""
    drawn = {**attention(draw, 3, 2, 5, bias=True), "valid_lens": draw.shuffled([5, 0, 2])}
    compare(weight_gradients, **drawn, cotangent=draw.normal(3, 2, 6))


def test_two_calls(compare, draw):
    """Further calls may have fewer queries and keys. Each gives new weights, and the caller may keep them."""
    compare(two_calls, **attention(draw, 6, 4, 5))


def test_dropout(compare, draw):
    """In train mode each weight of each head is dropped or scaled independently; in eval mode all stay."""
    heads, keys = 2, 10
    d = heads * 2 * keys
    weights = {
        "W_q.weight": draw.normal(d, 2, scale=0.3),
        "W_k.weight": draw.normal(d, 3, scale=0.3),
        "W_v.weight": torch.eye(d),
        "W_o.weight": torch.eye(d),
    }
    sizes = (2, 3, d, d, heads)
    q, k = draw.normal(2, 20, 2), draw.normal(2, keys, 3)
    drawn = {"class_": "MultiHeadAttention", "sizes": sizes, "weights": weights, "q": q, "k": k}
    compare(dropped, **drawn, dropout=0.3, seed=draw.seed())


def test_whole_tensors(compare, draw):
    """Sequences, heads, queries, keys and features are computed at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, queries, keys, heads, features, inputs: {
            **attention(draw, sequences, queries, keys, (inputs, inputs, inputs), heads, features, scale=0.1),
            "valid_lens": draw.lengths(keys, sequences),
        },
        forward,
    )

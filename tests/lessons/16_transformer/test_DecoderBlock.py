import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, loaded

pytestmark = graded("DecoderBlock")


def made(lesson, weights, heads, index=0, dropout=0.0):
    ffn, d = weights["ffn.0.weight"].shape
    return loaded(lesson, "DecoderBlock", (d, ffn, heads, dropout, index), weights)


def decode(lesson, weights, heads, X, enc_outputs, enc_valid_lens=None, pieces=None, training=True):
    """The results of each piece of X, which goes on from the piece before, and the last state."""
    model = made(lesson, weights, heads).train(training)
    state, results = [enc_outputs, enc_valid_lens, [None]], []
    for piece in X.split(pieces or X.shape[1], dim=1):
        result, state = model(piece, state)
        results.append(result)
    return {
        "the results of each piece": results,
        "the last state": state,
        "the last weights of attention1": model.attention1.attention_weights,
        "the last weights of attention2": model.attention2.attention_weights,
    }


def among_others(lesson, weights, heads, X, enc_outputs, index, pasts):
    """A block that is one of several: the state that it is given, and the one that it returns."""
    model = made(lesson, weights, heads, index)
    cache, kept = list(pasts), [None if past is None else past.clone() for past in pasts]
    state = [enc_outputs, None, cache]
    result, after = model(X, state)
    again, _ = model(X, state)
    others = [i for i in range(len(pasts)) if i != index]
    return {
        "the result": result,
        "the cache of the new state": after[2],
        "a second call from the same state gives the same": torch.equal(result, again),
        "the given state holds what it held": state[0] is enc_outputs and state[2] is cache,
        "the given cache holds what it held": all(map(_is_same, cache, pasts)),
        "the tensors in the given cache are as they were": all(map(_is_equal, cache, kept)),
        "the new state is another list": after is not state and after[2] is not cache,
        "the other blocks have what they had": all(_is_same(after[2][i], pasts[i]) for i in others),
        "the state is a list": isinstance(after, list) and isinstance(after[2], list),
    }


def _is_same(one, other):
    return one is other


def _is_equal(one, other):
    return one is other is None or torch.equal(one, other)


def parts(lesson, weights, heads, X, enc_outputs, seed):
    torch.manual_seed(seed)
    ffn, d = weights["ffn.0.weight"].shape
    first = lesson.DecoderBlock(d, ffn, heads, 0.0, 0)
    model = made(lesson, weights, heads, dropout=0.25)
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    kinds = {
        "attention1": lesson.MultiHeadAttention,
        "addnorm1": lesson.AddNorm,
        "attention2": lesson.MultiHeadAttention,
        "addnorm2": lesson.AddNorm,
        "ffn": nn.Sequential,
        "addnorm3": lesson.AddNorm,
    }
    model.eval()
    model.ffn.requires_grad_(False)
    model.attention1.W_v.weight.grad = torch.ones_like(model.attention1.W_v.weight)
    result, _ = model(X, [enc_outputs, None, [None]])
    names = ("attention1", "addnorm1", "attention2", "addnorm2", "addnorm3")
    return {
        **anatomy(model),
        "the result in eval mode": result,
        "the first weights": {name: p.detach() for name, p in first.named_parameters()},
        **{
            f"{name} is of class {kind.__name__}": isinstance(getattr(model, name), kind)
            for name, kind in kinds.items()
        },
        "the list of classes in ffn": [type(part).__name__ for part in model.ffn],
        "the list of p of dropout, of attentions and AddNorm": [
            getattr(model, name).dropout.p for name in names
        ],
        "the frozen ffn stays frozen": not any(p.requires_grad for p in model.ffn.parameters()),
        "attention2 is not frozen": all(p.requires_grad for p in model.attention2.parameters()),
        "the grad of W_v is as it was": bool((model.attention1.W_v.weight.grad == 1).all()),
        "all parts stay in eval mode": not any(part.training for part in model.modules()),
    }


def dropped(lesson, weights, heads, X, enc_outputs, seed):
    """The results in train mode, after the five dropouts were switched off, and if nothing is kept."""
    torch.manual_seed(seed)
    model = made(lesson, weights, heads, dropout=0.9)
    for part in (model.attention1, model.attention2, model.addnorm1, model.addnorm2, model.addnorm3):
        part.dropout.p = 0.0
    other = made(lesson, weights, heads, dropout=1 - 1e-9)
    results = [one(X, [enc_outputs, None, [None]])[0] for one in (model, other)]
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    return {
        "the result without dropout": results[0],
        "the result if dropout keeps nothing": results[1],
        "it stays in train mode": model.training,
    }


def gradients(lesson, weights, heads, X, enc_outputs, enc_valid_lens, past, cotangent):
    model = made(lesson, weights, heads)
    result, _ = model(X, [enc_outputs, enc_valid_lens, [past]])
    result.backward(cotangent.detach())
    tensors = {"X": X, "enc_outputs": enc_outputs, "the past": past}
    return {
        "the result": result.detach(),
        "the gradients of the parameters": {name: p.grad for name, p in model.named_parameters()},
        **{f"the gradient of {name}": x.grad for name, x in tensors.items()},
    }


def block(draw, batch, steps, source, d=4, ffn=5, heads=2):
    """A block, all of whose weights differ, what it reads, and the encoder's results."""
    shapes = {f"attention{i}.W_{name}.weight": (d, d) for i in (1, 2) for name in "qkvo"}
    shapes |= {f"addnorm{i}.norm.{name}": (d,) for i in (1, 2, 3) for name in ("weight", "bias")}
    shapes |= {"ffn.0.weight": (ffn, d), "ffn.0.bias": (ffn,), "ffn.2.weight": (d, ffn), "ffn.2.bias": (d,)}
    return {
        "weights": {name: draw.normal(*shape, scale=0.7) for name, shape in shapes.items()},
        "heads": heads,
        "X": draw.normal(batch, steps, d),
        "enc_outputs": draw.normal(batch, source, d),
    }


def test_block(compare, draw):
    """Causal attention, attention to the encoder and two layers follow, with sum and norm after each."""
    compare(decode, **block(draw, 2, 3, 5))
    compare(decode, **block(draw, 3, 5, 2, d=6, ffn=2, heads=3))


def test_causal_in_both_modes(compare, draw):
    """No position sees a later one, in train mode and in eval mode."""
    for training in (True, False):
        compare(decode, **block(draw, 2, 6, 3), training=training)


def test_step_by_step(compare, draw):
    """Position by position, or several at once, it gives the results of one full pass, in both modes."""
    for pieces, training in ((1, False), (1, True), (2, False), ([1, 3, 2], True)):
        compare(decode, **block(draw, 2, 6, 3), pieces=pieces, training=training)


def test_long_sequences(compare, draw):
    """More than a hundred positions are right too, in one call or after many others."""
    drawn = block(draw, 1, 140, 2, heads=1)
    drawn["X"] += torch.tensor([3.0, 0.0, -2.0, 1.0])  # so that a mean over many positions counts
    for pieces in (None, 135):
        compare.on("plain")(decode, **drawn, pieces=pieces)


def test_lengths_of_sources(compare, draw):
    """Padding of the source has no effect, at every step. A length may be 0."""
    for pieces in (None, 1):
        drawn = block(draw, 4, 3, 5)
        drawn["enc_outputs"][:, 4] = 10.0
        compare(decode, **drawn, enc_valid_lens=draw.shuffled([4, 0, 1, 3]), pieces=pieces)


def test_among_others(compare, draw):
    """It replaces its own entry of the cache, in a new list. The given state stays as it was."""
    drawn = block(draw, 2, 2, 3)
    compare(among_others, **drawn, index=1, pasts=[draw.normal(2, 1, 4), draw.normal(2, 3, 4), None])
    compare(among_others, **drawn, index=0, pasts=[None, draw.normal(2, 3, 4)])
    compare(among_others, **drawn, index=2, pasts=[None, draw.normal(2, 3, 4), draw.normal(2, 4, 4)])


def test_sizes(compare, draw):
    """Sequences, positions, heads and features are not confused, even if all sizes are equal or 1."""
    for sizes in (
        (4, 4, 4, 4, 4, 4),
        (1, 1, 3, 4, 1, 1),
        (3, 1, 1, 2, 3, 2),
        (2, 5, 1, 1, 2, 1),
        (1, 1, 1, 1, 1, 1),
    ):
        compare(decode, **block(draw, *sizes))


def test_zeros(compare, draw):
    """Vectors of 0 are positions like all others."""
    drawn = block(draw, 2, 3, 3)
    drawn["X"][0], drawn["enc_outputs"][1, :2] = 0.0, 0.0
    compare(decode, **drawn, pieces=2)
    compare(decode, **{**drawn, "X": torch.zeros(2, 3, 4)})


def test_gradients(compare, draw):
    """The gradient reaches all layers, X, the encoder's results and the past."""
    drawn = {**block(draw, 2, 3, 4), "enc_valid_lens": draw.shuffled([4, 2])}
    compare(gradients, **drawn, past=draw.normal(2, 2, 4), cotangent=draw.normal(2, 3, 4))


def test_parts(compare, draw):
    """It has the six parts of the docstring, made in this order. A call leaves them as they are."""
    compare.on("plain")(parts, **block(draw, 2, 3, 4), seed=draw.seed())


def test_dropout(compare, draw):
    """The attentions and the three AddNorm drop what their layer found, and nothing else is dropped."""
    compare.on("plain", "float64")(dropped, **block(draw, 3, 4, 5), seed=draw.seed())


def test_whole_tensors(compare, draw):
    """Sequences, positions and features are computed at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, positions, source, heads, hidden: block(
            draw, sequences, positions, source, 2 * heads, hidden, heads
        ),
        decode,
    )

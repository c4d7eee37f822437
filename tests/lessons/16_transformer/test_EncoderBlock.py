import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, forward, loaded, weight_gradients

pytestmark = graded("EncoderBlock")


def parts(lesson, class_, sizes, weights, X, seed):
    torch.manual_seed(seed)
    first = getattr(lesson, class_)(*sizes)
    model = loaded(lesson, class_, (*sizes, 0.25), weights)
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    kinds = {
        "attention": lesson.MultiHeadAttention,
        "addnorm1": lesson.AddNorm,
        "ffn": nn.Sequential,
        "addnorm2": lesson.AddNorm,
    }
    model.eval()
    model.ffn.requires_grad_(False)
    model.attention.W_v.weight.grad = torch.ones_like(model.attention.W_v.weight)
    result = model(X)
    return {
        **anatomy(model),
        "the result in eval mode": result,
        "the first weights": {name: p.detach() for name, p in first.named_parameters()},
        **{
            f"{name} is of class {kind.__name__}": isinstance(getattr(model, name), kind)
            for name, kind in kinds.items()
        },
        "the list of classes in ffn": [type(part).__name__ for part in model.ffn],
        "the frozen ffn stays frozen": not any(p.requires_grad for p in model.ffn.parameters()),
        "attention is not frozen": all(p.requires_grad for p in model.attention.parameters()),
        "the grad of W_v is as it was": bool((model.attention.W_v.weight.grad == 1).all()),
        "all parts stay in eval mode": not any(part.training for part in model.modules()),
        "the list of p of dropout, of attention, addnorm1 and addnorm2": [
            part.dropout.p for part in (model.attention, model.addnorm1, model.addnorm2)
        ],
        "p of dropout of attention by default": first.attention.dropout.p,
    }


def dropped(lesson, class_, sizes, weights, X, seed):
    """The results in train mode, after the three dropouts were switched off, and if nothing is kept."""
    torch.manual_seed(seed)
    model = loaded(lesson, class_, (*sizes, 0.9), weights)
    for part in (model.attention, model.addnorm1, model.addnorm2):
        part.dropout.p = 0.0
    other = loaded(lesson, class_, (*sizes, 1 - 1e-9), weights)
    results = model(X), other(X)
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    return {
        "the result without dropout": results[0],
        "the result if dropout keeps nothing": results[1],
        "it stays in train mode": model.training,
    }


def shown(lesson, class_, sizes, weights, X, valid_lens):
    """The attention's weights beside the result, and the result of a second call."""
    model = loaded(lesson, class_, sizes, weights)
    result = model(X, valid_lens)
    weights = model.attention.attention_weights
    return {
        "the result": result,
        "the weights of attention": weights,
        "the result of a second call": model(-X, valid_lens),
    }


def block(draw, batch, steps, d=4, ffn=5, heads=2):
    """A block, all of whose weights differ, and what it reads."""
    shapes = {f"attention.W_{name}.weight": (d, d) for name in "qkvo"}
    shapes |= {f"addnorm{i}.norm.{name}": (d,) for i in (1, 2) for name in ("weight", "bias")}
    shapes |= {"ffn.0.weight": (ffn, d), "ffn.0.bias": (ffn,), "ffn.2.weight": (d, ffn), "ffn.2.bias": (d,)}
    return {
        "class_": "EncoderBlock",
        "sizes": (d, ffn, heads),
        "weights": {name: draw.normal(*shape, scale=0.7) for name, shape in shapes.items()},
        "X": draw.normal(batch, steps, d),
    }


def test_block(compare, draw):
    """Attention, sum and norm, two layers, sum and norm follow in this order."""
    compare(forward, **block(draw, 2, 3))
    compare(forward, **block(draw, 3, 2, d=6, ffn=2, heads=3))


def test_lengths(compare, draw):
    """Padding has no effect on valid positions, whether the lengths are for sequences or for queries."""
    drawn = block(draw, 3, 5)
    drawn["X"][:, 4] = 10.0
    compare(shown, **drawn, valid_lens=draw.shuffled([4, 1, 2]))
    compare(shown, **block(draw, 2, 3), valid_lens=draw.lengths(3, 2, 3))
    compare(shown, **block(draw, 3, 4), valid_lens=draw.shuffled([0, 4, 2]))
    compare(shown, **block(draw, 3, 2), valid_lens=draw.shuffled([0, 1, 2, 0, 2, 1]).reshape(3, 2))
    compare(shown, **block(draw, 2, 3), valid_lens=torch.tensor([0, 0]))
    drawn = block(draw, 2, 140, heads=1)
    drawn["X"] += torch.tensor([3.0, 0.0, -2.0, 1.0])  # so that a mean over many positions counts
    compare.on("plain")(forward, **drawn, valid_lens=draw.shuffled([139, 130]))


def test_sizes(compare, draw):
    """Sequences, positions, heads and features are not confused, even if all sizes are equal or 1."""
    for sizes in ((4, 4, 4, 4, 4), (1, 3, 4, 1, 1), (3, 1, 2, 3, 2), (1, 1, 3, 4, 3), (2, 5, 1, 2, 1)):
        compare(forward, **block(draw, *sizes))
    compare(forward, **block(draw, 1, 1, 1, 2, 1), valid_lens=torch.tensor([1]))
    compare(forward, **block(draw, 2, 1), valid_lens=torch.tensor([[1], [0]]))


def test_zeros(compare, draw):
    """Vectors of 0 go through too, beside others."""
    drawn = block(draw, 2, 3)
    drawn["X"][1] = 0.0
    compare(forward, **drawn)
    compare(forward, **{**drawn, "X": torch.zeros(2, 3, 4)})


def test_gradient_of_the_layers(compare, draw):
    """The gradient reaches all layers."""
    drawn = {**block(draw, 2, 3), "valid_lens": draw.shuffled([3, 2])}
    compare(weight_gradients, **drawn, cotangent=draw.normal(2, 3, 4))


def test_parts(compare, draw):
    """It has the four parts of the docstring, made in this order. A call leaves them as they are."""
    compare.on("plain")(parts, **block(draw, 2, 3), seed=draw.seed())


def test_dropout(compare, draw):
    """Attention and both AddNorm drop what their layer found, and nothing else is dropped."""
    compare.on("plain", "float64")(dropped, **block(draw, 4, 5), seed=draw.seed())


def test_whole_tensors(compare, draw):
    """Sequences, positions and features are computed at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, positions, heads, hidden: {
            **block(draw, sequences, positions, 2 * heads, hidden, heads),
            "valid_lens": draw.lengths(positions, sequences),
        },
        forward,
    )

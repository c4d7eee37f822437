import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, forward, loaded, weight_gradients

pytestmark = graded("BiRNN")


def ordered(found):
    """The same with the parameters sorted by name: a module may make its parts in any order."""
    return {key: dict(sorted(x.items())) if isinstance(x, dict) else x for key, x in found.items()}


def gradients(lesson, class_, sizes, weights, inputs, cotangent):
    return ordered(weight_gradients(lesson, class_, sizes, weights, cotangent, inputs=inputs))


def in_a_row(lesson, class_, sizes, weights, inputs):
    """Two calls in train mode and one in eval mode: nothing is remembered, and nothing is dropped."""
    model = loaded(lesson, class_, sizes, weights)
    first, second = model(inputs), model(inputs)
    model(inputs.flip(1))
    again = model(inputs)
    model.eval()
    return {
        "the scores": first,
        "the scores of the second call": second,
        "the same text has the same scores later": torch.equal(first, again),
        "eval mode gives the same scores as train mode": torch.equal(first, model(inputs)),
        "the model keeps its mode": not any(part.training for part in model.modules()),
    }


def parts(lesson, class_, sizes, weights, inputs):
    """What the model is made of, and what a call leaves behind."""
    model = loaded(lesson, class_, sizes, weights)
    found = ordered(anatomy(model))
    learn = sorted(name for name, p in model.named_parameters() if p.requires_grad)
    model.embedding.requires_grad_(False)
    model.decoder.bias.grad = torch.ones_like(model.decoder.bias)
    scores = model(inputs)
    return {
        **found,
        "the names of the parameters that learn": learn,
        "a frozen embedding stays frozen": not model.embedding.weight.requires_grad,
        "the grad of a bias is as it was": bool((model.decoder.bias.grad == 1).all()),
        "embedding is of class Embedding": isinstance(model.embedding, nn.Embedding),
        "encoder is of class LSTM": isinstance(model.encoder, nn.LSTM),
        "decoder is of class Linear": isinstance(model.decoder, nn.Linear),
        "the scores": scores,
    }


def task(draw, B=3, T=4, V=7, E=2, H=3, L=1):
    """Weights of which no two parts are alike, and texts."""
    shapes = {"embedding.weight": (V, E)}
    for layer in range(L):
        for end in (f"l{layer}", f"l{layer}_reverse"):
            shapes[f"encoder.weight_ih_{end}"] = (4 * H, E if layer == 0 else 2 * H)
            shapes[f"encoder.weight_hh_{end}"] = (4 * H, H)
            shapes |= {f"encoder.bias_{part}_{end}": (4 * H,) for part in ("ih", "hh")}
    shapes |= {"decoder.weight": (2, 4 * H), "decoder.bias": (2,)}
    weights = {name: draw.normal(*shape, scale=0.7) for name, shape in shapes.items()}
    inputs = draw.integers(0, V, B, T)
    inputs[0, -1] = (inputs[0, 0] + 1) % V  # not the same from both sides
    return {"class_": "BiRNN", "sizes": (V, E, H, L), "weights": weights, "inputs": inputs}


def test_scores(compare, draw):
    """The scores see the first and the last step of the highest layer, in both directions."""
    compare(forward, **task(draw))
    compare(forward, **task(draw, T=5, H=2, L=3))


def test_equal_sizes(compare, draw):
    """Texts, steps, features and units are not confused, even if all sizes are equal."""
    compare(forward, **task(draw, B=3, T=3, V=3, E=3, H=3, L=3))
    compare(forward, **task(draw, B=2, T=2, V=2, E=2, H=2, L=2))


def test_sizes_of_one(compare, draw):
    """One text, one token, one feature, one unit or one layer keeps its dimension. One step goes in twice."""
    compare(forward, **task(draw, B=4, T=1, L=2))
    compare(forward, **task(draw, B=1, T=1, V=1, E=1, H=1, L=1))
    compare(forward, **task(draw, B=1, T=5, V=4, E=3, H=1))
    compare(forward, **task(draw, B=4, T=3, E=1, H=2, L=2))


def test_ends_and_directions(compare, draw):
    """First step and last step, forward and backward each have their own place before the linear layer."""
    inputs = task(draw, B=2, T=5, H=1)
    inputs["weights"]["decoder.weight"] = torch.tensor([[1.0, 10.0, 0.0, 0.0], [0.0, 0.0, 1.0, 10.0]])
    compare(forward, **inputs)


def test_every_token_counts(compare, draw):
    """The middle of a text counts, and token 0 is a token like any other."""
    inputs = task(draw, B=4, T=7, V=5)
    inputs["inputs"][:, 1:-1:2] = 0
    inputs["inputs"][0] = 0
    compare(forward, **inputs)


def test_long_texts(compare, draw):
    """Hundreds of steps and of texts are right too."""
    compare.on("plain")(forward, **task(draw, B=2, T=300, V=300, H=2))
    compare.on("plain")(forward, **task(draw, B=270, T=3, H=2))


def test_calls_in_a_row(compare, draw):
    """Each call starts from a state of 0. Nothing is dropped, in whatever mode, and the mode stays."""
    compare(in_a_row, **task(draw, L=2))


def test_parts(compare, draw):
    """It has the three layers of the docstring. A call leaves them as they are."""
    compare.on("plain")(parts, **task(draw, T=2, L=2))


def test_gradients(compare, draw):
    """The gradient of the scores reaches all parameters, the vector of token 0 too."""
    inputs = task(draw, B=3, T=4, V=4, L=2)
    inputs["inputs"][0, :2] = 0
    compare(gradients, **inputs, cotangent=draw.normal(3, 2))


def test_whole_tensors(compare, draw):
    """All texts are read at once, without a Python loop."""
    compare.vectorised(lambda texts, features: task(draw, B=texts, E=features), forward)

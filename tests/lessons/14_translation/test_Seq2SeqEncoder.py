import warnings

import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, loaded

pytestmark = graded("Seq2SeqEncoder")


def made(lesson, weights, dropout=0.0):
    vocab_size, embed_size = weights["embedding.weight"].shape
    layers = sum(name.startswith("rnn.weight_ih") for name in weights)
    hiddens = weights["rnn.weight_hh_l0"].shape[1]
    return loaded(lesson, "Seq2SeqEncoder", (vocab_size, embed_size, hiddens, layers, dropout), weights)


def encoded(lesson, weights, X):
    return made(lesson, weights)(X)


def read_twice(lesson, weights, X):
    """The second call starts from 0 again, and changes nothing that the first one returned."""
    model = made(lesson, weights)
    outputs, (h, c) = model(X)
    kept = [x.clone() for x in (outputs, h, c)]
    again, _ = model(X)
    model(X.flip(0))
    same = all(map(torch.equal, kept, (outputs, h, c)))
    return {
        "the tensor of outputs": outputs,
        "a second call gives the same outputs": torch.equal(outputs, again),
        "what the first call returned stays as it was": same,
    }


def parts(lesson, weights, X, seed):
    torch.manual_seed(seed)
    first = lesson.Seq2SeqEncoder(5, 2, 3, 2)
    model = made(lesson, weights, dropout=0.25)
    found = anatomy(model)
    model.eval()
    model.embedding.requires_grad_(False)
    model.rnn.bias_ih_l0.grad = torch.ones_like(model.rnn.bias_ih_l0)
    outputs, _ = model(X)
    return {
        **found,
        "the first weights": {name: p.detach() for name, p in first.named_parameters()},
        "a frozen embedding stays frozen": not model.embedding.weight.requires_grad,
        "the grad of a bias is as it was": bool((model.rnn.bias_ih_l0.grad == 1).all()),
        "all parts stay in eval mode": not any(part.training for part in model.modules()),
        "embedding is of class Embedding": isinstance(model.embedding, nn.Embedding),
        "rnn is of class LSTM": isinstance(model.rnn, nn.LSTM),
        "dropout of rnn": model.rnn.dropout,
        "dropout of rnn by default": first.rnn.dropout,
        "rnn is batch-first": model.rnn.batch_first,
        "the tensor of outputs in eval mode": outputs,
    }


def gradients(lesson, weights, X, cotangent):
    model = made(lesson, weights)
    outputs, (h, c) = model(X)
    ((outputs * cotangent.detach()).sum() + (h * c).sum()).backward()
    return {
        "the tensor of outputs": outputs.detach(),
        "the gradients of the parameters": {name: p.grad for name, p in model.named_parameters()},
    }


def dropping(lesson, weights, X):
    """In train mode with a dropout of 1, all that goes from one layer to the next is 0, and nothing else."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an nn.LSTM of one layer warns that its dropout has no effect
        model = made(lesson, weights, dropout=1.0)
    trained = model(X)
    model.eval()
    return {
        "outputs and state in train mode": trained,
        "outputs and state in eval mode": model(X),
        "the model is in the mode that was set": not model.training,
    }


def task(draw, B=3, T=4, V=7, E=2, H=3, L=2):
    """Weights of which no two parts are alike, and tokens."""
    shapes = {"embedding.weight": (V, E)}
    for layer in range(L):
        shapes[f"rnn.weight_ih_l{layer}"] = (4 * H, E if layer == 0 else H)
        shapes[f"rnn.weight_hh_l{layer}"] = (4 * H, H)
        shapes |= {f"rnn.bias_{part}_l{layer}": (4 * H,) for part in ("ih", "hh")}
    weights = {name: draw.normal(*shape, scale=0.7) for name, shape in shapes.items()}
    X = draw.integers(0, V, B, T)
    X[0, -1] = (X[0, 0] + 1) % V  # not the same from both sides
    return {"weights": weights, "X": X}


def test_outputs_and_state(compare, draw):
    """The outputs are those of all steps, time-major. The state has each layer's h and c."""
    compare(encoded, **task(draw))


def test_equal_sizes(compare, draw):
    """Sequences, steps, features, units and layers are not confused, even if all sizes are equal."""
    compare(encoded, **task(draw, B=2, T=2, V=2, E=2, H=2, L=2))
    compare(encoded, **task(draw, B=3, T=3, V=3, E=3, H=3, L=3))


def test_sizes_of_one(compare, draw):
    """One sequence, one step, one feature, one unit or one layer keeps its dimension."""
    compare(encoded, **task(draw, B=1, T=1, V=1, E=1, H=1, L=1))
    compare(encoded, **task(draw, B=1, T=5, L=1))
    compare(encoded, **task(draw, B=5, T=1, L=3))


def test_reads_forward(compare, draw):
    """The tokens are read from first to last, and each of them counts, token 0 too."""
    drawn = task(draw, B=2, T=6, V=3, L=1)
    drawn["X"][:, ::2] = 0
    compare(encoded, **drawn)


def test_long_sequences(compare, draw):
    """Hundreds of steps and of tokens are right too."""
    drawn = task(draw, B=2, T=204, V=300, E=2, H=2, L=1)
    drawn["X"][:, ::2] = draw.integers(258, 300, 2, 102)
    compare.on("plain")(encoded, **drawn)


def test_two_calls(compare, draw):
    """Each call starts from a state of 0."""
    compare(read_twice, **task(draw))


def test_parts(compare, draw):
    """It has the two layers of the docstring, made in this order. A call leaves them as they are."""
    compare.on("plain")(parts, **task(draw, T=2), seed=draw.seed())


def test_gradient_of_the_layers(compare, draw):
    """The gradient of outputs and state reaches all layers, through all steps."""
    drawn = task(draw, B=3, T=5, V=4, L=2)
    drawn["X"][0] = 0  # token 0 is like the others
    compare(gradients, **drawn, cotangent=draw.normal(5, 3, 3))


def test_dropout(compare, draw):
    """In train mode, dropout acts between the layers. Nothing else is dropped."""
    compare(dropping, **task(draw, L=3))
    compare(dropping, **task(draw, L=1))


def test_whole_tensors(compare, draw):
    """All sequences are read at once, without a Python loop."""
    compare.vectorised(lambda sequences, features: task(draw, B=sequences, E=features, L=1), encoded)

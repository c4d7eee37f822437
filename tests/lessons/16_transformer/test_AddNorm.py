from itertools import product

import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, forward, loaded, weight_gradients

pytestmark = graded("AddNorm")


def parts(lesson, class_, sizes, weights, X, Y):
    model = loaded(lesson, class_, (*sizes, 0.25), weights)
    first = getattr(lesson, class_)(*sizes)
    model.eval()
    model.norm.bias.requires_grad_(False)
    model.norm.weight.grad = torch.ones_like(model.norm.weight)
    return {
        "the result in eval mode": model(X, Y),
        "norm is an nn.LayerNorm": type(model.norm) is nn.LayerNorm,
        "the first weights": {name: p.detach() for name, p in first.named_parameters()},
        "the frozen bias stays frozen": not model.norm.bias.requires_grad,
        "the weight is not frozen": model.norm.weight.requires_grad,
        "the grad of the weight is as it was": bool((model.norm.weight.grad == 1).all()),
        "all parts stay in eval mode": not any(part.training for part in model.modules()),
        "p of dropout": model.dropout.p,
        "p of dropout by default": first.dropout.p,
        **anatomy(model),
    }


def dropped(lesson, class_, sizes, weights, X, Y, dropout, seed, count=60):
    """Which entries of Y are dropped in train mode, told from the results that each choice would give."""
    torch.manual_seed(seed)
    model = loaded(lesson, class_, (*sizes, dropout), weights)
    many = [x.expand(count, 4, -1) for x in (X, Y)]
    both = torch.stack([model(*many), model(*many)]).detach()  # [2,count,4,d]
    stays = model.training and model.dropout.training
    model.eval()
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    masks = torch.tensor([*product((0.0, 1.0), repeat=X.shape[2])]).to(X)  # [2^d,d]
    choices = model(X.expand(len(masks), 1, -1), Y * masks.unsqueeze(1) / (1 - dropout))  # [2^d,1,d]
    distance, choice = (both.unsqueeze(-2) - choices.squeeze(1).detach()).abs().amax(-1).min(dim=-1)
    kept = masks[choice] > 0  # [2,count,4,d]
    share = kept.double().mean().item()
    facts = {
        "each entry of Y is dropped or divided by 1 - dropout, and X is left as it is": bool(
            (distance < 1e-3).all()
        ),
        "the share that is kept is right": abs(share - 1 + dropout)
        < 6 * (dropout * (1 - dropout) / kept.numel()) ** 0.5,
        "no entry of the result is 0": bool((both != 0).all()),
        "all parts stay in train mode": stays,
        "the result in eval mode": model(X, Y),
    }
    for dim, name in enumerate(("call", "sequence", "position", "feature")):
        differs = kept.diff(dim=dim).double().mean().item()
        facts[f"each {name} drops independently"] = differs > dropout * (1 - dropout)
    return facts


def pair(draw, *shape, scale=1.0):
    """A module whose weights differ, and what it adds."""
    d = shape[-1]
    return {
        "class_": "AddNorm",
        "sizes": (d,),
        "weights": {"norm.weight": draw.normal(d), "norm.bias": draw.normal(d)},
        "X": draw.normal(*shape, scale=scale),
        "Y": draw.normal(*shape, scale=scale),
    }


def test_sum(compare, draw):
    """The sum of X and Y is normalised over the features, then scaled and shifted."""
    compare(forward, **pair(draw, 2, 3, 5))
    drawn = pair(draw, 3, 2, 4)
    compare(forward, **{**drawn, "Y": 5.0 * drawn["Y"]})


def test_sizes(compare, draw):
    """Sequences, positions and features are not confused, even if all sizes are equal or 1."""
    for shape in ((4, 4, 4), (1, 3, 5), (5, 1, 3), (1, 1, 1), (2, 6, 3), (3, 2, 1)):
        compare(forward, **pair(draw, *shape))


def test_eps(compare, draw):
    """eps is that of nn.LayerNorm, also where the numbers are small. A sum of 0 gives the bias."""
    compare(forward, **pair(draw, 2, 3, 4, scale=3e-3))
    drawn = pair(draw, 2, 3, 4)
    compare(forward, **{**drawn, "Y": -drawn["X"]})
    for name in ("X", "Y"):
        compare(forward, **{**drawn, name: torch.zeros(2, 3, 4)})


def test_gradient_of_the_weights(compare, draw):
    """The gradient reaches the weight and the bias of the norm."""
    compare(weight_gradients, **pair(draw, 2, 3, 4), cotangent=draw.normal(2, 3, 4))


def test_parts(compare, draw):
    """It has an nn.LayerNorm and a dropout. A call leaves them as they are."""
    compare.on("plain")(parts, **pair(draw, 2, 3, 4))


def test_dropout(compare, draw):
    """In train mode each entry of Y is dropped or scaled independently, before the sum is normalised."""
    drawn = pair(draw, 1, 1, 3)
    order = draw.permutation(3)  # so that the eight results of three entries are far apart
    drawn["X"] = torch.tensor([0.5, -1.0, 1.7])[order].reshape(1, 1, 3)
    drawn["Y"] = torch.tensor([2.0, 1.3, -0.6])[order].reshape(1, 1, 3)
    drawn["weights"]["norm.weight"] = draw.uniform(3, low=1.0, high=2.0)
    compare.on("plain")(dropped, **drawn, dropout=0.3, seed=draw.seed())


def test_whole_tensors(compare, draw):
    """Sequences, positions and features are computed at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, positions, features: pair(draw, sequences, positions, features), forward
    )

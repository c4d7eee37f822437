import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, forward, loaded, weight_gradients

pytestmark = graded("TextCNN")


def ordered(found):
    """The same with the parameters sorted by name: a module may make its parts in any order."""
    return {key: dict(sorted(x.items())) if isinstance(x, dict) else x for key, x in found.items()}


def gradients(lesson, class_, sizes, weights, inputs, cotangent):
    return ordered(weight_gradients(lesson, class_, sizes, weights, cotangent, inputs=inputs))


def evaluated(lesson, class_, sizes, weights, inputs):
    """The scores in eval mode, twice."""
    model = loaded(lesson, class_, sizes, weights).eval()
    first = model(inputs.flip(0)).flip(0)
    return {
        "the scores in eval mode": model(inputs),
        "the scores of the texts in reversed order": first,
        "all parts stay in eval mode": not any(part.training for part in model.modules()),
    }


def ends(lesson, class_, sizes, weights, inputs, seed):
    """Dropouts of 1 and of 0 in train mode, of which nothing is left to chance."""
    torch.manual_seed(seed)
    found = {}
    for dropout in (1.0, 0.0):
        model = loaded(lesson, class_, (*sizes[:-1], dropout), weights)
        found[f"the scores in train mode with a dropout of {dropout:.0f}"] = model(inputs)
        found[f"the scores in eval mode with a dropout of {dropout:.0f}"] = model.eval()(inputs)
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    return found


def dropped(lesson, class_, weights, inputs, dropout, seed):
    """How features are dropped, told from a linear layer whose scores are two features, once with 0.5.

    A dropout of None is left to the default.
    """
    torch.manual_seed(seed)
    given = () if dropout is None else (dropout,)
    rate = 0.5 if dropout is None else dropout
    model = loaded(lesson, class_, (*_sizes(weights), *given), weights)
    many = inputs[:1].repeat(4000, 1)
    scores = model(many).detach()
    features = model.eval()(inputs[:1]).detach()
    torch.manual_seed(seed)
    gone = scores == 0
    sigma = (rate * (1 - rate) / gone.numel()) ** 0.5
    both = (gone[:, 0] & gone[:, 1]).double().mean().item()
    return {
        "the features in eval mode": features,
        "the share of features that are dropped is right": abs(gone.double().mean().item() - rate)
        < 6 * sigma,
        "a feature that is kept is divided by 1 - dropout": torch.allclose(
            scores[~gone] * (1 - rate), features.expand_as(scores)[~gone], rtol=1e-3
        ),
        "the features of a text are dropped independently": abs(both - rate**2) < 0.04,
    }


def _sizes(weights):
    (channels, both, width), _ = (weights[f"convs.{i}.weight"].shape for i in (0, 1))
    count = weights["embedding.weight"].shape[0]
    return count, both // 2, [width, weights["convs.1.weight"].shape[2]], [channels, channels]


def parts(lesson, class_, sizes, weights, inputs):
    """What a new model is made of, and what a call leaves behind."""
    fresh = getattr(lesson, class_)(*sizes)
    apart = not torch.equal(fresh.embedding.weight, fresh.constant_embedding.weight)
    model = loaded(lesson, class_, sizes, weights).eval()
    found = ordered(anatomy(model))
    learn = sorted(name for name, p in fresh.named_parameters() if p.requires_grad)
    model.convs[0].requires_grad_(False)
    model.decoder.bias.grad = torch.ones_like(model.decoder.bias)
    scores = model(inputs)
    return {
        **found,
        "the names of the parameters that learn": learn,
        "the names in the state": sorted(model.state_dict()),
        "the two tables are different at the beginning": apart,
        "constant_embedding stays frozen": not model.constant_embedding.weight.requires_grad,
        "a frozen convolution stays frozen": not model.convs[0].weight.requires_grad,
        "the grad of a bias is as it was": bool((model.decoder.bias.grad == 1).all()),
        "both tables are of class Embedding": isinstance(model.embedding, nn.Embedding)
        and isinstance(model.constant_embedding, nn.Embedding),
        "convs is of class ModuleList": isinstance(model.convs, nn.ModuleList),
        "all of convs are of class Conv1d": all(isinstance(conv, nn.Conv1d) for conv in model.convs),
        "decoder is of class Linear": isinstance(model.decoder, nn.Linear),
        "the scores": scores,
    }


def task(draw, B=3, T=6, V=7, E=2, widths=(2, 3), channels=(3, 2), dropout=0.0):
    """Weights of which no two parts are alike, and texts."""
    shapes = {"embedding.weight": (V, E), "constant_embedding.weight": (V, E)}
    for i, (width, count) in enumerate(zip(widths, channels, strict=True)):
        shapes |= {f"convs.{i}.weight": (count, 2 * E, width), f"convs.{i}.bias": (count,)}
    shapes |= {"decoder.weight": (2, sum(channels)), "decoder.bias": (2,)}
    weights = {name: draw.normal(*shape) for name, shape in shapes.items()}
    for i in range(len(widths)):
        weights[f"convs.{i}.bias"] += 1.0  # so that most channels are not silent
    most = max(range(len(channels)), key=channels.__getitem__)
    if channels[most] > 1:
        weights[f"convs.{most}.bias"][-1] = -60.0  # and one of them is
    sizes = (V, E, list(widths), list(channels), dropout)
    return {
        "class_": "TextCNN",
        "sizes": sizes,
        "weights": weights,
        "inputs": draw.integers(0, V, B, T),
    }


def test_scores(compare, draw):
    """The scores come from the largest value of each channel. One that is negative everywhere gives 0."""
    compare(evaluated, **task(draw))


def test_equal_sizes(compare, draw):
    """Texts, tokens, features and channels are not confused, even if all sizes are equal."""
    compare(evaluated, **task(draw, B=4, T=4, V=4, E=2, widths=(2, 2), channels=(2, 2)))
    compare(evaluated, **task(draw, B=3, T=3, V=3, E=3, widths=(3,), channels=(3,)))


def test_sizes_of_one(compare, draw):
    """One text, one token, one feature, one kernel or one channel keeps its dimension."""
    compare(evaluated, **task(draw, B=1, T=1, V=1, E=1, widths=(1,), channels=(1,)))
    compare(evaluated, **task(draw, B=1, T=5, E=3, widths=(1, 2), channels=(2, 1)))
    compare(evaluated, **task(draw, B=4, T=4, V=5, E=1, widths=(4,), channels=(1,)))


def test_order_of_kernels(compare, draw):
    """Kernels keep their order, whatever their widths. Several may have the same width."""
    compare(evaluated, **task(draw, widths=(4, 1, 3, 1), channels=(1, 2, 3, 2)))
    compare(evaluated, **task(draw, widths=[3, 2, 1], channels=[2, 2, 2]))


def test_short_texts(compare, draw):
    """Vectors of 0 follow behind a text that is shorter than the longest kernel. All kernels see them."""
    for length in (1, 2, 3):
        inputs = task(draw, T=length, widths=(1, 2, 4), channels=(4, 3, 3))
        for i in range(3):  # so that the place after the text wins in one channel
            inputs["weights"][f"convs.{i}.weight"][0] = -inputs["weights"][f"convs.{i}.weight"][0].abs()
            inputs["weights"][f"convs.{i}.bias"][0] = 3.0
        inputs["weights"]["embedding.weight"].abs_()
        inputs["weights"]["constant_embedding.weight"].abs_()
        compare(evaluated, **inputs)


def test_texts_that_just_fit(compare, draw):
    """A text as long as the longest kernel stays as it is, and so does a longer one."""
    for length in (4, 5):
        inputs = task(draw, T=length, widths=(2, 4), channels=(3, 3))
        inputs["weights"]["embedding.weight"].abs_()
        inputs["weights"]["constant_embedding.weight"].abs_()
        for i in range(2):  # a vector of 0 would win
            inputs["weights"][f"convs.{i}.weight"] = -inputs["weights"][f"convs.{i}.weight"].abs()
            inputs["weights"][f"convs.{i}.bias"] += 9.0
        compare(evaluated, **inputs)


def test_long_texts(compare, draw):
    """Hundreds of tokens, of texts and of channels are right too."""
    compare.on("plain")(evaluated, **task(draw, B=2, T=600, V=300))
    compare.on("plain")(evaluated, **task(draw, B=270, T=4, channels=(3, 260)))


def test_parts(compare, draw):
    """It has the parts of the docstring. One table is frozen from the beginning, and in the state."""
    compare.on("plain")(parts, **task(draw, T=4, dropout=0.25))


def test_gradients(compare, draw):
    """The gradient of the scores reaches all parameters but the frozen table, the vector of token 0 too."""
    inputs = task(draw, B=4, V=5)
    inputs["inputs"][0] = 0
    compare(gradients, **inputs, cotangent=draw.normal(4, 2))


def test_ends_of_dropout(compare, draw):
    """With a dropout of 1, all pooled features are 0 in train mode. Eval mode and 0 drop nothing."""
    compare.on("plain", "strided")(ends, **task(draw), seed=draw.seed())


def test_dropout(compare, draw):
    """In train mode each pooled feature is dropped by chance, with the given share or one half."""
    inputs = task(draw, B=1, widths=(2, 3), channels=(1, 1))
    del inputs["sizes"]
    for i in range(2):
        inputs["weights"][f"convs.{i}.bias"] += 30.0
    inputs["weights"]["decoder.weight"], inputs["weights"]["decoder.bias"] = torch.eye(2), torch.zeros(2)
    compare(evaluated, **task(draw))
    for dropout in (0.25, None):
        compare.on("plain")(dropped, **inputs, dropout=dropout, seed=draw.seed())


def test_whole_tensors(compare, draw):
    """All texts and tokens are read at once, without a Python loop."""
    compare.vectorised(lambda texts, tokens: task(draw, B=texts, T=tokens), evaluated)
    compare.vectorised(lambda features: task(draw, E=features), forward)

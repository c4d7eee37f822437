import torch
from torch.func import functional_call
from torch.overrides import TorchFunctionMode

from autograder.judge import graded

pytestmark = graded("AlexNet")


class WithoutFirstWeights(TorchFunctionMode):
    """Make layers without drawing their 47 million first weights, which takes time."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func.__name__ in ("uniform_", "kaiming_uniform_"):
            return args[0] if args else kwargs["tensor"]
        return func(*args, **kwargs)


class Operations(TorchFunctionMode):
    """Count the operations that are asked for."""

    count = 0

    def __torch_function__(self, func, types, args=(), kwargs=None):
        self.count += 1
        return func(*args, **(kwargs or {}))


def made(lesson, *sizes):
    """Return a network whose weights hold anything."""
    with WithoutFirstWeights():
        model = lesson.AlexNet(*sizes)
    torch.manual_seed(0)  # however much was drawn, the generator is left in the same place
    return model


def filled(model, pool, biases=None):
    """Return weights by name that are made of a pool of numbers. Biases may be of another pool."""
    weights = {}
    for i, (name, p) in enumerate(model.named_parameters()):
        if p.dim() == 1:
            weights[name] = taken(pool if biases is None else biases, 611 * i, len(p))
        else:
            inputs = p.numel() // len(p)
            inner = taken(pool, 97 * i + 13, inputs) * inputs**-0.5
            weights[name] = taken(pool, 611 * i, len(p)).outer(inner).view(p.shape)
    return weights


def taken(pool, start, count):
    """Return this many numbers of the pool, which begins again behind its end."""
    return pool[(start + torch.arange(count, device=pool.device)) % len(pool)]


def logits(lesson, sizes, count, pool, x):
    """Return the logits in eval mode, and the shapes of the parameters, which should have `count` numbers."""
    model = made(lesson, *sizes).eval()
    found = {
        "the list of the shapes of the parameters": [list(p.shape) for p in model.parameters()],
        "the number of parameters of a network for ten classes": numbers(made(lesson)),
        "the logits": None,
    }
    if numbers(model) == count:  # otherwise the shapes tell enough
        weights = filled(model, pool.detach(), pool.detach().requires_grad_())
        found["the logits"] = functional_call(model, weights, (x,))
    return found


def numbers(model):
    return sum(p.numel() for p in model.parameters())


def learning(lesson, pool, x):
    """Return the logits in eval mode. All weights and biases but two huge ones depend on the pool."""
    model = made(lesson, 4).eval()
    weights = filled(model, pool.detach(), pool)
    for name, w in weights.items():
        if w.dim() > 1 and w.numel() < 2e6:
            weights[name] = w * taken(pool, 29, len(w)).view(-1, *[1] * (w.dim() - 1))
    return functional_call(model, weights, (x,))


def parts(lesson, x, seed):
    """Return what a network is made of, and what a call leaves behind."""
    torch.set_default_dtype(torch.float64)
    wide = str(next(made(lesson).parameters()).dtype)
    torch.set_default_dtype(torch.float32)
    torch.manual_seed(seed)
    model = lesson.AlexNet(5, 3)
    own = list(model.parameters())
    first = [p.detach().flatten()[:20].clone() for p in own]
    state = torch.get_rng_state()
    model.to(x.device).eval()
    own = list(model.parameters())
    requiring = all(p.requires_grad for p in own)
    own[0].requires_grad_(False)
    own[1].grad = torch.ones_like(own[1])
    one = x[1:]
    with torch.no_grad():
        for p in own[:10:2]:
            p.mul_(8.0)  # with the first weights, the logits hardly depend on the image
    out = model(one)
    with torch.no_grad():
        black = model(0.0 * one)
        with Operations() as of_one:
            again = model(one.contiguous(memory_format=torch.channels_last))
        with Operations() as of_four:
            four = model(one.repeat(4, 1, 1, 1))
    kept = torch.equal(state, torch.get_rng_state())
    return {
        "the list of the shapes of the parameters": [list(p.shape) for p in own],
        "the beginnings of the first weights": first,
        "the dtype of the weights": str(own[0].dtype),
        "the dtype of the weights where float64 is the default": wide,
        "the names of the buffers": [name for name, _ in model.named_buffers()],
        "the logits": out,
        "the logits of a black image": black,
        "images in the format channels_last give the same": torch.allclose(out, again, 1e-3, 1e-4),
        "equal images have equal logits": torch.allclose(out.expand_as(four), four, 1e-3, 1e-4),
        "a loop goes over the images": of_four.count - of_one.count >= 3,
        "a loop goes over the rows or the columns": of_one.count >= x.shape[2],
        "the random generator is as it was before a call in eval mode": kept,
        "the modules stay in eval mode": not any(m.training for m in model.modules()),
        "all weights require gradients": requiring,
        "a frozen weight stays frozen": not own[0].requires_grad,
        "the grad of a weight is as it was": bool((own[1].grad == 1).all()),
    }


def dropping(lesson, pool, x, seed):
    """Return how units are dropped, for two equal images, and numbers of the pool that are all above 0.

    So all units are above 0. Behind a unit that is dropped, the gradient of its bias is 0. Of a unit that is
    kept, it is twice as large as in eval mode, times what the layers behind do.
    """
    model = made(lesson, 60)
    weights = filled(model, pool.detach())
    names = list(weights)
    biases = [weights[name].requires_grad_() for name in names[-1:-8:-2]]  # of layers 12, 11, 10 and 7
    torch.manual_seed(seed)
    y = functional_call(model, weights, (x,))
    last, layer_11, layer_10, layer_7 = torch.autograd.grad(y[0].sum(), biases)
    with torch.no_grad():
        again = functional_call(model, weights, (x,))
    stays = all(m.training for m in model.modules())
    model.eval()
    calm = functional_call(model, weights, (x,))
    _, calm_11, calm_10, calm_7 = torch.autograd.grad(calm[0].sum(), biases)
    shares = weights[names[-4]][:, 0].detach()  # of the units of layer 11 in the gradient of any of layer 10
    behind = (layer_11 @ shares) / (calm_11 @ shares)
    kept = [layer_10 > 0, layer_11 > 0]
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    return {
        "the modules stay in train mode": stays,
        "nothing is dropped in eval mode": torch.allclose(calm[0], calm[1], rtol=1e-4),
        "layer 10 keeps half of its units": is_half(kept[0]),
        "layer 11 keeps half of its units": is_half(kept[1]),
        "layer 10 doubles what it keeps": is_times(layer_10[kept[0]], calm_10[kept[0]], 2 * behind),
        "layer 11 doubles what it keeps": is_times(layer_11[kept[1]], calm_11[kept[1]], 2.0),
        "nothing is dropped before layer 10": is_times(layer_7, calm_7, (layer_7 / calm_7).mean()),
        "no logit is dropped": bool((last == 1).all()),
        "the two layers drop other units": is_half(kept[0] == kept[1]),
        "neighbouring units are dropped independently": is_half(kept[0][1:] == kept[0][:-1])
        and is_half(kept[1][1:] == kept[1][:-1]),
        "each image drops other units": not torch.allclose(y[0], y[1], rtol=1e-4),
        "each call drops other units": not torch.allclose(y, again, rtol=1e-4),
        "units are dropped without gradients too": not torch.allclose(calm, again, rtol=1e-4),
    }


def is_times(values, others, factor):
    """Return whether the values are this factor times the others."""
    return torch.allclose(values, factor * others, rtol=1e-3)


def is_half(kept):
    """Return whether about half of the bools are True: six standard deviations are allowed."""
    return abs(kept.double().mean().item() - 0.5) < 3 * len(kept) ** -0.5


def test_logits(compare, draw):
    """In eval mode each image passes the layers of the list, of the sizes that it gives."""
    x = draw.normal(2, 3, 224, 224)
    compare.on("plain")(logits, sizes=(7, 3), count=46_775_687, pool=draw.normal(9973), x=x)


def test_gradients(compare, draw):
    """The gradient reaches the image and the weights of all layers, and float64 keeps its digits."""
    compare.on("double")(learning, pool=draw.normal(9973), x=draw.normal(1, 1, 224, 224))


def test_dropout(compare, draw):
    """In train mode, half of the units of the two hidden linear layers are dropped, independently."""
    x = draw.uniform(1, 1, 224, 224).repeat(2, 1, 1, 1)
    compare.on("plain")(dropping, pool=draw.uniform(9973, low=0.5, high=1.5), x=x, seed=draw.seed())


def test_parts(compare, draw):
    """The layers are made in order, with PyTorch's first weights, and a call leaves them as they are."""
    compare.on("plain")(parts, x=draw.normal(2, 3, 224, 224), seed=draw.seed())

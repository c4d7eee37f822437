import torch
from torch.func import functional_call
from torch.overrides import TorchFunctionMode

from autograder.judge import graded

pytestmark = graded("AlexNet")


class WithoutFirstWeights(TorchFunctionMode):
    """Make layers without drawing their 47 million first weights, which takes most of the time."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func.__name__ in ("uniform_", "kaiming_uniform_"):
            return args[0] if args else kwargs["tensor"]
        return func(*args, **kwargs)


def made(lesson, *sizes):
    """Return a network whose weights hold anything."""
    with WithoutFirstWeights():
        model = lesson.AlexNet(*sizes)
    torch.manual_seed(0)  # however much was drawn, the generator is left in the same place
    return model


def filled(model, pool):
    """Return weights by name that are made of a pool of numbers."""
    weights = {}
    for i, (name, p) in enumerate(model.named_parameters()):
        weights[name] = taken(pool, 611 * i, len(p))
        if p.dim() > 1:
            inputs = p.numel() // len(p)
            inner = taken(pool, 97 * i + 13, inputs) * inputs**-0.5
            weights[name] = weights[name].outer(inner).view(p.shape)
    return weights


def taken(pool, start, count):
    """Return this many numbers of the pool, which begins again behind its end."""
    return pool[(start + torch.arange(count, device=pool.device)) % len(pool)]


def logits(lesson, sizes, pool, x):
    """Return the logits in eval mode, and the shapes of the parameters."""
    model = made(lesson, *sizes).eval()
    return {
        "the list of the shapes of the parameters": [list(p.shape) for p in model.parameters()],
        "the logits": functional_call(model, filled(model, pool.detach().requires_grad_()), (x,)),
    }


def learning(lesson, pool, x):
    """Return the logits in eval mode, whose weights depend on the pool."""
    model = made(lesson, 4).eval()
    return functional_call(model, filled(model, pool), (x,))


def parts(lesson, x, seed):
    """Return what a network is made of, and what a call leaves behind."""
    torch.manual_seed(seed)
    model = lesson.AlexNet()
    own = list(model.parameters())
    first = [p.detach().flatten()[:20].clone() for p in own]
    dtype = str(own[0].dtype)
    model.to(x.device, x.dtype).eval()
    own = list(model.parameters())
    own[0].requires_grad_(False)
    own[1].grad = torch.ones_like(own[1])
    out = model(x.detach())
    return {
        "the list of the shapes of the parameters": [list(p.shape) for p in own],
        "the beginnings of the first weights": first,
        "the dtype of the weights": dtype,
        "the names of the buffers": [name for name, _ in model.named_buffers()],
        "the logits": out,
        "a second call gives the same": torch.equal(out, model(x.detach())),
        "the modules stay in eval mode": not any(m.training for m in model.modules()),
        "a frozen weight stays frozen": not own[0].requires_grad,
        "the grad of a weight is as it was": bool((own[1].grad == 1).all()),
    }


def dropping(lesson, pool, x, seed):
    """Return how units are dropped, for two equal images, and numbers of the pool that are all above 0.

    The gradient of a linear layer's weight in a row is its input, times the gradient of the row's bias.
    """
    model = made(lesson, 60)
    weights = filled(model, pool.detach())
    ends = [w.requires_grad_() for w in list(weights.values())[-6:]]
    torch.manual_seed(seed)
    y = functional_call(model, weights, (x.detach(),))
    *units, last = inputs(y, ends)
    again = functional_call(model, weights, (x.detach(),))
    stays = all(m.training for m in model.modules())
    model.eval()
    calm = functional_call(model, weights, (x.detach(),))
    calm_units = inputs(calm, ends)
    hidden = (ends[2].detach() @ units[1] + ends[3].detach()).relu()  # of layer 11, before dropout
    kept = [units[1] > 0, units[2] > 0]
    torch.manual_seed(seed)
    return {
        "the modules stay in train mode": stays,
        "nothing is dropped before layer 10": torch.allclose(units[0], calm_units[0], rtol=1e-3),
        "layer 10 keeps half of its units": is_half(kept[0]),
        "layer 11 keeps half of its units": is_half(kept[1]),
        "layer 10 doubles what it keeps": torch.allclose(
            units[1][kept[0]], 2 * calm_units[1][kept[0]], rtol=1e-3
        ),
        "layer 11 doubles what it keeps": torch.allclose(units[2][kept[1]], 2 * hidden[kept[1]], rtol=1e-3),
        "the two layers drop other units": is_half(kept[0] == kept[1]),
        "neighbouring units are dropped independently": is_half(kept[0][1:] == kept[0][:-1])
        and is_half(kept[1][1:] == kept[1][:-1]),
        "no logit is dropped": bool((last == 1).all()),
        "each image drops other units": not torch.allclose(y[0], y[1], rtol=1e-4),
        "each call drops other units": not torch.allclose(y, again, rtol=1e-4),
        "equal images have equal logits in eval mode": torch.allclose(calm[0], calm[1], rtol=1e-4),
    }


def inputs(logits, ends):
    """Return what the three linear layers get of the first image, and the gradient of the last bias."""
    grads = torch.autograd.grad(logits[0].sum(), ends)
    found = []
    for weight, bias in zip(grads[::2], grads[1::2], strict=True):
        row = int(bias.abs().argmax())
        found.append(weight[row] / bias[row])
    return [*found, grads[-1]]


def is_half(kept):
    """Return whether about half of the bools are True: six standard deviations are allowed."""
    return abs(kept.double().mean().item() - 0.5) < 3 * len(kept) ** -0.5


def test_logits(compare, draw):
    """In eval mode each image passes the layers of the list, of the sizes that it gives."""
    compare.on("plain", "strided")(
        logits, sizes=(7, 3), pool=draw.normal(9973), x=draw.normal(2, 3, 224, 224)
    )


def test_gradients(compare, draw):
    """The gradient reaches the image and the weights of all layers."""
    compare.on("gradient")(learning, pool=draw.normal(9973), x=draw.normal(1, 1, 224, 224))


def test_dropout(compare, draw):
    """In train mode, half of the units of the two hidden linear layers are dropped, independently."""
    x = draw.uniform(1, 1, 224, 224).repeat(2, 1, 1, 1)
    compare.on("plain")(dropping, pool=draw.uniform(9973, low=0.5, high=1.5), x=x, seed=draw.seed())


def test_parts(compare, draw):
    """The layers are made in order, with PyTorch's first weights, and a call leaves them as they are."""
    compare.on("plain", "default64")(parts, x=draw.normal(1, 1, 224, 224), seed=draw.seed())

import torch

from autograder.judge import graded

pytestmark = graded("ReLUFn")


def applied(lesson, x):
    return lesson.ReLUFn.apply(x)


def of_a_layer(lesson, x):
    """An x that is no leaf of the graph, as in a network."""
    return lesson.ReLUFn.apply(2 * x)


def in_half(lesson, x, v):
    """The gradient in float16."""
    x = x.detach().half().requires_grad_()
    y = lesson.ReLUFn.apply(x)
    return {"the result": y.detach(), "the gradient": torch.autograd.grad(y, x, v.detach().half())[0]}


def twice(lesson, x, c, v):
    """The gradient of (c * relu(x)^2).sum() in x, and the gradient of its product with v in x, c and v."""
    x, c, v = (one.detach().clone().requires_grad_() for one in (x, c, v))
    y = lesson.ReLUFn.apply(x)
    loss = (c * y**2).sum()
    first = torch.autograd.grad(loss, (x,), create_graph=True)[0]
    second = torch.autograd.grad((first * v).sum(), (x, c, v), allow_unused=True)
    names = ("x", "c", "v")
    return {
        "the result": y.detach(),
        "the gradient": first.detach(),
        **{f"the second gradient, in {name}": one for name, one in zip(names, second, strict=True)},
    }


def kept(lesson, x, v):
    """What becomes of the gradient that backward gets, and of that in another branch of the graph."""
    x, v = x.detach().requires_grad_(), torch.cat([v, v]).detach()[len(v) :]  # v is no start of its memory
    before = v.clone()
    y = lesson.ReLUFn.apply(x)
    (gradient,) = torch.autograd.grad(y, x, v)
    return {
        "the result": y.detach(),
        "the gradient": gradient,
        "the gradient that backward gets is as it was": torch.equal(v, before),
        "the gradient that backward gets requires gradients": v.requires_grad,
        "the gradient in x shares memory with the one that backward gets": gradient.data_ptr()
        == v.data_ptr(),
    }


def two_calls(lesson, x, z):
    """Two calls before one backward pass, the results of which have different shapes, and a third on both."""
    x, z = (one.detach().clone().requires_grad_() for one in (x, z))
    first, second = lesson.ReLUFn.apply(x), lesson.ReLUFn.apply(z)
    third = lesson.ReLUFn.apply(first.sum(dim=0) - second.sum(dim=0))
    third.sum().backward()
    return {
        "the result": third.detach(),
        "the gradient of the first input": x.grad,
        "the gradient of the second input": z.grad,
    }


def after_a_change(lesson, x, v):
    """The gradient if someone changed x in place after forward: it must be right or refused."""
    base = x.detach().clone().requires_grad_()
    given = base * 1.0
    y = lesson.ReLUFn.apply(given)
    right = torch.where(base > 0, v, 0.0).detach()
    with torch.no_grad():
        given.neg_()
    try:
        (gradient,) = torch.autograd.grad(y, base, v.detach())
    except RuntimeError:  # autograd saw the change
        gradient = right
    return {
        "the result": y.detach(),
        "after a change of x in place, the gradient is right or refused": torch.equal(gradient, right),
    }


def again(lesson, x, v):
    """Two backward passes through one graph, the first of which keeps it."""
    x = x.detach().requires_grad_()
    y = lesson.ReLUFn.apply(x)
    first, second = (torch.autograd.grad(y, x, s * v.detach(), retain_graph=s == 1)[0] for s in (1, 2))
    return {"the first gradient": first, "the gradient of the second pass": second}


def frozen(lesson, x):
    """An input that requires no gradient, and a call without a graph."""
    plain = lesson.ReLUFn.apply(x.detach())
    with torch.no_grad():
        outside = lesson.ReLUFn.apply(x.detach().requires_grad_())
    return {
        "the result": plain,
        "the result in no_grad": outside,
        "the result of a frozen input requires gradients": plain.requires_grad or outside.requires_grad,
        "it is a torch.autograd.Function": issubclass(lesson.ReLUFn, torch.autograd.Function),
    }


def in_a_loop(lesson, x):
    """The number of operations of a forward and a backward pass doesn't depend on the size."""
    x = x.detach().requires_grad_()
    y = lesson.ReLUFn.apply(x)
    return {"the result": y.detach(), "the gradient": torch.autograd.grad(y.sum(), x)[0]}


def test_any_shape(compare, draw):
    """Result and gradient are those of ReLU, in a tensor of any shape."""
    compare(of_a_layer, x=draw.normal(3, 5))
    for shape in ((), (1,), (7,), (2, 3, 4)):
        compare(applied, x=draw.normal(*shape))
    compare(applied, x=draw.uniform(4, low=0.1))  # all stay, but in new memory
    compare.on("plain")(in_half, x=draw.normal(4, 3), v=draw.normal(4, 3))


def test_kink(compare, draw):
    """At exactly 0 the gradient is 0. Only the sign of x decides, not its size or that of the gradient."""
    x = draw.normal(4, 5)
    x[:, 2], x[0, 0], x[1, 0], x[2, 0], x[3, 0] = 0.0, 1e-20, -1e-20, 1e5, -1e5
    compare(applied, x=x)
    compare(applied, x=torch.zeros(3))
    compare(kept, x=x, v=draw.normal(4, 5, scale=1e4))


def test_second_gradient(compare, draw):
    """backward is differentiable, so the gradient of a gradient is right."""
    compare(twice, x=draw.normal(4, 3), c=draw.normal(4, 3), v=draw.normal(4, 3))
    compare(twice, x=draw.normal(), c=draw.normal(), v=draw.normal())


def test_unchanged_gradient(compare, draw):
    """backward changes nothing of the gradient that it gets, and returns new memory."""
    compare(kept, x=draw.normal(3, 4), v=draw.normal(3, 4))


def test_two_calls(compare, draw):
    """Each call remembers its own input, although several calls are part of one graph."""
    compare(two_calls, x=draw.normal(3, 4), z=draw.normal(5, 4))
    compare(again, x=draw.normal(3, 4), v=draw.normal(3, 4))


def test_change_in_place(compare, draw):
    """If someone changes x after forward, the gradient isn't silently wrong."""
    compare(after_a_change, x=draw.normal(3, 4), v=draw.normal(3, 4))


def test_frozen(compare, draw):
    """An input that requires no gradient gives a result that requires none."""
    compare(frozen, x=draw.normal(3, 4))


def test_whole_tensors(compare, draw):
    """All entries are computed at once, in both directions, without a Python loop."""
    compare.vectorised(lambda rows, columns: {"x": draw.normal(rows, columns)}, in_a_loop)

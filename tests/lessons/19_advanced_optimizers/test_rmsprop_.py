import torch

from autograder.judge import graded


def inputs(draw, steps, *shapes, scale=1.0):
    return {
        "start": [draw.normal(*shape) for shape in shapes],
        "grads": [draw.normal(steps, *shape, scale=scale) for shape in shapes],
    }


def squares(draw, *shapes):
    """Averages as an earlier run would leave them."""
    return [draw.uniform(*shape, low=0.5, high=2.5) for shape in shapes]


def run(lesson, start, grads, sq=None, skip=(), **options):
    """What becomes of parameters and averages, step by step.

    Args:
        sq: the averages at the start; zeros if there are none.
        skip: pairs (parameter, step) at which the gradient is None.
    """
    params = [x.detach().requires_grad_() for x in start]
    state = [torch.zeros_like(x) for x in start] if sq is None else [s.detach() for s in sq]
    grads = [g.detach().unbind() for g in grads]
    history = {f"parameter {i}": [] for i in range(len(params))} | {
        f"sq[{i}]": [] for i in range(len(params))
    }
    for t in range(len(grads[0])):
        for i, (p, g) in enumerate(zip(params, grads, strict=True)):
            p.grad = None if (i, t) in skip else g[t]
        lesson.rmsprop_(params, list(state), **options)
        for rows, x in zip(history.values(), params + state, strict=True):
            rows.append(x.detach().clone())
    return {name: torch.stack(rows) for name, rows in history.items()}


def side_effects(lesson, start, grads, modes):
    """A step each with gradients recorded outside and not."""
    found = []
    for x, g, outside in zip(start, grads, modes, strict=True):
        p, average = x.detach().requires_grad_(), torch.zeros_like(x, requires_grad=False)
        p.grad = g[0].detach()
        version, kept = p._version, p.grad
        with torch.set_grad_enabled(outside):
            lesson.rmsprop_((p,), [average], 0.01, alpha=0.8)
            found.append({"grad mode after": torch.is_grad_enabled()})
        found[-1]["seen by autograd"] = p._version != version
        found[-1]["leaf, requires grad, graph of sq"] = [p.is_leaf, p.requires_grad, average.requires_grad]
        found[-1]["the same gradient"] = p.grad is kept
        found[-1]["parameter"] = p.detach().clone()
    return found


@graded("rmsprop_")
def test_first_step(compare, draw):
    """The first average is (1 - alpha) g^2, without bias correction, and the step uses it."""
    compare(run, **inputs(draw, 1, (3, 4), (5,)), lr=0.1, alpha=0.75)


@graded("rmsprop_")
def test_trajectory(compare, draw):
    """Parameters and averages are right over twelve steps with other settings than the defaults."""
    compare(run, **inputs(draw, 12, (2, 5)), lr=0.05, alpha=0.85, eps=1e-4)


@graded("rmsprop_")
def test_defaults(compare, draw):
    """The defaults of alpha and eps are 0.99 and 1e-8."""
    compare(run, **inputs(draw, 3, (4, 3), (2,)), lr=0.01)


@graded("rmsprop_")
def test_eps(compare, draw):
    """eps is added after the square root. This matters where gradients are small."""
    compare(run, **inputs(draw, 4, (5,), scale=0.03), lr=0.2, eps=0.1)
    compare(run, **inputs(draw, 3, (6,), scale=1e-7), lr=0.1, alpha=0.5)


@graded("rmsprop_")
def test_zero_gradients(compare, draw):
    """Where the gradient is 0, the average decays and the parameter stays. Nothing becomes NaN."""
    drawn = inputs(draw, 4, (4, 3), (5,))
    for g in drawn["grads"]:
        g[:, 1] = 0.0
        g[1:3] = 0.0
    compare(run, **drawn, lr=0.1, alpha=0.7)


@graded("rmsprop_")
def test_given_averages(compare, draw):
    """Given averages are continued and updated in place, also for the limits alpha = 0 and alpha = 1."""
    for alpha, shapes in ((0.9, ((2, 3), (4,))), (1.0, ((2, 3),)), (0.0, ((4,),))):
        compare(run, **inputs(draw, 2, *shapes), sq=squares(draw, *shapes), lr=0.3, alpha=alpha)


@graded("rmsprop_")
def test_no_gradient(compare, draw):
    """A parameter without gradient is skipped: its average does not decay."""
    shapes = ((2, 3), (4,), (3,))
    never = tuple((1, t) for t in range(4))
    compare(
        run,
        **inputs(draw, 4, *shapes),
        sq=squares(draw, *shapes),
        skip=(*never, (0, 2), (2, 0)),
        lr=0.1,
        alpha=0.6,
    )


@graded("rmsprop_")
def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with one dimension or none."""
    compare(run, **inputs(draw, 2, (1,), (), (3, 1), (1, 1)), lr=0.1, alpha=0.3)


@graded("rmsprop_")
def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    compare(side_effects, **inputs(draw, 1, (3, 2), (4,)), modes=[True, False])

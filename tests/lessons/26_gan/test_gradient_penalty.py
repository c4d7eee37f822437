import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import Perceptron, seeded

pytestmark = graded("gradient_penalty")


def trained(penalty, critic):
    """A penalty, what it asks of the critic's parameters, in a row, and how the critic was called."""
    grads = None
    if penalty.requires_grad:
        parameters = list(critic.parameters())
        found = torch.autograd.grad(penalty, parameters, retain_graph=True, materialize_grads=True)
        grads = torch.cat([grad.flatten() for grad in found])
    return {
        "the penalty": penalty,
        "its gradients in the parameters of D": grads,
        "the list of shapes that D gets": [shape for shape, _ in critic.calls],
        "the list of modes of D when it is called": [modes for _, modes in critic.calls],
    }


def penalty(lesson, real, fake, weights, seed, lam=1.0, flat=False, dead=False, modes=(True, True)):
    """The penalty of a critic that may give flat scores, or have units that are dead for some samples."""
    act, shape = torch.relu if dead else torch.tanh, () if flat else None
    critic = Perceptron(weights, act=act, shape=shape, modes=modes)
    return trained(lesson.gradient_penalty(critic, real, fake, lam, seeded(real, seed)), critic)


def penalty_of_generated(lesson, real, noise, weights, seed):
    """Fakes that a generator has just made, with their graph, and real samples that require gradients."""
    critic = Perceptron(weights)
    maker = nn.Parameter(noise.detach().T @ real.detach())
    real = real.detach().requires_grad_()
    found = lesson.gradient_penalty(
        critic, real, noise.detach() @ maker, lam=1.0, generator=seeded(real, seed)
    )
    others = torch.autograd.grad(found, [real, maker], retain_graph=True, allow_unused=True)
    return {
        **trained(found, critic),
        "the penalty has a gradient in real": others[0] is not None and bool(others[0].any()),
        "the penalty has a gradient in what made fake": others[1] is not None and bool(others[1].any()),
    }


def what_remains(lesson, real, fake, weights, old, seed):
    """The critic after a penalty; before it, w has a gradient, b is frozen, and v has no gradient."""
    critic = Perceptron(weights)
    critic.w.grad = old.detach().clone()
    critic.b.requires_grad_(False)
    value = lesson.gradient_penalty(critic, real, fake, 1.0, generator=seeded(real, seed))
    return {
        "the penalty": value,
        **{
            f"the grad of {name} of D": None if p.grad is None else p.grad.clone()
            for name, p in critic.named_parameters()
        },
        **{f"{name} of D": p.detach().clone() for name, p in critic.named_parameters()},
        "what D gets requires gradients": all(critic.recorded),
    }


def two_in_a_row(lesson, real, fake, weights, seed):
    """Two penalties with one generator, and two with the global, while tensors go elsewhere by default."""
    critic, generator = Perceptron(weights), seeded(real, seed)
    found = {
        f"the {which} penalty with the generator": lesson.gradient_penalty(
            critic, real, fake, generator=generator
        )
        for which in ("first", "second")
    }
    torch.manual_seed(seed)
    with torch.device("meta"):
        for which in ("first", "second"):
            found[f"the {which} penalty without a generator"] = lesson.gradient_penalty(critic, real, fake)
    return found


def problem(draw, *shape, hidden=4, outputs=1, scale=1.0, mean=0.0):
    """Real samples, fake samples with this mean, the weights of a critic, and a seed."""
    inputs = torch.Size(shape[1:]).numel()
    weights = [draw.normal(inputs, hidden), draw.normal(hidden), draw.normal(hidden, outputs, scale=scale)]
    drawn = {"real": draw.normal(*shape), "fake": draw.normal(*shape, mean=mean)}
    return {**drawn, "weights": weights, "seed": draw.seed()}


def test_slope(compare, draw):
    """The penalty is lam times the mean of (||g|| - 1)^2, differentiable in the parameters of D."""
    compare(penalty, **problem(draw, 5, 3, mean=1.0, scale=0.1))


def test_steep_and_flat(compare, draw):
    """Slopes above 1 and slopes below 1 are both penalised, also where real and fake samples are the same."""
    for scale in (0.05, 5.0):
        drawn = problem(draw, 6, 2, hidden=3, scale=scale)
        compare(penalty, **{**drawn, "fake": drawn["real"].clone()})


def test_images(compare, draw):
    """Samples may have any number of dimensions. Each has one eps, and one norm over all its elements."""
    for shape in ((3, 2, 2, 3), (5, 2, 3)):
        compare(penalty, **problem(draw, *shape, mean=-0.5))


def test_between_real_and_fake(compare, draw):
    """Each sample has its own eps. This is the share of the real sample; the fake one has 1 - eps."""
    apart = {"real": draw.normal(7, 3, mean=2.0), "fake": draw.normal(7, 3, mean=-2.0, scale=0.1)}
    compare(penalty, **{**problem(draw, 7, 3), **apart})


def test_weight(compare, draw):
    """lam is the weight of the penalty, also 0. Samples may be all zeros."""
    blank = torch.zeros(4, 2)
    compare(
        penalty,
        **{**problem(draw, 4, 2, scale=0.1), "real": blank},
        lam=float(draw.uniform(1, low=2.0, high=5.0)),
    )
    compare(penalty, **{**problem(draw, 4, 2), "fake": blank}, lam=0.0)
    compare(penalty, **problem(draw, 3000, 2), lam=1.5)  # some shares are close to 0 or 1


def test_sizes_of_one(compare, draw):
    """A single sample of a single number is enough."""
    for batch in (4, 1):
        compare(penalty, **problem(draw, batch, 1))


def test_scores(compare, draw):
    """D may give one score for each sample, [B], or several scores, which are summed, in its own mode."""
    compare(penalty, **problem(draw, 5, 3), flat=True, modes=(True, False))
    compare(penalty, **problem(draw, 5, 3, outputs=2), modes=(False, False))


def test_dead_units(compare, draw):
    """Samples at which D is flat count with a norm of 0, and no gradient becomes NaN."""
    side = torch.tensor([-1.0, 1.0, -1.0, 1.0, 1.0]).unsqueeze(1)
    drawn = {"real": side * draw.uniform(5, 3, low=0.5), "fake": side * draw.uniform(5, 3, low=0.5)}
    weights = [draw.uniform(3, 4, low=0.2), torch.zeros(4), draw.normal(4, 1)]
    compare(penalty, **drawn, weights=weights, seed=draw.seed(), lam=2.0, dead=True)


def test_constants(compare, draw):
    """Real and fake samples are constants: the penalty trains neither a generator nor the data."""
    drawn = problem(draw, 5, 3)
    del drawn["fake"]
    compare(penalty_of_generated, **drawn, noise=draw.normal(5, 2))


def test_no_traces(compare, draw):
    """D is called once, on all samples, and its parameters keep their values, .grad and requires_grad."""
    compare(what_remains, **problem(draw, 4, 2, 2, hidden=3, scale=0.1), old=draw.normal(4, 3))


def test_generators(compare, draw):
    """Each call draws the next numbers of the given or the global generator. The default of lam is 10."""
    compare(two_in_a_row, **problem(draw, 5, 3, scale=0.1, mean=1.0))


def test_whole_batch(compare, draw):
    """All samples are computed at once, without a Python loop."""
    compare.on("plain").vectorised(lambda samples: problem(draw, samples, 2, scale=100.0), penalty)

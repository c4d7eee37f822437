import torch
from torch import nn

from autograder.judge import graded


class Critic(nn.Module):
    """D(x) = act(x W + b) v, where x is flattened. It notes what it is called with."""

    def __init__(self, w, b, v, act=torch.tanh, squeeze=False):
        super().__init__()
        self.w, self.b, self.v = (nn.Parameter(x.detach().clone()) for x in (w, b, v))
        self.act, self.squeeze, self.calls = act, squeeze, []

    def forward(self, x):
        self.calls.append([list(x.shape), x.requires_grad])
        scores = self.act(x.flatten(1) @ self.w + self.b) @ self.v
        return scores.squeeze(1) if self.squeeze else scores


def seeded(x, seed):
    return torch.Generator(x.device).manual_seed(seed)


def trained(penalty, critic):
    """A penalty and what it asks of the critic's parameters, in a row; None if it can't say."""
    grads = None
    if penalty.requires_grad:
        parameters = list(critic.parameters())
        found = torch.autograd.grad(penalty, parameters, retain_graph=True, materialize_grads=True)
        grads = torch.cat([grad.flatten() for grad in found])
    return {"the penalty": penalty, "its gradients in D": grads}


def penalty(lesson, real, fake, weights, seed, lam=1.0):
    critic = Critic(*weights)
    return trained(lesson.gradient_penalty(critic, real, fake, lam, seeded(real, seed)), critic)


def penalty_of_flat_scores(lesson, real, fake, weights, seed):
    critic = Critic(*weights, squeeze=True)
    return trained(lesson.gradient_penalty(critic, real, fake, 1.0, seeded(real, seed)), critic)


def penalty_of_dead_units(lesson, real, fake, weights, seed):
    critic = Critic(*weights, act=torch.relu)
    return trained(lesson.gradient_penalty(critic, real, fake, 2.0, seeded(real, seed)), critic)


def penalty_of_generated(lesson, real, noise, weights, seed):
    """Fakes that a generator has just made, with their graph, and real samples that require gradients."""
    critic = Critic(*weights)
    maker = nn.Parameter(noise.detach().T @ real.detach())
    real = real.detach().requires_grad_()
    found = lesson.gradient_penalty(
        critic, real, noise.detach() @ maker, lam=1.0, generator=seeded(real, seed)
    )
    others = torch.autograd.grad(found, [real, maker], retain_graph=True, allow_unused=True)
    return {
        **trained(found, critic),
        "reaches real and fake": [x is not None and bool(x.any()) for x in others],
    }


def what_remains(lesson, real, fake, weights, old, seed):
    """The critic after a penalty; before it, w has a gradient, b is frozen, and v has no gradient."""
    critic = Critic(*weights)
    critic.w.grad = old.detach().clone()
    critic.b.requires_grad_(False)
    value = lesson.gradient_penalty(critic, real, fake, 1.0, generator=seeded(real, seed))
    return {
        "the penalty": value,
        ".grad": [None if p.grad is None else p.grad.clone() for p in critic.parameters()],
        "parameters": [p.detach().clone() for p in critic.parameters()],
        "require gradients": [p.requires_grad for p in critic.parameters()],
        "calls": critic.calls,
    }


def two_in_a_row(lesson, real, fake, weights, seed):
    """Two penalties with one generator, and two with the global, while tensors go elsewhere by default."""
    critic, generator = Critic(*weights), seeded(real, seed)
    found = [lesson.gradient_penalty(critic, real, fake, generator=generator) for _ in range(2)]
    torch.manual_seed(seed)
    with torch.device("meta"):
        found += [lesson.gradient_penalty(critic, real, fake) for _ in range(2)]
    return found


def critic_of(draw, inputs, hidden=4, outputs=1, scale=1.0):
    weights = [draw.normal(inputs, hidden), draw.normal(hidden), draw.normal(hidden, outputs, scale=scale)]
    return {"weights": weights, "seed": draw.seed()}


@graded("gradient_penalty")
def test_slope(compare, draw):
    """The penalty is lam times the mean of (||g|| - 1)^2, differentiable in the parameters of D."""
    compare(penalty, real=draw.normal(5, 3), fake=draw.normal(5, 3, mean=1.0), **critic_of(draw, 3))


@graded("gradient_penalty")
def test_steep_and_flat(compare, draw):
    """Slopes above 1 and slopes below 1 are both penalised."""
    for scale in (0.05, 5.0):
        compare(
            penalty,
            real=draw.normal(6, 2),
            fake=draw.normal(6, 2),
            **critic_of(draw, 2, hidden=3, scale=scale),
        )


@graded("gradient_penalty")
def test_images(compare, draw):
    """Samples may have any number of dimensions. Each has one eps, and one norm over all its elements."""
    for shape in ((3, 2, 2, 3), (5, 2, 3)):
        critic = critic_of(draw, torch.Size(shape[1:]).numel())
        drawn = {"real": draw.normal(*shape), "fake": draw.normal(*shape, mean=-0.5), **critic}
        compare(penalty, **drawn)


@graded("gradient_penalty")
def test_between_real_and_fake(compare, draw):
    """Each sample has its own eps. This is the share of the real sample; the fake one has 1 - eps."""
    apart = {"real": draw.normal(7, 3, mean=2.0), "fake": draw.normal(7, 3, mean=-2.0, scale=0.1)}
    compare(penalty, **apart, **critic_of(draw, 3))


@graded("gradient_penalty")
def test_weight(compare, draw):
    """lam is the weight of the penalty."""
    drawn = {"real": draw.normal(4, 2), "fake": draw.normal(4, 2), **critic_of(draw, 2)}
    compare(penalty, **drawn, lam=float(draw.uniform(1, low=2.0, high=5.0)))


@graded("gradient_penalty")
def test_sizes_of_one(compare, draw):
    """A single sample of a single number is enough."""
    for shape in ((4, 1), (1, 1)):
        compare(penalty, real=draw.normal(*shape), fake=draw.normal(*shape), **critic_of(draw, 1))


@graded("gradient_penalty")
def test_scores(compare, draw):
    """D may give one score for each sample, [B], or several scores, which are summed."""
    drawn = {"real": draw.normal(5, 3), "fake": draw.normal(5, 3)}
    part = compare
    part(penalty_of_flat_scores, **drawn, **critic_of(draw, 3))
    part(penalty, **drawn, **critic_of(draw, 3, outputs=2))


@graded("gradient_penalty")
def test_dead_units(compare, draw):
    """Samples at which D is flat count with a norm of 0, and no gradient becomes NaN."""
    side = torch.tensor([-1.0, 1.0, -1.0, 1.0, 1.0]).unsqueeze(1)
    drawn = {"real": side * draw.uniform(5, 3, low=0.5), "fake": side * draw.uniform(5, 3, low=0.5)}
    weights = [draw.uniform(3, 4, low=0.2), torch.zeros(4), draw.normal(4, 1)]
    compare(penalty_of_dead_units, **drawn, weights=weights, seed=draw.seed())


@graded("gradient_penalty")
def test_constants(compare, draw):
    """Real and fake samples are constants: the penalty trains neither a generator nor the data."""
    drawn = {"real": draw.normal(5, 3), "noise": draw.normal(5, 2), **critic_of(draw, 3)}
    compare(penalty_of_generated, **drawn)


@graded("gradient_penalty")
def test_no_traces(compare, draw):
    """D is called once, on all samples, and its parameters keep their values, .grad and requires_grad."""
    drawn = {"real": draw.normal(4, 2, 2), "fake": draw.normal(4, 2, 2), **critic_of(draw, 4, hidden=3)}
    compare(what_remains, **drawn, old=draw.normal(4, 3))


@graded("gradient_penalty")
def test_generators(compare, draw):
    """Each call draws the next numbers of the given or the global generator. The default of lam is 10."""
    drawn = {"real": draw.normal(5, 3, mean=1.0), "fake": draw.normal(5, 3), **critic_of(draw, 3, scale=0.1)}
    compare(two_in_a_row, **drawn)

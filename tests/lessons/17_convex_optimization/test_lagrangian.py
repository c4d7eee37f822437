import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("lagrangian")


def objective(x):
    """A function whose last operation keeps its result for the backward pass."""
    return ((x - 1).square().sum() + x.prod().square() + 1).sqrt()


def problem(target):
    """Constraints that depend on x in different ways, and one that doesn't depend on it."""
    return [
        lambda x: x.sum() - 1,
        lambda x: (x * target).sin().sum(),
        lambda x: x.square().sum() - 2,
        lambda x: (target * target).sum(),
    ]


def value(lesson, x, alpha, target):
    return lesson.lagrangian(objective, problem(target)[: len(alpha)], x, alpha)


def without_target(lesson, x, alpha):
    """The first constraint alone, or none."""
    return lesson.lagrangian(objective, problem(None)[: len(alpha)], x, alpha)


def of_one_constraint(lesson, x, alpha, number):
    """The value with one constraint that is exceeded, met or just met; as a tuple of functions."""
    level = x.detach().sum()
    return lesson.lagrangian(objective, (lambda y: y.sum() - level - number,), x, alpha)


def second_derivatives(lesson, x, alpha, target):
    """Derivatives of the gradient in x, with the constraints in the other order."""
    x, alpha = (y.detach().clone().requires_grad_() for y in (x, alpha))
    constraints = problem(target.detach())[:3][::-1]
    result = lesson.lagrangian(objective, constraints, x, alpha)
    (slope,) = torch.autograd.grad(result, x, create_graph=True)
    by_x, by_alpha = torch.autograd.grad(slope.square().sum(), (x, alpha))
    return {
        "the value": result.detach(),
        "the gradient": slope.detach(),
        "its derivative in x": by_x,
        "its derivative in alpha": by_alpha,
    }


def as_dual(lesson, x, alpha, target):
    """At a point that requires no gradient, as when the multipliers are learned."""
    constraints = problem(target.detach())[: len(alpha)]
    return lesson.lagrangian(objective, constraints, x.detach(), alpha)


def what_functions_get(lesson, x, alpha):
    """Whether each function gets x itself or a tensor like it."""
    seen = []

    def function(y):
        seen.append(torch.equal(y, x) and (y.shape, y.dtype, y.device) == (x.shape, x.dtype, x.device))
        return y.square().sum()

    result = lesson.lagrangian(function, [function] * len(alpha), x, alpha)
    return {"the value": result, "each function gets x": all(seen)}


def refusals(lesson, x, alpha):
    x, alpha = x.detach(), alpha.detach()
    constraints = problem(x)[:3]
    wrong = {"one multiplier": alpha[:1], "two": alpha[:2], "four": alpha, "none": alpha[:0]}
    said = {
        f"{name} for three constraints": refusal(
            ValueError, "alpha", lesson.lagrangian, objective, constraints, x, multipliers
        )
        for name, multipliers in wrong.items()
    }
    said["one for no constraint"] = refusal(
        ValueError, "alpha", lesson.lagrangian, objective, [], x, alpha[:1]
    )
    return {**said, "the value with three": lesson.lagrangian(objective, constraints, x, alpha[:3])}


def test_sum(compare, draw):
    """Each constraint is added with its own multiplier, in their order."""
    for count in (2, 4):
        compare(value, x=draw.normal(3), alpha=0.5 + draw.uniform(count), target=draw.normal(3))


def test_signs(compare, draw):
    """Constraints that are met count as they are, and so do multipliers below 0."""
    for number in (3.0, -2.0):
        for sign in (1.0, -1.0):
            alpha = sign * (0.5 + draw.uniform(1))
            compare(of_one_constraint, x=draw.normal(4), alpha=alpha, number=number)
    compare(value, x=draw.normal(3), alpha=draw.shuffled([-2.0, 0.7, -0.4]), target=draw.normal(3))


def test_just_met(compare, draw):
    """A constraint of 0 adds nothing, but has a gradient. A multiplier of 0 has one too."""
    compare(of_one_constraint, x=draw.normal(3), alpha=1.0 + draw.uniform(1), number=0.0)
    compare(value, x=draw.normal(3), alpha=draw.shuffled([0.0, 1.5, -2.5]), target=draw.normal(3))
    compare(value, x=draw.normal(4), alpha=torch.zeros(3), target=draw.normal(4))
    compare(value, x=torch.zeros(4), alpha=draw.normal(3), target=draw.normal(4))


def test_no_constraint(compare, draw):
    """Without constraints it is f(x); with one, alpha has one entry."""
    for count in (0, 1):
        compare(without_target, x=draw.normal(4), alpha=1.5 + draw.uniform(count))


def test_shapes(compare, draw):
    """x has any shape, even that of a single number; f and the constraints get it as it is."""
    for shape in ((1,), (2, 3), (), (3, 3), (2, 1, 3)):
        compare(value, x=draw.normal(*shape), alpha=draw.normal(3), target=draw.normal(*shape))
    compare(what_functions_get, x=draw.normal(3, 2), alpha=draw.normal(3))


def test_second_derivatives(compare, draw):
    """The Lagrangian can be differentiated twice, in x and in alpha."""
    compare.detached(second_derivatives, x=draw.normal(3), alpha=draw.normal(3), target=draw.normal(3))


def test_multipliers_alone(compare, draw):
    """alpha has a gradient if x requires none. The coordinates are taken at once, without a Python loop."""
    compare(as_dual, x=draw.normal(3), alpha=draw.normal(4), target=draw.normal(3))
    compare.vectorised(
        lambda coordinates: {
            "x": draw.normal(coordinates, scale=0.1),
            "alpha": torch.tensor([0.5, -1.5]),
            "target": draw.normal(coordinates),
        },
        value,
    )


def test_wrong_number(compare, draw):
    """Too few or too many multipliers raise ValueError, also a single one, which would fit all."""
    compare.detached(refusals, x=draw.normal(3), alpha=draw.normal(4))
    compare(value, x=draw.normal(3), alpha=draw.normal(3), target=draw.normal(3))

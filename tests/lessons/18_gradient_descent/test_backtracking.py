import torch

from autograder.judge import graded

pytestmark = graded("backtracking")


MOST_CALLS = 400  # of f, far more than any right search makes here


def found(lesson, f, grad, x, d, options):
    """The step size, and how often f is called."""
    values = []

    def counted(point):
        if len(values) == MOST_CALLS:
            raise RuntimeError(f"f was called {MOST_CALLS} times, so the search does not end")
        values.append(f(point))
        return values[-1]

    step = lesson.backtracking(counted, grad, x, d, **options)
    return {"the step size": step, "the number of calls of f": len(values)}


def on_bowl(lesson, x, A, b, P, **options):
    """On x^T A x / 2 - b^T x, along -P times the gradient."""
    grad = A @ x - b
    return found(lesson, lambda point: point @ A @ point / 2 - b @ point, grad, x, -(P @ grad), options)


def on_round_bowl(lesson, x, speed, **options):
    """On x^T x / 2, along -speed * x. For speed 1 it accepts step sizes up to 2 (1 - c)."""
    return found(lesson, lambda point: point @ point / 2, x, x, -speed * x, options)


def along(lesson, x, grad, d, **options):
    """On x^T x / 2, along any direction. grad equals x."""
    return found(lesson, lambda point: point @ point / 2, grad, x, d, options)


def behind_a_wall(lesson, x, wall, **options):
    """On x^T x / 2, along -4 x, which is NaN or infinite further out than x."""
    radius = 1.5 * x.norm()

    def f(point):
        inside = (point.norm() < radius).item()
        return point @ point / 2 if inside else torch.full_like(point[0], float(wall))

    return found(lesson, f, x, x, -4 * x, options)


def refused(lesson, grad, d, speed):
    """What is raised, and how often f is called before."""
    calls, said = [], "no exception"

    def f(point):
        calls.append(point)
        return grad @ point

    try:
        lesson.backtracking(f, grad, torch.zeros_like(grad), d)
    except ValueError as error:
        said = f"ValueError that {'names' if 'descent' in str(error) else 'does not name'} descent"
    x = torch.ones_like(grad)
    allowed = found(lesson, lambda point: point @ point / 2, x, x, -speed * x, {})
    return {"what is raised": said, "the number of calls of f before": len(calls), **allowed}


def bowl(draw, eigenvalues, **options):
    """A with these eigenvalues, b and P with random axes, and the point."""
    D = len(eigenvalues)
    axes, others = (torch.linalg.qr(draw.normal(D, D)).Q for _ in range(2))
    A = (axes * torch.tensor(eigenvalues)) @ axes.T
    P = (others * draw.uniform(D, low=0.5, high=1.5)) @ others.T
    return {"x": draw.normal(D, scale=3.0), "A": A, "b": draw.normal(D), "P": P, **options}


def test_shrinks(compare, draw):
    """Where the first step is too long, it is halved until the function falls far enough."""
    compare.detached(on_bowl, **bowl(draw, [20.0, 25.0, 30.0]))
    compare.detached(on_bowl, **bowl(draw, [200.0, 220.0, 240.0, 250.0]))


def test_first_try(compare, draw):
    """A first step that is short enough is returned as it is, after two calls of f."""
    compare.detached(on_bowl, **bowl(draw, [0.3, 0.4, 0.5]))
    compare.detached(on_bowl, **bowl(draw, [3.0, 4.0], alpha=0.1))


def test_alpha_and_rho(compare, draw):
    """alpha is the first step size, and rho the factor from one trial to the next."""
    compare.detached(on_bowl, **bowl(draw, [4.0, 5.0, 6.0], alpha=7.0, rho=0.8))
    compare.detached(on_bowl, **bowl(draw, [1.0, 1.1], alpha=30.0, rho=0.3))
    compare.detached(on_round_bowl, x=draw.normal(3), speed=1.0, alpha=2.5, rho=0.9, c=0.3)


def test_c(compare, draw):
    """The larger c is, the more must be gained. Its default is 1e-4, and with 0 any fall is enough."""
    x = draw.normal(4)
    for c in (0.0, 0.25, 0.65, 0.92):
        compare.detached(on_round_bowl, x=x, speed=1.0, alpha=1.93, rho=0.87, c=c)
    for alpha in (1.999, 1.9999):
        compare.detached(on_round_bowl, x=x, speed=1.0, alpha=alpha, rho=0.9)


def test_equality(compare, draw):
    """A step is accepted if both sides of the condition are equal."""
    x = torch.tensor([2.0 ** draw.integer(-2, 3)])
    compare.detached(on_round_bowl, x=x, speed=1.0, alpha=1.0, c=0.5)
    compare.detached(on_round_bowl, x=-x, speed=1.0, alpha=1.5, c=0.25, rho=0.9)


def test_not_a_number(compare, draw):
    """A step to where f is NaN or +inf is too long. Where f is -inf, it fell far enough."""
    for wall in ("nan", "inf", "-inf"):
        compare.detached(behind_a_wall, x=draw.normal(3), wall=wall)
        compare.detached(behind_a_wall, x=draw.normal(2), wall=wall, alpha=3.0, rho=0.7, c=0.1)


def test_any_direction(compare, draw):
    """The fall that is asked for depends on the slope along d, whatever length d has."""
    x = draw.normal(3)
    for speed in (0.2, 3.0, 11.0):
        compare.detached(on_round_bowl, x=x, speed=speed, alpha=1.6, c=0.4, rho=0.8)
    x, aside = 0.1 * x, 0.1 * draw.normal(3)
    aside -= (aside @ x) / (x @ x) * x
    compare.detached(along, x=x, grad=x.clone(), d=aside - 0.7 * x, c=0.2, rho=0.6)


def test_no_descent(compare, draw):
    """A direction along which f rises, or has slope 0, raises ValueError before f is called."""
    grad = draw.normal(4) * torch.tensor([1.0, 1.0, 0.0, 0.0])
    across = draw.normal(4) * torch.tensor([0.0, 0.0, 1.0, 1.0])
    for d in (grad, across, torch.zeros(4)):
        compare.detached(refused, grad=grad, d=d, speed=3.0)
    compare.detached(refused, grad=torch.zeros(3), d=draw.normal(3), speed=5.0)


def test_special_points(compare, draw):
    """A point may have one coordinate, and may be 0."""
    compare.detached(on_bowl, **bowl(draw, [9.0]))
    compare.detached(on_bowl, **bowl(draw, [20.0, 30.0]) | {"x": torch.zeros(2)})


def test_whole_vectors(compare, draw):
    """A trial moves all coordinates at once, without a Python loop over them."""
    compare.detached.vectorised(
        lambda coordinates: {"x": draw.normal(coordinates), "speed": 3.0, "alpha": 1.5}, on_round_bowl
    )

import torch

from autograder.judge import graded

pytestmark = graded("project_l2_ball")


def points(draw, *shape, norms):
    """Random directions with these norms in random order; the last size is the number of coordinates."""
    x = draw.normal(*shape)
    x = x / x.norm(dim=-1, keepdim=True)
    return x * draw.shuffled(norms).reshape(*shape[:-1], 1)


def on_the_surface(lesson, x, radius):
    """Points whose norm is exactly the radius."""
    return lesson.project_l2_ball(x.detach(), radius)


def kept(lesson, x, radius):
    """Whether each point inside keeps its bits, and where the others go."""
    y = lesson.project_l2_ball(x, radius)
    inside = x.norm(dim=-1) < 0.99 * radius
    return {"points inside keep every bit": torch.equal(y[inside], x[inside]), "points outside": y[~inside]}


def of_views(lesson, x):
    """Of a batch whose first dimensions are swapped, and of one whose points lie along its first one."""
    return {
        "with swapped dimensions": lesson.project_l2_ball(x.transpose(0, 1)),
        "with points along the first dimension": lesson.project_l2_ball(x.movedim(0, -1), 0.5),
    }


def slopes(lesson, x, radius):
    """The result and whether its gradient is finite."""
    leaf = x.detach().clone().requires_grad_()
    y = lesson.project_l2_ball(leaf, radius)
    y.sum().backward()
    return {"the result": y.detach(), "the gradient is finite": bool(leaf.grad.isfinite().all())}


def test_inside_and_outside(compare, draw):
    """Points inside stay, points outside move straight to the surface."""
    compare.call(points(draw, 5, 3, norms=(0.2, 0.6, 0.9, 1.5, 4.0)))
    compare.call(points(draw, 4, 6, norms=(0.5, 1.2, 2.2, 7.0)), 2.0)


def test_radius(compare, draw):
    """The ball has the given radius, and the radius 1 by default."""
    for radius in (0.5, 3.0):
        norms = (0.4 * radius, 0.9 * radius, 1.2 * radius, 5 * radius)
        compare.call(points(draw, 4, 3, norms=norms), radius=radius)
    compare.call(points(draw, 4, 2, norms=(0.8, 0.95, 1.05, 1.4)))


def test_shapes(compare, draw):
    """Each point lies along the last dimension, with any number of dimensions before it."""
    compare.call(points(draw, 4, norms=(3.0,)))
    compare.call(points(draw, 2, 3, 4, norms=(0.3, 0.8, 1.1, 2.0, 5.0, 0.6)))
    compare.call(points(draw, 3, 3, norms=(0.7, 2.5, 6.0)))
    compare.call(points(draw, 1, 4, norms=(2.0,)))
    compare(of_views, x=points(draw, 2, 3, 4, norms=(0.2, 0.9, 1.3, 2.5, 4.0, 0.7)))


def test_one_coordinate(compare, draw):
    """With one coordinate the ball is the interval from -radius to radius."""
    compare.call(points(draw, 5, 1, norms=(0.5, 1.5, 2.5, 3.0, 9.0)), 2.0)
    compare.call(points(draw, 1, 1, norms=(3.0,)), 0.5)


def test_exact_inside(compare, draw):
    """Points inside keep every bit."""
    compare(kept, x=draw.normal(40, 3), radius=1.5)


def test_all_inside_or_none(compare, draw):
    """If all points are inside, the result is a copy. All may be outside too."""
    compare.call(points(draw, 3, 4, norms=(0.1, 0.5, 0.9)))
    compare.call(points(draw, 3, 4, norms=(1.1, 1.5, 1.9)))


def test_origin(compare, draw):
    """The point 0 stays 0, and its gradient is that of a point inside."""
    x = points(draw, 4, 3, norms=(0.5, 2.0, 3.0, 0.7))
    x[draw.integer(0, 4)] = 0.0
    compare.call(x)
    compare.call(torch.cat([torch.zeros(1, 2), points(draw, 1, 2, norms=(4.0,))]), 0.25)
    compare.call(torch.zeros(2, 3))


def test_radius_zero(compare, draw):
    """With the radius 0 each point moves to 0, and no gradient is NaN. A wider ball leaves them."""
    x = torch.cat([torch.zeros(1, 3), points(draw, 3, 3, norms=(0.5, 2.0, 3.0))])
    for radius in (0.0, 2.5):
        compare.detached(slopes, x=x, radius=radius)


def test_surface(compare, draw):
    """A point on the surface stays, and one just outside does not."""
    x = torch.tensor([[3.0, 4.0], [-4.0, 3.0], [0.0, 5.0], [3.0, 4.5], [6.0, 8.0]])
    compare.detached(on_the_surface, x=x[draw.permutation(5)], radius=5.0)
    compare.call(points(draw, 2, 3, norms=(4.9, 5.1)), 5.0)


def test_scales(compare, draw):
    """Tiny and huge points keep their precision, and so do coordinates of different size."""
    for scale in (1e-8, 1e8):
        compare.call(scale * points(draw, 4, 3, norms=(0.3, 0.9, 1.5, 4.0)), scale)
    compare.call(torch.tensor([1.0, 1e-3, 1e3]) * (1.0 + draw.uniform(3, 3)), 7.0)


def test_whole_batches(compare, draw):
    """All points and coordinates are projected at once, without a Python loop."""
    compare.vectorised(lambda rows, columns: {"x": 2.0 + draw.uniform(rows, columns), "radius": 1.5})

import torch

from autograder.judge import graded

pytestmark = graded("project_simplex")


def sparse(draw, kept, dropped):
    """A point of which the first entries stay positive and the others become 0, in random order."""
    weights = 0.5 + draw.uniform(kept)
    weights = weights / weights.sum()
    below = -0.1 - draw.uniform(dropped)
    return (torch.cat([weights, below]) + draw.normal(1))[draw.permutation(kept + dropped)]


def on_the_simplex(lesson, v):
    """The projection, whether it is a point of the simplex, and whether to project again changes anything."""
    w = lesson.project_simplex(v.detach())
    again = lesson.project_simplex(w)
    return {
        "the projection": w,
        "no entry is negative": bool((w >= 0).all()),
        "the sum is 1": abs(w.double().sum().item() - 1) < 1e-5,
        "a point of the simplex stays": bool((again - w).abs().max() < 1e-5),
    }


def shifted(lesson, v, offset):
    """The projection of v, and that of v plus a number, which is the same. All sums are exact."""
    v = v.detach()
    w, moved = lesson.project_simplex(v), lesson.project_simplex(v + offset)
    return {
        "the projection": w,
        "the sum is still 1 after the shift": abs(moved.double().sum().item() - 1) < 1e-4,
        "the projection is the same after the shift": bool((moved - w).abs().max() < 1e-4),
    }


def corners(lesson, v):
    """At points where an entry equals theta, so that the gradient is not graded."""
    return {f"the projection of row {i}": lesson.project_simplex(row) for i, row in enumerate(v.detach())}


def test_some_dropped(compare, draw):
    """Entries below theta become 0, the others shrink by the same amount, in their places."""
    for kept, dropped in ((2, 3), (3, 1), (4, 6)):
        compare.call(sparse(draw, kept, dropped))


def test_dropped_in_turn(compare, draw):
    """Who is dropped makes theta larger, so that others may be dropped as well."""
    compare.call(torch.tensor([2.0, 1.55, 1.0, 0.3, -1.0])[draw.permutation(5)] + draw.normal(1))
    compare.call(torch.tensor([0.9, 0.6, 0.2, 0.15, -0.4])[draw.permutation(5)] + draw.normal(1))


def test_all_kept(compare, draw):
    """If the entries are near each other, all stay positive."""
    compare.call(draw.uniform(6, low=0.0, high=0.1) + draw.normal(1, scale=3.0))
    compare.call(sparse(draw, 4, 0))
    compare.call(draw.uniform(300, high=0.001))
    compare.call(torch.zeros(3))


def test_one_kept(compare, draw):
    """If one entry is larger than the others by more than 1, it gets all."""
    v = draw.uniform(5, high=0.4)
    v[draw.integer(0, 5)] += 1.7
    compare.detached.call(v)
    compare.call(torch.cat([v, v.max().reshape(1) - 0.3]))


def test_ties(compare, draw):
    """Equal entries get equal shares, whether they are the largest, in the middle or all."""
    a = draw.normal(1)
    compare.call(torch.cat([a, a + 0.2, a + 0.2, a - 2.0, a + 0.2])[draw.permutation(5)])
    compare.call(torch.cat([a, a, a, a + 0.5, a - 1.0]))
    compare.call(a.repeat(4))


def test_few_entries(compare, draw):
    """One entry becomes 1. Of two, both may stay or one alone."""
    compare.detached.call(draw.normal(1))
    a, gap = draw.normal(1), draw.uniform(1, low=0.2, high=0.8)
    compare.call(torch.cat([a, a + gap]))
    compare.call(torch.cat([a + gap, a]))
    compare.detached.call(torch.cat([a, a + gap + 2.0]))


def test_on_the_simplex(compare, draw):
    """A point on the simplex stays, and the projection of any point is on it."""
    weights = 0.2 + draw.uniform(5)
    compare.call(weights / weights.sum())
    compare.detached(on_the_simplex, v=draw.normal(30))


def test_corners(compare, draw):
    """Points on the border of the simplex stay too: corners, edges, and those that land in a corner."""
    border = torch.tensor(
        [[1.0, 0.0, 0.0, 0.0], [0.25, 0.0, 0.75, 0.0], [0.5, 0.5, 0.0, 0.0], [3.0, 2.0, 0, 0]]
    )
    compare.detached(corners, v=border[:, draw.permutation(4)])
    compare.call(torch.tensor([0.96, 0.02, 0.02])[draw.permutation(3)] + 0.001 * draw.uniform(3))


def test_signs_and_scales(compare, draw):
    """Entries may be all negative, all large or spread widely."""
    compare.call(-3.0 - draw.uniform(6, high=0.5))
    compare.call(5.0 + draw.uniform(6, high=0.5))
    compare.detached.call(draw.normal(7, scale=20.0))


def test_large_entries(compare, draw):
    """A number added to all entries changes nothing, even if it is large and the dtype is float32."""
    v = 0.25 * draw.shuffled([0.0, 1.0, 2.0, 3.0, 3.0, -5.0])
    for offset in (2.0**20, -(2.0**20)):
        compare.detached(shifted, v=v, offset=offset)
    compare.detached(shifted, v=torch.cat([v, torch.tensor([-(2.0**26)])]), offset=2.0**20)
    compare.detached(shifted, v=8.0 * draw.shuffled([0.0, 1.0, 2.0, -3.0, 2.0]), offset=2.0**26)
    compare.call(1e4 + draw.uniform(4, high=0.2))


def test_whole_vectors(compare, draw):
    """All entries are projected at once, without a Python loop."""
    compare.vectorised(lambda entries: {"v": draw.uniform(entries, high=0.3)})

from functools import partial

import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half, refusal

pytestmark = graded("apply_rope")


def turned(draw, batch, heads, steps, pairs):
    """Vectors, and positions in no order."""
    return {"x": draw.normal(batch, heads, steps, 2 * pairs), "positions": draw.integers(0, 30, steps)}


def products(lesson, q, k, distance, shift):
    """The products of queries and keys at a distance, the keys' positions beginning at `shift`."""
    steps = torch.arange(q.shape[2], device=q.device)
    turned_q = lesson.apply_rope(q, steps + shift + distance)
    turned_k = lesson.apply_rope(k, steps + shift)
    return turned_q @ turned_k.mT


def refusals(lesson, x):
    """Which numbers of features are refused."""
    positions = torch.arange(x.shape[2], device=x.device)
    odd = [size for size in range(1, x.shape[3] + 1) if size % 2]
    found = {
        f"for {size} features": refusal(ValueError, "", lesson.apply_rope, x[..., :size], positions)
        for size in odd
    }
    return {**found, "the result of two features": lesson.apply_rope(x[..., :2], positions)}


def then_changed(lesson, x, positions):
    """A result that its caller changes, which must not change x."""
    before = x.detach().clone()
    result = lesson.apply_rope(x, positions)
    kept = result.clone()
    result.data.add_(1.0)
    return {"the result": kept, "x is as it was": torch.equal(x.detach(), before)}


def test_pairs(compare, draw):
    """Features 2i and 2i + 1 are turned together, each pair by an angle of its own."""
    compare.call(**turned(draw, 2, 3, 5, 4))
    compare.call(**turned(draw, 3, 2, 4, 1))
    compare.call(**turned(draw, 1, 1, 2, 70))


def test_positions_of_sequences(compare, draw):
    """Positions [B, T] are those of each sequence, the same for all its heads."""
    for batch, heads, steps in ((2, 3, 4), (4, 2, 3), (3, 3, 3), (1, 2, 5), (3, 2, 1), (1, 1, 1)):
        drawn = turned(draw, batch, heads, steps, 2)
        compare.call(drawn["x"], draw.integers(0, 30, batch, steps))


def test_sizes(compare, draw):
    """Sequences, heads, positions and features are not confused, even if all sizes are equal or 1."""
    compare.sizes(partial(turned, draw))
    compare.call(draw.normal(2, 3, 2, 4), torch.tensor([5, 17], dtype=torch.int32))


def test_position_zero(compare, draw):
    """At position 0 nothing is turned, at others it is; vectors of 0 stay 0."""
    drawn = turned(draw, 2, 2, 4, 3)
    compare.call(drawn["x"], draw.shuffled([0, 1, 0, 2]))
    compare.call(draw.normal(1, 2, 3, 4), torch.zeros(3, dtype=torch.int64))
    compare.call(torch.zeros(1, 1, 2, 4), torch.tensor([1, 2]))


def test_base(compare, draw):
    """The base decides how fast the angles of later pairs shrink, from 1 (not at all) to a million."""
    compare.each(turned(draw, 2, 2, 4, 3), base=(1.0, 20.0, 1e6))


def test_only_the_distance_counts(compare, draw):
    """Products of turned queries and keys depend on their distance alone, wherever they are."""
    q, k = draw.normals((2, 2, 4, 6), (2, 2, 4, 6))
    for distance, shift in ((3, 0), (3, 20), (0, 9)):
        compare(products, q=q, k=k, distance=distance, shift=shift)


def test_half_precision(compare, draw):
    """float16 vectors are right at positions that float16 can't hold, and keep their dtype."""
    positions = 2049 + 2 * draw.permutation(6)
    drawn = {"x": draw.normal(2, 3, 6, 4), "positions": positions, "base": 10000.0}
    compare.on("plain")(in_half, function_="apply_rope", **drawn)
    compare.call(**turned(draw, 2, 1, 3, 2))


def test_new_tensor(compare, draw):
    """The result is a new tensor, also if nothing is turned."""
    drawn = turned(draw, 2, 2, 3, 2)
    compare(then_changed, **drawn)
    compare(then_changed, x=drawn["x"], positions=torch.zeros(3, dtype=torch.int64))


def test_odd_size(compare, draw):
    """An odd number of features raises a ValueError, also 1."""
    compare(refusals, x=draw.normal(2, 2, 3, 7))


def test_whole_tensors(compare, draw):
    """Sequences, heads, positions and pairs are turned at once, without a Python loop."""
    compare.vectorised(
        lambda sequences, heads, positions, pairs: turned(draw, sequences, heads, positions, pairs)
    )
    compare.vectorised(
        lambda sequences, positions: {
            "x": draw.normal(sequences, 2, positions, 2),
            "positions": draw.integers(0, 30, sequences, positions),
        }
    )

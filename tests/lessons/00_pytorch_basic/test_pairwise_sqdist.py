import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half, refusal


def of_thirds(lesson, a, b):
    """In float64 a third has all digits, so its square is not exact."""
    return lesson.pairwise_sqdist(a / 3, b / 3)


def of_groups(lesson, a, b, size):
    """The distances inside two groups, the first `size` points and the others, which are far from them."""
    distances = lesson.pairwise_sqdist(a / 3, b / 3)
    return {
        "the distances in the first group": distances[:size, :size],
        "the distances in the second group": distances[size:, size:],
    }


def to_itself(lesson, x):
    return lesson.pairwise_sqdist(x, x)


def refusals(lesson, a, b, single):
    pairs = {"fewer features in a": (a, b), "fewer features in b": (b, a), "one feature in b": (a, single)}
    pairs["no point in a"] = (a[:0], b)
    said = {
        f"{name}: number of features of {letter}": refusal(
            ValueError, str(x.shape[1]), lesson.pairwise_sqdist, *pair
        )
        for name, pair in pairs.items()
        for letter, x in zip("ab", pair, strict=True)
    }
    said["one feature in a"] = refusal(ValueError, "", lesson.pairwise_sqdist, single, b)
    return {**said, "the result of a right call": lesson.pairwise_sqdist(a, a + 1)}


@graded("pairwise_sqdist")
def test_all_pairs(compare, draw):
    """Row m and column n hold the squared distance between point m of a and point n of b."""
    compare.call(draw.normal(3, 2), draw.normal(5, 2))
    compare.call(draw.normal(5, 7), b=draw.normal(3, 7))


@graded("pairwise_sqdist")
def test_sizes(compare, draw):
    """The dimensions are not confused. Those of size 1 stay, and there may be no point."""
    compare.sizes(
        lambda points_of_a, points_of_b, features: {
            "a": draw.normal(points_of_a, features),
            "b": draw.normal(points_of_b, features),
        }
    )
    compare.call(draw.normal(0, 2), draw.normal(3, 2))
    compare.call(draw.normal(3, 2), draw.normal(0, 2))


@graded("pairwise_sqdist")
def test_far_from_the_origin(compare, draw):
    """Distances keep their precision, and gradients too, where all points are far from the origin."""
    for offset in (1e3, -1e5):
        compare(of_thirds, a=draw.normal(5, 3, mean=offset), b=draw.normal(4, 3, mean=offset))
    place = draw.normal(1, 3, scale=1e4)
    compare(of_thirds, a=place + draw.normal(4, 3), b=place + draw.normal(6, 3))


@graded("pairwise_sqdist")
def test_near_beside_far(compare, draw):
    """Points near each other keep the precision of their distance beside points that are far away."""
    places = [draw.normal(1, 3, scale=1e4), draw.normal(1, 3, mean=-1e5)]
    a, b = (torch.cat([place + draw.normal(4, 3) for place in places]) for _ in range(2))
    compare(of_groups, a=a, b=b, size=4)


@graded("pairwise_sqdist")
def test_equal_points(compare, draw):
    """Equal points have the distance 0 and the gradient 0, even a tensor and itself."""
    x = draw.normal(5, 3)
    compare.call(x, x[draw.permutation(5)].clone())
    compare(to_itself, x=draw.normal(4, 6, mean=30.0))


@graded("pairwise_sqdist")
def test_small_distances(compare, draw):
    """Small distances are not rounded up or away, even tiny ones."""
    compare.call(draw.normal(4, 3, scale=1e-12), draw.normal(3, 3, scale=1e-12))


@graded("pairwise_sqdist")
def test_dtypes(compare, draw):
    """The result has the dtype of the input: float16 stays float16, and float64 stays float64."""
    compare.call(draw.normal(3, 4), draw.normal(2, 4))
    compare.on("plain")(in_half, function_="pairwise_sqdist", a=draw.normal(4, 3), b=draw.normal(5, 3))


@graded("pairwise_sqdist")
def test_different_features(compare, draw):
    """A different number of features raises ValueError; broadcasting would hide it if one number is 1."""
    compare(refusals, a=draw.normal(3, 17), b=draw.normal(3, 23), single=draw.normal(4, 1))


@graded("pairwise_sqdist")
def test_whole_tensors(compare, draw):
    """All pairs are computed at once, without a Python loop."""
    compare.vectorised(
        lambda points_of_a, points_of_b, features: {
            "a": draw.normal(points_of_a, features),
            "b": draw.normal(points_of_b, features),
        }
    )

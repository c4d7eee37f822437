import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half, refusal

pytestmark = graded("gelu")


def of_a_layer(lesson, x, approximate):
    """An x that is no leaf of the graph, as in a network."""
    return lesson.gelu(2 * x, approximate)


def refusals(lesson, x, unknown):
    """What becomes of unknown forms, beside one that exists."""
    refused = {f"the form {word!r}": refusal(ValueError, word, lesson.gelu, x, word) for word in unknown}
    return {"the form 'tanh'": lesson.gelu(x, approximate="tanh"), **refused}


def test_any_shape(compare, draw):
    """By default each entry is x times the probability that a standard normal number is at most x."""
    for shape in ((), (1,), (7,), (3, 5), (2, 3, 4)):
        compare.call(draw.normal(*shape, scale=2.0))
    compare.on("plain")(in_half, function_="gelu", x=draw.normal(4, 6))


def test_forms(compare, draw):
    """'none' is the form with erf, and 'tanh' the one with tanh; they differ in the fourth digit."""
    for approximate in ("none", "tanh"):
        compare(of_a_layer, x=draw.normal(4, 5), approximate=approximate)
        compare.call(draw.uniform(8, low=-3.0, high=3.0), approximate)


def test_tanh_of_any_shape(compare, draw):
    """The form with tanh takes tensors of any shape too, and keeps float16."""
    for shape in ((), (1,), (2, 3, 4)):
        compare.call(draw.normal(*shape), approximate="tanh")
    compare.on("plain")(in_half, function_="gelu", x=draw.normal(4, 6), approximate="tanh")


def test_zero(compare, draw):
    """At exactly 0 the value is 0 and the gradient 1/2, in both forms."""
    x = draw.normal(3, 4)
    x[:, 1] = 0.0
    for approximate in ("none", "tanh"):
        compare.call(x, approximate)
        compare.call(torch.zeros(3), approximate)


def test_far_from_zero(compare, draw):
    """In both forms, a large number stays with the gradient 1, and a large negative one becomes 0."""
    signs = torch.tensor([[1.0], [-1.0]])
    for approximate in ("none", "tanh"):
        compare.call(signs * (torch.tensor([8.0, 12.0, 20.0, 40.0]) + draw.uniform(4)), approximate)
        compare.call(signs * draw.uniform(3, low=1e3, high=1e6), approximate)


def test_unknown_form(compare, draw):
    """Another string raises a ValueError that names it."""
    compare(refusals, x=draw.normal(3), unknown=["sigmoid", "Tanh", "exact", ""])


def test_whole_tensors(compare, draw):
    """All entries are computed at once, without a Python loop, in both forms."""
    compare.vectorised(lambda rows, columns: {"x": draw.normal(rows, columns), "approximate": "none"})
    compare.vectorised(lambda rows, columns: {"x": draw.normal(rows, columns), "approximate": "tanh"})

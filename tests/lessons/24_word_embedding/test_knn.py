import torch

from autograder.judge import graded

pytestmark = graded("knn")


def spread(draw, rows, numbers):
    """Vectors whose cosines with x are some way apart, and x. The nearest by cosine is the longest."""
    while True:
        W, x = draw.normal(rows, numbers), draw.normal(numbers)
        cosines = W.double() @ x.double() / W.double().norm(dim=1) / x.double().norm()
        if (cosines.sort().values.diff() > 3e-4).all():
            W[cosines.argmax()] *= 60.0
            return {"W": W, "x": x}


def ascending(draw, rows, numbers):
    """The same, with the rows in the order of their cosines, the smallest first."""
    inputs = spread(draw, rows, numbers)
    W, x = inputs["W"], inputs["x"]
    return {"W": W[(W @ x / W.norm(dim=1)).argsort()], "x": x}


def turned(draw, angles):
    """Unit vectors of three numbers at these angles from x, in degrees, and x."""
    phi = torch.deg2rad(torch.tensor(angles))
    side = torch.tensor([1.0, -1.0])[draw.integers(0, 2, len(angles))]
    W = torch.stack([phi.cos(), side * phi.sin(), torch.zeros(len(angles))], dim=1)
    return {"W": W, "x": torch.tensor([1.5, 0.0, 0.0])}


def circle(draw, rows):
    """Unit vectors of two numbers in random order, at angles that differ."""
    phi = torch.linspace(0.3, 2.8, rows)[draw.permutation(rows)]
    return torch.stack([phi.cos(), phi.sin()], dim=1)


def test_neighbours(compare, draw):
    """The k rows with the largest cosines come, the largest first, each with its cosine."""
    for k in (2, 4):
        compare.detached.call(**spread(draw, 9, 5), k=k)


def test_lengths_of_rows(compare, draw):
    """A short row in the right direction beats a long one that is far off."""
    inputs = turned(draw, [50.0, 10.0, 30.0, 70.0, 20.0])
    lengths = torch.tensor([900.0, 0.002, 8.0, 500.0, 40.0])
    compare.detached.call(inputs["W"] * lengths.unsqueeze(1), inputs["x"], 3)


def test_x_among_the_rows(compare, draw):
    """A row that equals x is its own nearest neighbour."""
    inputs = turned(draw, [180.0, 50.0, 0.0, 10.0, 80.0])
    lengths = torch.tensor([1.5, 1.5, 1.5, 0.002, 1.0])
    for k in (1, 3):
        compare.detached.call(inputs["W"] * lengths.unsqueeze(1), inputs["x"], k)


def test_opposite_directions(compare, draw):
    """Negative cosines are the smallest ones, and they come if there is nothing better."""
    compare.detached.call(**turned(draw, [120.0, 175.0, 100.0, 60.0, 150.0]), k=4)
    compare.detached.call(**turned(draw, [120.0, 175.0, 100.0]), k=2)


def test_zero_vectors(compare, draw):
    """Rows of length 0 have the cosine 0: they come before negative ones, and all are equal for x = 0."""
    inputs = turned(draw, [120.0, 50.0, 100.0, 20.0, 150.0, 80.0])
    compare.detached.call(**inputs, k=4)
    inputs["W"][3] = 0.0
    compare.detached.call(**inputs, k=4)
    compare.detached.call(draw.normal(6, 3), torch.zeros(3), 4)
    compare.detached.call(torch.zeros(6, 3), draw.normal(3), 4)


def test_equal_cosines(compare, draw):
    """Of equal cosines the lower index goes first, however many there are."""
    few = torch.tensor([[0.0, 2.0], [4.0, 0.0], [1.0, 0.0], [-2.0, 0.0], [8.0, 0.0], [0.0, 1.0], [2.0, 0.0]])
    few = few[draw.permutation(7)]
    for k in (3, 6):
        compare.detached.call(few, torch.tensor([2.0, 0.0]), k)
    many = torch.eye(4)[draw.integers(0, 4, 90)]
    compare.detached.call(many, 2.0 * torch.eye(4)[draw.integer(0, 4)], 60)


def test_large_k(compare, draw):
    """If k is V or larger, all rows come."""
    inputs = spread(draw, 5, 4)
    for k in (4, 5, 6, 100):
        compare.detached.call(**inputs, k=k)


def test_sizes(compare, draw):
    """One row, one number, or hundreds of rows work too; k = 1 gives tensors with one entry."""
    for rows, numbers in ((1, 3), (6, 2), (4, 4), (2, 9)):
        compare.detached.call(**spread(draw, rows, numbers), k=1)
    compare.detached.call(torch.tensor([[-2.0], [4.0], [1.0]]), torch.tensor([-1.0]), 2)
    for number in (-2.0, 0.5):
        compare.detached.call(torch.tensor([[4.0]]), torch.tensor([number]), 1)
    compare.detached.call(circle(draw, 600), torch.tensor([1.0, 0.0]), 7)


def test_results_of_their_own(compare, draw):
    """Indices and cosines share no memory with each other or with the inputs."""
    compare.detached.apart(**spread(draw, 6, 4), k=6)


def test_whole_tensors(compare, draw):
    """All rows are compared at once, without a Python loop."""
    compare.detached.vectorised(lambda rows, numbers: {**ascending(draw, rows, numbers), "k": 2})

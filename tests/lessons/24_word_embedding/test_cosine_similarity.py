import torch

from autograder.judge import graded

pytestmark = graded("cosine_similarity")


def long(draw, rows, numbers, lengths):
    """Vectors with random directions and these lengths, one for each row."""
    W = draw.normal(rows, numbers)
    return W / W.norm(dim=1, keepdim=True) * torch.tensor(lengths).unsqueeze(1)


def sized(draw, rows, numbers):
    """Random vectors of these sizes. No length is close to 0, though a vector may have only one number."""
    W, x = draw.normals((rows, numbers), (numbers,))
    return {"W": W + 0.01 * W.sign(), "x": x + 0.01 * x.sign()}


def of_a_layer(lesson, W, x, eps=1e-9):
    """Vectors that are no leaves of the graph, as in a network."""
    return lesson.cosine_similarity(2 * W, x + 1, eps)


def test_angles(compare, draw):
    """Each row has the cosine of its angle with x, and gradients flow into W and x."""
    compare.call(W=draw.normal(5, 4), x=draw.normal(4))
    compare(of_a_layer, W=draw.normal(3, 6), x=draw.normal(6))


def test_lengths(compare, draw):
    """The lengths of the rows and of x don't matter, be they short or long."""
    W = long(draw, 4, 5, [0.01, 900.0, 30.0, 1.0])
    for length in (0.02, 700.0):
        compare.call(W, long(draw, 1, 5, [length])[0])


def test_equal_and_opposite_directions(compare, draw):
    """A row in the direction of x has 1, one in the opposite direction -1, and one across it 0."""
    x = torch.tensor([3.0, 0.0, 4.0, 0.0])
    across = torch.tensor([0.0, 2.0, 0.0, -1.0])
    compare.call(torch.stack([2 * x, -x, across, x, across + x]), x)


def test_zero_vectors(compare, draw):
    """A vector of length 0 has the cosine 0 with all others, also if x is one."""
    W = draw.normal(4, 3)
    W[draw.integer(0, 4)] = 0.0
    compare.detached.call(W, draw.normal(3))
    compare.detached.call(torch.cat([W, draw.normal(1, 3)]), torch.zeros(3))
    compare.detached.call(torch.zeros(2, 3), draw.normal(3))
    compare.call(draw.normal(4, 3), draw.normal(3))


def test_eps(compare, draw):
    """eps takes the place of the product of both lengths where that is smaller, and changes nothing else."""
    W, x = long(draw, 4, 5, [0.1, 0.9, 2.0, 6.0]), long(draw, 1, 5, [0.5])[0]
    compare.each({"W": W, "x": x}, eps=(1e-6, 0.2, 0.7, 2.0))


def test_default_eps(compare, draw):
    """Lengths of a thousandth are not small for the default eps."""
    compare.call(long(draw, 3, 4, [0.001, 0.002, 1.0]), long(draw, 1, 4, [0.0011])[0])


def test_sizes(compare, draw):
    """There may be one row or many, and one number or many."""
    compare.sizes(lambda rows, numbers: sized(draw, rows, numbers))
    for number in (-2.0, 0.5):
        compare.call(torch.tensor([[1.5]]), torch.tensor([number]))
        compare.call(torch.tensor([[3.0], [-0.25]]), torch.tensor([number]))


def test_many_rows(compare, draw):
    """Thousands of rows work too."""
    compare.call(**sized(draw, 2000, 3))


def test_whole_tensors(compare, draw):
    """All rows are computed at once, without a Python loop."""
    compare.vectorised(lambda rows, numbers: sized(draw, rows, numbers))

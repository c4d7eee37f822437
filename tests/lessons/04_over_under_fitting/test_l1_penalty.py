import torch

from autograder.judge import graded

pytestmark = graded("l1_penalty")


def read_once(lesson, tensors):
    """The penalty of a generator, which can be read only once."""
    return lesson.l1_penalty(w for w in tensors)


def of_parameters(lesson, weight, bias, frozen):
    """The penalty of parameters, one of them frozen and with an old gradient, and what it leaves behind."""
    params = [torch.nn.Parameter(x.detach().clone()) for x in (weight, bias, frozen)]
    params[2].requires_grad_(False)
    params[2].grad = torch.ones_like(frozen)
    penalty = lesson.l1_penalty(iter(params))
    (3 * penalty).backward()
    return {
        "the penalty": penalty.detach(),
        "the gradients": [p.grad for p in params],
        "the frozen parameter stays frozen": not params[2].requires_grad,
    }


def test_all_tensors(compare, draw):
    """The penalty is the sum of the absolute values in all tensors, of any shape."""
    compare.call(draw.normals((4, 3), (3,), (3, 5), (5,)))
    compare.call(draw.normals((2, 3, 4), (1, 6), (3, 3)))
    compare.call([draw.normal(3, 7)])


def test_single_numbers(compare, draw):
    """A tensor may be a single number with no dimension, and one tensor is enough."""
    compare.call(draw.normals((), (2, 2), (1, 1), ()))
    compare.call([draw.normal()])
    compare.call([draw.normal(1)])


def test_signs(compare, draw):
    """Negative numbers add to the penalty like positive ones; they don't cancel."""
    w = draw.uniform(3, 4, low=0.5, high=2.0)
    compare.call([w, -w])
    compare.call([-draw.uniform(5, low=1.0, high=3.0)])


def test_zeros(compare, draw):
    """A zero adds nothing, and its gradient is 0, also if the whole tensor is 0."""
    w = draw.normal(3, 4)
    w[1], w[2, 3] = 0.0, -0.0
    compare.call([torch.zeros(2, 3), w])
    compare.call([w, torch.zeros(4), torch.zeros(())])


def test_large_and_small(compare, draw):
    """Numbers far above and far below 1 count in full."""
    compare.call([draw.normal(3, 3, scale=1000.0), draw.normal(4)])
    compare.call([draw.normal(3, 3, scale=0.001), draw.normal(2, scale=0.001)])


def test_read_once(compare, draw):
    """The tensors may come from an iterator, which can be read only once."""
    compare(read_once, tensors=draw.normals((3, 2), (2,), (2, 4)))


def test_gradient(compare, draw):
    """The gradient in a parameter is the sign of w. A frozen parameter counts, and keeps its own .grad."""
    drawn = {"weight": draw.normal(3, 4), "bias": draw.normal(4), "frozen": draw.normal(4, 2)}
    compare.detached(of_parameters, **drawn)


def test_whole_tensors(compare, draw):
    """The numbers of a tensor are added at once, without a Python loop."""
    compare.vectorised(lambda rows, columns: {"params": draw.normals((rows, columns), (columns,))})

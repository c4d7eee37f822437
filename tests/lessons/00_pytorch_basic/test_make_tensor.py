import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal


def numbers(draw, *shape):
    """Nested lists of floats; thirds, because float32 can't hold them."""
    return (draw.normal(*shape).double() / 3).tolist()


def with_default(lesson, default, floats, integers):
    """Tensors after PyTorch's default dtype was changed."""
    torch.set_default_dtype(default)
    return {
        "the tensor of floats": lesson.make_tensor(floats),
        "the tensor of integers": lesson.make_tensor(integers),
        "the tensor of a float and an integer": lesson.make_tensor([floats[0], 1]),
        "empty lists": [lesson.make_tensor(data) for data in ([], [[], []])],
        "the tensor of floats as float32": lesson.make_tensor(floats, torch.float32),
        "the tensor of integers as float16": lesson.make_tensor(integers, torch.float16),
    }


def facts(x):
    return {
        "the result": x.detach().clone(),
        "the result requires gradients": x.requires_grad,
        "the result is a leaf": x.is_leaf,
        "the grad before a backward pass": x.grad,
    }


def after_writing(lesson, data):
    """A tensor and its lists after someone wrote to the tensor of an earlier call."""
    lesson.make_tensor(data).zero_()
    later = {"a later call": facts(lesson.make_tensor(data))}
    return {**later, **facts(lesson.make_tensor(data, requires_grad=False)), "the lists afterwards": data}


def leaf(lesson, data, dtype, factor):
    """What a backward pass finds of a tensor that requires gradients."""
    x = lesson.make_tensor(data, dtype, factor.device, True)
    before = facts(x)
    (factor.detach() * x * x).sum().backward()
    return {**before, "the grad": x.grad}


def on_device(lesson, data, like):
    """On the device of a tensor, given as an object and by name."""
    with torch.device("meta"):
        by_default = lesson.make_tensor(data).device.type
    return {
        "the result on a torch.device": lesson.make_tensor(data, None, like.device),
        "the result on a device by name": lesson.make_tensor(data, None, like.device.type),
        "the device inside torch.device('meta')": by_default,
        **facts(lesson.make_tensor(data, torch.float64, like.device, requires_grad=True)),
    }


def refusals(lesson, data, ragged):
    make = lesson.make_tensor
    return {
        **{
            f"lists of the lengths {name}": refusal(ValueError, "", make, rows)
            for name, rows in ragged.items()
        },
        "a gradient of integers": refusal(RuntimeError, "", make, [1, 2], requires_grad=True),
        "a gradient in int64": refusal(RuntimeError, "", make, data, torch.int64, requires_grad=True),
        "the result of a right call": make(data),
    }


@graded("make_tensor")
def test_floats(compare, draw):
    """Nested lists or tuples of floats give a tensor of the default dtype, with a dimension a level."""
    first, second = numbers(draw, 2, 3)
    compare.call((tuple(first), second))
    for shape in ((4,), (2, 3), (3, 1, 2)):
        compare.call(numbers(draw, *shape))


@graded("make_tensor")
def test_inferred_dtype(compare, draw):
    """Only integers give int64, only bools bool, integers among bools int64; one float makes all floats."""
    row = draw.integers(-9, 9, 3).tolist()
    for data in (
        row,
        [[True, False], [False, False]],
        [True, row[0]],
        [row, [4, 5, row[1] + 0.5]],
        [0.5, True],
    ):
        compare.call(data)


@graded("make_tensor")
def test_dtype(compare, draw):
    """dtype is the dtype of the result. A float loses its fraction in an integer dtype."""
    compare.call(draw.integers(-9, 9, 2, 3).tolist(), torch.float32)
    compare.call([draw.integer(3, 9) + 0.75, -1.75, 0.5], dtype=torch.int64)
    compare.call([0, 2, 0.5, -draw.integer(1, 9)], dtype=torch.bool)
    compare.call([[draw.integer(0, 99)], [7]], torch.uint8)


@graded("make_tensor")
def test_precision(compare, draw):
    """Each number is converted once: float64 keeps all digits of a float, and int64 all of an integer."""
    compare.call(numbers(draw, 2, 3), dtype=torch.float64)
    compare.call([2**40 + draw.integer(1, 99), 1], torch.float64)
    compare.call([2**62 + draw.integer(1, 99), -(2**55) - 1])
    compare.call([[2**53 + 1 + 2 * draw.integer(1, 99)]], dtype=torch.int64)
    compare.call([2**60 + draw.integer(1, 99), 0.5], dtype=torch.int64)


@graded("make_tensor")
def test_empty_lists(compare, draw):
    """Empty lists keep their dimensions, and have the default dtype; a list of one number has one entry."""
    compare.call(numbers(draw, 1))
    compare.call([[numbers(draw, 1)]], requires_grad=True)
    for empty in ([], [[], []], [[[]]]):
        compare.call(empty)
    compare.call([[], [], []], dtype=torch.int64)


@graded("make_tensor")
def test_another_default_dtype(compare, draw):
    """Without dtype, floats have PyTorch's default dtype, which a program may set to another one."""
    for default in (torch.float64, torch.float16):
        compare(with_default, default=default, floats=numbers(draw, 3), integers=[1, draw.integer(2, 99)])


@graded("make_tensor")
def test_new_tensor(compare, draw):
    """Each call makes a new tensor without gradient, and leaves the lists as they are."""
    compare(after_writing, data=numbers(draw, 2, 3))


@graded("make_tensor")
def test_gradient(compare, draw):
    """With requires_grad=True the result is a leaf, and a backward pass fills its grad."""
    for data, dtype in ((numbers(draw, 2), None), (draw.integers(1, 9, 2).tolist(), torch.float64)):
        compare(leaf, data=data, dtype=dtype, factor=draw.normal(2))


@graded("make_tensor")
def test_device(compare, draw):
    """device may be a torch.device, its name or None; a leaf on it is a leaf too."""
    compare(on_device, data=numbers(draw, 2, 2), like=draw.normal(1))


@graded("make_tensor")
def test_refusals(compare, draw):
    """Lists of different length, and gradients of integers, raise the exceptions of the contract."""
    x = numbers(draw, 2)
    ragged = {
        "2 and 1": [x, x[:1]],
        "2 and 3 of pairs": [[x, x], [x, x, x]],
        "1 and 0": [x[:1], []],
        "2, 3 and 1": [x, [*x, 1.0], x[:1]],  # as many numbers as in three pairs
    }
    compare(refusals, data=x, ragged=ragged)

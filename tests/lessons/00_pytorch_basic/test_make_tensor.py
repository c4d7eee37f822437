import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal


def numbers(draw, *shape):
    """Nested lists of floats; thirds, because float32 can't hold them."""
    return (draw.normal(*shape).double() / 3).tolist()


def tensor_and_data(lesson, data):
    """The tensor of a second call, after someone wrote to the first one's, and the lists afterwards."""
    lesson.make_tensor(data).zero_()
    return lesson.make_tensor(data), data


def with_default(lesson, default, *datas):
    torch.set_default_dtype(default)
    return [lesson.make_tensor(data) for data in datas]


def in_double_by_default(lesson, floats, integers):
    found = with_default(lesson, torch.float64, floats, integers, [])
    return [*found, lesson.make_tensor(floats, torch.float32), lesson.make_tensor(integers, torch.float16)]


def in_half_by_default(lesson, floats):
    return with_default(lesson, torch.float16, floats, [floats[0], 1])


def leaf(lesson, data, dtype, factor):
    """What a backward pass finds of a tensor that requires gradients."""
    x = lesson.make_tensor(data, dtype, None, True)
    is_leaf, before = x.is_leaf, x.grad
    (factor.detach() * x * x).sum().backward()
    return {"leaf": is_leaf, "grad before": before, "grad": x.grad, "tensor": x.detach()}


def without_gradient(lesson, data):
    found = [lesson.make_tensor(data), lesson.make_tensor(data, requires_grad=False)]
    return [[x, x.requires_grad, x.is_leaf] for x in found]


def on_device(lesson, data, like):
    """On the device of a tensor, given as an object and by name."""
    device = like.device
    found = [lesson.make_tensor(data, None, device), lesson.make_tensor(data, device=device.type)]
    grown = lesson.make_tensor(data, torch.float64, device, requires_grad=True)
    return [*found, grown.detach(), grown.is_leaf, grown.requires_grad]


def refusals(lesson, data, ragged, integers):
    return {
        "rows of different length": [refusal(ValueError, "", lesson.make_tensor, rows) for rows in ragged],
        "a gradient of integers": [
            refusal(RuntimeError, "", lesson.make_tensor, integers, requires_grad=True),
            refusal(RuntimeError, "", lesson.make_tensor, data, torch.int64, requires_grad=True),
        ],
        "a right call": lesson.make_tensor(data),
    }


@graded("make_tensor")
def test_floats(compare, draw):
    """Nested lists of floats give a tensor of the default dtype, with one dimension for each level."""
    for shape in ((4,), (2, 3), (3, 1, 2), (1, 1, 1, 3)):
        compare.call(numbers(draw, *shape))


@graded("make_tensor")
def test_integers_and_bools(compare, draw):
    """Only integers give int64, only bools give bool, and integers among bools give int64."""
    compare.call(draw.integers(-99, 99, 2, 3).tolist())
    compare.call([draw.integer(3, 99)])
    compare.call([[True, False, False], draw.mask(3).tolist()])
    compare.call([True, draw.integer(2, 9), False])


@graded("make_tensor")
def test_one_float_among_integers(compare, draw):
    """A single float, wherever it stands, makes all numbers floats."""
    row = draw.integers(-9, 9, 3).tolist()
    compare.call([row, [4, 5, draw.integer(0, 9) + 0.5]])
    compare.call([draw.integer(0, 9) + 0.25, True, 3])


@graded("make_tensor")
def test_dtype(compare, draw):
    """dtype is the dtype of the result. A float loses its fraction in an integer dtype."""
    compare.call(draw.integers(-9, 9, 2, 3).tolist(), torch.float32)
    compare.call([draw.integer(3, 9) + 0.75, -1.75, 0.5], dtype=torch.int64)
    compare.call([0, 2, 0.5, -draw.integer(1, 9)], dtype=torch.bool)
    compare.call([True, False, True], torch.float64)
    compare.call([[draw.integer(0, 99)], [7]], torch.uint8)


@graded("make_tensor")
def test_precision(compare, draw):
    """Each number is converted once: float64 keeps all digits of a float, and int64 all of an integer."""
    compare.call(numbers(draw, 2, 3), dtype=torch.float64)
    compare.call([2**62 + draw.integer(1, 99), -(2**55) - 1])
    compare.call([[2**53 + 1 + 2 * draw.integer(1, 99)]], dtype=torch.int64)


@graded("make_tensor")
def test_tuples(compare, draw):
    """Tuples count like lists, also mixed with them."""
    (first, second) = numbers(draw, 2, 3)
    compare.call((tuple(first), second))
    compare.call([tuple(second), tuple(first)], torch.float64)


@graded("make_tensor")
def test_sizes(compare, draw):
    """Lists of one number and empty lists keep all their dimensions."""
    compare.call([[numbers(draw, 1)]])
    for empty in ([], [[], []], [[[]]]):
        compare.call(empty)
    compare.call([[], [], []], dtype=torch.int64)


@graded("make_tensor")
def test_another_default_dtype(compare, draw):
    """Without dtype, floats have PyTorch's default dtype, which a program may set to another one."""
    compare(in_double_by_default, floats=numbers(draw, 3), integers=draw.integers(-9, 9, 2).tolist())
    compare(in_half_by_default, floats=numbers(draw, 3))


@graded("make_tensor")
def test_own_memory(compare, draw):
    """Each call makes a new tensor and leaves the lists as they are."""
    compare(tensor_and_data, data=numbers(draw, 2, 3))


@graded("make_tensor")
def test_gradient(compare, draw):
    """With requires_grad=True the result is a leaf, and a backward pass fills its grad."""
    compare(leaf, data=numbers(draw, 2, 3), dtype=None, factor=draw.normal(2, 3))
    compare(leaf, data=draw.integers(1, 9, 2).tolist(), dtype=torch.float64, factor=draw.normal(2))


@graded("make_tensor")
def test_no_gradient(compare, draw):
    """Without requires_grad the result requires no gradient."""
    compare(without_gradient, data=numbers(draw, 3))


@graded("make_tensor")
def test_device(compare, draw):
    """device may be a torch.device or its name; a leaf on it is a leaf too."""
    compare(on_device, data=numbers(draw, 2, 2), like=draw.normal(1))


@graded("make_tensor")
def test_refusals(compare, draw):
    """Lists of different length, and gradients of integers, raise the exceptions of the contract."""
    x = numbers(draw, 2)
    ragged = [[x, [1.0]], [[x, x], [x, x, x]], [[1.0], []]]
    compare(refusals, data=x, ragged=ragged, integers=[1, draw.integer(0, 9)])

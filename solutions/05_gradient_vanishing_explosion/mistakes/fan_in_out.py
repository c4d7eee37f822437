"""Wrong versions of `fan_in_out` that students write."""

import torch

from autograder.judge import change, mistake

without_kernel = change(
    "The kernel is left out: both fans of a convolution are multiplied by the number of its places.",
    ("places = math.prod(kernel)", "places = 1"),
)

swapped = change(
    "The two fans are swapped: the first number of the shape is that of the outputs.",
    ("return inputs * places, outputs * places", "return outputs * places, inputs * places"),
)

kernel_in_fan_in = change(
    "Only fan_in is multiplied by the kernel's places; an input reaches as many places of the output.",
    ("outputs * places", "outputs"),
)

kernel_in_fan_out = change(
    "Only fan_out is multiplied by the kernel's places; an output has as many inputs per channel.",
    ("inputs * places", "inputs"),
)

square_kernel = change(
    "It takes the kernel for a square: its sides may differ, so multiply them all.",
    ("math.prod(kernel)", "kernel[0] ** len(kernel) if kernel else 1"),
)

two_sides = change(
    "It multiplies two sides of the kernel at most; a kernel may have more.",
    ("math.prod(kernel)", "math.prod(kernel[:2])"),
)

two_sides_needed = change(
    "It multiplies the last two sides of four numbers only; a kernel may have one side, or three.",
    ("math.prod(kernel)", "kernel[0] * kernel[1] if len(kernel) == 2 else 1"),
)

sum_of_sides = change(
    "The sides of the kernel are added up; their product is the number of places.",
    ("math.prod(kernel)", "sum(kernel) if kernel else 1"),
)

all_entries = change(
    "fan_in is the number of all entries of the weight; leave out the outputs.",
    ("return inputs * places", "return outputs * inputs * places"),
)

last_two = change(
    "It takes the last two numbers for outputs and inputs; these are the first two, also before a kernel.",
    ("outputs, inputs, *kernel = shape", "*kernel, outputs, inputs = shape"),
)

as_floats = change(
    "The results are floats; numbers of inputs and outputs are Python ints, and floats round large ones.",
    ("math.prod(kernel)", "float(math.prod(kernel))"),
)

as_list = change(
    "The result is a list; it should be a tuple.",
    ("return inputs * places, outputs * places", "return [inputs * places, outputs * places]"),
)

refuses_nothing = change(
    "A shape with fewer than two numbers raises another error, or none; it should be a ValueError.",
    ("if len(shape) < 2:", "if False:"),
    (
        "outputs, inputs, *kernel = shape",
        "outputs, inputs, *kernel = [*shape, 1, 1] if len(shape) < 2 else shape",
    ),
)

only_lists = change(
    "It works for one kind of sequence only; a shape may be a list, a tuple or a tensor's size.",
    ("    outputs, inputs", "    shape + []\n    outputs, inputs"),
)


@mistake("It computes with int64 or float64 numbers, which can't hold large products; Python's ints can.")
def in_int64(shape):
    if len(shape) < 2:
        raise ValueError("the shape is too short")
    places = torch.tensor(list(shape[2:]), dtype=torch.int64).prod()
    return int(shape[1] * places), int(shape[0] * places)


@mistake("It calls torch.nn.init, which is not allowed; count by yourself.")
def by_library(shape):
    return torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(shape, device="meta"))

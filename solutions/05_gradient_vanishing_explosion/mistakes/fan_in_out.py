"""Wrong versions of `fan_in_out` that students write."""

import torch

from autograder.judge import change, mistake

without_kernel = change(
    "The kernel is left out. Multiply both fans of a convolution by the number of its places.",
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

square_kernel = change(
    "It takes the kernel for a square: its sides may differ, so multiply them all.",
    ("math.prod(kernel)", "kernel[0] ** len(kernel) if kernel else 1"),
)

two_sides = change(
    "It multiplies two sides of the kernel at most; a kernel may have more.",
    ("math.prod(kernel)", "math.prod(kernel[:2])"),
)

sum_of_sides = change(
    "The sides of the kernel are added up; their product is the number of places.",
    ("math.prod(kernel)", "sum(kernel) if kernel else 1"),
)

last_two = change(
    "It takes the last two numbers for outputs and inputs; these are the first two, also before a kernel.",
    ("outputs, inputs, *kernel = shape", "*kernel, outputs, inputs = shape"),
)

as_floats = change(
    "The results are floats; numbers of inputs and outputs are Python ints, and floats round large ones.",
    ("math.prod(kernel)", "float(math.prod(kernel))"),
)

refuses_nothing = change(
    "A shape with fewer than two numbers raises another error, or none; it should be a ValueError.",
    ("if len(shape) < 2:", "if False:"),
    (
        "outputs, inputs, *kernel = shape",
        "outputs, inputs, *kernel = [*shape, 1, 1] if len(shape) < 2 else shape",
    ),
)


@mistake("It computes with int64 or float64 numbers, which can't hold large products; Python's ints can.")
def in_int64(shape):
    if len(shape) < 2:
        raise ValueError("the shape is too short")
    places = torch.tensor(list(shape[2:]), dtype=torch.int64).prod()
    return int(shape[1] * places), int(shape[0] * places)

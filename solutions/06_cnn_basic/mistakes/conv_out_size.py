"""Wrong versions of `conv_out_size` that students write."""

import math

from autograder.judge import mistake


def _check(n: int, k: int, padding: int, dilation: int) -> None:
    if dilation * (k - 1) + 1 > n + 2 * padding:
        raise ValueError("the kernel does not fit")


@mistake(
    "The kernel's first place is not counted: the number of steps is returned, one less than the places."
)
def steps_not_places(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    _check(n, k, padding, dilation)
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride


@mistake("The room is divided by the stride and rounded up: the last place sticks out of the image.")
def rounds_up(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    _check(n, k, padding, dilation)
    return math.ceil((n + 2 * padding - dilation * (k - 1) - 1) / stride) + 1


@mistake("Padding is counted once; it is added at both ends, so it counts twice.")
def padding_once(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    _check(n, k, padding, dilation)
    return (n + padding - dilation * (k - 1) - 1) // stride + 1


@mistake("The dilation is ignored: a dilated kernel spans more pixels than it has entries.")
def without_dilation(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    _check(n, k, padding, 1)
    return (n + 2 * padding - k) // stride + 1


@mistake("The kernel is taken to span dilation * k pixels; the last entry has no gap behind it.")
def gap_behind_last(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    _check(n, k, padding, dilation)
    return (n + 2 * padding - dilation * k) // stride + 1


@mistake("The stride is ignored.")
def without_stride(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    _check(n, k, padding, dilation)
    return n + 2 * padding - dilation * (k - 1)


@mistake("The 1 is added before the division by the stride; the first place comes on top of the steps.")
def one_inside_division(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    _check(n, k, padding, dilation)
    return (n + 2 * padding - dilation * (k - 1)) // stride


@mistake("A kernel that does not fit is not refused: 0 or a negative number comes back.")
def refuses_nothing(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1


@mistake("A kernel of exactly the image's size is refused too; it fits, in one place.")
def refuses_exact_fit(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    _check(n - 1, k, padding, dilation)
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1


@mistake("Whether a kernel fits is asked of the image without its padding.")
def fits_without_padding(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> int:
    _check(n, k, 0, dilation)
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1


@mistake("The quotient is a float; a number of places is an int.")
def returns_float(n: int, k: int, padding: int = 0, stride: int = 1, dilation: int = 1) -> float:
    _check(n, k, padding, dilation)
    return float((n + 2 * padding - dilation * (k - 1) - 1) // stride + 1)

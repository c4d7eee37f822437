"""Wrong versions of `conv_out_size` that students write."""

from autograder.judge import change

steps_not_places = change(
    "The kernel's first place is not counted: the number of steps is returned, one less than the places.",
    ("room // stride + 1", "room // stride"),
)

rounds_up = change(
    "The room is divided by the stride and rounded up: the last place sticks out of the image.",
    ("room // stride", "-(-room // stride)"),
)

padding_once = change(
    "Padding is counted once; it is added at both ends, so it counts twice.",
    ("2 * padding - span", "padding - span"),
)

without_dilation = change(
    "The dilation is ignored: a dilated kernel spans more pixels than it has entries.",
    ("span = dilation * (k - 1) + 1", "span = k"),
)

gap_behind_last = change(
    "The kernel is taken to span dilation * k pixels; the last entry has no gap behind it.",
    ("span = dilation * (k - 1) + 1", "span = dilation * k"),
)

without_stride = change("The stride is ignored.", ("room // stride", "room"))

one_inside_division = change(
    "The 1 is added before the division by the stride; the first place comes on top of the steps.",
    ("room // stride + 1", "(room + 1) // stride"),
)

refuses_nothing = change(
    "A kernel that does not fit is not refused: 0 or a negative number comes back.",
    ("if room < 0:", "if False:"),
)

refuses_exact_fit = change(
    "A kernel of exactly the image's size is refused too; it fits, in one place.", ("room < 0", "room <= 0")
)

fits_without_padding = change(
    "Whether a kernel fits is asked of the image without its padding.", ("room < 0", "n < span")
)

returns_float = change(
    "The quotient is a float; a number of places is an int.", ("return room", "return float(room)")
)

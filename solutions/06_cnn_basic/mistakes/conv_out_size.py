"""Wrong versions of `conv_out_size` that students write."""

from autograder.judge import change

steps_not_places = change(
    "The first position is not counted: it returns the number of steps, one less than the positions.",
    ("room // stride + 1", "room // stride"),
)

rounds_up = change(
    "The number of steps is rounded up, so the last position sticks out of the image.",
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
    "The kernel spans dilation * k pixels here, but there is no gap after its last entry.",
    ("span = dilation * (k - 1) + 1", "span = dilation * k"),
)

one_inside_division = change(
    "It adds 1 before it divides by the stride. Add it after the division, for the first position.",
    ("room // stride + 1", "(room + 1) // stride"),
)

refuses_nothing = change(
    "A kernel that doesn't fit gives 0 or a negative number; it should raise a ValueError.",
    ("if room < 0:", "if False:"),
)

refuses_exact_fit = change(
    "A kernel of exactly the image's size is refused, but it fits in one position.", ("room < 0", "room <= 0")
)

fits_without_padding = change(
    "It checks whether the kernel fits into the image without its padding.", ("room < 0", "n < span")
)

fits_without_dilation = change(
    "It checks whether the k entries fit; with gaps the kernel spans dilation * (k - 1) + 1 pixels.",
    ("room < 0", "n + 2 * padding < k"),
)

checks_after_division = change(
    "int() rounds towards 0, so a kernel that sticks out by less than a stride gets a position. Check first.",
    ("room < 0", "room <= -stride"),
    ("room // stride", "int(room / stride)"),
)

returns_float = change(
    "The result is a float; a number of positions should be an int.", ("return room", "return float(room)")
)

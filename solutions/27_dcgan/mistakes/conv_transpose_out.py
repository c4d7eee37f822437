"""Wrong versions of `conv_transpose_out` that students write."""

from autograder.judge import change

stamps_of_n = change(
    "It is n * stride pixels longer than a stamp; from the first stamp to the last it is (n - 1) * stride.",
    ("(n - 1) * stride", "n * stride"),
)
adds_padding = change(
    "Padding makes the result longer; here it cuts pixels off.", ("k - 2 * padding", "k + 2 * padding")
)
padding_once = change(
    "Padding is cut off at one end only; it should be cut off at both.", ("k - 2 * padding", "k - padding")
)
without_padding = change("Padding has no effect on the length.", ("k - 2 * padding", "k"))
output_padding_twice = change(
    "Output padding counts twice; it is added at one end only.",
    ("2 * padding + output_padding", "2 * padding + 2 * output_padding"),
)
without_output_padding = change(
    "Output padding has no effect on the length.", ("2 * padding + output_padding", "2 * padding")
)
ordinary = change(
    "It is the length after an ordinary convolution, which is shorter.",
    ("(n - 1) * stride + k - 2 * padding + output_padding", "(n + 2 * padding - k) // stride + 1"),
    ("length < 1", "False"),
)
accepts_all_padding = change(
    "A padding that leaves no pixel gives 0 or a negative number; it should raise a ValueError.",
    ("length < 1", "False"),
)
accepts_nothing_left = change(
    "A length of 0 is accepted; it should raise a ValueError.", ("length < 1", "length < 0")
)
refuses_one_pixel = change(
    "A length of 1 is refused, but one pixel is a picture.", ("length < 1", "length < 2")
)
accepts_output_padding = change(
    "An output padding of the stride or more is accepted; it should raise a ValueError.",
    ("output_padding >= stride", "False"),
)
accepts_stride = change(
    "An output padding equal to the stride is accepted; it should raise a ValueError.",
    ("output_padding >= stride", "output_padding > stride"),
)

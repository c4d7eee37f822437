"""Wrong versions of `to_tanh_range` that students write."""

from autograder.judge import change

divides_by_128 = change(
    "255 doesn't become 1: it divides by 128. Half of 255 is 127.5.", ("/ 127.5", "/ 128")
)
bytes_to_one = change(
    "uint8 ends up between 0 and 1; it should be between -1 and 1.", ("/ 127.5 - 1", "/ 255")
)
floats_unscaled = change("Floats come back as they are.", ("return 2 * x - 1", "return x.clone()"))
floats_from_zero = change(
    "Floats run from -0.5 to 0.5: 0.5 is subtracted, but they are not doubled.",
    ("return 2 * x - 1", "return x - 0.5"),
)
clamps = change(
    "Values outside of [0, 1] are cut off; they should follow the same line.",
    ("return 2 * x - 1", "return 2 * x.clamp(0, 1) - 1"),
)
stretches = change(
    "Each tensor's own minimum and maximum become -1 and 1; black and white are 0 and 1 for all pictures.",
    (
        "return 2 * x - 1",
        "return 2 * (x - x.min()) / (x.max() - x.min() if x.max() > x.min() else 1) - 1",
    ),
)
guesses_by_values = change(
    "uint8 pictures without a value above 1 are taken for [0, 1]. Only the dtype tells the form.",
    (
        "if x.dtype == torch.uint8:",
        "if x.dtype == torch.uint8 and x.max() <= 1:\n        return 2 * x.float() - 1\n"
        "    if x.dtype == torch.uint8:",
    ),
)
guesses_floats = change(
    "Floats with a value above 1 are taken for [0, 255]. Only the dtype tells the form.",
    ("return 2 * x - 1", "return x / 127.5 - 1 if x.max() > 1 else 2 * x - 1"),
)
always_float32 = change(
    "Floats come back as float32; the dtype should stay.", ("return 2 * x - 1", "return 2 * x.float() - 1")
)
default_dtype = change(
    "For uint8 the result has PyTorch's default dtype; it should be float32.",
    ("x.float() / 127.5", "x / 127.5"),
)
wraps_around = change(
    "The arithmetic runs in uint8, which has neither fractions nor negative numbers.",
    ("x.float() / 127.5 - 1", "(2 * (x // 255) - 1).float()"),
)
accepts_all = change(
    "Other dtypes are accepted; they should raise a TypeError.",
    ("if not x.is_floating_point():", "if False:"),
)

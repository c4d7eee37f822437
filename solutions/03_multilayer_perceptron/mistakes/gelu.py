"""Wrong versions of `gelu` that students write."""

from autograder.judge import change

swapped = change(
    "The two forms are swapped: 'none' is the one with erf.",
    ('approximate == "none"', 'approximate == "swapped"'),
    ('approximate == "tanh"', 'approximate == "none"'),
    ('approximate == "swapped"', 'approximate == "tanh"'),
)
always_erf = change(
    "The argument approximate is ignored: it is always the form with erf.",
    ('approximate == "none"', 'approximate in ("none", "tanh")'),
)
always_tanh = change(
    "The argument approximate is ignored: it is always the form with tanh.",
    ('if approximate == "none"', "if False"),
    ('elif approximate == "tanh"', 'elif approximate in ("none", "tanh")'),
)
tanh_by_default = change(
    "The default is the form with tanh; it should be 'none', the exact one.",
    ('approximate: str = "none"', 'approximate: str = "tanh"'),
)
unknown_is_tanh = change(
    "An unknown form is silently treated as one of the two; it should raise a ValueError.",
    ('elif approximate == "tanh":', "elif True:"),
)
says_nothing = change(
    "The ValueError doesn't name the string that was given.",
    (", not {approximate!r}", ""),
)
without_root = change(
    "The division by sqrt(2) inside erf is missing.",
    ("torch.erf(x / math.sqrt(2.0))", "torch.erf(x)"),
)
divided_by_2 = change(
    "x is divided by 2 inside erf; divide it by sqrt(2).",
    ("torch.erf(x / math.sqrt(2.0))", "torch.erf(x / 2.0)"),
)
other_constant = change(
    "The constant of the cube is 0.044715, with one zero after the point.",
    ("0.044715 * x**3", "0.44715 * x**3"),
)
square = change(
    "The approximation has the cube of x, not the square.",
    ("0.044715 * x**3", "0.044715 * x**2"),
)
without_cube = change(
    "The cube term of the approximation is missing.",
    ("(x + 0.044715 * x**3)", "x"),
)
without_pi = change(
    "The factor inside tanh is sqrt(2 / pi), not sqrt(2).",
    ("math.sqrt(2.0 / math.pi)", "math.sqrt(2.0)"),
)
inverse_root = change(
    "The factor inside tanh is sqrt(2 / pi), not 2 / pi.",
    ("math.sqrt(2.0 / math.pi)", "(2.0 / math.pi)"),
)
probability_alone = change(
    "It is the probability alone. Multiply it by x.",
    ("return x * below", "return below"),
)
not_halved = change(
    "The division by 2 is missing, so large numbers are doubled.",
    (" / 2.0\n", "\n"),
    ("  # P(Z <= x)", ""),
    ("x / math.sqrt(2.0))) / 2.0", "x / math.sqrt(2.0)))"),
)
rounded_root = change(
    "The square root is rounded to 0.8, so the digits are wrong from the third on.",
    ("math.sqrt(2.0 / math.pi)", "0.8"),
)
cpu_constant = change(
    "It makes a tensor on the CPU for the square root, which fails for an x elsewhere. Use math.sqrt.",
    (
        "x / math.sqrt(2.0)",
        'x / torch.full((1,), 2.0, dtype=x.dtype, device="cpu").sqrt()[0].expand(x.shape)',
    ),
)
always_float32 = change(
    "The computation is in float32, so float64 loses half of its digits.",
    ("return x * below", "return x * below.float()"),
)
detached = change(
    "The probability is detached, so its part of the gradient is missing.",
    ("return x * below", "return x * below.detach()"),
)
by_sigmoid = change(
    "x * sigmoid(1.702 x) is a third, coarser approximation. Use the form that is asked for.",
    ("return x * below", "return x * sigmoid(1.702 * x)"),
)

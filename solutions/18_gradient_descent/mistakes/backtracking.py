"""Wrong versions of `backtracking` that students write."""

from autograder.judge import change

any_fall = change(
    "It accepts any step that doesn't raise f: c is not used.", ("start + c * alpha * slope", "start")
)

wrong_sign = change(
    "The bound lies above f(x): c * a * slope is subtracted, and slope is negative.",
    ("start + c", "start - c"),
)

same_bound = change(
    "The bound is that of the step size 1 for every trial; it should have the step size as a factor.",
    ("while not", "while alpha > 1e-9 and not"),
    ("c * alpha * slope", "c * slope"),
)

fixed_c = change("The argument c is ignored: it is always 1e-4.", ("start + c *", "start + 1e-4 *"))

other_default = change("The default of c is not 1e-4.", ("c: float = 1e-4", "c: float = 1e-3"))

fixed_rho = change("The argument rho is ignored: it is always 0.5.", ("rho * alpha", "0.5 * alpha"))

fixed_alpha = change(
    "The argument alpha is ignored: the first step size is always 1.",
    ("    start = float", "    alpha = 1.0\n    start = float"),
)

begins_one_later = change(
    "The first trial has the step size rho * alpha; it should be alpha.",
    ("    start = float", "    alpha = rho * alpha\n    start = float"),
)

one_factor_more = change(
    "The accepted step size is multiplied by rho once more.", ("    return alpha", "    return rho * alpha")
)

one_factor_less = change(
    "It returns the step size before the accepted one, which did not fulfil the condition.",
    (
        "while not float(f(x + alpha * d)) <= start + c * alpha * slope:",
        "last = alpha\n    while not float(f(x + alpha * d)) <= start + c * alpha * slope:\n"
        "        last = alpha",
    ),
    ("    return alpha", "    return last"),
)

accepts_nan = change(
    "It accepts a step to where f is NaN: a comparison with NaN is false, whichever it is.",
    (
        "while not float(f(x + alpha * d)) <= start + c * alpha * slope:",
        "while float(f(x + alpha * d)) > start + c * alpha * slope:",
    ),
)

strict = change(
    "It refuses a step for which both sides of the condition are equal.", ("d)) <= start", "d)) < start")
)

steepest_descent = change(
    "The slope is taken as -grad . grad, which is right only for d = -grad.",
    ("slope = float(grad @ d)", "slope = -float(grad @ grad) if float(grad @ d) < 0 else 0.0"),
)

against_direction = change(
    "It tries the points x - a * d; they should be x + a * d.", ("f(x + alpha * d)", "f(x - alpha * d)")
)

returns_tensor = change(
    "It returns a tensor; a Python float is asked for.",
    ("    return alpha", "    return torch.tensor(alpha)"),
)

returns_step = change(
    "It returns the step alpha * d; the step size is asked for.", ("    return alpha", "    return alpha * d")
)

refuses_nothing = change(
    "A direction along which f does not fall raises no ValueError.",
    ('raise ValueError(f"d is no descent direction: the slope along it is {slope}")', "return 0.0"),
)

accepts_flat = change(
    "A slope of 0 raises no ValueError.",
    ("if slope >= 0:", "if slope > 0:"),
    ("    start = float", "    if slope == 0:\n        return alpha\n    start = float"),
)

late_refusal = change(
    "It calls f before it raises the error.",
    ("    slope = float", "    start = float(f(x))\n    slope = float"),
    ("    start = float(f(x))\n    while", "    while"),
)

refuses_any_infinity = change(
    "A step to where f is -inf is refused, but f falls far enough there.",
    ("while not float(", "while not -math.inf < float("),
)

recomputes = change(
    "f(x) is computed again for each trial; it is the same each time.",
    ("<= start + c", "<= float(f(x)) + c"),
)

one_call_more = change(
    "f is called once more for the step size that is returned.",
    ("    return alpha", "    f(x + alpha * d)\n    return alpha"),
)

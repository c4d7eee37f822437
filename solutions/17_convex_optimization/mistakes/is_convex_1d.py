"""Wrong versions of `is_convex_1d` that students write."""

from itertools import pairwise

from autograder.judge import change, mistake

second_difference = change(
    "It equals the test with second differences of the values, which is right on an even grid alone.",
    ("slopes = f(xs).diff() / xs.diff()", "slopes = f(xs).diff()"),
)
ignores_tol = change(
    "tol is ignored: no slope may drop at all.",
    (">= -tol", ">= 0"),
)
default_tol = change(
    "The argument tol is ignored: it is always 1e-8.",
    (">= -tol", ">= -1e-8"),
)
sign_of_tol = change(
    "The slopes must rise by tol; they may drop by tol.",
    (">= -tol", ">= tol"),
)
strictly = change(
    "A slope that drops by exactly tol is refused; with tol=0 a line is not convex then.",
    (">= -tol", "> -tol"),
)
concave = change(
    "It tells whether the function is concave: the slopes must not decrease.",
    ("slopes.diff() >= -tol", "slopes.diff() <= tol"),
)
somewhere = change(
    "One pair of slopes that rises is enough for it; all pairs must.",
    (".all()", ".any()"),
)
rising_values = change(
    "It tells whether the function rises; its slopes must not decrease.",
    ("(slopes.diff() >= -tol)", "(slopes >= -tol)"),
)
a_tensor = change(
    "The result is a tensor; it should be a Python bool.",
    ("return bool((slopes.diff() >= -tol).all())", "return (slopes.diff() >= -tol).all()"),
)
without_last = change(
    "The last pair of slopes is left out.",
    ("slopes.diff()", "slopes[:-1].diff()"),
)
without_first = change(
    "The first pair of slopes is left out.",
    ("slopes.diff()", "slopes[1:].diff()"),
)
from_the_largest = change(
    "Each slope is compared with the largest one before it; compare it with the one just before it.",
    ("slopes.diff() >= -tol", "slopes >= (slopes.cummax(0).values if len(slopes) else slopes) - tol"),
)
in_float32 = change(
    "It computes in float32, where a small drop is lost.",
    ("slopes = f(xs).diff() / xs.diff()", "slopes = (f(xs).diff() / xs.diff()).float()"),
)


@mistake("It compares second derivatives with tol: the change of a slope, divided by a distance.")
def by_curvature(f, xs, tol=1e-8):
    slopes = f(xs).diff() / xs.diff()
    middles = (xs[1:] + xs[:-1]) / 2
    return bool((slopes.diff() / middles.diff() >= -tol).all())


@mistake("tol is multiplied by the size of the slopes; it is a bound for a drop itself.")
def relative_tol(f, xs, tol=1e-8):
    slopes = f(xs).diff() / xs.diff()
    return bool((slopes.diff() >= -tol * (1 + slopes.abs().sum())).all())


@mistake("It compares the values with the chord between the ends of the grid; each part must be convex.")
def below_the_chord(f, xs, tol=1e-8):
    y = f(xs)
    span = xs[-1] - xs[0] if len(xs) > 1 else 1.0
    return bool((y <= y[0] + (y[-1] - y[0]) * (xs - xs[0]) / span + tol).all())


@mistake("It fails for a grid of one or two points, or calls it not convex; the answer is True.")
def not_for_few(f, xs, tol=1e-8):
    slopes = f(xs).diff() / xs.diff()
    return len(xs) > 2 and bool((slopes.diff() >= -tol).all())


@mistake("It goes from point to point in a Python loop; `diff` takes all of them at once.")
def in_a_loop(f, xs, tol=1e-8):
    y = f(xs)
    slopes = [(y[i + 1] - y[i]) / (xs[i + 1] - xs[i]) for i in range(len(xs) - 1)]
    return all(bool(b - a >= -tol) for a, b in pairwise(slopes))

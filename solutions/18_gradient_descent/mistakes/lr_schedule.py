"""Wrong versions of `lr_schedule` that students write."""

import math

from autograder.judge import change, mistake

grows = change(
    "The exponential schedule grows: the minus sign of the formula is missing.",
    ("exp(-lam * t)", "exp(lam * t)"),
)

power_of_lam = change(
    "The exponential schedule is eta0 * lam^t; it should be eta0 * exp(-lam * t).",
    ("math.exp(-lam * t)", "lam**t"),
)

grows_like_a_power = change(
    "The polynomial schedule grows: the exponent is -alpha.", ("** -alpha", "**alpha")
)

without_one = change(
    "The polynomial schedule lacks the + 1, so at t = 0 it divides by 0.", ("(beta * t + 1)", "(beta * t)")
)

swapped = change(
    "alpha and beta are swapped.", ("eta0 * (beta * t + 1) ** -alpha", "eta0 * (alpha * t + 1) ** -beta")
)

outside_the_bracket = change(
    "1 is added to the power; it should be added inside the bracket.",
    ("eta0 * (beta * t + 1) ** -alpha", "eta0 / ((beta * t) ** alpha + 1)"),
)

smooth_steps = change(
    "The piecewise schedule changes at each step: the division should be the whole one, //.",
    ("t // every", "t / every"),
)

one_step_late = change(
    "The piecewise schedule changes one step too late: it should change at t = every.",
    ("(t // every)", "(max(t - 1, 0) // every)"),
)

one_step_early = change(
    "The piecewise schedule changes one step too early: it should change at t = every.",
    ("(t // every)", "((t + 1) // every)"),
)

changes_once = change(
    "The piecewise schedule changes only once; it should change at every multiple.",
    ("(t // every)", "min(t // every, 1)"),
)

divides = change(
    "The piecewise schedule grows: it divides by the factor.", ("eta0 * factor", "eta0 / factor")
)

whole_cosine = change(
    "The cosine goes down and up again within T steps; half of a period is asked for.",
    ("math.pi *", "2 * math.pi *"),
)

not_halved = change(
    "The factor 1/2 is missing, so the cosine starts at twice the height.",
    ("(eta0 - eta_min) / 2", "(eta0 - eta_min)"),
)

without_minimum = change(
    "The cosine falls to 0, and not to eta_min.", ("eta_min + (eta0 - eta_min) / 2", "eta0 / 2")
)

added_minimum = change(
    "eta_min is added to the whole cosine, so it starts above eta0.", ("(eta0 - eta_min) / 2", "eta0 / 2")
)

rises_again = change(
    "The cosine rises again after T; it should stay at eta_min.", ("if t >= T:", "if t == T:")
)

zero_after_end = change("After T the rate is 0; it should be eta_min.", ("return eta_min\n", "return 0.0\n"))

without_warmup = change("warmup is ignored.", ("if t < warmup:", "warmup = 0\n        if t < warmup:"))

warmup_from_one = change(
    "The warmup starts at eta0 / warmup; at t = 0 it should be 0.",
    ("eta0 * t / warmup", "eta0 * (t + 1) / warmup"),
)

warmup_from_minimum = change(
    "The warmup starts at eta_min; it should start at 0.",
    ("eta0 * t / warmup", "eta_min + (eta0 - eta_min) * t / warmup"),
)

warmup_from_zero_step = change(
    "The cosine starts at t = 0 instead of at the end of the warmup, so the rate jumps there.",
    ("(t - warmup) / (T - warmup)", "t / T"),
)

warmup_comes_on_top = change(
    "The cosine takes T steps after the warmup; T counts from step 0.",
    ("if t >= T:", "if t >= T + warmup:"),
    ("/ (T - warmup)", "/ T"),
)

not_shifted = change(
    "The cosine after the warmup is not shifted: it should start at t = warmup.",
    ("(t - warmup) / (T", "t / (T"),
)

flat_minimum = change(
    "The cosine is cut off at eta_min; it should be scaled to end there.",
    (
        "eta_min + (eta0 - eta_min) / 2 * (1 + math.cos(math.pi * (t - warmup) / (T - warmup)))",
        "max(eta_min, eta0 / 2 * (1 + math.cos(math.pi * (t - warmup) / (T - warmup))))",
    ),
)

unknown_is_constant = change(
    "An unknown kind gives eta0; it should raise ValueError.",
    ('raise ValueError(f"there is no schedule {kind!r}', 'return eta0  # (f"there is no schedule {kind!r}'),
)

unknown_key = change(
    "An unknown kind raises KeyError; it should raise ValueError.",
    ("    if kind not in kinds:", "    if False:"),
)

further_keywords = change(
    "A keyword of another kind is ignored; it should raise TypeError.",
    ("lam: float)", "lam: float, **_: float)"),
    ("beta: float)", "beta: float, **_: float)"),
    ("every: int)", "every: int, **_: float)"),
    ("warmup: int = 0)", "warmup: int = 0, **_: float)"),
)

_calls = {"count": -1}


@mistake("It counts its calls; the rate should depend on t alone.")
def counts_calls(kind: str, t: int, eta0: float, **kw: float) -> float:
    if kind not in ("exponential", "polynomial", "piecewise", "cosine"):
        raise ValueError(kind)
    _calls["count"] = 0 if t == 0 else _calls["count"] + 1
    t = _calls["count"]
    if kind == "exponential":
        return eta0 * math.exp(-kw["lam"] * t)
    if kind == "polynomial":
        return eta0 * (kw["beta"] * t + 1) ** -kw["alpha"]
    if kind == "piecewise":
        return eta0 * kw["factor"] ** (t // kw["every"])
    warmup, eta_min = kw.get("warmup", 0), kw.get("eta_min", 0.0)
    if t < warmup:
        return eta0 * t / warmup
    if t >= kw["T"]:
        return eta_min
    share = (t - warmup) / (kw["T"] - warmup)
    return eta_min + (eta0 - eta_min) / 2 * (1 + math.cos(math.pi * share))


@mistake("A missing keyword raises KeyError; it should raise TypeError.")
def raises_key_error(kind: str, t: int, eta0: float, **kw: float) -> float:
    known = {"exponential": {"lam"}, "polynomial": {"alpha", "beta"}, "piecewise": {"factor", "every"}}
    known["cosine"] = {"T", "eta_min", "warmup"}
    if kind not in known:
        raise ValueError(kind)
    if kw.keys() - known[kind]:
        raise TypeError(f"unexpected {kw.keys() - known[kind]}")
    if kind == "exponential":
        return eta0 * math.exp(-kw["lam"] * t)
    if kind == "polynomial":
        return eta0 * (kw["beta"] * t + 1) ** -kw["alpha"]
    if kind == "piecewise":
        return eta0 * kw["factor"] ** (t // kw["every"])
    end, warmup, eta_min = kw["T"], kw.get("warmup", 0), kw.get("eta_min", 0.0)
    if t < warmup:
        return eta0 * t / warmup
    share = min(1.0, (t - warmup) / (end - warmup))
    return eta_min + (eta0 - eta_min) / 2 * (1 + math.cos(math.pi * share))

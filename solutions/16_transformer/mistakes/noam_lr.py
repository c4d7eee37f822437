"""Wrong versions of `noam_lr` that students write."""

from autograder.judge import change

larger_term = change("It takes the larger of the two terms; take the smaller one.", ("* min(", "* max("))
without_size = change("The factor d_model^(-1/2) is missing.", ("d_model**-0.5 * ", ""))
grows_with_size = change(
    "The rate grows with d_model; it should shrink by its square root.", ("d_model**-0.5", "d_model**0.5")
)
never_falls = change(
    "The rate grows for ever: the term 1/sqrt(step) is missing.",
    ("min(step**-0.5, step * warmup**-1.5)", "step * warmup**-1.5"),
)
never_grows = change(
    "There is no warm-up: the term that grows is missing.",
    ("min(step**-0.5, step * warmup**-1.5)", "step**-0.5"),
)
constant_rise = change(
    "The rate is constant during the warm-up; it should grow with the step.",
    ("step * warmup**-1.5", "warmup**-0.5"),
)
counts_from_zero = change(
    "Steps are counted from 0: step 1 gets the rate of step 2.", ("    return", "    step += 1\n    return")
)
counts_backward = change(
    "Step 1 gets the rate of step 0, which is 0.",
    ("    return d_model", "    step -= 1\n    return 0.0 if step == 0 else d_model"),
)
swapped = change(
    "d_model and warmup are swapped.",
    (
        "d_model**-0.5 * min(step**-0.5, step * warmup**-1.5)",
        "warmup**-0.5 * min(step**-0.5, step * d_model**-1.5)",
    ),
)
wrong_exponent = change(
    "The exponent of warmup is -1/2; it should be -3/2, so that both terms agree at step = warmup.",
    ("warmup**-1.5", "warmup**-0.5"),
)
unchecked = change("Numbers of steps below 1 are not refused.", ("if step < 1:", "if False:"))
rate_of_zero = change(
    "Steps below 1 get a rate of 0; they should raise a ValueError.",
    ('raise ValueError(f"steps count from 1, not from {step}")', "return 0.0"),
)

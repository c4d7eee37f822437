from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("noam_lr")


def rates(lesson, steps, d_model, warmup):
    """The rates of several steps."""
    return {"the list of rates": [lesson.noam_lr(step, d_model, warmup) for step in steps]}


def refusals(lesson, steps, d_model, warmup):
    """Which numbers of steps are refused. The first step is fine."""
    found = {
        f"for step {step}": refusal(ValueError, "", lesson.noam_lr, step, d_model, warmup) for step in steps
    }
    return {**found, "the rate of step 1": lesson.noam_lr(1, d_model, warmup)}


def test_rates(compare, draw):
    """The rate grows up to the step `warmup` and falls afterwards."""
    warmup = draw.integer(10, 20)
    steps = [1, 2, warmup - 1, warmup, warmup + 1, 2 * warmup, 9 * warmup]
    compare(rates, steps=steps, d_model=draw.integer(20, 60), warmup=warmup)


def test_arguments(compare, draw):
    """Size and warm-up are not confused, whichever is larger."""
    for d_model, warmup in ((512, 4000), (300, 7), (16, 16)):
        compare.call(draw.integer(2, 5), d_model, warmup)
        compare.call(step=draw.integer(5000, 9000), d_model=d_model, warmup=warmup)


def test_ends(compare, draw):
    """A warm-up of one step, a size of 1 and millions of steps are right too."""
    compare.call(draw.integer(2, 9), draw.integer(2, 9), 1)
    compare.call(draw.integer(2, 9), 1, draw.integer(10, 20))
    compare.call(draw.integer(10**6, 10**7), 512, 10**6)


def test_refusals(compare, draw):
    """Steps count from 1: 0 and negative numbers raise a ValueError."""
    compare(
        refusals, steps=[0, -1, -draw.integer(2, 9)], d_model=draw.integer(2, 9), warmup=draw.integer(2, 9)
    )

from autograder.judge import graded

pytestmark = graded("causal_mask")


def on_device(lesson, T, beside, written):
    """The mask where another tensor lies; the device may be given as text."""
    device = str(beside.device) if written else beside.device
    return lesson.causal_mask(T, device)


def masked_scores(lesson, scores):
    """The second mask as it is used, after somebody wrote into the first: hidden scores become -inf."""
    lesson.causal_mask(scores.shape[-1], device=scores.device).logical_not_()
    mask = lesson.causal_mask(scores.shape[-1], device=scores.device)
    return {"the mask": mask, "the weights": scores.masked_fill(~mask, float("-inf")).softmax(dim=-1)}


def last_steps(lesson, T):
    """The count of True in each row, and the corner of the last steps, because the whole mask is large."""
    mask = lesson.causal_mask(T)
    return {"the number of steps that each step sees": mask.sum(1), "the last steps": mask[-9:, -9:].clone()}


def test_steps(compare, draw):
    """A step may attend to itself and to the steps before it, and to no later step."""
    compare.call(draw.integer(5, 9))


def test_few_steps(compare, draw):
    """A single step may attend to itself; with two, only the second sees both."""
    compare.each({"device": None}, T=(1, 2))


def test_device(compare, draw):
    """The mask is on the given device, which may be a torch.device or its name."""
    for written in (False, True):
        compare(on_device, T=draw.integer(3, 9), beside=draw.normal(1), written=written)


def test_in_use(compare, draw):
    """Used as a mask for scores, it lets each step attend to the right steps. Each call makes a new mask."""
    compare(masked_scores, scores=draw.normal(2, 6, 6))


def test_many_steps(compare, draw):
    """The mask is also right for two thousand steps, which small dtypes can't count."""
    compare(last_steps, T=draw.integer(2060, 2100))


def test_whole_tensors(compare, draw):
    """The whole mask is made at once, without a Python loop over steps."""
    compare.vectorised(lambda steps: {"T": steps})

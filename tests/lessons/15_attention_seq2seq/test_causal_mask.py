from autograder.judge import graded


def on_device(lesson, T, beside, written):
    """The mask where another tensor lies; the device may be given as text."""
    device = str(beside.device) if written else beside.device
    return lesson.causal_mask(T, device)


def masked_scores(lesson, scores):
    """The mask as it is used: hidden scores become -inf."""
    mask = lesson.causal_mask(scores.shape[-1], device=scores.device)
    return {"mask": mask, "weights": scores.masked_fill(~mask, float("-inf")).softmax(dim=-1)}


@graded("causal_mask")
def test_steps(compare, draw):
    """A step may attend to itself and to the steps before it, and to no later one."""
    compare.on("plain").call(draw.integer(5, 9))


@graded("causal_mask")
def test_few_steps(compare, draw):
    """A single step may attend to itself; with two, only the second sees both."""
    for steps in (1, 2):
        compare.on("plain").call(T=steps, device=None)


@graded("causal_mask")
def test_device(compare, draw):
    """The mask is made on the device that is asked for, whether as a torch.device or as text."""
    for written in (False, True):
        compare.on("plain")(on_device, T=draw.integer(3, 9), beside=draw.normal(1), written=written)


@graded("causal_mask")
def test_in_use(compare, draw):
    """As a mask for scores it leaves each step the right ones to attend to."""
    compare(masked_scores, scores=draw.normal(2, 6, 6))


@graded("causal_mask")
def test_many_steps(compare, draw):
    """A hundred steps are masked as exactly as five."""
    compare.on("plain").call(draw.integer(90, 130))


@graded("causal_mask")
def test_whole_tensors(compare, draw):
    """The mask is made at once, without a Python loop over steps."""
    compare.vectorised(lambda steps: {"T": steps})

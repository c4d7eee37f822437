from autograder.judge import graded
from autograder.judge.scenarios import footprint, trajectory

pytestmark = graded("sgd_wd_")


def drawn(draw, steps, *shapes, mask, lr=0.3, weight_decay=0.4):
    """Parameters, their gradients of each step, and the arguments of the step."""
    return {
        "function_": "sgd_wd_",
        "start": draw.normals(*shapes),
        "grads": [draw.normal(steps, *shape) for shape in shapes],
        "state": {},
        "lr": lr,
        "weight_decay": weight_decay,
        "decay_mask": mask,
    }


def refusals(lesson, start, grads, masks):
    """What comes of masks of the wrong length, with gradients or without, and the parameters afterwards."""
    params, outcomes = [x.detach().requires_grad_() for x in start], {}
    for mask, given in masks:
        for p, g in zip(params, grads, strict=True):
            p.grad = g.detach() if given else None
        case = f"{len(mask)} items of decay_mask for {len(params)} parameters"
        case += "" if given else " without gradients"
        try:
            lesson.sgd_wd_(params, 0.1, 0.5, mask)
            outcomes[f"the outcome of {case}"] = "no exception"
        except ValueError as raised:
            named = "names" if "decay_mask" in str(raised) else "doesn't name"
            outcomes[f"the outcome of {case}"] = f"ValueError that {named} decay_mask"
        outcomes[f"the parameters after {case}"] = [p.detach().clone() for p in params]
    return outcomes


def test_steps(compare, draw):
    """Each step subtracts lr * (g + weight_decay * theta), or lr * g where the mask is False."""
    compare(trajectory, **drawn(draw, 1, (3,), (2, 3), mask=[False, True], lr=1.5, weight_decay=0.25))
    compare(trajectory, **drawn(draw, 8, (3, 4), (4,), (4, 2), (2,), mask=[True, False, True, False]))


def test_mask(compare, draw):
    """The mask alone decides what decays: not the shape, the place or the other items."""
    shapes = ((3,), (2, 3), (), (2, 3), (3,), (4,), (1, 1))
    for mask in (
        [True, False, True, True, False, True, False],
        [False, True, False, False, True, False, True],
    ):
        compare(trajectory, **drawn(draw, 2, *shapes, mask=mask))
    for same in (True, False):
        compare(trajectory, **drawn(draw, 2, (3, 2), (2,), mask=[same, same]))


def test_large(compare, draw):
    """Parameters and gradients far from 1 are updated in full: nothing is clipped or normalised."""
    given = drawn(draw, 2, (3, 3), (3,), mask=[True, False], lr=0.01, weight_decay=0.5)
    compare(
        trajectory, **{**given, **{name: [1000.0 * x for x in given[name]] for name in ("start", "grads")}}
    )


def test_ends(compare, draw):
    """A learning rate of 0 changes nothing. Without weight_decay it is plain gradient descent."""
    compare(trajectory, **drawn(draw, 2, (3, 2), (2,), mask=[True, False], lr=0.0))
    compare(trajectory, **drawn(draw, 2, (3, 2), (2,), mask=[True, False], weight_decay=0.0))
    compare(trajectory, **drawn(draw, 2, (3, 2), (2,), mask=[True, False], lr=0.5, weight_decay=3.0))


def test_zeros(compare, draw):
    """A parameter whose gradient is 0 still decays. A parameter that is 0 moves by its gradient."""
    given = drawn(draw, 3, (3, 2), (4,), (2,), (2,), mask=[True, True, False, False])
    given["start"][1].zero_()
    given["start"][3].zero_()
    given["grads"][0].zero_()
    given["grads"][2].zero_()
    compare(trajectory, **given)


def test_without_gradient(compare, draw):
    """A parameter without gradient does not change, and the others make their step."""
    given = drawn(draw, 4, (3,), (4,), (3,), (2, 2), mask=[True, True, False, True])
    compare(trajectory, **given, absent=((0, 0), *[(t, 1) for t in range(4)], (2, 2), (3, 0), (3, 2), (3, 3)))


def test_sizes_of_one(compare, draw):
    """A parameter may be a single number, with dimensions or none, and it may be the only one."""
    compare(trajectory, **drawn(draw, 2, (), (1,), (1, 4), (1, 1, 1), mask=[True, True, False, True]))
    compare(trajectory, **drawn(draw, 2, (2, 2), mask=[True]))


def test_only_what_it_should(compare, draw):
    """A step records no graph, changes no gradient, and updates in place so that autograd sees it."""
    for recording in (True, False):
        compare(footprint, **drawn(draw, 1, (3, 2), (4,), mask=[True, False]), recording=recording)


def test_refused(compare, draw):
    """A mask of the wrong length raises a ValueError, and nothing changes."""
    masks = [([True], True), ([True, False, True], True), ([], True), ([True], False), ([True, False], True)]
    given = {name: draw.normals((4,), (2, 3)) for name in ("start", "grads")}
    compare(refusals, **given, masks=masks)


def test_whole_tensors(compare, draw):
    """All elements are updated at once, without a Python loop over them."""
    compare.vectorised(lambda rows, columns: drawn(draw, 1, (rows, columns), mask=[True]), trajectory)

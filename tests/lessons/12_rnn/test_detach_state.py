import torch

from autograder.judge import graded

pytestmark = graded("detach_state")


def leaves(state):
    """The tensors in nested tuples."""
    if isinstance(state, tuple):
        return [leaf for item in state for leaf in leaves(item)]
    return [state]


def mapped(state, change):
    """The same nesting with each tensor changed."""
    if isinstance(state, tuple):
        return tuple(mapped(item, change) for item in state)
    return change(state)


def nesting(state):
    """The types in nested tuples, in words."""
    return [nesting(item) for item in state] if type(state) is tuple else type(state).__name__


def compared(given, found):
    """What can be said of each new tensor beside the old one."""
    pairs = list(zip(leaves(given), leaves(found), strict=True))
    return {
        "the state": found,
        "the nesting of the state": nesting(found),
        "each tensor is a new object": all(old is not new for old, new in pairs),
        "a new tensor requires gradients": any(new.requires_grad for _, new in pairs),
        "each new tensor shares its memory with the old one": all(
            old.data_ptr() == new.data_ptr() for old, new in pairs
        ),
    }


def of_a_network(lesson, state, weight):
    """A state with a graph, and a backward pass through it afterwards."""
    weight = weight.detach().requires_grad_()
    given = mapped(state, lambda x: (x.detach() * weight).exp())
    found = compared(given, lesson.detach_state(given))
    total = (0.0 * weight).sum() + sum(x.square().sum() for x in leaves(given))
    total.backward()
    return {
        **found,
        "the tensors of the given state still have their graph": all(
            x.requires_grad and not x.is_leaf for x in leaves(given)
        ),
        "the gradient through the given state": weight.grad,
    }


def of_leaves(lesson, state, requires_grad):
    """A state of leaves, which has no graph."""
    given = mapped(state, lambda x: x.detach().requires_grad_(requires_grad))
    return {
        **compared(given, lesson.detach_state(given)),
        "the number of given tensors that require gradients": sum(x.requires_grad for x in leaves(given)),
    }


def changed_in_place(lesson, state, weight):
    """Whether autograd notices that the memory of the state was changed before a backward pass."""
    weight = weight.detach().requires_grad_()
    given = mapped(state, lambda x: (x.detach() * weight).exp())  # exp needs its result later
    found = lesson.detach_state(given)
    for one in leaves(found):
        one.zero_()
    noticed = []
    for old in leaves(given):
        try:
            torch.autograd.grad(old.sum(), weight)
            noticed.append(False)
        except RuntimeError:
            noticed.append(True)
    return {
        "the state of the network after the change": [x.detach().clone() for x in leaves(given)],
        "the new state after the change": mapped(found, lambda x: x.clone()),
        "autograd noticed every change": all(noticed),
    }


def states(draw, *shape):
    """A state of each form: a tensor, a tuple of one, a pair, and pairs in a tuple."""
    h, c, g, d = draw.normals(*[shape] * 4)
    return h, (h,), (h, c), ((h, c), (g, d))


def test_tensor(compare, draw):
    """A tensor gives a new tensor with its values and without its graph."""
    compare(of_a_network, state=draw.normal(3, 4), weight=draw.normal(1))
    compare(of_a_network, state=draw.normal(1, 1), weight=draw.normal(1))


def test_tuples(compare, draw):
    """A tuple gives a tuple of new tensors, for one tensor and for several."""
    _, one, pair, _ = states(draw, 2, 3)
    for state in (one, pair, (*pair, draw.normal(1, 2, 3))):
        compare(of_a_network, state=state, weight=draw.normal(1))


def test_nested_tuples(compare, draw):
    """Tuples may hold tuples, unequally deep. An empty tuple stays empty."""
    h, _, pair, pairs = states(draw, 2, 2)
    for state in (pairs, (h, pair), (pair, h), ((h,),), ((), h), (((pair, h),), (), pair)):
        compare(of_a_network, state=state, weight=draw.normal(1))
    compare.detached(of_leaves, state=(), requires_grad=False)


def test_without_a_graph(compare, draw):
    """Also a tensor without a graph gives a new one. A leaf still requires gradients afterwards."""
    for requires_grad in (True, False):
        for state in states(draw, 3, 2):
            compare.detached(of_leaves, state=state, requires_grad=requires_grad)


def test_change_in_place(compare, draw):
    """The memory is shared, and autograd notices if someone changes it in place."""
    for state in states(draw, 2, 3):
        compare(changed_in_place, state=state, weight=draw.normal(1))

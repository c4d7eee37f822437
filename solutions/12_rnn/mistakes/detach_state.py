"""Wrong versions of `detach_state` that students write."""

from typing import Any

from torch import Tensor

from autograder.judge import change, mistake

State = Tensor | tuple[Any, ...]

in_place = change(
    "The tensors of the given state are detached themselves; return new ones and leave these alone.",
    ("state.detach()", "state.detach_()"),
)
by_data = change(
    "It uses .data, with which autograd doesn't notice a change in place. Use detach.",
    ("state.detach()", "state.data"),
)
copies = change(
    "The values are copied; the new tensors should share their memory with the old ones.",
    ("state.detach()", "state.detach().clone()"),
)
still_attached = change(
    "The tensors are copies that still belong to the graph: clone doesn't cut it off.",
    ("state.detach()", "state.clone()"),
)
requires_gradients = change(
    "The new tensors require gradients; they should not.",
    ("state.detach()", "state.detach().requires_grad_()"),
)
only_attached = change(
    "A tensor that requires no gradient comes back itself; it should be a new tensor.",
    ("return state.detach()", "return state.detach() if state.requires_grad else state"),
)
list_of_tensors = change(
    "It returns lists for tuples.",
    ("tuple(detach_state(item) for item in state)", "[detach_state(item) for item in state]"),
)
zeros = change("The state becomes 0; its values should stay.", ("state.detach()", "state.detach() * 0"))


@mistake("It fails for nested tuples: each item of a tuple is taken for a tensor.")
def one_level(state: State) -> State:
    if isinstance(state, tuple):
        return tuple(item.detach() for item in state)
    return state.detach()


@mistake("It fails for a state that is a tensor, or gives a tuple for it.")
def tuples_only(state: State) -> State:
    return tuple(item.detach() if isinstance(item, Tensor) else tuples_only(item) for item in state)


@mistake("The nesting is lost: all tensors come in one tuple.")
def flattened(state: State) -> State:
    def leaves(item: State) -> list[Tensor]:
        return [leaf for one in item for leaf in leaves(one)] if isinstance(item, tuple) else [item]

    return tuple(leaf.detach() for leaf in leaves(state)) if isinstance(state, tuple) else state.detach()


@mistake("Only the first item of a tuple is detached.")
def first_only(state: State) -> State:
    if isinstance(state, tuple):
        return (first_only(state[0]), *state[1:]) if state else state
    return state.detach()


@mistake("It returns the first item of a tuple of one; such a tuple stays a tuple.")
def unpacks_single(state: State) -> State:
    if isinstance(state, tuple):
        items = tuple(unpacks_single(item) for item in state)
        return items[0] if len(items) == 1 else items
    return state.detach()

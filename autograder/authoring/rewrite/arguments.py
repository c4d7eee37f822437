"""Rewrites of how a call gives its arguments."""

from __future__ import annotations

import libcst as cst

from autograder.authoring.rewrite.module_names import Rewriter, argument, arguments, integer, keyword_of

_FIRST = """
all amax amin any argmax argmin cumprod cumsum log_softmax logsumexp mean prod softmax squeeze sum
unbind unsqueeze
"""
# The methods of a tensor with a parameter `dim`, each with the number of parameters before it. The functions
# of torch have one more before it, the tensor.
DIM = {**dict.fromkeys(_FIRST.split(), 0), "chunk": 1}
JOINS = frozenset(("cat", "stack"))  # functions of torch with a list and `dim`
LIKE_NUMPY = {"dim": "axis", "keepdim": "keepdims"}


class _DimRewriter(Rewriter):
    """A rewrite that knows where a call of PyTorch expects `dim`."""

    def place_of_dim(self, call: cst.Call) -> int | None:
        """Return the index of `dim` among the call's arguments; None if the call has no such parameter."""
        owner, _, name = self.names.origin(call.func).rpartition(".")
        if owner == "torch":
            return 1 if name in JOINS else DIM[name] + 1 if name in DIM else None
        match call.func:
            case cst.Attribute(value=value, attr=cst.Name(name)) if self.names.is_value(value):
                return DIM.get(name)
        return None


class Keywords(_DimRewriter):
    """Name arguments, as NumPy does: x.sum(1) -> x.sum(axis=1), own(a, b) -> own(x=a, y=b)."""

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        given = arguments(updated_node)
        if any(one.star for one in given):
            return updated_node
        parameters = self.names.parameters(updated_node.func)
        if len(parameters) >= len(given) > 0:
            keys = [keyword_of(one) or parameters[i] for i, one in enumerate(given)]
            return _with(
                updated_node, [argument(one.value, key) for one, key in zip(given, keys, strict=True)]
            )
        place = self.place_of_dim(updated_node)
        if place is not None:
            keys_or_none = [keyword_of(one) or ("dim" if i == place else None) for i, one in enumerate(given)]
            if keys_or_none.count("dim") == 1 and all(keys_or_none[place:]):
                new = [
                    argument(one.value, LIKE_NUMPY.get(key, key) if key else None)
                    for one, key in zip(given, keys_or_none, strict=True)
                ]
                return _with(updated_node, new)
        return updated_node


class Positions(_DimRewriter):
    """Give arguments by position: x.sum(dim=1) -> x.sum(1), own(x=a, y=b) -> own(a, b)."""

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        given = arguments(updated_node)
        if any(one.star for one in given):
            return updated_node
        parameters = self.names.parameters(updated_node.func)
        place = self.place_of_dim(updated_node)
        new: list[cst.Arg] = []
        for i, one in enumerate(given):
            key = keyword_of(one)
            is_next = all(before.keyword is None for before in new)
            is_own = i < len(parameters) and key == parameters[i]
            is_dim = i == place and key == "dim" and integer(one.value) is not None
            new.append(argument(one.value) if key and is_next and (is_own or is_dim) else one)
        return _with(updated_node, new)


def _with(call: cst.Call, given: list[cst.Arg]) -> cst.Call:
    return call.with_changes(args=given)

"""Rewrites between methods of tensors and functions of PyTorch."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from autograder.authoring.mutate.syntax import enclosed, is_constant
from autograder.authoring.rewrite.module_names import (
    Rewriter,
    argument,
    arguments,
    attribute,
    in_parentheses,
    integer,
    keyword_of,
)

# Each is a method of a tensor and a function of torch with the same parameters. Strings, lists, dicts, sets
# and numbers have no method of these names.
_NAMES = """
abs all amax amin any argmax argmin argsort bmm ceil chunk clamp cos count_nonzero cumprod cumsum
diff dot exp expm1 flatten floor gather isfinite isinf isnan log log10 log1p log2 log_softmax
logical_and logical_not logical_or logsumexp masked_fill matmul max maximum mean median min minimum
mm mv outer prod reciprocal relu round rsqrt scatter scatter_add sigmoid sign sin softmax sqrt
square squeeze std sum tanh topk transpose tril triu unbind unsqueeze var
"""
SHARED = frozenset(_NAMES.split())
# The method takes several integers or a tuple of them, and the function takes a tuple.
WITH_TUPLE = frozenset(("flip", "permute", "reshape"))
FUNCTIONAL = frozenset(("log_softmax", "relu", "sigmoid", "softmax", "tanh"))  # of torch.nn.functional too


class Functions(Rewriter):
    """Call functions: x.exp() -> torch.exp(x), x.sum(1) -> torch.sum(x, 1), x @ y -> torch.matmul(x, y)."""

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        match updated_node.func:
            case cst.Attribute(value=value, attr=cst.Name(name)) if self.names.is_value(value):
                given = (
                    _with_tuple(arguments(updated_node)) if name in WITH_TUPLE else arguments(updated_node)
                )
                if given is not None and name in SHARED | WITH_TUPLE:
                    return cst.Call(self.torch(name), [argument(_bare(value)), *given])
        return updated_node

    def leave_BinaryOperation(
        self, original_node: cst.BinaryOperation, updated_node: cst.BinaryOperation
    ) -> cst.BaseExpression:
        if isinstance(updated_node.operator, cst.MatrixMultiply):
            sides = [argument(_bare(side)) for side in (updated_node.left, updated_node.right)]
            return cst.Call(self.torch("matmul"), sides)
        return updated_node


class Methods(Rewriter):
    """Call methods: torch.exp(x) -> x.exp(), F.relu(x) -> x.relu(), torch.matmul(x, y) -> x @ y."""

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        name = self._method(updated_node)
        given = arguments(updated_node)
        first = given[0].value if given and not given[0].star and given[0].keyword is None else None
        # A method of a number or a list would be another one.
        if not name or first is None or is_constant(first) or not self.names.is_value(first):
            return updated_node
        if name == "matmul" and len(given) == 2 and not given[1].star and given[1].keyword is None:
            right = enclosed(given[1].value)
            return in_parentheses(cst.BinaryOperation(enclosed(first), cst.MatrixMultiply(), right))
        return cst.Call(attribute(enclosed(first), name), given[1:])

    def _method(self, call: cst.Call) -> str:
        """Return the name of the method that does the same as the call; "" if there is none."""
        owner, _, name = self.names.origin(call.func).rpartition(".")
        if owner == "torch" and name in SHARED | WITH_TUPLE:
            return name
        known = {None, "dim", "dtype"}
        is_plain = len(call.args) <= 2 and all(keyword_of(one) in known for one in call.args)
        return name if owner == "torch.nn.functional" and name in FUNCTIONAL and is_plain else ""


def _bare(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return the expression without its parentheses."""
    return node.with_changes(lpar=[], rpar=[])


def _with_tuple(given: Sequence[cst.Arg]) -> list[cst.Arg] | None:
    """Return the integers as one tuple, or None if it isn't clear that the arguments are integers."""
    if not given or any(one.keyword is not None for one in given):
        return None
    first = given[0]
    if len(given) == 1 and not first.star:
        if isinstance(first.value, cst.Tuple):
            return list(given)
        if integer(first.value) is None:
            return None
    elements = [cst.StarredElement(one.value) if one.star else cst.Element(one.value) for one in given]
    return [argument(cst.Tuple(elements))]

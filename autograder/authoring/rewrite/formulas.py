"""Rewrites of formulas, and of the calls that make tensors."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from autograder.authoring.mutate.syntax import enclosed
from autograder.authoring.rewrite.module_names import (
    Rewriter,
    argument,
    arguments,
    attribute,
    in_parentheses,
)

_FILLS = {"zeros_like": "zeros", "ones_like": "ones", "empty_like": "empty"}
_NEW = {"new_zeros": "zeros", "new_ones": "ones", "new_empty": "empty", "new_full": "full"}


class Formulas(Rewriter):
    """Write formulas differently: x.square() -> x * x, x.sqrt() -> x ** 0.5, x @ W.T -> torch.einsum(...).

    Also x.masked_fill(mask, 0) -> torch.where(mask, 0, x).
    """

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        match updated_node.func:
            case cst.Attribute(value=value, attr=cst.Name(name)) if self.names.is_value(value):
                given = arguments(updated_node)
                plain = all(not one.star and one.keyword is None for one in given)
                if name == "masked_fill" and plain and len(given) == 2:
                    return cst.Call(self.torch("where"), [*given, argument(value)])
                if name == "square" and not given:
                    return _squared(value)
                if name == "sqrt" and not given:
                    return _power(value, "0.5")
        return updated_node

    def leave_BinaryOperation(
        self, original_node: cst.BinaryOperation, updated_node: cst.BinaryOperation
    ) -> cst.BaseExpression:
        match updated_node:
            case cst.BinaryOperation(left=cst.Name() as left, operator=cst.Power(), right=cst.Integer("2")):
                return _squared(left)
            case cst.BinaryOperation(left=cst.Name(a) as left, operator=cst.Multiply(), right=cst.Name(b)):
                return _power(left, "2") if a == b else updated_node
            case cst.BinaryOperation(
                left=left,
                operator=cst.MatrixMultiply(),
                right=cst.Attribute(value=right, attr=cst.Name("T")),
            ) if self.names.is_value(right):
                spelling = argument(cst.SimpleString('"...i,oi->...o"'))
                return cst.Call(self.torch("einsum"), [spelling, argument(left), argument(right)])
        return updated_node


class Factories(Rewriter):
    """Say dtype and device: torch.zeros_like(x) -> torch.zeros(x.shape, dtype=x.dtype, device=x.device).

    Also x.new_zeros(2, 3) -> torch.zeros(2, 3, dtype=x.dtype, device=x.device).
    """

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        given = arguments(updated_node)
        if any(one.keyword is not None for one in given):
            return updated_node
        owner, _, name = self.names.origin(updated_node.func).rpartition(".")
        if owner == "torch" and name in _FILLS and len(given) == 1 and isinstance(given[0].value, cst.Name):
            x = given[0].value
            return self._made(_FILLS[name], [argument(attribute(x, "shape"))], x)
        match updated_node.func:
            case cst.Attribute(value=cst.Name() as x, attr=cst.Name(name)) if name in _NEW:
                if self.names.is_value(x):
                    return self._made(_NEW[name], given, x)
        return updated_node

    def _made(self, name: str, given: Sequence[cst.Arg], x: cst.Name) -> cst.Call:
        like = [argument(attribute(x, key), key) for key in ("dtype", "device")]
        return cst.Call(self.torch(name), [*given, *like])


def _squared(value: cst.BaseExpression) -> cst.BaseExpression:
    """Return x * x for a name x, and value ** 2 for anything longer, which would be computed twice."""
    if isinstance(value, cst.Name):
        return in_parentheses(cst.BinaryOperation(value, cst.Multiply(), value.deep_clone()))
    return _power(value, "2")


def _power(value: cst.BaseExpression, exponent: str) -> cst.BaseExpression:
    return in_parentheses(cst.BinaryOperation(enclosed(value), cst.Power(), cst.parse_expression(exponent)))

"""Small helpers: they examine and build expressions."""

from __future__ import annotations

import libcst as cst

_WHOLE = (
    cst.Attribute,
    cst.BaseDict,
    cst.BaseList,
    cst.BaseSet,
    cst.BaseString,
    cst.Call,
    cst.Name,
    cst.Subscript,
)


def code(node: cst.CSTNode) -> str:
    """Return the node's source text."""
    return cst.Module([]).code_for_node(node)


def is_constant(node: cst.CSTNode | None) -> bool:
    """Return whether the node is a number or a string, including -1 and -inf."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        return isinstance(node.expression, cst.BaseNumber) or is_infinity(node.expression)
    return isinstance(node, cst.BaseNumber | cst.SimpleString) or is_infinity(node)


def is_infinity(node: cst.CSTNode | None) -> bool:
    """Return whether the node is torch.inf, math.inf, float("inf") or float("-inf")."""
    match node:
        case cst.Attribute(attr=cst.Name("inf")):
            return True
        case cst.Call(func=cst.Name("float"), args=[cst.Arg(value=cst.SimpleString() as text)]):
            return text.evaluated_value in ("inf", "-inf")
    return False


def enclosed(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return the expression, in parentheses if it needs them as a part of another."""
    if node.lpar or isinstance(node, _WHOLE) or is_constant(node):
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def plus(node: cst.BaseExpression, number: int) -> cst.BaseExpression:
    """Return the expression with a number added to it."""
    operator = cst.Add() if number > 0 else cst.Subtract()
    return cst.BinaryOperation(enclosed(node), operator, cst.Integer(str(abs(number))))


def spaced(new: type[cst.CSTNode], old: cst.CSTNode) -> cst.CSTNode:
    """Return an operator with the spaces of the one that it replaces."""
    names = ("whitespace_before", "whitespace_after")
    return new(**{name: getattr(old, name) for name in names if hasattr(old, name)})

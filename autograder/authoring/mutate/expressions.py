"""Mutators of operators, constants, names and other parts of an expression."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from autograder.authoring.mutate.sites import Site
from autograder.authoring.mutate.syntax import enclosed, is_constant, is_infinity, plus, spaced
from autograder.authoring.mutate.twins import ARITHMETIC, AUGMENTED, BOOLEAN, COMPARISONS


def swap_arithmetic(site: Site) -> Iterator[cst.CSTNode]:
    """Swap an operator: a + b -> a - b."""
    match site.node:
        case cst.BinaryOperation(operator=operator) if type(operator) in ARITHMETIC:
            new = site.node.with_changes(operator=spaced(ARITHMETIC[type(operator)], operator))
            yield enclosed(new) if isinstance(operator, cst.Power) else new


def swap_augmented(site: Site) -> Iterator[cst.CSTNode]:
    """Swap an assignment's operator: a += b -> a -= b, a = b."""
    match site.node:
        case cst.AugAssign(target=target, operator=operator, value=value):
            if type(operator) in AUGMENTED:
                yield site.node.with_changes(operator=spaced(AUGMENTED[type(operator)], operator))
            yield cst.Assign([cst.AssignTarget(target)], value)


def swap_operands(site: Site) -> Iterator[cst.CSTNode]:
    """Swap the operands: a - b -> b - a."""
    commutative = (cst.Add, cst.Multiply, cst.BitAnd, cst.BitOr, cst.BitXor)
    match site.node:
        case cst.BinaryOperation(left=left, operator=operator, right=right):
            if not isinstance(operator, commutative):
                yield site.node.with_changes(left=enclosed(right), right=enclosed(left))


def drop_operand(site: Site) -> Iterator[cst.CSTNode]:
    """Drop an operand: a + b -> a, b."""
    match site.node:
        case cst.BinaryOperation(left=left, right=right) | cst.BooleanOperation(left=left, right=right):
            yield enclosed(left)
            yield enclosed(right)


def drop_unary(site: Site) -> Iterator[cst.CSTNode]:
    """Drop a unary operator: -a -> a. The same for ~ and not."""
    match site.node:
        case cst.UnaryOperation(expression=expression):
            yield enclosed(expression)


def swap_comparison(site: Site) -> Iterator[cst.CSTNode]:
    """Swap a comparison: a < b -> a <= b, a >= b."""
    match site.node:
        case cst.ComparisonTarget(operator=operator):
            for new in COMPARISONS.get(type(operator), ()):
                yield site.node.with_changes(operator=spaced(new, operator))


def swap_boolean(site: Site) -> Iterator[cst.CSTNode]:
    """Swap a boolean operator: a and b -> a or b."""
    match site.node:
        case cst.BooleanOperation(operator=operator):
            yield enclosed(site.node.with_changes(operator=spaced(BOOLEAN[type(operator)], operator)))


def change_integer(site: Site) -> Iterator[cst.CSTNode]:
    """Change an integer, such as a dimension: 0 -> 1, -1; 1 -> 0, 2; -1 -> 0, -2; n -> n + 1, -n."""
    match site.node:
        case cst.Integer(text):
            value = int(text, 0)
            new = {0: (1, -1), 1: (0, 2)}.get(value, (value + 1, -value))
        case cst.UnaryOperation(operator=cst.Minus(), expression=cst.Integer(text)):
            new = (1 - int(text, 0), -1 - int(text, 0))
        case _:
            return
    yield from map(_number, new)


def change_float(site: Site) -> Iterator[cst.CSTNode]:
    """Change a float: 0.0 -> 1.0. Double any other."""
    match site.node:
        case cst.Float(text):
            yield _number(2 * float(text) or 1.0)


def negate_infinity(site: Site) -> Iterator[cst.CSTNode]:
    """Negate infinity: inf -> -inf. `drop_unary` does the opposite."""
    if is_infinity(site.node) and isinstance(site.node, cst.BaseExpression):
        yield cst.UnaryOperation(cst.Minus(), site.node)


def flip_flag(site: Site) -> Iterator[cst.CSTNode]:
    """Flip a truth value: True -> False."""
    match site.node:
        case cst.Name("True" | "False" as value):
            yield cst.Name("False" if value == "True" else "True")


def spoil_mode(site: Site) -> Iterator[cst.CSTNode]:
    """Spoil a mode in a comparison: mode == "sum" -> mode == "sum?"."""
    around = [node for node in site.parents if not isinstance(node, cst.Element | cst.BaseList | cst.Tuple)]
    match site.node:
        case cst.SimpleString(value) if isinstance(around[-1], cst.Comparison | cst.ComparisonTarget):
            yield cst.SimpleString(f"{value[:-1]}?{value[-1]}")


def swap_elements(site: Site) -> Iterator[cst.CSTNode]:
    """Swap elements of a tuple or list: (a, b) -> (b, a), but not in `x in (a, b)`."""
    match site.node:
        case cst.Tuple(elements) | cst.List(elements) if not isinstance(site.parent, cst.ComparisonTarget):
            values = [element.value for element in elements]
            for i in range(len(values) - 1):
                swapped = [*values[:i], values[i + 1], values[i], *values[i + 2 :]]
                pairs = zip(elements, swapped, strict=True)
                yield site.node.with_changes(elements=[old.with_changes(value=new) for old, new in pairs])


def swap_indices(site: Site) -> Iterator[cst.CSTNode]:
    """Swap indices: x[i, j] -> x[j, i]."""
    match site.node:
        case cst.Subscript(slice=indices):
            for i in range(len(indices) - 1):
                swapped = list(indices)
                swapped[i] = indices[i].with_changes(slice=indices[i + 1].slice)
                swapped[i + 1] = indices[i + 1].with_changes(slice=indices[i].slice)
                yield site.node.with_changes(slice=swapped)


def widen_slice(site: Site) -> Iterator[cst.CSTNode]:
    """Drop a part of a slice: x[a:b] -> x[:b], x[a:]; x[::-1] -> x[::]."""
    match site.node:
        case cst.Slice():
            for part in ("lower", "upper", "step"):
                if getattr(site.node, part) is not None:
                    yield site.node.with_changes(**{part: None})


def shift_slice(site: Site) -> Iterator[cst.CSTNode]:
    """Shift a bound of a slice: x[a:b] -> x[a + 1:b], x[a:b + 1]. `change_integer` shifts constants."""
    match site.node:
        case cst.Slice():
            for part in ("lower", "upper"):
                bound = getattr(site.node, part)
                if bound is not None and not is_constant(bound):
                    yield site.node.with_changes(**{part: plus(bound, 1)})


def drop_transpose(site: Site) -> Iterator[cst.CSTNode]:
    """Drop a transpose: x.T -> x."""
    match site.node:
        case cst.Attribute(value=value, attr=cst.Name("T" | "mT")):
            yield value


def swap_name(site: Site) -> Iterator[cst.CSTNode]:
    """Replace a name by another parameter or variable of the same function."""
    match site.node:
        case cst.Name(name):
            yield from map(cst.Name, site.names.alternatives(name))


def swap_attribute(site: Site) -> Iterator[cst.CSTNode]:
    """Replace an attribute by one that is made in the same way: self.key -> self.query."""
    match site.node:
        case cst.Attribute(value=cst.Name("self"), attr=cst.Name(name)):
            for other in site.names.attributes(name):
                yield site.node.with_changes(attr=cst.Name(other))


def fix_parameter(site: Site) -> Iterator[cst.CSTNode]:
    """Replace a parameter by a constant, such as its default: eps -> 1e-5."""
    match site.node:
        case cst.Name(name):
            for new in site.names.fixed(name):
                # `force_condition` handles a compared mode.
                if not (isinstance(new, cst.SimpleString) and isinstance(site.parent, cst.Comparison)):
                    yield new


def _number(value: float) -> cst.BaseExpression:
    return cst.parse_expression(repr(value))

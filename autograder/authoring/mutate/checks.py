"""Mutators of checks and of the order of calls: they accept what should be refused, or call too late."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from libcst import matchers as m

from autograder.authoring.mutate.sites import Site
from autograder.authoring.mutate.syntax import code

_SHAPE = m.Attribute(attr=m.Name("shape"))
_SIZE = m.Subscript(value=_SHAPE)


def accept_broadcast(site: Site) -> Iterator[cst.CSTNode]:
    """Accept shapes that differ: if they broadcast, or if some of their sizes are equal."""
    match site.node:
        case cst.Comparison(left=left, comparisons=[cst.ComparisonTarget(cst.NotEqual(), right)]):
            test, a, b = code(site.node), code(left), code(right)
            if m.matches(left, _SHAPE) and m.matches(right, _SHAPE):
                yield cst.parse_expression(f"({test} and 1 not in (*{a}, *{b}))")
                yield cst.parse_expression(f"({test} and len({a}) and len({b}))")
                yield cst.parse_expression(f"({test} and len({a}) == len({b}))")
                yield cst.parse_expression(f"({a}.numel() != {b}.numel())")
                yield cst.parse_expression(f"({a}[:1] != {b}[:1])")
                yield cst.parse_expression(f"({a}[-1:] != {b}[-1:])")
            elif m.matches(left, _SIZE) and m.matches(right, _SIZE):
                yield cst.parse_expression(f"({test} and {a} != 1)")
                yield cst.parse_expression(f"({test} and {b} != 1)")
                yield cst.parse_expression(f"({a} < {b})")
                yield cst.parse_expression(f"({a} > {b})")


def swap_order(site: Site) -> Iterator[cst.CSTNode]:
    """Evaluate the second of two arguments first, if both call something: f(g(x), h(y))."""
    match site.node:
        case cst.Call(func=func, args=[cst.Arg(value=cst.Call() as a), cst.Arg(value=cst.Call() as b)]):
            yield cst.parse_expression(f"(lambda b, a: {code(func)}(a, b))({code(b)}, {code(a)})")

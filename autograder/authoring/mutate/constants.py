"""Mutators of constants, dtypes and limits: right for usual numbers, wrong for extreme ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst
from libcst import matchers as m

from autograder.authoring.mutate.calls import callee
from autograder.authoring.mutate.sites import Site
from autograder.authoring.mutate.syntax import code, enclosed, is_constant, is_infinity

_MASK_CONSTANTS = ("1e4", "1e9")
_MAX_STEPS = 100
_TINY = "1e-12"
_MADE = {"arange", "empty", "eye", "full", "linspace", "ones", "rand", "randn", "tensor", "zeros"}


def finite_mask(site: Site) -> Iterator[cst.CSTNode]:
    """Use a finite number for an infinite one, or for the lowest of a dtype: -inf -> -1e9."""
    if not isinstance(site.node, cst.BaseExpression):
        return
    is_infinite = is_constant(site.node) and m.findall(site.node, m.Name("inf") | m.SimpleString('"-inf"'))
    if is_infinite or is_infinity(site.node):
        sign = "-" if "-" in code(site.node) else ""
        yield from (cst.parse_expression(f"{sign}{number}") for number in _MASK_CONSTANTS)
    match site.node:
        case cst.Attribute(value=cst.Call() as call, attr=cst.Name("min")) if callee(call) == "finfo":
            yield from (cst.parse_expression(f"-{number}") for number in _MASK_CONSTANTS)


def move_root(site: Site) -> Iterator[cst.CSTNode]:
    """Move a summand into or out of a root: (x + eps).sqrt() -> x.sqrt() + eps, and the opposite."""
    match site.node:
        case cst.Call(func=cst.Attribute(value=cst.BinaryOperation(operator=cst.Add()) as total, attr=attr)):
            if attr.value == "sqrt":
                yield _parsed(f"({_part(total.left)}.sqrt() + {code(total.right)})")
        case cst.BinaryOperation(left=cst.Call() as root, operator=cst.Add(), right=right):
            if callee(root) == "sqrt" and isinstance(root.func, cst.Attribute):
                yield _parsed(f"({code(root.func.value)} + {code(right)}).sqrt()")


def clamp_argument(site: Site) -> Iterator[cst.CSTNode]:
    """Keep a root or a logarithm away from 0: x.log() -> x.clamp(min=1e-12).log()."""
    match site.node:
        case cst.Call(func=cst.Attribute(value=value, attr=cst.Name("log" | "sqrt" as name)), args=[]):
            yield _parsed(f"{_part(value)}.clamp(min={_TINY}).{name}()")


def narrow_dtype(site: Site) -> Iterator[cst.CSTNode]:
    """Count or number in a small dtype: arange(n) -> arange(n).to(int8); mask.sum() in uint8 or float16."""
    match site.node:
        case cst.Call() as call if callee(call) == "arange":
            yield _parsed(f"{code(call)}.to(torch.int8).to(torch.int64)")
        case cst.Call(func=cst.Attribute(value=value, attr=cst.Name("sum"))) if _is_mask(value):
            for dtype in ("uint8", "float16"):
                new = cst.Arg(_parsed(f"torch.{dtype}"), keyword=cst.Name("dtype"), equal=_TIGHT)
                yield site.node.with_changes(args=[*_ended(site.node.args), new])


def fix_dtype(site: Site) -> Iterator[cst.CSTNode]:
    """Make a tensor in float32 or the default dtype: zeros(n, dtype=x.dtype) -> zeros(n, dtype=float32)."""
    match site.node:
        case cst.Call() as call if callee(call) in _MADE and code(call.func).startswith("torch."):
            given = [argument for argument in call.args if not _is_dtype(argument)]
            for value in ("torch.float32", "torch.get_default_dtype()") if callee(call) != "arange" else ():
                new = cst.Arg(_parsed(value), keyword=cst.Name("dtype"), equal=_TIGHT)
                yield call.with_changes(args=[*_ended(given), new])


def limit_loop(site: Site) -> Iterator[cst.CSTNode]:
    """End a loop over the steps of a tensor, or over the batches of a loader, after 100 steps."""
    match site.node:
        case cst.For(iter=cst.Call(func=cst.Name("enumerate"), args=[first, *rest]) as call):
            if _has_steps(first.value, site):
                limited = first.with_changes(value=_limited(first.value))
                yield site.node.with_changes(iter=call.with_changes(args=[limited, *rest]))
        case cst.For(iter=iterated) if _has_steps(iterated, site):
            yield site.node.with_changes(iter=_limited(iterated))


_TIGHT = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def _has_steps(value: cst.BaseExpression, site: Site) -> bool:
    """Return whether an expression is a tensor or a loader, as far as its text and the annotations tell."""
    match value:
        case cst.Name(name):
            return site.names.annotation(name).startswith(("Tensor", "Iterable"))
        case cst.Call():
            return callee(value) == "unbind"
    return False


def _limited(value: cst.BaseExpression) -> cst.BaseExpression:
    return _parsed(f"list({code(value)})[:{_MAX_STEPS}]")


def _is_mask(value: cst.BaseExpression) -> bool:
    """Return whether an expression is a tensor of booleans, as far as its text tells."""
    if isinstance(value, cst.Name):
        return "mask" in value.value
    return isinstance(value, cst.Comparison) or m.matches(value, m.UnaryOperation(operator=m.BitInvert()))


def _is_dtype(argument: cst.Arg) -> bool:
    return argument.keyword is not None and argument.keyword.value == "dtype"


def _ended(arguments: Sequence[cst.Arg]) -> list[cst.Arg]:
    """Return arguments after which another can follow."""
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    return [argument.with_changes(comma=comma) for argument in arguments]


def _part(value: cst.BaseExpression) -> str:
    return code(enclosed(value))


def _parsed(text: str) -> cst.BaseExpression:
    return cst.parse_expression(text)

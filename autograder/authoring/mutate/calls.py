"""Mutators of calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from autograder.authoring.mutate.sites import Site
from autograder.authoring.mutate.syntax import enclosed, is_constant, plus
from autograder.authoring.mutate.twins import IN_PLACE, SYMMETRIC, TWINS

_MODULES = {
    "F",
    "collections",
    "functional",
    "init",
    "itertools",
    "math",
    "nn",
    "np",
    "random",
    "re",
    "torch",
}
_NEEDED = {
    "enumerate",
    "isinstance",
    "len",
    "print",
    "range",
    "super",
    "zip",
}  # not useful without it


def drop_call(site: Site) -> Iterator[cst.CSTNode]:
    """Drop a call: x.exp() -> x, torch.exp(x) -> x. `drop_statement` drops whole statements."""
    if isinstance(site.parent, cst.Expr) or is_constant(site.node):
        return
    match site.node:
        case cst.Call(func=cst.Attribute(value=receiver)) if not _is_owner(receiver):
            yield receiver
        case cst.Call() if positional(site.node) and _may_drop(callee(site.node)):
            yield enclosed(site.node.args[0].value)


def use_twin(site: Site) -> Iterator[cst.CSTNode]:
    """Call a similar function: x.sum() -> x.mean(), torch.exp(x) -> torch.log(x)."""
    if isinstance(site.node, cst.Call) and callee(site.node) in TWINS:
        yield _renamed(site.node, TWINS[callee(site.node)])


def change_in_place(site: Site) -> Iterator[cst.CSTNode]:
    """Change between x.add_(1) and x.add(1). A call becomes in-place only if x is a name.

    Otherwise x is an intermediate result, and no test could notice the change.
    """
    match site.node:
        case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(name))) if not _is_owner(receiver):
            if name in IN_PLACE and isinstance(receiver, cst.Name):
                yield _renamed(site.node, f"{name}_")
            elif name.endswith("_") and name[:-1] in IN_PLACE:
                yield _renamed(site.node, name[:-1])


def drop_keyword(site: Site) -> Iterator[cst.CSTNode]:
    """Drop a keyword argument: x.sum(0, keepdim=True) -> x.sum(0)."""
    if isinstance(site.node, cst.Call):
        for i, argument in enumerate(site.node.args):
            if argument.keyword is not None:
                yield _without(site.node, i)


def drop_argument(site: Site) -> Iterator[cst.CSTNode]:
    """Drop the last positional argument: x.sum(0) -> x.sum(). A function keeps its only argument."""
    if isinstance(site.node, cst.Call):
        count = len(positional(site.node))
        match site.node.func:
            case cst.Attribute(value=receiver) if count and not _is_owner(receiver):
                yield _without(site.node, count - 1)
            case _ if count > 1:
                yield _without(site.node, count - 1)


def swap_arguments(site: Site) -> Iterator[cst.CSTNode]:
    """Swap two neighbouring arguments: f(a, b, c) -> f(b, a, c), f(a, c, b)."""
    if isinstance(site.node, cst.Call) and callee(site.node) not in SYMMETRIC:
        given = site.node.args
        for i in range(len(positional(site.node)) - 1):
            swapped = list(given)
            swapped[i] = given[i].with_changes(value=given[i + 1].value)
            swapped[i + 1] = given[i + 1].with_changes(value=given[i].value)
            yield site.node.with_changes(args=swapped)


def shift_range(site: Site) -> Iterator[cst.CSTNode]:
    """Shift a limit of range(a, b) by 1. `change_integer` shifts constants."""
    match site.node:
        case cst.Call(func=cst.Name("range"), args=arguments) if len(positional(site.node)) == len(arguments):
            stop = min(len(arguments), 2) - 1
            for i, steps in ((0, (1,)), (1, (1, -1))) if stop else ((0, (1, -1)),):
                if not is_constant(arguments[i].value):
                    for step in steps:
                        new = list(arguments)
                        new[i] = new[i].with_changes(value=plus(new[i].value, step))
                        yield site.node.with_changes(args=new)


def callee(call: cst.Call) -> str:
    """Return the last part of the called function's name, or "" if it has no name."""
    match call.func:
        case cst.Name(name) | cst.Attribute(attr=cst.Name(name)):
            return name
    return ""


def positional(call: cst.Call) -> Sequence[cst.Arg]:
    """Return the positional arguments before the first starred or keyword argument."""
    plain = [argument.keyword is None and not argument.star for argument in call.args]
    return call.args[: plain.index(False) if False in plain else len(plain)]


def _is_owner(receiver: cst.BaseExpression) -> bool:
    """Return whether the part before the dot is a module, `self` or `super()`, not an operand."""
    match receiver:
        case cst.Name(name):
            return name == "self" or name in _MODULES
        case cst.Attribute(value=value):
            return not _is_self(value) and _is_owner(value)
        case cst.Call(func=cst.Name("super")):
            return True
    return False


def _is_self(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "self"


def _may_drop(name: str) -> bool:
    """Return whether a call may be replaced by its argument. A class's argument can't replace an instance."""
    return name not in _NEEDED and not name[:1].isupper()


def _renamed(call: cst.Call, name: str) -> cst.Call:
    new = cst.Name(name)
    return call.with_changes(
        func=call.func.with_changes(attr=new) if isinstance(call.func, cst.Attribute) else new
    )


def _without(call: cst.Call, index: int) -> cst.Call:
    rest = [*call.args[:index], *call.args[index + 1 :]]
    if rest:
        rest[-1] = rest[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return call.with_changes(args=rest)

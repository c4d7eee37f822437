"""The places where a reference can be changed: the nodes of a function that are read or run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from autograder.authoring.mutate.names import Names
from autograder.authoring.mutate.syntax import is_constant

# Not entered: nodes without an effect on results, and nodes that a change would only break.
_CLOSED = (cst.Annotation, cst.Assert, cst.Decorator, cst.Global, cst.Import, cst.ImportFrom, cst.Nonlocal)
# Not entered either: names that aren't expressions, assigned names, and messages.
_HIDDEN: dict[type[cst.CSTNode], tuple[str, ...]] = {
    cst.AnnAssign: ("target",),
    cst.Arg: ("keyword",),
    cst.AsName: ("name",),
    cst.AssignTarget: ("target",),
    cst.Attribute: ("attr",),
    cst.AugAssign: ("target",),
    cst.ClassDef: ("name",),
    cst.CompFor: ("target",),
    cst.For: ("target",),
    cst.FunctionDef: ("name",),
    cst.NamedExpr: ("target",),
    cst.Param: ("name",),
    cst.Raise: ("exc", "cause"),
}
_SHOWN = (cst.BaseExpression, cst.BaseSmallStatement, cst.BaseCompoundStatement)


class Site(NamedTuple):
    """A node and its surroundings."""

    node: cst.CSTNode
    parents: tuple[cst.CSTNode, ...]  # from the outermost to the innermost
    names: Names  # the names that the function knows at this place

    @property
    def parent(self) -> cst.CSTNode | None:
        return self.parents[-1] if self.parents else None

    @property
    def context(self) -> cst.CSTNode:
        """Return the nearest expression or statement that is more than a name or a constant."""
        around = (self.node, *reversed(self.parents))
        return next(node for node in around if isinstance(node, _SHOWN) and not _says_little(node))


def sites(top: cst.FunctionDef | cst.ClassDef) -> Iterator[Site]:
    """Return the sites of a top-level function or class, in the order of the source.

    Use a site before you ask for the next one, because its `names` grow later.
    """
    return _walk(top, (), Names.of(top))


def _walk(node: cst.CSTNode, parents: tuple[cst.CSTNode, ...], names: Names) -> Iterator[Site]:
    if isinstance(node, cst.FunctionDef):
        names = names.inside(node)
    yield Site(node, parents, names)
    if is_constant(node):
        return
    for child in node.children:
        if isinstance(node, cst.For) and child is node.body:
            names.bind(node.target)
        if not isinstance(child, _CLOSED) and not _is_hidden(child, node):
            yield from _walk(child, (*parents, node), names)
    match node:
        case cst.Assign(targets=targets, value=value):
            for target in targets:
                names.bind(target.target, value)
        case cst.AnnAssign(target=name, value=cst.BaseExpression() as value):
            names.bind(name, value)
        case cst.NamedExpr(target=name, value=value):
            names.bind(name, value)
        case cst.AsName(name=name):
            names.bind(name)


def _is_hidden(child: cst.CSTNode, parent: cst.CSTNode) -> bool:
    if isinstance(child, cst.Subscript):  # x[i] = y reads both x and i
        return False
    return any(getattr(parent, name) is child for name in _HIDDEN.get(type(parent), ()))


def _says_little(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name | cst.Attribute) or is_constant(node)

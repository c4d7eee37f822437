"""Mutators of whole statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from autograder.authoring.mutate.calls import callee
from autograder.authoring.mutate.sites import Site

_GRAD_MODES = {"enable_grad", "inference_mode", "no_grad", "set_grad_enabled"}
_LEAVES = (cst.Break, cst.Continue, cst.Raise, cst.Return)
_DROPPED = (cst.AnnAssign, cst.Assign, cst.AugAssign, cst.Del, cst.Expr, *_LEAVES)
_TRUE, _FALSE = cst.Name("True"), cst.Name("False")


def drop_statement(site: Site) -> Iterator[cst.CSTNode]:
    """Drop a statement: model.eval() -> pass. Keep the first assignment to a name, which is needed."""
    match site.node:
        case cst.Expr(value=cst.BaseString() | cst.Ellipsis()) | cst.AnnAssign(value=None):
            return
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(name))]) if not site.names.knows(name):
            return
        case _ if isinstance(site.node, _DROPPED):
            yield cst.Pass()


def force_condition(site: Site) -> Iterator[cst.CSTNode]:
    """Force a condition: if a: -> if True:, if False:.

    Also in `x if a else y`, comprehensions and `while`.
    """
    match site.node:
        case cst.If() | cst.IfExp() | cst.CompIf():
            yield site.node.with_changes(test=_TRUE)
            yield site.node.with_changes(test=_FALSE)
        case cst.While():
            yield site.node.with_changes(test=_FALSE)


def cut_loop(site: Site) -> Iterator[cst.CSTNode]:
    """Cut a loop: run its body only once, or (in a for loop) never."""
    match site.node:
        case cst.For() | cst.While():
            *_, last = lines = _lines(site.node.body)
            if not isinstance(last, cst.SimpleStatementLine) or not isinstance(last.body[-1], _LEAVES):
                stop = cst.SimpleStatementLine([cst.Break()])
                yield site.node.with_changes(body=cst.IndentedBlock([*lines, stop]))
    match site.node:
        case cst.For():
            yield site.node.with_changes(iter=cst.Tuple([]))


def drop_with(site: Site) -> Iterator[cst.CSTNode]:
    """Drop a context of gradients: with torch.no_grad(): -> if True:."""
    match site.node:
        case cst.With(items=[cst.WithItem(item=cst.Call() as call)]) if callee(call) in _GRAD_MODES:
            yield cst.If(_TRUE, site.node.body, leading_lines=site.node.leading_lines)


def drop_finally(site: Site) -> Iterator[cst.CSTNode]:
    """Drop finally: try: a; finally: b -> if True: a; b. Then b doesn't run if a raises."""
    match site.node:
        case cst.Try(handlers=[], finalbody=cst.Finally(body=last)):
            body = cst.IndentedBlock([*_lines(site.node.body), *_lines(last)])
            yield cst.If(_TRUE, body, leading_lines=site.node.leading_lines)


def _lines(body: cst.BaseSuite) -> Sequence[cst.BaseStatement]:
    """Return the statements of a block, also of a block on the line of its colon."""
    match body:
        case cst.IndentedBlock(body=lines):
            return lines
        case cst.SimpleStatementSuite(body=statements):
            return [cst.SimpleStatementLine(statements)]
    raise TypeError(f"{type(body).__name__} is no block")

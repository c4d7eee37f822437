"""Rewrites of statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import libcst as cst
from libcst import matchers as m

from autograder.authoring.mutate.syntax import code
from autograder.authoring.rewrite.module_names import (
    ModuleNames,
    Rewriter,
    argument,
    attribute,
    fresh,
    names_in,
)

Node = TypeVar("Node", bound=cst.CSTNode)
_Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement
_LEAVES = (cst.Return, cst.Raise, cst.Continue, cst.Break)
_TENSOR = ("Tensor", "torch.Tensor")  # annotations of a tensor


class Branches(Rewriter):
    """Branch by statements: `return a if c else b` -> if and else, and what follows an early return -> else.

    Also super().__init__() -> super(Class, self).__init__().
    """

    def __init__(self, names: ModuleNames) -> None:
        super().__init__(names)
        self._classes: list[str] = []

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self._classes.append(node.name.value)

    def leave_ClassDef(self, original_node: cst.ClassDef, updated_node: cst.ClassDef) -> cst.ClassDef:
        self._classes.pop()
        return updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        match updated_node:
            case cst.Call(func=cst.Name("super"), args=[]) if len(self._classes) == 1:
                given = [argument(cst.Name(name)) for name in (self._classes[0], "self")]
                return updated_node.with_changes(args=given)
        return updated_node

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        body: list[cst.BaseStatement] = []
        for statement in reversed(updated_node.body):
            branched = _branched(statement)
            match branched:
                case cst.If(body=cst.IndentedBlock(body=inner), orelse=None) if body and _leaves(inner):
                    body = [branched.with_changes(orelse=cst.Else(cst.IndentedBlock(body)))]
                case _:
                    body = [branched, *body]
        return updated_node.with_changes(body=body)


class Loops(Rewriter):
    """Loop differently: `y = [f(x) for x in xs]` -> a loop that appends, and over a tensor by index."""

    def __init__(self, names: ModuleNames) -> None:
        super().__init__(names)
        self._functions: list[cst.FunctionDef] = []

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._functions.append(node)

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        self._functions.pop()
        return updated_node

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> cst.For:
        match updated_node:
            case cst.For(target=cst.Name() as target, iter=cst.Name(name), body=cst.IndentedBlock() as body):
                if self._functions and _is_tensor(self._functions[-1], name):
                    index = cst.Name(fresh("index", names_in(self._functions[-1])))
                    value = cst.Subscript(cst.Name(name), [cst.SubscriptElement(cst.Index(index))])
                    first = cst.Assign([cst.AssignTarget(target)], value)
                    return updated_node.with_changes(
                        target=index,
                        iter=cst.parse_expression(f"range({name}.shape[0])"),
                        body=body.with_changes(body=[cst.SimpleStatementLine([first]), *body.body]),
                    )
        return updated_node

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine | cst.FlattenSentinel[_Statement]:
        if not self._functions:
            return updated_node
        taken = names_in(self._functions[-1])
        match updated_node.body:
            case [cst.Return(value=cst.ListComp() as listed)]:
                name = fresh("result", taken)
                lines = _appended(name, listed, taken)
                lines = [*lines, cst.SimpleStatementLine([cst.Return(cst.Name(name))])] if lines else []
            case [cst.Assign([cst.AssignTarget(cst.Name(name))], cst.ListComp() as listed)]:
                lines = _appended(name, listed, taken) if name not in names_in(listed) else []
            case _:
                lines = []
        return cst.FlattenSentinel(lines) if lines else updated_node


def _branched(statement: cst.BaseStatement) -> cst.BaseStatement:
    """Return a statement that chooses a value as an `if` statement; any other as it is."""
    match statement:
        case cst.SimpleStatementLine([cst.Return(value=cst.IfExp() as chosen) as small]):
            pass
        case cst.SimpleStatementLine(
            [cst.Assign([cst.AssignTarget(cst.Name())], cst.IfExp() as chosen) as small]
        ):
            pass
        case _:
            return statement
    block, other = (
        cst.IndentedBlock([cst.SimpleStatementLine([small.with_changes(value=value)])])
        for value in (chosen.body, chosen.orelse)
    )
    test = chosen.test.with_changes(lpar=[], rpar=[])
    return cst.If(test, block, cst.Else(other), leading_lines=statement.leading_lines)


def _leaves(body: Sequence[cst.BaseStatement]) -> bool:
    """Return whether the last statement of a block leaves it, so that nothing after the block runs."""
    match body[-1]:
        case cst.SimpleStatementLine([*_, last]):
            return isinstance(last, _LEAVES)
    return False


def _is_tensor(function: cst.FunctionDef, name: str) -> bool:
    """Return whether the name is a parameter annotated as a tensor, to which the function assigns nothing."""
    params = [param for param in function.params.params if param.name.value == name and param.annotation]
    is_tensor = any(code(param.annotation.annotation) in _TENSOR for param in params if param.annotation)
    targets = m.AssignTarget() | m.AugAssign() | m.For() | m.NamedExpr() | m.CompFor() | m.AnnAssign()
    assigned = (names_in(node.target) for node in m.findall(function.body, targets))  # type: ignore[attr-defined]
    return is_tensor and not any(name in names for names in assigned)


def _appended(name: str, listed: cst.ListComp, taken: frozenset[str]) -> list[_Statement]:
    """Return the loop that fills a list as the comprehension does; no lines if a loop could differ.

    The loop's variables get new names, because they live on after it.
    """
    loop = listed.for_in
    closures = m.Lambda() | m.ListComp() | m.SetComp() | m.DictComp() | m.GeneratorExp() | m.NamedExpr()
    inner = (listed.elt, loop.iter, *loop.ifs)
    if loop.inner_for_in is not None or loop.asynchronous or any(m.findall(node, closures) for node in inner):
        return []
    own = {old: fresh(f"one_{old}", taken) for old in names_in(loop.target)}
    target, elt = renamed(loop.target, own), renamed(listed.elt, own)
    ifs = [renamed(one.test, own) for one in loop.ifs]
    append = cst.Expr(cst.Call(attribute(cst.Name(name), "append"), [argument(elt)]))
    body: _Statement = cst.SimpleStatementLine([append])
    for test in reversed(ifs):
        body = cst.If(test, cst.IndentedBlock([body]))
    start = cst.Assign([cst.AssignTarget(cst.Name(name))], cst.List([]))
    return [cst.SimpleStatementLine([start]), cst.For(target, loop.iter, cst.IndentedBlock([body]))]


def renamed(node: Node, names: dict[str, str]) -> Node:
    """Return the node with new names for its variables."""
    new = node.visit(_Renamed(names))
    assert isinstance(new, type(node)), "a renamed node keeps its type"
    return new


class _Renamed(cst.CSTTransformer):
    """Gives variables new names. Attributes and keywords of the same names stay."""

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self._names = names
        self._kept: set[cst.CSTNode] = set()

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self._kept.add(node.attr)

    def visit_Arg(self, node: cst.Arg) -> None:
        if node.keyword is not None:
            self._kept.add(node.keyword)

    def visit_Param(self, node: cst.Param) -> None:
        self._kept.add(node.name)

    def visit_Import(self, node: cst.Import) -> bool:
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        return False

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        if original_node in self._kept:
            return updated_node
        return updated_node.with_changes(value=self._names.get(updated_node.value, updated_node.value))

"""Forbidden calls, which the exercise asks the student to write, found in the source text."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import NamedTuple

from autograder.candidate.concepts import CONCEPTS
from autograder.lesson.registry import Lesson


def forbidden_in_source(source: bytes, lesson: Lesson) -> dict[str, str]:
    """Return a sentence for each function of the lesson that names a forbidden call: what, and in which line.

    The search follows helpers of the module, but not other functions of the lesson: the student wrote
    those too. Calls under another name are left to the dispatcher. Source that can't be parsed gives no
    findings, because its import fails with a message anyway.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    parts = [(statement, list(ast.walk(statement))) for statement in tree.body]
    aliases = {
        alias.asname or alias.name: alias.name
        for _, nodes in parts
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    own = {
        statement.name: _Definition.of(nodes, aliases)
        for statement, nodes in parts
        if isinstance(statement, ast.FunctionDef | ast.ClassDef)
    }
    graded = {function.name for function in lesson.functions}
    findings = {}
    for function in lesson.functions:
        names = frozenset().union(*(CONCEPTS[word].names for word in function.forbidden))
        if function.name in own and names:
            uses = [use for name in _reached(function.name, own, graded) for use in own[name].uses]
            forbidden_use = next((use for use in uses if _plain(use.name) in names), None)
            if forbidden_use is not None:
                findings[function.name] = (
                    f"It calls {forbidden_use.name} (line {forbidden_use.line}),"
                    " but this exercise asks you to write it."
                )
    return findings


class _Use(NamedTuple):
    """The use of an attribute or of an imported name."""

    name: str
    line: int


class _Definition(NamedTuple):
    """The names that a function or a class of the module mentions, and its uses of other modules."""

    mentions: list[str]
    uses: list[_Use]

    @classmethod
    def of(cls, nodes: Iterable[ast.AST], aliases: dict[str, str]) -> _Definition:
        mentions, uses = [], []
        for node in nodes:
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                if not (isinstance(node.value, ast.Name) and node.value.id == "self"):
                    uses.append(_Use(node.attr, node.lineno))
            elif isinstance(node, ast.Name):
                mentions.append(node.id)
                if node.id in aliases:
                    uses.append(_Use(aliases[node.id], node.lineno))
        return cls(mentions, uses)


def _reached(start: str, own: dict[str, _Definition], graded: set[str]) -> list[str]:
    """Return the names of the function and of the module's helpers that it reaches."""
    pending, reached = [start], dict[str, None]()
    while pending:
        name = pending.pop()
        if name in own and name not in reached and (name == start or name not in graded):
            reached[name] = None
            pending += own[name].mentions
    return list(reached)


def _plain(name: str) -> str:
    return name.lower().strip("_")

"""Calls that an exercise asks to write oneself, seen in the source and in the dispatcher."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from autograder.registry import Forbidden, Function, Lesson


class _Concept(NamedTuple):
    """What one word of grading.yml stands for."""

    names: frozenset[str]  # attributes and imported names, lower case and without underscores around
    operators: frozenset[str]  # as the dispatcher calls them, on the CPU and on CUDA


def _concept(names: str, operators: str) -> _Concept:
    return _Concept(frozenset(names.split()), frozenset(operators.split()))


_CONCEPTS: dict[Forbidden, _Concept] = {
    "softmax": _concept(
        "softmax softmin softmax2d gumbel_softmax scaled_dot_product_attention",
        "softmax _softmax _softmax_backward_data _safe_softmax _scaled_dot_product_flash_attention_for_cpu",
    ),
    "log_softmax": _concept(
        "log_softmax logsoftmax logsigmoid", "log_softmax _log_softmax _log_softmax_backward_data"
    ),
    "logsumexp": _concept(
        "logsumexp logcumsumexp logaddexp logaddexp2", "logsumexp _logcumsumexp logcumsumexp logaddexp"
    ),
    "cross_entropy": _concept(
        "cross_entropy crossentropyloss nll_loss nllloss nll_loss2d cross_entropy_loss kl_div kldivloss",
        "nll_loss_forward nll_loss2d_forward cross_entropy_loss kl_div",
    ),
    "autograd": _concept("autograd backward grad vjp jacobian jacrev jacfwd vmap func", "autograd"),
}


def operators_of(function: Function) -> frozenset[str]:
    """The dispatcher's names for all that `function` may not use."""
    return frozenset().union(*(_CONCEPTS[word].operators for word in function.forbidden))


def forbidden_in_source(source: bytes, lesson: Lesson) -> dict[str, str]:
    """For each function of the lesson that names a forbidden call, a sentence that says where.

    Helpers of the module are followed; other functions of the lesson are not, since those are the
    student's own. A name called in disguise is left to the dispatcher. Source that can't be parsed has
    no findings: importing it will tell.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    own = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    aliases = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    graded = {function.name for function in lesson.functions}
    findings = {}
    for function in lesson.functions:
        names = frozenset().union(*(_CONCEPTS[word].names for word in function.forbidden))
        if function.name in own and names:
            nodes = _reached(function.name, own, graded)
            found = next(_uses(nodes, names, aliases), None)
            if found is not None:
                findings[function.name] = (
                    f"It calls {found[0]} (line {found[1]}), which is to be written here."
                )
    return findings


def _reached(
    start: str, own: dict[str, ast.FunctionDef | ast.ClassDef], graded: set[str]
) -> list[ast.FunctionDef | ast.ClassDef]:
    """The function and the helpers of its module that it reaches."""
    pending, reached = [start], {}
    while pending:
        name = pending.pop()
        if name in reached or (name in graded and name != start):
            continue
        reached[name] = own[name]
        pending += [node.id for node in ast.walk(own[name]) if isinstance(node, ast.Name) and node.id in own]
    return list(reached.values())


def _uses(
    nodes: list[ast.FunctionDef | ast.ClassDef], names: frozenset[str], aliases: dict[str, str]
) -> Iterator[tuple[str, int]]:
    for root in nodes:
        for node in ast.walk(root):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                of_itself = isinstance(node.value, ast.Name) and node.value.id == "self"
                if _plain(node.attr) in names and not of_itself:
                    yield node.attr, node.lineno
            elif isinstance(node, ast.Name) and _plain(aliases.get(node.id, "")) in names:
                yield aliases[node.id], node.lineno


def _plain(name: str) -> str:
    return name.lower().strip("_")

"""The words in which messages name parts of results and inputs, so that a student knows what is meant.

A scenario's result is either what the student's function returns, or a dict. A key of the dict is a phrase
that names its value, such as "the running mean". The key of a bool is a statement, such as "the model keeps
its mode". `authoring/scenario_results.py` finds the results that have no such words.
"""

from __future__ import annotations

import builtins
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from autograder.candidate.wire import MappingNode, Node, SequenceNode, SpecialNode, TensorNode
from autograder.results import ARGUMENTS

RESULT = "the result"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_MAX_CHARACTERS = 40  # of an argument's value in a message
_WORD = re.compile(r"(a|an|in|it|no|[a-z]{3,})( |$)")
_STEP = re.compile(r"\[(?P<index>\d+)\]|\['(?P<key>[^']*)'\]")


def sentence(text: str) -> str:
    """Return the text with a capital letter at its start, unless a name in code stands there."""
    return f"{text[:1].upper()}{text[1:]}" if _WORD.match(text) else text


def item(whole: str, index: int, kind: str) -> str:
    """Return the words for an item of a list or tuple: "the second result" or "the third item of `whole`"."""
    if index >= len(_ORDINALS):
        return f"item {index + 1} of {whole}"
    return f"the {_ORDINALS[index]} " + (
        "result" if (whole, kind) == (RESULT, "tuple") else f"item of {whole}"
    )


def part(whole: str, key: object) -> str:
    """Return the words for the value of a dict's key."""
    return str(key) if whole == RESULT else f"{key} of {whole}"


def claim(whole: str, key: object, expected: bool) -> str:
    """Return the sentence for a statement that should be true, or false, and isn't."""
    where = "" if whole == RESULT else f" ({whole})"
    return (
        f"This must be so, but isn't{where}: {key}."
        if expected
        else f"This must not be so, but is{where}: {key}."
    )


class Arguments:
    """The inputs of a scenario, in words of the student's own function.

    An input counts as an argument if a parameter of the student's function or class has its name. The other
    inputs are the scenario's own business.

    Args:
        inputs: the inputs as nodes.
        own: the reference's function or class that the test is about; None if there is none.
    """

    def __init__(self, inputs: Mapping[str, Node], own: Any = None) -> None:
        self._inputs = inputs
        self._own = own

    @cached_property
    def _names(self) -> frozenset[str]:
        functions = vars(self._own).values() if isinstance(self._own, type) else [self._own]
        return frozenset(
            name for one in functions if inspect.isfunction(one) for name in inspect.signature(one).parameters
        )

    def named(self, path: str) -> str:
        """Return the words that follow "the input" for one at a path such as "state['m'][0]".

        These are "`m[0]`" if m is an argument, and otherwise "of shape [2, 3]".
        """
        name, *_ = path.partition("[")
        steps = list(_STEP.finditer(path))
        for number, step in reversed(list(enumerate(steps))):
            if step["key"] in self._names:
                inner = "".join(later[0] for later in steps[number + 1 :])
                return f"`{step['key']}{inner}`"
        if name in self._names:
            return f"`{path}`"
        node = self._inputs[name]
        for step in steps:
            node = _inside(node, step)
        return f"of shape {list(node.shape)}" if isinstance(node, TensorNode) else path

    @cached_property
    def said(self) -> str:
        """Return a sentence with the arguments: plain values in full, tensors with their shapes; or ""."""
        words = [
            words
            for name, node in self._inputs.items()
            if name in self._names and (words := _argument(name, node))
        ]
        return f"{ARGUMENTS}{', '.join(words)}." if words else ""


def _inside(node: Node, step: re.Match[str]) -> Node:
    if isinstance(node, SequenceNode) and step["index"] is not None:
        return node.items[int(step["index"])]
    if isinstance(node, MappingNode) and step["key"] is not None:
        return dict(zip(node.keys, node.values, strict=True))[step["key"]]
    return None


def _argument(name: str, node: Node) -> str | None:
    """Return an argument with its value, or with its shape: a tensor's values are hidden. None if long."""
    if isinstance(node, TensorNode):
        return f"{name} of shape {list(node.shape)}"
    if isinstance(node, SequenceNode) and node.items:
        shapes = [str(list(one.shape)) for one in node.items if isinstance(one, TensorNode)]
        if len(shapes) == len(node.items):
            words = f"{name} of {len(shapes)} tensors of shapes {', '.join(shapes)}"
            return words if len(words) <= 2 * _MAX_CHARACTERS else f"{name} of {len(shapes)} tensors"
    value = _value(node)
    return f"{name}={value}" if value is not None and len(value) <= _MAX_CHARACTERS else None


def _value(node: Node) -> str | None:
    """Return a plain value as code, with rounded floats; None if it holds something else."""
    match node:
        case SequenceNode(kind="list" | "tuple" as kind, items=nodes):
            items = [_value(one) for one in nodes]
            if None in items:
                return None
            text = ", ".join(filter(None, items))
            return f"[{text}]" if kind == "list" else f"({text}{',' if len(items) == 1 else ''})"
        case SpecialNode(kind="dtype" | "device" | "int", value=value):
            return str(value)
        case float():
            return f"{node:.4g}"
        case None | bool() | int() | str():
            return repr(node)
    return None


def unworded(value: Node) -> Iterator[str]:
    """Yield a sentence for each part of a scenario's expected result that messages can't name well.

    The scenario is no plain call, whose result is the student's own.
    """
    if isinstance(value, SequenceNode) and value.kind == "list":
        yield "it is a list; return a dict whose keys name the items"
    elif isinstance(value, bool):
        yield "it is a bool; return a dict whose key is a statement"
    else:
        yield from _unworded(value, RESULT)


def _unworded(node: Node, what: str) -> Iterator[str]:
    if isinstance(node, SequenceNode):
        for one in node.items:
            if isinstance(one, bool) or is_refusal(one):
                kind = "a bool" if isinstance(one, bool) else "an exception"
                yield f"{what!r} holds {kind} in a {node.kind}; give it a key of its own"
                return
        for index, one in enumerate(node.items):
            yield from _unworded(one, item(what, index, node.kind))
    elif isinstance(node, MappingNode):
        for key, one in zip(node.keys, node.values, strict=True):
            if isinstance(one, bool) and not _VERB.search(str(key)):
                yield f"{key!r} is the key of a bool, but no statement; write it with a verb"
            yield from _unworded(one, part(what, key))


# A statement has one of these; others may be added.
_VERB = re.compile(
    r"\b(is|are|was|were|has|have|does|do|stays?|keeps?|gets?|holds?|gives?|drops?|goes|go|shares?|"
    r"requires?|reach(es)?|restores?|lies?|noticed|survives?)\b"
)


def is_refusal(node: Node) -> bool:
    """Return whether a scenario reports an exception by this node, as in "ValueError that names x"."""
    error_type = getattr(builtins, node.partition(" ")[0], None) if isinstance(node, str) else None
    return isinstance(error_type, type) and issubclass(error_type, BaseException)

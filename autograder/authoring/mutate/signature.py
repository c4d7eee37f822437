"""What a contract says about a function: its parameters, with the shapes and kinds in the docstring."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

_ARGUMENT = re.compile(r"^ {4}(\w+): (.*(?:\n {8,}\S.*)*)", re.MULTILINE)
_SHAPE = re.compile(r"\[([^\]]*)\]")
_LIKE = re.compile(r"^like `(\w+)`")
_DIMENSION = re.compile(r"[A-Za-z]\w*'?")
_INTEGERS = re.compile(r"\b(int64|integer|lengths|tokens)\b")


class Array(NamedTuple):
    """A tensor that a function takes.

    `shape` has the names in the docstring, such as ("N", "C"). It is ("*",) if the number of dimensions is
    free, and None if the docstring says nothing.
    """

    code: str  # the expression for it in the function's body
    shape: tuple[str, ...] | None
    text: str  # its description
    optional: bool

    @property
    def kind(self) -> str:
        """Return "float", "int" or "bool"."""
        if re.search(r"\bbool\b(?!ean)", self.text.split(".")[0]) and "any dtype" not in self.text:
            return "bool"
        return "int" if _INTEGERS.search(self.text.split(".")[0]) else "float"

    @property
    def may_have_one_entry(self) -> bool:
        """Return whether it may have a single entry beside one or more dimensions."""
        return self.shape != () and all(part == "*" or is_name(part) for part in self.shape or ())

    @property
    def may_be_empty(self) -> bool:
        return bool(re.search(r"may be (0|empty)\b|other than that of `dim` may be 0", self.text))


class Parameter(NamedTuple):
    """A parameter of a function, with the description in its docstring."""

    name: str
    annotation: str
    default: str  # "" if there is none
    text: str

    @property
    def is_optional(self) -> bool:
        return self.annotation.endswith("| None")

    @property
    def base(self) -> str:
        """Return the annotation of a value that is not None."""
        return self.annotation.removesuffix(" | None")

    @property
    def is_list(self) -> bool:
        """Return whether it is a list or another sequence of tensors."""
        return bool(re.fullmatch(r"(list|Sequence)\[Tensor( \| None)?\]", self.base))

    @property
    def is_network(self) -> bool:
        return self.annotation == "nn.Module"

    def arrays(self, shapes: dict[str, tuple[str, ...] | None]) -> Iterator[Array]:
        """Yield the tensors that it is or, as a tuple, holds."""
        if self.base == "Tensor":
            yield Array(self.name, shapes[self.name], self.text, self.is_optional)
        elif re.fullmatch(r"tuple\[Tensor(, Tensor)*\]", self.base):
            for i in range(self.base.count("Tensor")):
                yield Array(f"{self.name}[{i}]", shapes[self.name], self.text, self.is_optional)


class Signature(NamedTuple):
    """A function or method, with its contract."""

    name: str
    line: int
    owner: str  # the class of a method; "" for a function
    head: str  # the parameters with annotations and defaults
    call: str  # the arguments that pass all parameters on
    parameters: tuple[Parameter, ...]  # without self
    returns: str  # the annotation of the result
    body: str  # its text

    @property
    def arrays(self) -> list[Array]:
        """Return the tensors that it takes."""
        shapes = {one.name: _shape(one.text) for one in self.parameters}
        for one in self.parameters:
            if match := _LIKE.match(one.text):
                shapes[one.name] = shapes.get(match[1])
        return [array for one in self.parameters for array in one.arrays(shapes)]

    @property
    def networks(self) -> list[str]:
        """Return the names of the modules that it takes, with `self` if it is a method of a module."""
        names = [one.name for one in self.parameters if one.is_network]
        return ["self", *names] if self.name == "forward" else names

    @property
    def lists(self) -> list[Parameter]:
        return [one for one in self.parameters if one.is_list]

    @property
    def works_in_place(self) -> bool:
        return self.returns == "None"


def signatures(source: str, names: list[str]) -> Iterator[Signature]:
    """Yield the named functions, and the methods of the named classes but their constructors."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name in names:
            yield _signature(node, "", source)
        elif isinstance(node, ast.ClassDef) and node.name in names:
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name != "__init__":
                    yield _signature(method, node.name, source)


def _signature(node: ast.FunctionDef, owner: str, source: str) -> Signature:
    found = _ARGUMENT.findall(ast.get_docstring(node) or "")
    texts = {name: " ".join(text.split()) for name, text in found}
    given = [*node.args.args, *node.args.kwonlyargs]
    defaults = [None] * (len(node.args.args) - len(node.args.defaults)) + node.args.defaults
    parameters = tuple(
        Parameter(one.arg, _text(one.annotation), _text(default), texts.get(one.arg, ""))
        for one, default in zip(given, [*defaults, *node.args.kw_defaults], strict=True)
        if one.arg != "self"
    )
    positional = [one.arg for one in node.args.args]
    named = [f"{one.arg}={one.arg}" for one in node.args.kwonlyargs]
    return Signature(
        node.name,
        node.lineno,
        owner,
        ast.unparse(node.args),
        ", ".join([*positional, *named]),
        parameters,
        _text(node.returns),
        ast.get_source_segment(source, node) or "",
    )


def _text(node: ast.expr | None) -> str:
    return ast.unparse(node) if node is not None else ""


def _shape(text: str) -> tuple[str, ...] | None:
    """Return the first shape in a description."""
    match = _SHAPE.search(text)
    if match is None:
        return None
    return tuple(part.strip() for part in match[1].split(",") if part.strip())


def is_name(dimension: str) -> bool:
    """Return whether the size of a dimension is a name such as N, and no number or product."""
    return _DIMENSION.fullmatch(dimension) is not None

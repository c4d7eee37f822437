"""The names that a function of a reference knows, and their possible confusions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import libcst as cst
from libcst import matchers as m

from autograder.authoring.mutate.syntax import code

_MAX_ALTERNATIVES = 2  # for one name


class Parameter(NamedTuple):
    """A parameter of a function."""

    annotation: str
    default: cst.BaseExpression | None


class Names:
    """Parameters and local variables of a function, and the attributes of its class.

    `bind` adds variables in the order of the source, because a mistake can't use a variable before it is
    bound.
    """

    def __init__(self, attributes: dict[str, str], parameters: dict[str, Parameter]) -> None:
        self._attributes = attributes  # name -> the call that makes its value, such as "nn.Linear"
        self._parameters = parameters
        self._origins: dict[str, str | None] = {}  # variable -> the first known name in its value

    @classmethod
    def of(cls, top: cst.FunctionDef | cst.ClassDef) -> Names:
        """Return the names at the top of a function or a class."""
        return cls(dict(_attributes(top)), {})

    def inside(self, function: cst.FunctionDef) -> Names:
        """Return the names at the start of a function or method."""
        parameters = {}
        for parameter in m.findall(function.params, m.Param()):
            assert isinstance(parameter, cst.Param)
            note = code(parameter.annotation.annotation) if parameter.annotation else ""
            parameters[parameter.name.value] = Parameter(note, parameter.default)
        parameters.pop("self", None)
        return Names(self._attributes, parameters)

    def bind(self, target: cst.BaseExpression, value: cst.BaseExpression | None = None) -> None:
        """Add the variables that an assignment of `value` to `target` makes."""
        match target:
            case cst.Name(name):
                read = _reads(value) if value is not None else iter(())
                origin = next((other for other in read if other != name and self.knows(other)), None)
                self._origins.setdefault(name, origin)
            case cst.Tuple(elements) | cst.List(elements):
                for element in elements:
                    self.bind(element.value)

    def knows(self, name: str) -> bool:
        return name in self._parameters or name in self._origins

    def annotation(self, name: str) -> str:
        """Return a parameter's annotation, or "" for another name."""
        return self._parameters[name].annotation if name in self._parameters else ""

    def alternatives(self, name: str) -> Iterator[str]:
        """Return names that could replace `name`: parameters of its type, its origin, earlier variables."""
        if name in self._parameters:
            annotation = self._parameters[name].annotation
            same = [
                other for other, parameter in self._parameters.items() if parameter.annotation == annotation
            ]
            return islice(_others(same, name), _MAX_ALTERNATIVES)
        if name not in self._origins:
            return iter(())
        origin = self._origins[name]
        candidates = [origin] if origin is not None else []
        candidates += [other for other in reversed(self._origins) if other != name]
        return islice(dict.fromkeys(candidates), _MAX_ALTERNATIVES)

    def attributes(self, name: str) -> Iterator[str]:
        """Return attributes of `self` that are made in the same way as `name`."""
        if name not in self._attributes:
            return iter(())
        maker = self._attributes[name]
        same = [other for other, other_maker in self._attributes.items() if other_maker == maker]
        return islice(_others(same, name), _MAX_ALTERNATIVES)

    def fixed(self, name: str) -> Iterator[cst.BaseExpression]:
        """Yield constants that could replace a parameter: its default, or the usual dimensions."""
        match self._parameters.get(name):
            case Parameter(default=None) if name == "dim":
                yield from (cst.Integer("0"), cst.UnaryOperation(cst.Minus(), cst.Integer("1")))
            case Parameter(default=cst.BaseExpression() as default) if code(default) != "None":
                yield default


def _attributes(top: cst.FunctionDef | cst.ClassDef) -> Iterator[tuple[str, str]]:
    """Yield the attributes that methods of a class set, each with the call that makes its value."""
    for assignment in m.findall(top, m.Assign()):
        match assignment:
            case cst.Assign([cst.AssignTarget(cst.Attribute(cst.Name("self"), cst.Name(name)))], value):
                yield name, code(value.func) if isinstance(value, cst.Call) else ""


def _reads(value: cst.BaseExpression) -> Iterator[str]:
    """Yield the names in an expression, in its order."""
    for name in m.findall(value, m.Name()):
        assert isinstance(name, cst.Name)
        yield name.value


def _others(names: list[str], name: str) -> Iterator[str]:
    """Yield the names after `name`, then those before it."""
    position = names.index(name)
    yield from (*names[position + 1 :], *names[:position])

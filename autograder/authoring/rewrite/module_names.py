"""What the names in a module mean, as far as its text shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst
from libcst import matchers as m

from autograder.authoring.mutate.syntax import code, is_constant


class ModuleNames:
    """The names of a module: what it imports, what it binds, and the parameters of its own functions."""

    def __init__(self, module: cst.Module) -> None:
        self._origins = dict(_imports(module))
        bindings = list(_bindings(module))
        self.bound = frozenset((*self._origins, *bindings))
        # A name that is bound twice may mean either thing.
        self._ambiguous = {name for name in self._origins if name in bindings}
        self._parameters = {
            name: parameters for name, parameters in _signatures(module) if bindings.count(name) == 1
        }

    @property
    def torch(self) -> str | None:
        """Return the name under which the module has imported torch; None if it hasn't."""
        known = (name for name, origin in self._origins.items() if origin == "torch")
        return next((name for name in known if name not in self._ambiguous), None)

    def origin(self, node: cst.BaseExpression) -> str:
        """Return the full name of an imported thing, such as "torch.nn.functional.relu"; else ""."""
        match node:
            case cst.Name(name) if name not in self._ambiguous:
                return self._origins.get(name, "")
            case cst.Attribute(value=value, attr=cst.Name(name)):
                owner = self.origin(value)
                return f"{owner}.{name}" if owner else ""
        return ""

    def parameters(self, node: cst.BaseExpression) -> Sequence[str]:
        """Return the parameters of a function or class of this module; none if `node` is anything else."""
        return self._parameters.get(node.value, ()) if isinstance(node, cst.Name) else ()

    def is_value(self, node: cst.BaseExpression) -> bool:
        """Return whether a method of the node is one of a value, not of a module, `self` or `super()`."""
        match node:
            case cst.Name(name):
                return name not in self._origins and name not in ("self", "cls")
            case cst.Attribute(value=cst.Name("self" | "cls")):
                return True
            case cst.Attribute(value=value):
                return self.is_value(value)
            case cst.Call(func=cst.Name("super")):
                return False
        return not isinstance(node, cst.BaseString | cst.BaseList | cst.BaseDict | cst.BaseSet | cst.Tuple)


class Rewriter(cst.CSTTransformer):
    """A rewrite of a whole module that keeps its behaviour. Its docstring shows what it changes."""

    def __init__(self, names: ModuleNames) -> None:
        super().__init__()
        self.names = names

    def torch(self, name: str) -> cst.BaseExpression:
        """Return the expression for a function of torch."""
        assert self.names.torch is not None, "the module doesn't import torch"
        return cst.Attribute(cst.Name(self.names.torch), cst.Name(name))


def argument(value: cst.BaseExpression, keyword: str | None = None, star: str = "") -> cst.Arg:
    """Return an argument of a call, without the layout of the place that its value comes from."""
    if keyword is None:
        return cst.Arg(value, star=star)  # type: ignore[arg-type]
    none = cst.SimpleWhitespace("")
    return cst.Arg(value, keyword=cst.Name(keyword), equal=cst.AssignEqual(none, none))


def arguments(call: cst.Call) -> list[cst.Arg]:
    """Return the arguments of a call without their layout."""
    return [argument(one.value, keyword_of(one), one.star) for one in call.args]


def keyword_of(argument: cst.Arg) -> str | None:
    return argument.keyword.value if argument.keyword is not None else None


def integer(node: cst.BaseExpression) -> int | None:
    """Return the value of an integer such as 0 or -1; None if the node is anything else."""
    is_integer = isinstance(node, cst.Integer) or (
        isinstance(node, cst.UnaryOperation) and isinstance(node.expression, cst.Integer)
    )
    return int(code(node), 0) if is_integer and is_constant(node) else None


def in_parentheses(node: cst.BaseExpression) -> cst.BaseExpression:
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def attribute(value: cst.BaseExpression, name: str) -> cst.Attribute:
    return cst.Attribute(value, cst.Name(name))


def names_in(node: cst.CSTNode) -> frozenset[str]:
    """Return all names in the node, also those of attributes."""
    return frozenset(name.value for name in m.findall(node, m.Name()) if isinstance(name, cst.Name))


def fresh(name: str, taken: frozenset[str]) -> str:
    """Return the name, or the name with underscores after it if it is taken."""
    while name in taken:
        name += "_"
    return name


def _imports(module: cst.Module) -> Iterator[tuple[str, str]]:
    """Yield each imported name with its full name."""
    for node in m.findall(module, m.Import() | m.ImportFrom()):
        match node:
            case cst.Import(names=names):
                for alias in names:
                    full = code(alias.name)
                    first = full.split(".")[0]
                    yield (_alias(alias), full) if alias.asname else (first, first)
            case cst.ImportFrom(module=cst.BaseExpression() as owner, names=[*names]):
                for alias in names:
                    yield _alias(alias) or code(alias.name), f"{code(owner)}.{code(alias.name)}"


def _alias(alias: cst.ImportAlias) -> str:
    return code(alias.asname.name) if alias.asname else ""


def _bindings(module: cst.Module) -> Iterator[str]:
    """Yield the names that the module binds anywhere without an import, once for each binding."""
    for node in m.findall(module, m.FunctionDef() | m.ClassDef() | m.Param()):
        assert isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Param)
        yield node.name.value
    kinds = m.AssignTarget() | m.AnnAssign() | m.AugAssign() | m.For() | m.CompFor() | m.NamedExpr()
    for node in m.findall(module, kinds):
        yield from names_in(node.target)  # type: ignore[attr-defined]
    for node in m.findall(module, m.WithItem() | m.ExceptHandler()):
        match node:
            case cst.WithItem(asname=cst.AsName(name=name)) | cst.ExceptHandler(name=cst.AsName(name=name)):
                yield from names_in(name)


def _signatures(module: cst.Module) -> Iterator[tuple[str, list[str]]]:
    """Yield each top-level function and class with its parameters, if all can be given by name."""
    for node in module.body:
        function: cst.CSTNode | None = node
        if isinstance(node, cst.ClassDef):
            methods = m.findall(node, m.FunctionDef(name=m.Name("__init__")))
            function = methods[0] if len(methods) == 1 and not node.decorators else None
        if isinstance(node, cst.FunctionDef | cst.ClassDef) and isinstance(function, cst.FunctionDef):
            params = function.params
            plain = not params.posonly_params and not params.kwonly_params and params.star_kwarg is None
            if plain and isinstance(params.star_arg, cst.MaybeSentinel) and not function.decorators:
                names = [param.name.value for param in params.params]
                yield node.name.value, names[1:] if isinstance(node, cst.ClassDef) else names

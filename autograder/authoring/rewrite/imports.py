"""A rewrite of imports."""

from __future__ import annotations

import builtins

import libcst as cst

from autograder.authoring.rewrite.module_names import ModuleNames, Rewriter, fresh
from autograder.authoring.rewrite.statements import renamed

_SHORT = {"torch": "th", "torch.nn": "layers", "torch.nn.functional": "ops"}


class Imports(Rewriter):
    """Import differently: torch.exp(x) -> exp(x), and all of torch under other names, such as th."""

    def __init__(self, names: ModuleNames) -> None:
        super().__init__(names)
        self._functions: dict[str, None] = {}  # functions of torch to import by name

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        match updated_node.func:
            case cst.Attribute(value=owner, attr=cst.Name(name)) if self.names.origin(owner) == "torch":
                if name not in self.names.bound and not hasattr(builtins, name):
                    self._functions[name] = None
                    return updated_node.with_changes(func=cst.Name(name))
        return updated_node

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        body = list(updated_node.body)
        new: dict[str, str] = {}
        for i, statement in enumerate(body):
            match statement:
                case cst.SimpleStatementLine([cst.Import() | cst.ImportFrom() as node]):
                    body[i] = statement.with_changes(body=[self._renamed(node, new)])
        last = max(i for i, statement in enumerate(body) if _is_import(statement))
        if self._functions:
            names = [cst.ImportAlias(cst.Name(name)) for name in self._functions]
            body.insert(last + 1, cst.SimpleStatementLine([cst.ImportFrom(cst.Name("torch"), names)]))
        return renamed(updated_node.with_changes(body=body), new)

    def _renamed(self, node: cst.Import | cst.ImportFrom, new: dict[str, str]) -> cst.Import | cst.ImportFrom:
        """Return the import with other aliases, and add these to `new`."""
        if isinstance(node.names, cst.ImportStar):
            return node
        aliases = []
        for alias in node.names:
            name = alias.evaluated_alias or alias.evaluated_name
            is_dotted = isinstance(node, cst.Import) and "." in name  # binds only the first name
            origin = "" if is_dotted else self.names.origin(cst.Name(name))
            if origin in _SHORT:
                new[name] = fresh(_SHORT[origin], self.names.bound)
                alias = alias.with_changes(asname=cst.AsName(cst.Name(new[name])))
            aliases.append(alias)
        return node.with_changes(names=aliases)


def _is_import(statement: cst.BaseStatement) -> bool:
    match statement:
        case cst.SimpleStatementLine([cst.Import() | cst.ImportFrom()]):
            return True
    return False

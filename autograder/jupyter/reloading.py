"""Keeps what a notebook imported from a module the same as the module's file."""

from __future__ import annotations

import ast
import importlib.util
import linecache
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any


class Reloader:
    """Watches one module for a notebook whose variables are `names`.

    The file is run as a new module, and only when that went well do the notebook's names change hands: a
    file that is half written leaves everything as it was.
    """

    def __init__(self, module: str, names: dict[str, Any]) -> None:
        self._name = module
        self._names = names
        self._ran = b""  # the file's text that the module was made from
        self._seen: bytes | None = None  # its text when it was last looked at; None: not imported yet

    def remember(self) -> None:
        """Take note of the file's text if the module was imported just now."""
        if self._seen is None and (path := self._path()) is not None:
            self._seen = _read(path)
            self._ran = self._seen or b""

    def refresh(self) -> str | None:
        """Reload the module if its file has changed; a line that says what happened, if anything did."""
        path = self._path()
        text = _read(path) if path else None
        if path is None or self._seen is None or text is None or text == self._seen:
            return None
        self._seen = text
        old = sys.modules[self._name]
        try:
            new = self._run(path, text)
        except SyntaxError as error:
            return _not_reloaded(path, f"line {error.lineno} is not valid Python ({error.msg})")
        except (Exception, SystemExit) as error:
            return _not_reloaded(path, f"it raised {type(error).__name__}: {error}")
        stale = sorted(self._instances(old))
        self._rebind(old, new)
        before, self._ran = self._ran, text
        return _line(path, _changed(before, text), _gone(old, new), stale)

    def _path(self) -> Path | None:
        file = getattr(sys.modules.get(self._name), "__file__", None)
        return Path(file) if file else None

    def _run(self, path: Path, text: bytes) -> ModuleType:
        """Return the module made anew from `text`, in the place of the former one."""
        code = compile(text, str(path), "exec", dont_inherit=True)
        spec = importlib.util.spec_from_file_location(self._name, path)
        assert spec is not None  # the path ends in .py
        new, old = importlib.util.module_from_spec(spec), sys.modules[self._name]
        sys.modules[self._name] = new  # where classes look for their module while they are made
        linecache.checkcache(str(path))
        try:
            exec(code, new.__dict__)
        except BaseException:
            sys.modules[self._name] = old
            raise
        return new

    def _rebind(self, old: ModuleType, new: ModuleType) -> None:
        """Give the notebook's names that stand for something of `old` what stands for it in `new`."""
        replaced = {id(old): new}
        for name, value in vars(old).items():
            if self._is_own(value) and hasattr(new, name):
                replaced[id(value)] = getattr(new, name)
        for name, value in list(self._names.items()):
            if id(value) in replaced:
                self._names[name] = replaced[id(value)]

    def _is_own(self, value: object) -> bool:
        """Return whether it is a function or a class that the module defines; what it imported stays."""
        return callable(value) and getattr(value, "__module__", None) == self._name

    def _instances(self, old: ModuleType) -> Iterator[str]:
        """Yield the notebook's names of objects that a class of `old` made."""
        classes = {value for value in vars(old).values() if isinstance(value, type) and self._is_own(value)}
        for name, value in self._names.items():
            if type(value) in classes and not name.startswith("_"):
                yield name


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:  # an editor may be just replacing it; the next cell looks again
        return None


def _changed(before: bytes, after: bytes) -> list[str]:
    """Return the functions and classes that are new or say something else than before."""
    old, new = _definitions(before), _definitions(after)
    return [name for name, tree in new.items() if old.get(name) != tree]


def _definitions(text: bytes) -> dict[str, str]:
    nodes = ast.parse(text).body
    return {node.name: ast.dump(node) for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def _gone(old: ModuleType, new: ModuleType) -> list[str]:
    own = (name for name, value in vars(old).items() if getattr(value, "__module__", None) == old.__name__)
    return [name for name in own if not hasattr(new, name)]


def _line(path: Path, changed: list[str], gone: list[str], stale: list[str]) -> str:
    parts = [f"Reloaded {path.name}: {', '.join(changed) or 'no function'} changed."]
    if gone:
        parts.append(f"It has no {', '.join(gone)} any more; the notebook keeps the old one.")
    if stale:
        parts.append(f"Created before the change, so run their cells again: {', '.join(stale)}.")
    return " ".join(parts)


def _not_reloaded(path: Path, reason: str) -> str:
    return f"{path.name} was not reloaded: {reason}. The notebook keeps what it had."

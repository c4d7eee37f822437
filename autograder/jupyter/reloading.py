"""The reloading of a module in a notebook after a change of the module's file."""

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
    """A watcher of one module, for a notebook with the variables `names`.

    It runs the file as a new module. Only if that succeeds, the notebook's names get the new objects. So a
    file that isn't finished changes nothing.
    """

    def __init__(self, module: str, names: dict[str, Any]) -> None:
        self._name = module
        self._names = names
        self._ran = b""  # the text from which the module was made
        self._seen: bytes | None = None  # the text at the last look; None: not imported yet

    def remember(self) -> None:
        """Store the file's text if the module has just been imported."""
        if self._seen is None and (path := self._path()) is not None:
            self._seen = _read(path)
            self._ran = self._seen or b""

    def refresh(self) -> str | None:
        """Reload the module if its file has changed. Return a line about it, or None."""
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
        """Return a new module made from `text`, which replaces the old one in `sys.modules`."""
        code = compile(text, str(path), "exec", dont_inherit=True)
        spec = importlib.util.spec_from_file_location(self._name, path)
        assert spec is not None  # the path ends in .py
        new, old = importlib.util.module_from_spec(spec), sys.modules[self._name]
        sys.modules[self._name] = new  # a class looks for its module here while it is made
        linecache.checkcache(str(path))
        try:
            exec(code, new.__dict__)
        except BaseException:
            sys.modules[self._name] = old
            raise
        return new

    def _rebind(self, old: ModuleType, new: ModuleType) -> None:
        """Bind the notebook's names of objects in `old` to the same objects in `new`."""
        replaced = {id(old): new}
        for name, value in vars(old).items():
            if self._is_own(value) and hasattr(new, name):
                replaced[id(value)] = getattr(new, name)
        for name, value in list(self._names.items()):
            if id(value) in replaced:
                self._names[name] = replaced[id(value)]

    def _is_own(self, value: object) -> bool:
        """Return whether it is a function or class that the module defines, not an import."""
        return callable(value) and getattr(value, "__module__", None) == self._name

    def _instances(self, old: ModuleType) -> Iterator[str]:
        """Yield the notebook's names of instances of classes in `old`."""
        classes = {value for value in vars(old).values() if isinstance(value, type) and self._is_own(value)}
        for name, value in self._names.items():
            if type(value) in classes and not name.startswith("_"):
                yield name


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:  # an editor may be replacing the file; the next cell looks again
        return None


def _changed(before: bytes, after: bytes) -> list[str]:
    """Return the functions and classes that are new or have changed."""
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

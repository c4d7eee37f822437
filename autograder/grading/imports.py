"""The modules of a package that some code can import. Their text is searched, and nothing is imported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

# For the modules of a judge, `ast` takes 60 ms and this search 3 ms. A line of a docstring that looks like an
# import does no harm, because only names of existing files are followed.
_NAMES = rb"((?:\\\r?\n|[^\r\n#;])+)"
_IMPORT = re.compile(
    rb"^([ \t]*)(?:from[ \t]*([\w.]+)[ \t]+import[ \t]*(?:\(([^)]*)\)|%b)|import[ \t]+%b)" % (_NAMES, _NAMES),
    re.MULTILINE,
)
_NO_NAMES = re.compile(rb"#[^\r\n]*|\bas[ \t]+\w+")


def imports(text: bytes, package: str = "", *, at_once: bool = False) -> Iterator[str]:
    """Yield the dotted names that a module's text imports anywhere; some of them name no module.

    Args:
        package: the package that holds the module, from which its relative imports start.
        at_once: leave out imports inside functions.
    """
    for indent, source, in_brackets, on_line, modules in _IMPORT.findall(text):
        if at_once and indent:
            continue
        if modules:
            yield from _words(rb"[\w.]+", modules)
            continue
        base = _absolute(source.decode(), package)
        yield base
        yield from (f"{base}.{name}" for name in _words(rb"\w+", in_brackets or on_line))


def _words(pattern: bytes, text: bytes) -> Iterator[str]:
    """Yield the words of a list of names, without the aliases and comments."""
    return (match.decode() for match in re.findall(pattern, _NO_NAMES.sub(b"", text)))


def _absolute(source: str, package: str) -> str:
    name = source.lstrip(".")
    levels = len(source) - len(name)
    if not levels:
        return name
    parents = package.split(".")
    return ".".join(filter(None, (*parents[: len(parents) - levels + 1], name)))


class Modules:
    """The modules of the package in a folder. Each file is read once, so later changes are not seen."""

    def __init__(self, folder: Path) -> None:
        self._package = folder.name
        self._files = dict(_modules(folder))
        self._read = cache(self._read_file)

    def below(self, *packages: str) -> list[str]:
        """Return the names of all modules in these packages."""
        return [name for name in self._files if f"{name}.".startswith(tuple(f"{one}." for one in packages))]

    def closure(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return the text of each module that some code can import, by the module's name.

        Args:
            names: the names that the code itself imports. Names of other packages are ignored.
        """
        texts: dict[str, bytes] = {}
        waiting = [name for name in names if name in self._files]
        while waiting:
            name = waiting.pop()
            if name not in texts:
                texts[name], imported = self._read(name)
                waiting += imported
        return texts

    def _read_file(self, name: str) -> tuple[bytes, list[str]]:
        """Return a module's text and the names of the modules that it imports, its own package included."""
        path = self._files[name]
        text = path.read_bytes()
        parent = name.rpartition(".")[0]
        # The outermost package imports some modules later, for other programs. Grading uses none of them.
        later = name != self._package
        imported = imports(text, name if path.name == "__init__.py" else parent, at_once=not later)
        return text, [one for one in (parent, *imported) if one in self._files]


def _modules(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name and the file of each module in the package."""
    for path in folder.rglob("*.py"):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if path.name == "__init__.py" else parts), path

"""A lesson's correct solutions, the files in its folder `correct/`.

A file may solve only some of the lesson's functions. Then it is laid over the reference, which solves the
others. The files are read without running them.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path

from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

_SIMILARITY = 0.85  # from here on a name looks like a misspelt function; 1 is the same name
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_OWN_SCOPE = (*_Definition.__args__, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def correct_files(kit: Kit, lesson: Lesson) -> list[Path]:
    """Return the paths of the lesson's correct solutions. The reference isn't one of them."""
    return sorted((kit.solution(lesson) / "correct").glob("*.py"))


def versions_in(path: Path, lesson: Lesson) -> dict[str, str]:
    """Return what a file says of each of the lesson's functions that it defines.

    Two texts are equal if only layout, comments or the function's docstring differ. Raise `CourseError`, with
    file and line, if the file is not valid Python.
    """
    names = {function.name for function in lesson.functions}
    found = _bindings(_parse(path.read_text(encoding="utf-8"), path), path)
    return {name: meaning for name, meaning in found.items() if name in names}


def misspelt_in(path: Path, lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Yield the names in a file that look like functions that it lacks, each with the function's name."""
    found = _bindings(_parse(path.read_text(encoding="utf-8"), path), path)
    missing = {f.name.lower(): f.name for f in lesson.functions if f.name not in found}
    for name in sorted(set(found) - {function.name for function in lesson.functions}):
        for near in get_close_matches(name.lower(), missing, n=1, cutoff=_SIMILARITY):
            yield name, missing[near]


def laid_over(reference: str, path: Path, functions: Collection[str]) -> str:
    """Return the reference's text followed by the text of the file at `path`.

    If the file defines all functions, return its own text alone.

    Raises:
        CourseError: the file is not valid Python, or binds a name of the reference to something else. Then
            the reference's other functions would use the file's.
    """
    text = path.read_text(encoding="utf-8")
    tree, base = _parse(text, path), ast.parse(reference)
    own, others = _bindings(tree, path), _bindings(base, path)
    if own.keys() >= set(functions):
        return text
    for name in sorted(own.keys() & others.keys() - set(functions)):
        if own[name] != others[name]:
            raise CourseError(f"{path} gives {name} another meaning than the reference: rename it in {path}.")
    # These imports must come first in a module.
    future = dict.fromkeys(ast.unparse(node) for node in (*_future(base), *_future(tree)))
    parts = [*future, _without_future(reference, base), "", _without_future(text, tree)]
    return "\n".join(parts)


def _parse(text: str, path: Path) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise CourseError(f"{path}, line {error.lineno or 1}: not valid Python ({error.msg}).") from error


def _bindings(tree: ast.Module, path: Path) -> dict[str, str]:
    """Return what each name of a module means: the text of a definition, or what an import imports."""
    found = {}
    for statement in tree.body:
        for node in _same_scope(statement):
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    found[node.name] = _meaning(node)
                case ast.Import(names=names):
                    for alias in names:
                        first = alias.name.split(".")[0]
                        found[alias.asname or first] = alias.name if alias.asname else first
                case ast.ImportFrom(module=module, names=names, level=level) if module != "__future__":
                    for alias in names:
                        if alias.name == "*":
                            raise CourseError(
                                f"{path}, line {node.lineno}: import names one by one, not by *."
                            )
                        origin = f"{'.' * level}{module or ''}"
                        found[alias.asname or alias.name] = f"{origin}.{alias.name}"
                case ast.Name(id=name, ctx=ast.Store()):
                    found[name] = ast.unparse(statement)
    return found


def _same_scope(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the node and the nodes below it that belong to the same scope of names."""
    yield node
    if not isinstance(node, _OWN_SCOPE):
        for child in ast.iter_child_nodes(node):
            yield from _same_scope(child)


def _meaning(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    """Return the text of a definition without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    fields = {name: getattr(node, name) for name in node._fields} | {"body": body or [ast.Pass()]}
    return ast.unparse(ast.copy_location(type(node)(**fields), node))


def _future(tree: ast.Module) -> list[ast.ImportFrom]:
    return [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]


def _without_future(text: str, tree: ast.Module) -> str:
    """Return the text with `pass` instead of each import from `__future__`, on as many lines."""
    lines = text.splitlines()
    for node in _future(tree):
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        before = lines[first].encode()[: node.col_offset].decode()  # ast counts bytes
        after = lines[last].encode()[node.end_col_offset :].decode()
        lines[first : last + 1] = [f"{before}pass{after}", *[""] * (last - first)]
    return "\n".join(lines) + "\n"

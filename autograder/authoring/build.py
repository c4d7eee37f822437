"""The making of `assignments/`, which students get, from the single source `solutions/`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from autograder.common.files import write_whole
from autograder.errors import CourseError
from autograder.lesson import hidden_counts
from autograder.lesson.kit import Kit
from autograder.lesson.likely_mistakes import NAME as LIKELY_MISTAKES
from autograder.lesson.registry import Lesson
from autograder.lesson.stubs import marked_lines, skeleton
from autograder.lesson.visible_checks import read_checks

# A shorter line of a solution ("loss = 0") may stand elsewhere by chance.
MIN_SECRET_LINE_CHARACTERS = 16


def build(kit: Kit, lesson: Lesson) -> list[Path]:
    """Write the lesson's assignment folder and remove stray files. Return the changed files.

    Raises:
        CourseError: a source is missing or malformed, or a line of a solution would get out.
    """
    wanted = render(kit, lesson)
    folder = kit.assignment(lesson)
    changed = []
    for name, text in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text)
            changed.append(path)
    for path in _present(folder):
        if str(path.relative_to(folder)) not in wanted:
            path.unlink()
            changed.append(path)
    return changed


def drift(kit: Kit, lesson: Lesson) -> list[str]:
    """Return the differences between the assignment folder and the output of `build`, one sentence each."""
    wanted = render(kit, lesson)
    folder = kit.assignment(lesson)
    present = {str(path.relative_to(folder)): path for path in _present(folder)}
    problems = [f"{folder / name} is missing." for name in wanted if name not in present]
    problems += [
        f"{path} has no source in solutions/." for name, path in present.items() if name not in wanted
    ]
    problems += [
        f"{path} differs from its source."
        for name, path in present.items()
        if name in wanted and path.read_bytes() != wanted[name]
    ]
    return sorted(problems)


def render(kit: Kit, lesson: Lesson) -> dict[str, bytes]:
    """Return the files of the lesson's assignment folder by name.

    This runs the visible checks on the known mistakes.
    """
    from autograder.authoring.wrong_values import render_wrong_values  # imports torch

    source, reference = kit.solution(lesson), kit.reference(lesson)
    solution = _read(reference)
    read_checks(source / f"test_{lesson.module}.py", lesson)  # raises an error if they are malformed
    files = {
        f"{lesson.module}.py": skeleton(solution, reference),
        f"test_{lesson.module}.py": _read(source / f"test_{lesson.module}.py"),
        "hints.yml": _read(source / "hints.yml"),
        f"{lesson.module}.ipynb": notebook(_read(source / "notebook.py")),
        hidden_counts.NAME: hidden_counts.render_counts(kit, lesson),
        LIKELY_MISTAKES: render_wrong_values(kit, lesson),
    }
    if kit.rules.is_file():
        files[kit.rules.name] = _read(kit.rules)
        if kit.rules.name not in (ast.get_docstring(ast.parse(solution)) or ""):
            raise CourseError(f"{reference} must point to {kit.rules.name} in the docstring at its head.")
    refuse_leaks(files, secret_lines(kit, lesson))
    return {name: text.encode() for name, text in files.items()}


def notebook(text: str) -> str:
    """Return the notebook, without outputs, made from its source in jupytext's percent format."""
    import jupytext  # type: ignore[import-untyped]  # half a second that the other commands need not wait for
    import nbformat

    made = jupytext.reads(text, fmt="py:percent")
    made.metadata.pop("jupytext", None)
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"  # the format needs ids, and random ones would change with each build
    return f"{nbformat.writes(made, version=4)}\n"  # type: ignore[no-untyped-call]


def solution_lines(solution: str) -> list[str]:
    """Return the lines between the marks that are specific enough to be secret."""
    return list(telling_lines(marked_lines(solution)))


def code_of(line: str) -> str:
    """Return the line without a comment at its end and without spaces around it."""
    return line.split("  #")[0].strip()


def secret_lines(kit: Kit, lesson: Lesson) -> list[str]:
    """Return the lines of the lesson's solution and hidden tests that students must not get."""
    return [*solution_lines(_read(kit.reference(lesson))), *hidden_lines(kit, lesson)]


def hidden_lines(kit: Kit, lesson: Lesson) -> list[str]:
    """Return the titles and comparisons of the hidden tests. Their other lines are ordinary code."""
    lines = [
        line.strip()
        for path in sorted(kit.suite(lesson).glob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [line for line in lines if line.startswith(('"""', "compare")) and line.strip('"')]


def telling_lines(lines: Iterator[str] | list[str]) -> Iterator[str]:
    """Yield the code of the lines that are specific enough to be secret."""
    for line in lines:
        code = code_of(line)
        # The head of a loop, a with block or a call is common code, but what follows it isn't.
        begun = code.endswith((":", "("))
        common = code.startswith(("#", "import ", "from ", '"""', "super().__init__(")) or begun
        if len(code) >= MIN_SECRET_LINE_CHARACTERS and not common:
            yield code


def refuse_leaks(files: dict[str, str], secrets: list[str]) -> None:
    """Raise `CourseError` if a file has a secret line. `files` has the texts by name."""
    for name, text in files.items():
        # In JSON, a notebook's or a sentence's line is a quoted text.
        rows = [line.strip().strip('",').removesuffix("\\n") for line in text.splitlines()]
        lines = {code_of(row) for line in rows for row in (line, line.replace('\\"', '"'))}
        for secret in secrets:
            if secret in lines:
                raise CourseError(f"{name} would hold a line that students must not get: {secret!r}.")


def _present(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and ".pytest_cache" not in path.parts
    ]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} can't be read: {error}.") from error

"""The choice of the one module that is graded, from a submission of any form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from autograder.common.text import shortened
from autograder.errors import StudentError
from autograder.intake.contents import ArchiveLimits, Member, TooMany, is_archive, members, single
from autograder.intake.definitions import definitions, mentions
from autograder.intake.notebook import is_notebook, module_of
from autograder.intake.source import MAX_MODULE_BYTES, PLACEHOLDER, Source, check_present, read_module
from autograder.intake.text import readable
from autograder.lesson.registry import Lesson

_LIMITS = ArchiveLimits()
_MAX_VERSIONS = 12  # the most that are decoded and parsed
_MAX_NOTEBOOKS = 4
_MAX_PARSED_BYTES = 2 * MAX_MODULE_BYTES  # of all versions together; a usual module has a tenth of this
_MAX_LISTED_NAMES = 5  # in one sentence
_MAX_NOTEBOOK_BYTES = 16 * 2**20  # plots included
_MODULE = re.compile(r"(?i)\.pyw?(\.txt)?\Z")
_CHECKS = re.compile(r"(?i)(test_.*|.*_test|conftest)\.py\Z")
_PACKED = re.compile(r"(?i)\.(7z|rar|xz|bz2|gz)\Z")
_NEWER = re.compile(r"(?i)final|latest|newest")
_TIMESTAMP = "timestamp.txt"  # nbgrader adds this file
_OLDER = re.compile(r"(?i)old|backup|bak\b|orig|draft")


class _Version(NamedTuple):
    """A text that could be the module."""

    path: PurePosixPath  # in the submission; starts with the archive's path if it is in one
    source: bytes
    repair: str = ""  # says what was wrong with its encoding
    notebook: bool = False
    archived: bool = False
    broken: tuple[int, ...] = ()  # numbers of a notebook's cells that were left out


@dataclass
class _Survey:
    """The content of a submission, sorted by how it can be used."""

    versions: list[_Version] = field(default_factory=list)
    faults: dict[PurePosixPath, str] = field(default_factory=dict)  # why a file can't be used, as a sentence
    others: list[PurePosixPath] = field(default_factory=list)
    _examined: Counter[bool] = field(default_factory=Counter)  # number of files; True: notebooks

    def may_examine(self, path: PurePosixPath, *, always: bool = False) -> bool:
        """Return whether one more file may be decoded or parsed. If not, add it to the other files."""
        notebook = is_notebook(path.name)
        self._examined[notebook] += 1
        if self._examined[notebook] > (_MAX_NOTEBOOKS if notebook else _MAX_VERSIONS) and not always:
            self.others.append(path)
            return False
        return True


def read(path: Path, lesson: Lesson) -> Source:
    """Return the lesson's module from a submission: a file, a folder, a notebook or an archive.

    The same content gives the same source. The place and the time of the files don't matter.

    Raises:
        CourseError: if there is nothing at `path`.
    """
    check_present(path)
    folder = path.is_dir()
    if folder and path.is_symlink():
        return Source(None, f"{shortened(path.name)} is a link to another folder.")
    survey = _Survey()
    try:
        if folder:
            return _of_folder(path, lesson, survey)
        if is_archive(path.name):
            _survey(members(path, _LIMITS), lesson, survey, archive=PurePosixPath(path.name))
        elif is_notebook(path.name):
            _add_notebook(single(path), PurePosixPath(path.name), lesson, survey)
        else:
            return _as_it_is(path)
    except StudentError as error:
        return Source(None, str(error))
    return _decide(survey, lesson)


def _as_it_is(file: Path) -> Source:
    """Return the text of a file that is taken as the module under any name."""
    source, repair = _text(file.name, read_module(file))
    return Source(source, note=f"{shortened(file.name)} was repaired: {repair}." if repair else "")


def _of_folder(folder: Path, lesson: Lesson, survey: _Survey) -> Source:
    try:
        _survey(members(folder, _LIMITS), lesson, survey, root=folder)
    except TooMany:
        # The order in which a disk lists files is arbitrary, so only the file of the right name is read.
        try:
            return _as_it_is(folder / f"{lesson.module}.py")
        except StudentError as error:
            count = f"The submission holds more than {_LIMITS.entries} files"
            return Source(None, f"{count}, and {error}")
    return _decide(survey, lesson)


def _survey(
    inside: Iterator[Member],
    lesson: Lesson,
    survey: _Survey,
    *,
    root: Path | None = None,
    archive: PurePosixPath | None = None,
) -> None:
    """Sort the files of a folder (`root`) or an archive into `survey`. Archives in a folder are opened."""
    for member in inside:
        path = archive / member.path if archive else member.path
        name = path.name
        if _MODULE.search(name) and not _CHECKS.match(name):
            _add_module(member, path, lesson, survey, archived=archive is not None)
        elif is_notebook(name):
            _add_notebook(member, path, lesson, survey, archived=archive is not None)
        elif root is not None and is_archive(name):
            try:
                _survey(members(root / path, _LIMITS), lesson, survey, archive=path)
            except StudentError as error:
                survey.faults[path] = str(error)
        elif name != _TIMESTAMP:
            survey.others.append(path)


def _add_module(
    member: Member, path: PurePosixPath, lesson: Lesson, survey: _Survey, *, archived: bool = False
) -> None:
    exact = path.name == f"{lesson.module}.py"
    try:
        data = member.read(MAX_MODULE_BYTES)
        if not exact and b"\0" not in data and not mentions(data, lesson):
            survey.others.append(path)
        elif survey.may_examine(path, always=exact and len(path.parts) == 1):
            source, repair = _text(path.name, data)
            if source.strip():
                survey.versions.append(_Version(path, source, repair, archived=archived))
            else:
                survey.faults[path] = f"{shortened(path)} is empty."
    except StudentError as error:
        survey.faults[path] = str(error)


def _add_notebook(
    member: Member, path: PurePosixPath, lesson: Lesson, survey: _Survey, *, archived: bool = False
) -> None:
    if not survey.may_examine(path):
        return
    try:
        data = member.read(_MAX_NOTEBOOK_BYTES)
        module = module_of(data, lesson)
    except StudentError as error:
        problem = str(error)
        survey.faults[path] = problem if problem.endswith(".") else f"{shortened(path)} {problem}."
        return
    if module is None and PLACEHOLDER.encode() in data:
        return  # the student didn't hand it in
    if module is None:
        survey.faults[path] = f"the notebook {shortened(path)} defines no function of the lesson."
    else:
        source, broken = module
        survey.versions.append(_Version(path, source, notebook=True, archived=archived, broken=tuple(broken)))


def _text(name: str, data: bytes) -> tuple[bytes, str]:
    try:
        return readable(data)
    except StudentError as error:
        raise StudentError(f"{shortened(name)} {error}.") from error


def _decide(survey: _Survey, lesson: Lesson) -> Source:
    if not survey.versions:
        return Source(None, _why_none(survey, lesson))
    ordered = sorted(survey.versions, key=lambda version: _likeness(version, lesson), reverse=True)
    if len(ordered) == 1:
        return Source(ordered[0].source, note=_note(ordered[0], [], survey, lesson))
    sizes = accumulate(len(version.source) for version in ordered)
    parsed = max(1, sum(size <= _MAX_PARSED_BYTES for size in sizes))
    ranked = sorted(ordered[:parsed], key=lambda version: _rank(version, lesson), reverse=True)
    best = ranked[0]
    others = [version for version in [*ranked[1:], *ordered[parsed:]] if version.source != best.source]
    left = [version for version in others if mentions(version.source, lesson)]
    return Source(best.source, note=_note(best, left, survey, lesson))


def _likeness(version: _Version, lesson: Lesson) -> tuple[object, ...]:
    """Return a sort key. A likelier place and name have a greater key, then a newer name."""
    name = version.path.name
    return (
        name == f"{lesson.module}.py",
        lesson.module in name.casefold(),
        not version.notebook,
        not version.archived,
        -len(version.path.parts),
        _age(version.path, lesson),
        str(version.path),
    )


def _rank(version: _Version, lesson: Lesson) -> tuple[object, ...]:
    """Return a sort key; the version with the greatest key is graded.

    The file of the right name comes first if a function is written in it. Then more written functions win."""
    known = definitions(version.source, lesson)
    exact = version.path.name == f"{lesson.module}.py" and bool(known.written)
    return (
        exact and len(version.path.parts) == 1,
        exact,
        len(known.written),
        not version.notebook,
        _age(version.path, lesson),
        len(known.defined),
        _likeness(version, lesson),
    )


def _age(path: PurePosixPath, lesson: Lesson) -> tuple[int, list[int]]:
    """Return a sort key. A newer name has a greater key, by words such as "final", then by numbers."""
    rest = re.sub(re.escape(lesson.module), "", str(path), flags=re.IGNORECASE)
    words = bool(_NEWER.search(rest)) - bool(_OLDER.search(rest))
    return words, [int(digits[:18]) for digits in re.findall(r"[0-9]+", rest)]


def _note(best: _Version, left: list[_Version], survey: _Survey, lesson: Lesson) -> str:
    """Return one sentence about everything unusual in the submission; empty if nothing is."""
    module, path_text = f"{lesson.module}.py", shortened(best.path)
    clauses = []
    if best.notebook:
        clauses.append(f"{module} was made of the code cells of {path_text}; line numbers refer to it")
        if best.broken:
            numbers = ", ".join(map(str, best.broken[:_MAX_LISTED_NAMES]))
            clauses.append(f"code cells that are not valid Python were left out (number {numbers})")
    elif best.path.name != module:
        clauses.append(f"{path_text} is graded as {module}")
    elif best.archived or len(best.path.parts) > 1:
        clauses.append(f"{path_text} is graded")
    if best.repair:
        clauses.append(best.repair if clauses else f"{path_text} was repaired: {best.repair}")
    if left:
        clauses += [] if clauses else [f"{path_text} is graded"]
        clauses.append(f"other versions were ignored: {_listed([version.path for version in left])}")
    exact = survey.faults.get(PurePosixPath(module))
    if exact:
        clauses.append(exact.rstrip("."))
    return f"{'; '.join(clauses)}." if clauses else ""


def _why_none(survey: _Survey, lesson: Lesson) -> str:
    module = f"{lesson.module}.py"
    exact = [fault for path, fault in survey.faults.items() if path.name == module]
    if exact:
        return exact[0]
    if survey.faults:
        faults = [fault.rstrip(".") for fault in list(survey.faults.values())[:_MAX_LISTED_NAMES]]
        besides = [f"the only other files are {_listed(survey.others)}"] if survey.others else []
        return f"{module} is missing; {'; '.join([*faults, *besides])}."
    if not survey.others:
        return f"{module} is missing: the submission is empty."
    packed = any(_PACKED.search(path.name) for path in survey.others)
    advice = "; of archives, only .zip and .tar.gz are opened" if packed else ""
    return f"{module} is missing: the submission holds only {_listed(survey.others)}{advice}."


def _listed(paths: list[PurePosixPath]) -> str:
    names = [shortened(path) for path in paths[:_MAX_LISTED_NAMES]]
    if len(paths) > _MAX_LISTED_NAMES:
        names[-1:] = [f"{len(paths) - _MAX_LISTED_NAMES + 1} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

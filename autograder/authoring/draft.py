"""`autograder draft`: mutants of the reference as known mistakes that lack only their sentence.

Each gives another outcome on the hidden tests, so a diagnosis can tell it from the others. An author keeps
those that students make, and writes the sentences.
"""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, count, zip_longest
from pathlib import Path
from typing import NamedTuple

from autograder.authoring.mutate.mutants import Mutant, mutants
from autograder.authoring.suite import Suite, inline_session
from autograder.candidate.wire import Run
from autograder.errors import CourseError
from autograder.judge.case import Answers, Case, answers_of
from autograder.lesson.kit import Kit
from autograder.lesson.mistakes import ReferenceChange, changed, mistakes_in
from autograder.lesson.registry import Function, Lesson
from autograder.sandbox.protocol import Breach

SEED = 20
MAX_DRAFTS = 12  # for one function
_MAX_COLUMNS = 110
_MAX_TOKENS = 20  # on each side of a change, in the search for a readable part
_IMPORT = "from autograder.judge import"
# The mutators, those first whose changes students make most often.
LIKELIEST = (
    *("transpose-drop", "keyword-drop", "operand-drop", "arith-swap", "call-drop", "call-twin", "integer"),
    *("name-swap", "flag", "statement-drop", "compare-swap", "unary-drop", "operand-swap", "argument-drop"),
    *("parameter-fix", "in-place", "augment-swap", "attribute-swap", "slice-shift", "index-swap"),
    *("argument-swap", "element-swap", "range-shift", "infinity", "float", "bool-swap", "condition"),
    *("slice-widen", "loop", "mode", "with-drop", "finally-drop", "root", "clamp", "finite-mask"),
    *("broadcast", "dtype", "narrow-dtype", "loop-limit", "draw", "shared-mask", "order"),
)


class Draft(NamedTuple):
    """A row of a file of known mistakes, with an empty sentence."""

    name: str
    edit: tuple[str, str]  # the old and the new text

    def __str__(self) -> str:
        """Return the row in the layout of `ruff format`."""
        old, new = (json.dumps(text, ensure_ascii=False) for text in self.edit)
        row = f'{self.name} = change("", ({old}, {new}))'
        if len(row) <= _MAX_COLUMNS:
            return row
        pair = f"    ({old}, {new}),"
        if len(pair) > _MAX_COLUMNS:
            pair = f"    (\n        {old},\n        {new},\n    ),"
        return f'{self.name} = change(\n    "",\n{pair}\n)'


def drafts(kit: Kit, lesson: Lesson, function: Function) -> Iterator[Draft]:
    """Yield drafts of known mistakes of a function, the likeliest first.

    Left out are mutants that pass all tests, that raise an exception in most comparisons, or that give the
    outcome of a known mistake or of an earlier draft. The mutants run in this process, because they are the
    course's own code.
    """
    path = kit.solution(lesson) / "mistakes" / f"{function.name}.py"
    reference = kit.reference(lesson).read_text(encoding="utf-8")
    session = inline_session(kit, lesson)
    suite = Suite(session, lesson, function, SEED)
    known = session.material(lesson.name).mistakes[function.name]
    seen = [[answers_of(mistake)] * len(suite.plans) for mistake in known]
    taken = {mistake.name for mistake in mistakes_in(path)}
    found = 0
    for mutant in _by_likelihood(reference, function.name):
        edit = edit_of(reference, mutant, path)
        answers = _answers(suite, mutant) if edit is not None else None
        if edit is None or answers is None or any(_agree(suite, answers, other) for other in seen):
            continue
        seen.append(answers)
        name = _free(mutant.operator.replace("-", "_"), taken)
        taken.add(name)
        yield Draft(name, edit)
        found += 1
        if found == MAX_DRAFTS:
            return


def append(path: Path, function: str, rows: Sequence[Draft]) -> None:
    """Add rows to the file of known mistakes at `path`, which need not exist yet."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if not text:
        text = f'"""Wrong versions of `{function}` that students write."""\n\n{_IMPORT} change\n'
    elif not re.search(rf"^{_IMPORT} .*\bchange\b", text, re.MULTILINE):
        text = text.replace(f"{_IMPORT} mistake", f"{_IMPORT} change, mistake", 1)
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([text, "", *map(str, rows), ""]), encoding="utf-8")


def edit_of(reference: str, mutant: Mutant, path: Path) -> tuple[str, str] | None:
    """Return the old and the new text that turn the reference into the mutant; None if there are none.

    They are short, but long enough to be found only where the mutant has changed the function.
    """
    wanted = ast.dump(ast.parse(mutant.source))
    for edit in _edits(reference, mutant):
        try:
            text = changed(reference, mutant.function, ReferenceChange("", (edit,)), path)
            if edit[0] and ast.dump(ast.parse(text)) == wanted:
                return edit
        except (CourseError, SyntaxError):  # this text isn't in the function, or is in other places too
            continue
    return None


def _edits(reference: str, mutant: Mutant) -> Iterator[tuple[str, str]]:
    """Yield possible edits: the mutant's own words, then longer and longer parts of the function."""
    words = mutant.change.split(" -> ")
    for i in range(1, len(words)):
        yield " -> ".join(words[:i]), " -> ".join(words[i:])
    old, new = _text(reference, mutant.function), _text(mutant.source, mutant.function)
    start = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    rest = min(len(old), len(new)) - start
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    ends = len(old) - tail
    borders = [0, *(match.end() for match in re.finditer(r"\w+|\s+|[^\w\s]", old))]
    lefts = [border for border in reversed(borders) if border <= start]
    rights = [border for border in borders if border >= ends]
    near = [(a, b) for a in lefts[:_MAX_TOKENS] for b in rights[:_MAX_TOKENS] if _is_readable(old, old[a:b])]
    for a, b in sorted(near, key=lambda part: part[1] - part[0]):
        yield old[a:b], new[a : len(new) - (len(old) - b)]
    for a, b in zip_longest(lefts, rights):
        a, b = lefts[-1] if a is None else a, rights[-1] if b is None else b
        yield old[a:b], new[a : len(new) - (len(old) - b)]


def _is_readable(text: str, part: str) -> bool:
    """Return whether a part of a function's text is unique, on one line, and has its brackets in pairs."""
    depth = 0
    for sign in part:
        depth += (sign in "([{") - (sign in ")]}")
        if depth < 0:
            return False
    return depth == 0 and part == part.strip() and "\n" not in part and text.count(part) == 1


def _text(source: str, function: str) -> str:
    """Return the text of a top-level function or class, in which a change is made."""
    node = next(node for node in ast.parse(source).body if getattr(node, "name", None) == function)
    return "".join(source.splitlines(keepends=True)[node.lineno - 1 : node.end_lineno])


def _by_likelihood(reference: str, function: str) -> list[Mutant]:
    """Return the mutants of a function: the first one of each mutator, then the second ones, and so on."""
    turns = Counter[str]()
    ranked = []
    for mutant in mutants(reference, [function]):
        if mutant.operator == "statement-drop" and mutant.change.startswith("return"):
            continue  # no student forgets the result and misses it in the visible checks
        ranked.append(((turns[mutant.operator], LIKELIEST.index(mutant.operator)), mutant))
        turns[mutant.operator] += 1
    return [mutant for _, mutant in sorted(ranked, key=lambda one: one[0])]


def _answers(suite: Suite, mutant: Mutant) -> list[Answers] | None:
    """Return a mutant's answers to each test.

    Return None if it passes them all, doesn't end, or raises an exception in most comparisons: then the
    exception tells the student more than a sentence.
    """
    submission = suite.submission(mutant.source.encode())
    tried: list[dict[Case, list[Run]]] = []
    for plan in suite.plans:
        cases = [step for step in chain(plan.brief, plan.steps) if isinstance(step, Case)]
        try:
            tried.append(suite.runs(submission, list(dict.fromkeys(cases))))
        except Breach:
            return None
    answers: list[Answers] = [runs.__getitem__ for runs in tried]
    if all(plan.first_fault(one, None) is None for plan, one in zip(suite.plans, answers, strict=True)):
        return None
    raised = [run.fault is not None for runs in tried for case in runs for run in runs[case]]
    return answers if 2 * sum(raised) <= len(raised) else None


def _agree(suite: Suite, answers: Sequence[Answers], others: Sequence[Answers]) -> bool:
    """Return whether two modules give the same outcome in all tests."""
    tried = zip(suite.plans, answers, others, strict=True)
    return all(step.agree(one, other) for plan, one, other in tried for step in plan.steps)


def _free(name: str, taken: set[str]) -> str:
    return next(
        one for number in count(1) if (one := name if number == 1 else f"{name}_{number}") not in taken
    )

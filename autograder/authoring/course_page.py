"""The page with the plan of the course: the lessons' order and dependencies, and how to work."""

from __future__ import annotations

from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson, PlannedLesson, Registry

_HEAD = """\
<!-- Made from grading.yml by `autograder build`: change that file, not this page. -->

# The course

{count} lessons, in this order. {ready}
Times are estimates for a student who works through the notebook as well.

"""
_ALL_READY = "Each has a folder in `assignments/`."
_SOME_READY = "A lesson that is ready has a folder in `assignments/`; {coming} are to come."
_WORK = """
## How to work

1. Take the lessons in order, or look below for the way to the one that you want. No lesson uses another
   one's code, so you may also read up on a subject elsewhere.
2. Open the lesson's notebook and read up to the first function that it uses.
3. Write that function in the lesson's module. Its docstring is the contract: shapes, conventions, and what
   may not be called. The rules that all lessons share are in `rules.md`, beside the module.
4. Check it: run the notebook's cell `%check NAME`, or `autograder check LESSON --function NAME`. When it
   passes, run the cells about it, look at the plots, and go on.
5. Stuck for ten minutes? `%hint NAME` in the notebook, or `autograder hint LESSON NAME`, gives a nudge. There
   are three hints for each function, up to nearly there.
6. Do the quiz at the end of the notebook on paper, and hand the module in.
"""
_DRAWN = """
## What builds on what

An arrow leads from a lesson to one that builds on it.{boxes} The list below says the same in words.

"""
_BOXES = " Boxes with a solid line are ready, those with a dashed line are to come."
_GRAPH = """\
```mermaid
graph TD
    accTitle: What builds on what
    accDescr: As in the list below
"""


def course_page(registry: Registry, root: str) -> str:
    """Return the page as Markdown. `root` is the relative path from its folder to that of grading.yml."""
    count = len(registry.plan)
    coming = count - len(registry.lessons)
    head = _HEAD.format(count=count, ready=_SOME_READY.format(coming=coming) if coming else _ALL_READY)
    parts = [head, _table(registry, root), _WORK, _order(registry)]
    return "".join(parts)


def write_plan(kit: Kit) -> bool:
    """Write docs/course.md. Return whether it changed."""
    path, text = kit.plan, _text(kit)
    if _present(kit) == text:
        return False
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text)
    return True


def plan_drift(kit: Kit) -> list[str]:
    """Return a sentence if docs/course.md is missing or out of date, else an empty list."""
    there = _present(kit)
    if there == _text(kit):
        return []
    return [
        f"{kit.plan} is missing."
        if there is None
        else f"{kit.plan} is not what `autograder build` makes of grading.yml."
    ]


def _text(kit: Kit) -> bytes:
    return course_page(kit.registry, "..").encode()


def _present(kit: Kit) -> bytes | None:
    try:
        return kit.plan.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CourseError(f"{kit.plan} can't be read: {error.strerror}.") from error


def _table(registry: Registry, root: str) -> str:
    rows = ["| lesson | subject | builds on | difficulty | time | functions (points) |"]
    rows.append("| --- | --- | --- | --- | --- | --- |")
    rows += [_row(lesson, root) for lesson in registry.plan]
    return "\n".join(rows) + "\n"


def _row(lesson: Lesson | PlannedLesson, root: str) -> str:
    needs = ", ".join(map(_number, lesson.needs)) or "nothing"
    if isinstance(lesson, PlannedLesson):
        return f"| {lesson.name} | {_cell(lesson.title)} | {needs} | | | to come |"
    functions = ", ".join(f"`{function.name}` {function.points:g}" for function in lesson.functions)
    link = f"[{lesson.name}]({root}/assignments/{lesson.name}/)"
    facts = f"{needs} | {lesson.difficulty or ''} | {_time(lesson.minutes)}"
    return f"| {link} | {_cell(lesson.title)} | {facts} | {functions} ({lesson.points:g} in all) |"


def _time(minutes: int | None) -> str:
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" * bool(hours), f"{rest} min" * bool(rest))))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _number(name: str) -> str:
    return name[:2]


def _order(registry: Registry) -> str:
    """Return the dependencies of the lessons, as a drawing and in words."""
    drawn = _DRAWN.format(boxes=_BOXES if registry.planned else "")
    return f"{drawn}{_picture(registry)}\n{_words(registry)}"


def _picture(registry: Registry) -> str:
    lines = []
    for lesson in registry.plan:
        style = ":::coming" if isinstance(lesson, PlannedLesson) else ""
        lines.append(f'    L{lesson.name}["{_number(lesson.name)} {_quoted(lesson.title)}"]{style}')
    for lesson in registry.plan:
        lines += [f"    L{need} --> L{lesson.name}" for need in lesson.needs]
    lines += ["    classDef coming stroke-dasharray: 5 4"] if registry.planned else []
    lines += ["```", ""]
    return _GRAPH + "\n".join(lines)


def _quoted(text: str) -> str:
    return text.replace('"', "#quot;")


def _words(registry: Registry) -> str:
    titles = {lesson.name: f"{_number(lesson.name)} {lesson.title}" for lesson in registry.plan}
    lines = []
    for lesson in registry.plan:
        coming = " (to come)" if isinstance(lesson, PlannedLesson) else ""
        before = _listed([titles[need] for need in lesson.needs])
        after = _listed([titles[other.name] for other in registry.plan if lesson.name in other.needs])
        way = f"builds on {before}" if before else "needs no other lesson"
        lines.append(f"- {titles[lesson.name]}{coming} {way}" + (f"; it leads to {after}." if after else "."))
    return "\n".join(lines) + "\n"


def _listed(names: list[str]) -> str:
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last

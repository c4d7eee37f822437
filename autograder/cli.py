"""The command line: each command calls the module that does the work and prints the result."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, TaskID

from autograder import __version__
from autograder.console import err, out, progress_bar, score_table, show_report
from autograder.errors import AutograderError, CourseError
from autograder.export import Format, Visibility
from autograder.kit import Kit
from autograder.practice.commands import commands
from autograder.registry import Lesson
from autograder.results import MAX_SEED, UNISOLATED, Isolation, Report

app = typer.Typer(
    help="Auto-graded PyTorch exercises.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(commands)

Lessons = Annotated[list[str] | None, typer.Argument(help="Lessons, by name or number (02); all by default.")]
Seed = Annotated[
    int | None,
    typer.Option(
        help="Seed of the hidden inputs; by default a course's own, else a fresh one.", min=0, max=MAX_SEED
    ),
]
Devices = Annotated[list[str] | None, typer.Option("--device", help="Device to test on; may be given again.")]
Similarity = Annotated[
    bool,
    typer.Option("--similarity", help="List submissions that are alike (needs the extra 'similarity')."),
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"autograder {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Auto-graded PyTorch exercises."""


@app.command()
def build(
    lessons: Lessons = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; fail if anything would.")] = False,
) -> None:
    """Make assignments/ from solutions/, and docs/course.md from grading.yml (for authors)."""
    from autograder.build import build as build_lesson
    from autograder.build import drift
    from autograder.plan import plan_drift, write_plan

    kit = Kit.find()
    chosen = _lessons(kit, lessons)
    problems = plan_drift(kit) if check else []
    if not check and write_plan(kit):
        out.print(f"wrote {kit.plan}", markup=False)
    for lesson in chosen:
        if check:
            problems += drift(kit, lesson)
        else:
            for path in build_lesson(kit, lesson):
                out.print(f"{'wrote' if path.exists() else 'removed'} {path}", markup=False)
    for problem in problems:
        err.print(problem, markup=False)
    if problems:
        raise CourseError(
            "What is made from solutions/ and grading.yml is not up to date: run autograder build."
        )


@app.command()
def bundle(
    lessons: Lessons = None,
    output: Annotated[
        Path | None, typer.Option(help="The zip to write; pytorch-exercises.zip by default.", dir_okay=False)
    ] = None,
) -> None:
    """Make the zip that students download: lessons, data, checks, and set-up in one command."""
    from autograder.bundle import NAME, bundle_zip
    from autograder.bundle.target import put

    kit = Kit.find()
    chosen = _lessons(kit, lessons)
    target = output or Path(f"{NAME}.zip")
    done = put(target, bundle_zip(kit, chosen))
    out.print(f"{done} {target} with {', '.join(lesson.name for lesson in chosen)}", markup=False)


@app.command()
def verify(
    lessons: Lessons = None,
    mutants: Annotated[bool, typer.Option("--mutants", help="Try mutants of the reference too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the proofs as a JSON array.")] = False,
    markdown: Annotated[
        Path | None, typer.Option(help="Write the tables to this file as well.", dir_okay=False)
    ] = None,
    device: Devices = None,
    jobs: Annotated[int | None, typer.Option(help="Submissions at once.", min=1)] = None,
) -> None:
    """Prove that lessons' tests are strong and fair (for authors)."""
    from autograder.executor import LocalPool, default_jobs
    from autograder.sandbox.availability import require_sandbox
    from autograder.verify.proof import prove
    from autograder.verify.tables import as_json, as_markdown, proof_table

    kit = Kit.find()
    chosen = _lessons(kit, lessons)
    require_sandbox()
    proofs = []
    with LocalPool(kit, [lesson.name for lesson in chosen], device, jobs or default_jobs()) as pool:
        for lesson in chosen:
            with progress_bar() as bar:
                task = bar.add_task(lesson.name, total=None)

                def progress(done: int, total: int, bar: Progress = bar, task: TaskID = task) -> None:
                    bar.update(task, completed=done, total=total)

                proofs.append(prove(kit, lesson, pool, mutants=mutants, progress=progress))
            if not json:
                out.print(proof_table(proofs[-1]))
                for finding in proofs[-1].findings:
                    where = f", {finding.function}" if finding.function else ""
                    out.print(f"{finding.check}{where}: {finding.message}", markup=False)
    if markdown is not None:
        markdown.write_text(as_markdown(proofs), encoding="utf-8")
    if json:
        sys.stdout.buffer.write(as_json(proofs))
    if not all(proof.holds for proof in proofs):
        raise typer.Exit(1)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The course folder to make, or to add lessons to.")],
    lessons: Annotated[list[str] | None, typer.Option("--lesson", help="A lesson; all by default.")] = None,
    roster: Annotated[Path | None, typer.Option(help="CSV: id,first_name,last_name,email.")] = None,
    db_url: Annotated[
        str | None,
        typer.Option(help="Keep the gradebook there: postgresql://USER@HOST/NAME, without the password."),
    ] = None,
) -> None:
    """Make a course folder with nbgrader's gradebook."""
    from autograder.course import Course

    kit = _kit(folder)
    course = Course.create(folder, kit, _lessons(kit, lessons), roster, db_url)
    out.print(f"{course.root} is a course. Submissions go to submitted/STUDENT/LESSON/ in it.", markup=False)


@app.command()
def collect(
    lesson: Annotated[str, typer.Argument(help="A lesson, by name or number (02).")],
    exports: Annotated[list[Path], typer.Argument(help="Archives or folders that your system exported.")],
    course: Annotated[Path, typer.Option(help="The course folder.")],
) -> None:
    """Put submissions that Canvas, Moodle, Blackboard or Gradescope exported into a course."""
    from autograder.console import show_collection
    from autograder.course import Course
    from autograder.course.collection import collect as collect_exports

    kit = _kit(course)
    which = kit.registry.lesson(lesson)
    show_collection(which, collect_exports(Course.open(course, kit), which, exports))


@app.command()
def grade(
    lessons: Lessons = None,
    submission: Annotated[
        Path | None, typer.Option(help="Grade this file, folder, notebook or archive only.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object (with --submission).")] = False,
    course: Annotated[Path | None, typer.Option(help="Grade the submissions of this course folder.")] = None,
    student: Annotated[
        list[str] | None, typer.Option(help="Only this student's; may be given again.")
    ] = None,
    device: Devices = None,
    jobs: Annotated[
        int | None, typer.Option(help="Submissions at once; one a processor by default.", min=1)
    ] = None,
    seed: Seed = None,
    force: Annotated[
        bool, typer.Option("--force", help="Grade anew what was graded before, under a fresh seed.")
    ] = False,
    isolation: Annotated[
        Isolation,
        typer.Option(help="none: no sandbox; submissions run with all your rights, so trust them."),
    ] = Isolation.BUBBLEWRAP,
    similarity: Similarity = False,
) -> None:
    """Grade a course, or one submission without a course."""
    kit = _kit(course)
    if (submission is None) == (course is None):
        raise CourseError("Say what to grade: either --course DIR, or a lesson and --submission PATH.")
    if submission is not None:
        if not lessons or len(lessons) != 1:
            raise CourseError("With --submission, name the one lesson that it is for.")
        from autograder.grading import grade as grade_one
        from autograder.intake import read

        source = read(submission, kit.registry.lesson(lessons[0]))
        report = grade_one(lessons[0], source, seed=seed, devices=device, isolation=isolation, kit=kit)
        if json:
            sys.stdout.buffer.write(report.to_json())
        else:
            show_report(report)
        if source.note:
            (err if json else out).print(source.note, markup=False)
        return
    if json:
        raise CourseError("--json goes with --submission; a course's reports lie in its reports/ folder.")
    assert course is not None
    _grade_course(kit, course, lessons, student, device, jobs, seed, force, isolation, similarity)


@app.command()
def report(
    lessons: Lessons = None,
    *,
    course: Annotated[Path, typer.Option(help="The course folder.")],
    similarity: Similarity = False,
) -> None:
    """Make a course's report pages again from its stored results, without grading."""
    from autograder.course import Course
    from autograder.grading import report_course

    kit = _kit(course)
    chosen = _lessons(kit, lessons) if lessons else None
    for page in report_course(Course.open(course, kit), chosen, similarity=similarity):
        out.print(f"Wrote {page}", markup=False)


@app.command()
def export(
    format: Annotated[Format, typer.Option(help="Where the scores or results go.")],
    lessons: Lessons = None,
    course: Annotated[Path | None, typer.Option(help="The graded course folder.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            help="The file to write (gradescope: the folder); csv and junit are printed by default."
        ),
    ] = None,
    canvas: Annotated[
        Path | None, typer.Option(help="canvas: the gradebook as Canvas exported it; it is only read.")
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="canvas: the column to fill; found by the lesson's title by default.")
    ] = None,
    match_by: Annotated[
        str | None,
        typer.Option(
            help="canvas: the column with the students' ids or addresses;"
            " by default SIS Login ID, SIS User ID, Email or ID."
        ),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="canvas: write the file without asking.")] = False,
    autograder: Annotated[
        Path | None,
        typer.Option(help="gradescope: make this zip, with which Gradescope grades the lesson; no course."),
    ] = None,
    visibility: Annotated[
        Visibility | None, typer.Option(help="gradescope: from when on students see the tests.")
    ] = None,
    isolation: Annotated[
        Isolation | None,
        typer.Option(help="gradescope --autograder: none grades without a sandbox where there can't be one."),
    ] = None,
) -> None:
    """Take scores and results elsewhere: to a spreadsheet, Canvas, Gradescope or JUnit XML."""
    from autograder.course import Course
    from autograder.export import command

    belongs = {
        "--canvas": (canvas, format is Format.CANVAS),
        "--column": (column, format is Format.CANVAS),
        "--match-by": (match_by, format is Format.CANVAS),
        "--write": (write or None, format is Format.CANVAS),
        "--autograder": (autograder, format is Format.GRADESCOPE),
        "--visibility": (visibility, format is Format.GRADESCOPE),
        "--isolation": (isolation, autograder is not None),
        "--course": (course, autograder is None),
        "--output": (output, autograder is None),
    }
    for option, (value, allowed) in belongs.items():
        if value is not None and not allowed:
            raise CourseError(f"{option} means nothing here: see `autograder export --help`.")
    kit = _kit(course)
    chosen = _lessons(kit, lessons) if lessons else None
    shown = visibility or Visibility.VISIBLE
    if autograder is not None:
        command.export_autograder(kit, chosen or [], autograder, isolation or Isolation.BUBBLEWRAP, shown)
        return
    if course is None:
        raise CourseError("Say which course to export, with --course DIR.")
    opened = Course.open(course, kit)
    if format is Format.CSV:
        command.export_table(opened, chosen, output)
    elif format is Format.JUNIT:
        command.export_junit(opened, chosen, output)
    elif format is Format.GRADESCOPE:
        command.export_results(opened, chosen, output, shown)
    elif canvas is None:
        raise CourseError("Canvas needs the gradebook that it exported, with --canvas FILE.")
    else:
        command.export_canvas(opened, chosen or [], canvas, output, column, match_by, write)


@app.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Tell what this machine can do for grading, and try whether a submission can get out."""
    from autograder.doctor import as_json, as_text, examine, is_safe

    findings = list(examine(Kit.find()))
    if json:
        sys.stdout.buffer.write(as_json(findings))
    else:
        out.print(as_text(findings), markup=False)
    if not is_safe(findings):
        raise typer.Exit(1)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to make the course.")] = Path("demo/course"),
    jobs: Annotated[int | None, typer.Option(help="Submissions at once.", min=1)] = None,
) -> None:
    """Make a course of the sample class and grade it."""
    from autograder.course import Course

    kit = _kit(folder)
    sample = kit.root / "datasets" / "sample_class"
    names = {path.name for path in (sample / "submitted").glob("*/*")}
    lessons = [lesson for lesson in kit.registry.lessons if lesson.name in names]
    course = Course.create(folder, kit, lessons, sample / "roster.csv")
    shutil.copytree(
        sample / "submitted",
        course.root / "submitted",
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("expected.json"),
    )
    _grade_course(kit, folder, [lesson.name for lesson in lessons], jobs=jobs)


def _grade_course(
    kit: Kit,
    folder: Path,
    names: list[str] | None,
    students: list[str] | None = None,
    devices: list[str] | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    force: bool = False,
    isolation: Isolation = Isolation.BUBBLEWRAP,
    similarity: bool = False,
) -> None:
    from autograder.cache import Cache, Remembering
    from autograder.course import Course
    from autograder.executor import LocalPool, default_jobs
    from autograder.grading import grade_course, known_students, strangers
    from autograder.sandbox.availability import require

    course = Course.open(folder, kit)
    lessons = _lessons(kit, names) if names else course.lessons()
    if not lessons:
        raise CourseError(f"{course.root} has no lessons: add them by `autograder init {course.root}`.")
    chosen = known_students(course, students)
    require(isolation)
    if not chosen:
        raise CourseError(
            f"{course.root} has no students: give `autograder init` a roster, or fill submitted/."
        )
    cache = Cache(course.state, kit, lessons, devices, isolation)
    if force:
        cache.clear()
    size = min(jobs or default_jobs(), len(chosen) * len(lessons))
    graded = [lesson.name for lesson in lessons]
    with LocalPool(kit, graded, devices, size, isolation) as pool, progress_bar() as bar:
        task = bar.add_task("grading", total=len(chosen) * len(lessons))

        def done(student: str, lesson: Lesson, report: Report) -> None:
            bar.advance(task)

        executor = Remembering(pool, cache)
        outcomes = grade_course(
            course,
            lessons,
            chosen,
            executor,
            seed=cache.seed() if seed is None else seed,
            progress=done,
            similarity=similarity,
        )
    again = 0
    for outcome in outcomes:
        out.print(score_table(outcome.lesson, outcome.graded))
        out.print(f"Class report:   {outcome.page}", markup=False)
        out.print(f"Feedback pages: {outcome.page.parent / 'students'}", markup=False)
        out.print(f"Scores (CSV):   {outcome.page.parent / 'scores.csv'}", markup=False)
        for change in outcome.changes:
            before = f"{change.before:g} before, {change.after:g} now"
            out.print(f"Changed: {change.student}, {change.function}: {before}", markup=False)
        again += sum(not one.report.is_final for one in outcome.graded)
    if isolation is Isolation.NONE:
        out.print(UNISOLATED)
    for student in strangers(course):
        err.print(
            f"The late policy extends the time of {student!r}, who is no student of this course.",
            markup=False,
        )
    out.print(f"Course report:  {course.root / 'reports' / 'index.html'}", markup=False)
    out.print(f"Gradebook:      {course.gradebook}", markup=False)
    if executor.remembered:
        out.print(f"{executor.remembered} results are from an earlier run; --force grades anew.", style="dim")
    if again:
        err.print(f"{again} submissions were not graded through the grader's own fault: grade again.")
        raise typer.Exit(1)


def _kit(course: Path | None) -> Kit:
    """The kit that grades the course, or the one that is found where no course is there yet."""
    from autograder.course.settings import kit_of

    return kit_of(course) if course else Kit.find()


def _lessons(kit: Kit, names: list[str] | None) -> list[Lesson]:
    if not names:
        return list(kit.registry.lessons)
    return list(dict.fromkeys(kit.registry.lesson(name) for name in names))


def main(arguments: list[str] | None = None) -> None:
    """Run the command; an error of the tree is one sentence on stderr and exit status 2."""
    try:
        status: Any = app(args=arguments, standalone_mode=False)
    except AutograderError as error:
        err.print(f"autograder: {error}", markup=False)
        sys.exit(2)
    except typer.Abort:
        sys.exit(130)
    except ModuleNotFoundError as error:
        from autograder.extras import missing

        told = missing(error.name or "")
        if told is None:
            raise
        err.print(f"autograder: {told}", markup=False)
        sys.exit(2)
    except Exception as error:
        show = getattr(error, "show", None)  # click's own, for wrong arguments
        if show is None:
            raise
        show()
        sys.exit(2)
    sys.exit(status if isinstance(status, int) else 0)

"""The folder of reports: its layout, and its writing, completely or not at all."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from autograder.errors import GraderError
from autograder.gradebook.scores import FinalScore
from autograder.lesson.registry import Feedback, Lesson
from autograder.report.graded import GradedSubmission, row_of, with_finals
from autograder.report.overview import overview
from autograder.report.pages import class_page, course_page, feedback_page, student_page
from autograder.report.score_files import scores_csv, scores_json
from autograder.report.similarity import Pair
from autograder.report.steps import first_steps
from autograder.report.store import FOLDER, read_index, read_results, result_texts
from autograder.report.summary import summarize

PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}")
STUDENTS = "students"  # the folder of the students' pages
TAKEN = "index"  # reserved for the index beside the stored results


def write_reports(
    folder: Path,
    lesson: Lesson,
    feedback: Feedback,
    submissions: Sequence[GradedSubmission],
    hints: Mapping[str, Sequence[str]],
    pairs: Sequence[Pair] | None = None,
) -> Path:
    """Write the reports of a graded lesson into `folder`.

    These are index.html, scores.csv, scores.json, students/ and results/.

    Pages and results of students who aren't in `submissions` are removed. So pass the stored results of
    students who were not graded now, too.

    Args:
        hints: by function, the gentlest first.
        pairs: the similar submissions; None if they were not compared.

    Returns:
        The path of index.html, the class report. It is written last.

    Raises:
        GraderError: a file can't be written, or a student has two submissions.
        CourseError: the index of the stored results is damaged.
    """
    ordered = sorted(submissions, key=lambda graded: graded.student)
    rows = [row_of(lesson, graded) for graded in ordered]
    stems = page_stems([graded.student for graded in ordered])
    links = {student: f"{STUDENTS}/{quote(stem)}.html" for student, stem in stems.items()}
    stored = {folder / FOLDER / entry.file for entry in read_index(folder / FOLDER)}
    files = {
        folder / STUDENTS / f"{stems[graded.student]}.html": feedback_page(lesson, feedback, graded, hints)
        for graded in ordered
    }
    files |= {folder / FOLDER / name: text for name, text in result_texts(ordered, stems).items()}
    files[folder / "scores.csv"] = scores_csv(lesson, rows)
    files[folder / "scores.json"] = scores_json(lesson, rows)
    index = folder / "index.html"
    files[index] = class_page(lesson, rows, summarize(lesson, ordered, rows), links, pairs)
    _write_all(files, stored | set((folder / STUDENTS).glob("*.html")))
    return index


def write_course(
    reports: Path,
    lessons: Sequence[Lesson],
    feedback: Feedback,
    finals: Mapping[str, Mapping[str, FinalScore]],
) -> Path:
    """Write the course report, index.html in `reports`, and students/ beside it, from the stored results.

    Args:
        finals: the gradebook's scores, by lesson and student.

    Returns:
        The path of index.html. It is written last.

    Raises:
        GraderError: a file can't be written.
        CourseError: a stored result is damaged.
    """
    graded = {
        lesson: with_finals(read_results(reports, lesson), finals.get(lesson.name, {})) for lesson in lessons
    }
    course = overview({lesson: submissions for lesson, submissions in graded.items() if submissions})
    stems = page_stems([student.student for student in course.students])
    pages = {
        line.lesson: {
            student: f"{line.lesson.name}/{STUDENTS}/{quote(stem)}.html"
            for student, stem in page_stems(
                [submission.student for submission in graded[line.lesson]]
            ).items()
        }
        for line in course.lessons
    }
    files = {
        reports / STUDENTS / f"{stems[student.student]}.html": student_page(
            student,
            {
                score.lesson: f"../{pages[score.lesson][student.student]}"
                for score in student.scores
                if score is not None
            },
            first_steps(graded, student, feedback),
        )
        for student in course.students
    }
    links = {student: f"{STUDENTS}/{quote(stem)}.html" for student, stem in stems.items()}
    files[reports / "index.html"] = course_page(course, links, pages)
    _write_all(files, set((reports / STUDENTS).glob("*.html")))
    return reports / "index.html"


def page_stems(students: Sequence[str]) -> dict[str, str]:
    """Return each student's file name without suffix: the id if it is safe, else a part of it with a digest.

    Ids that differ only in case get a digest too, because some file systems treat them as equal.
    """
    twice = [student for student, count in Counter(students).items() if count > 1]
    if twice:
        raise GraderError(f"Student {twice[0]!r} has two submissions in one report; pass only one of them.")
    folded = Counter([TAKEN, *(student.casefold() for student in students)])
    stems = {}
    for student in students:
        plain = PLAIN_NAME.fullmatch(student) and folded[student.casefold()] == 1
        stems[student] = student if plain else _digested(student)
    return stems


def _digested(student: str) -> str:
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{re.sub(r'[^A-Za-z0-9]+', '_', student)[:40].strip('_')}-{digest}".lstrip("-")


def _write_all(files: Mapping[Path, str], earlier: Collection[Path]) -> None:
    """Write all files as drafts beside their places, then move them, so that no reader sees a part of a file.

    At the end, remove the `earlier` files that were not written again.
    """
    parts: dict[Path, Path] = {}
    path = Path()
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            parts[path] = path.with_name(f".{path.name}.{os.getpid()}.part")
            # Folder names and messages may have bytes that are not UTF-8. They become question marks.
            parts[path].write_text(text, encoding="utf-8", errors="replace", newline="")
        for path, part in parts.items():
            os.replace(part, path)
        for path in sorted(set(earlier) - files.keys()):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise GraderError(
            f"The report {path} can't be written ({error.strerror}); make room or choose another folder."
        ) from error
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)

"""How long a class takes to be recorded, beside nbgrader's own interface in the same run.

    python bench/gradebook.py [--students 200]

Makes a course of all lessons, records made-up reports of each student to each lesson, once new and once
again with other scores, and writes the first lesson's through nbgrader's `Gradebook` as its own autograder
does. Prints seconds, and what that is for one submission.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import FunctionResult, Report, Status, TestResult


def report(lesson: Lesson, chance: random.Random) -> Report:
    functions = []
    for function in lesson.functions:
        tests = [
            TestResult(f"test_{i}", "cpu", chance.choice([Status.PASSED, Status.FAILED]), "It is right.")
            for i in range(9)
        ]
        functions.append(FunctionResult.of(function.name, function.points, tests))
    return Report.of(lesson.name, 1, functions)


def through_nbgrader(path: Path, lesson: Lesson, reports: dict[str, Report]) -> float:
    start = time.perf_counter()
    with Gradebook(f"sqlite:///{path}") as book:
        for student, report in reports.items():
            book.update_or_create_student(student)
            book.update_or_create_submission(lesson.name, student)
            for function in report.functions:
                grade = book.find_grade(function.name, lesson.module, lesson.name, student)
                grade.auto_score = function.score
                grade.needs_manual_grade = False
                book.db.commit()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=200)
    students = [f"student{i:04d}" for i in range(parser.parse_args().students)]
    chance = random.Random(1)
    kit = Kit.find()
    lessons = kit.registry.lessons
    with tempfile.TemporaryDirectory() as folder:
        course = Course.create(Path(folder) / "course", kit, lessons, None)
        for lesson in lessons:
            for student in students:
                path = course.root / "submitted" / student / lesson.name
                path.mkdir(parents=True)
                (path / f"{lesson.module}.py").write_text("# handed in\n")
        total = len(students) * len(lessons)
        for name in ("new", "again"):
            start = time.perf_counter()
            for lesson in lessons:
                course.record(lesson, {student: report(lesson, chance) for student in students})
            seconds = time.perf_counter() - start
            print(f"{name:10} {total} submissions {seconds:8.1f} s {1000 * seconds / total:8.1f} ms each")
        some = {student: report(lessons[0], chance) for student in students[:50]}
        seconds = through_nbgrader(course.root / "gradebook.db", lessons[0], some)
        each = 1000 * seconds / len(some)
        print(f"{'nbgrader':10} {len(some)} submissions {seconds:8.1f} s {each:8.1f} ms each")


if __name__ == "__main__":
    main()

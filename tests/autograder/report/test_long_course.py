"""The course report of a long course with a large class, on the screen and on paper."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from chromium import browser
from course_pages import LESSONS, graded
from playwright.sync_api import Browser, ViewportSize

from autograder.lesson.registry import Feedback
from autograder.report.folder import write_course, write_reports

__all__ = ["browser"]

A4_LANDSCAPE = ViewportSize(width=1031, height=703)  # CSS pixels inside margins of 12 mm


@pytest.fixture(scope="module")
def page_of_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """28 lessons and 40 students, whose points have two decimals."""
    folder = tmp_path_factory.mktemp("long")
    lessons = [
        msgspec.structs.replace(
            LESSONS[0], name=f"{number:02}_lesson", title=f"A lesson on the topic {number}"
        )
        for number in range(28)
    ]
    for number, lesson in enumerate(lessons):
        points = [0.1 * ((number + student) % 11) for student in range(40)]
        submissions = [
            graded(lesson, f"s{1000 + student}", share, "Anna-Lena Schmidt-Rottluff")
            for student, share in enumerate(points)
        ]
        with_decimals = [
            msgspec.structs.replace(
                one, report=msgspec.structs.replace(one.report, max_score=20.0, score=17.25)
            )
            for one in submissions
        ]
        write_reports(folder / lesson.name, lesson, Feedback(), with_decimals, {})
    return write_course(folder, lessons, Feedback(), {})


def test_names_stay_in_sight(browser: Browser, page_of_course: Path) -> None:
    page = browser.new_page(viewport=ViewportSize(width=1280, height=900))
    page.goto(page_of_course.as_uri())
    page.locator(".students").evaluate("table => table.parentElement.scrollTo(900, 1200)")
    region = page.locator("div.panel[aria-labelledby=students]").bounding_box()
    assert region is not None
    assert region["height"] < 900
    last_lesson = page.locator(".students thead th").last.bounding_box()
    student = page.locator(".students tbody th").nth(30).bounding_box()
    assert last_lesson is not None
    assert student is not None
    assert abs(last_lesson["y"] - region["y"]) < 3
    assert abs(student["x"] - region["x"]) < 3
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == 1280


def test_all_lessons_are_on_the_paper(browser: Browser, page_of_course: Path) -> None:
    page = browser.new_page(viewport=A4_LANDSCAPE)
    page.emulate_media(media="print")
    page.goto(page_of_course.as_uri())
    table = page.locator(".students").bounding_box()
    assert table is not None
    assert table["x"] + table["width"] <= A4_LANDSCAPE["width"]
    assert table["height"] > 40 * 15

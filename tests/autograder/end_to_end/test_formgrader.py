"""Formgrader in a browser: its buttons grade by this kit's judge, and its pages show what came of it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from chromium import browser
from kit_root import ROOT
from playwright.sync_api import Browser, expect

from autograder.gradebook.course import Course
from autograder.lesson.kit import Kit

__all__ = ["browser"]

LESSON = "02_softmax_classifier"
WAIT_MILLISECONDS = 600_000  # for what the page draws, on a slow machine that does other work too
expect.set_options(timeout=WAIT_MILLISECONDS)
SERVER = """
c = get_config()
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.formgrader": True,
    "nbgrader.server_extensions.validate_assignment": False,
    "jupyterlab": False,
    "notebook": False,
}
c.ServerApp.token = ""
c.ServerApp.password = ""
c.ServerApp.allow_root = True
c.ServerApp.open_browser = False
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Two students have handed in: ada the reference's text, eve the skeleton."""
    folder = tmp_path_factory.mktemp("formgrader")
    kit = Kit(ROOT)
    roster = folder / "roster.csv"
    roster.write_text("id,first_name,last_name\nada,Ada,Lovelace\neve,Eve,Adams\n")
    lesson = kit.registry.lesson(LESSON)
    course = Course.create(folder / "course", kit, [lesson], roster)
    for student, source in (("ada", kit.solution(lesson)), ("eve", kit.assignment(lesson))):
        handed_in = course.root / "submitted" / student / LESSON
        handed_in.mkdir(parents=True)
        shutil.copy(source / f"{lesson.module}.py", handed_in)
        shutil.copy(kit.assignment(lesson) / f"{lesson.module}.ipynb", handed_in)
        (handed_in / "timestamp.txt").write_text("2026-01-01 12:00:00 UTC\n")
    return course


@pytest.fixture(scope="module")
def address(course: Course) -> Iterator[str]:
    """Where a Jupyter server with Formgrader serves the course."""
    home = course.root.parent / "home"
    home.mkdir()
    (home / "jupyter_server_config.py").write_text(SERVER)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "AUTOGRADER_KIT": str(ROOT),
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", f"--ServerApp.port={port}"],
            cwd=course.root,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, server, home / "log")
            yield url
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + WAIT_MILLISECONDS / 1000
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{url}/api", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            server_is_not_up = 0.2
            time.sleep(server_is_not_up)
    pytest.fail(f"The Jupyter server did not start: {log.read_text()[-2000:]}")


def test_a_class_is_graded_by_the_button(
    browser: Browser, address: str, course: Course, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(WAIT_MILLISECONDS)
    page.goto(f"{address}/formgrader/manage_submissions/{LESSON}")
    rows = {
        student: page.locator("tr", has=page.locator(f".student-id:text-is('{student}')"))
        for student in ("ada", "eve")
    }
    for row in rows.values():
        expect(row.locator(".status")).to_contain_text("needs autograding")
        row.locator(".autograde a").click()
        page.locator(".modal-title", has_text="Success").wait_for()
        page.locator(".modal.in button.close, .modal.in .btn-primary").first.click()
        page.locator(".modal.in").wait_for(state="hidden")
    for student, score in (("ada", "20 / 20"), ("eve", "0 / 20")):  # the table is drawn a row at a time
        expect(rows[student].locator(".score")).to_have_text(score)
    expect(page.locator("#main-table tr")).to_have_count(len(rows))
    page.screenshot(path=tmp_path / "submissions.png")

    rows["eve"].locator(".generate-feedback a").click()
    page.locator(".modal-title", has_text="Success").wait_for()
    feedback = course.root / "feedback" / "eve" / LESSON / "softmax_classifier.html"
    page.goto(feedback.as_uri())
    text = page.locator("body").inner_text()
    assert "NotImplementedError" in text
    assert "(Score: 0.0 / 3.0)" in text
    page.screenshot(path=tmp_path / "feedback.png")


def test_a_human_grades_by_hand(browser: Browser, address: str, course: Course, tmp_path: Path) -> None:
    """A point given in Formgrader is in the gradebook and outlives the next grading."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(WAIT_MILLISECONDS)
    page.goto(f"{address}/formgrader/gradebook/{LESSON}/softmax_classifier")
    page.locator("#main-table a").first.click()
    page.wait_for_url("**/submissions/**")
    points = page.locator("input.score").first
    expect(points).to_have_attribute("placeholder", re.compile(r"\d"))  # now the page's script listens
    points.fill("1.5")
    points.press("Tab")
    deadline = time.monotonic() + WAIT_MILLISECONDS / 1000
    while (given := manual_scores(course)) != [1.5]:
        assert time.monotonic() < deadline, f"the gradebook has {given}"
        time.sleep(0.1)
    page.screenshot(path=tmp_path / "formgrade.png")
    command = [sys.executable, "-m", "autograder", "grade", "--course", str(course.root)]
    subprocess.run(command, env={**os.environ, "AUTOGRADER_KIT": str(ROOT)}, check=True)
    assert manual_scores(course) == [1.5]


def manual_scores(course: Course) -> list[float]:
    """Return the points in the gradebook that a person gave."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as gradebook:
        rows = gradebook.execute("SELECT manual_score FROM grade WHERE manual_score IS NOT NULL")
        return [score for (score,) in rows]

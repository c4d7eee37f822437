"""docs/course.md: the order of the lessons and what builds on what, from grading.yml alone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from kit_root import ROOT

from autograder.authoring.course_page import course_page, plan_drift, write_plan
from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import load_registry

MakeKit = Callable[..., Kit]
GRADING = """\
lessons:
  - name: 02_beta
    title: Beta | "two"
    needs: [01_alpha]
    difficulty: medium
    minutes: 95
    functions:
      - {name: first, points: 1.5}
      - {name: second, points: 2}
  - name: 04_delta
    title: Delta
    needs: [01_alpha, 02_beta, 03_gamma]
    minutes: 120
    functions: [{name: only, points: 1}]
planned:
  - {name: 03_gamma, title: Gamma, needs: [02_beta]}
  - {name: 01_alpha, title: Alpha}
"""


@pytest.fixture
def kit(make_kit: MakeKit, tmp_path: Path) -> Kit:
    return make_kit(tmp_path, {"grading.yml": GRADING})


@pytest.fixture
def page(kit: Kit) -> str:
    return course_page(kit.registry, "..")


def rows(page: str) -> list[list[str]]:
    lines = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[1:]]


class TestPage:
    def test_the_order_is_that_of_the_numbers(self, page: str) -> None:
        assert [re.sub(r"\[(.*)\].*", r"\1", row[0]) for row in rows(page)] == [
            "01_alpha",
            "02_beta",
            "03_gamma",
            "04_delta",
        ]
        assert "4 lessons, in this order." in page
        assert "2 are to come" in page

    def test_nothing_is_to_come(self, make_kit: MakeKit, tmp_path: Path) -> None:
        ready = "lessons:\n  - {name: 01_a, title: A, functions: [{name: f, points: 1}]}\n"
        page = course_page(make_kit(tmp_path, {"grading.yml": ready}).registry, "..")
        assert "1 lessons, in this order. Each has a folder in `assignments/`." in page
        assert "to come" not in page
        assert "coming" not in page

    def test_what_a_row_says(self, page: str) -> None:
        alpha, beta, gamma, delta = rows(page)
        assert alpha == ["01_alpha", "Alpha", "nothing", "", "", "to come"]
        assert beta == [
            "[02_beta](../assignments/02_beta/)",
            'Beta \\| "two"',
            "01",
            "medium",
            "1 h 35 min",
            "`first` 1.5, `second` 2 (3.5 in all)",
        ]
        assert gamma[2:] == ["02", "", "", "to come"]
        assert delta[2:5] == ["01, 02, 03", "", "2 h"]

    def test_links_lead_where_the_page_lies(self, kit: Kit) -> None:
        assert "(./assignments/02_beta/)" in course_page(kit.registry, ".")

    def test_the_picture_and_the_words_say_the_same(self, page: str) -> None:
        arrows = set(re.findall(r"^    L(\w+) --> L(\w+)$", page, re.MULTILINE))
        assert arrows == {
            ("01_alpha", "02_beta"),
            ("02_beta", "03_gamma"),
            ("01_alpha", "04_delta"),
            ("02_beta", "04_delta"),
            ("03_gamma", "04_delta"),
        }
        assert '    L02_beta["02 Beta | #quot;two#quot;"]\n' in page
        assert '    L03_gamma["03 Gamma"]:::coming\n' in page
        assert page.endswith(
            '- 01 Alpha (to come) needs no other lesson; it leads to 02 Beta | "two" and 04 Delta.\n'
            '- 02 Beta | "two" builds on 01 Alpha; it leads to 03 Gamma and 04 Delta.\n'
            '- 03 Gamma (to come) builds on 02 Beta | "two"; it leads to 04 Delta.\n'
            '- 04 Delta builds on 01 Alpha, 02 Beta | "two" and 03 Gamma.\n'
        )


class TestDrift:
    def test_missing_then_written_then_changed(self, kit: Kit) -> None:
        assert plan_drift(kit) == [f"{kit.plan} is missing."]
        assert write_plan(kit)
        assert plan_drift(kit) == []
        assert not write_plan(kit)
        kit.plan.write_text(kit.plan.read_text().replace("Delta", "Epsilon"))
        assert plan_drift(kit) == [f"{kit.plan} is not what `autograder build` makes of grading.yml."]
        assert write_plan(kit)
        assert kit.plan.read_bytes() == course_page(kit.registry, "..").encode()

    def test_a_page_that_can_not_be_read(self, kit: Kit) -> None:
        kit.plan.mkdir(parents=True)
        with pytest.raises(CourseError, match=r"course\.md can't be read"):
            plan_drift(kit)

    def test_the_command_writes_it_and_finds_its_drift(self, make_kit: MakeKit, tmp_path: Path) -> None:
        kit = make_kit(tmp_path)

        def build(*options: str) -> subprocess.CompletedProcess[str]:
            call = [sys.executable, "-m", "autograder", "build", *options]
            environment = {"AUTOGRADER_KIT": str(kit.root), "PYTHONPATH": str(ROOT)}
            return subprocess.run(call, env=environment, capture_output=True, text=True)

        assert f"Wrote {kit.plan}" in build().stdout
        assert build("--check").returncode == 0
        kit.plan.write_text("mine\n")
        done = build("--check")
        assert done.returncode == 2
        assert "docs/course.md is not what `autograder build` makes" in done.stderr
        assert kit.plan.read_text() == "mine\n"


class TestFaults:
    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            ("needs: [01_alpha]", "needs: [09_none]", "line 4: 09_none is not a lesson of this course"),
            ("needs: [01_alpha]", "needs: [02_beta]", "line 4: 02_beta can't need 02_beta, which comes"),
            ("Gamma, needs: [02_beta]", "Gamma, needs: [04_delta]", "line 16: 03_gamma can't need 04_delta"),
            ("name: 03_gamma", "name: 02_beta", "line 16: the lesson 02_beta is listed twice"),
            ("minutes: 95", "minutes: 0", "line 6: "),
            ("difficulty: medium", "difficulty: brutal", "line 5: "),
            ("title: Delta", "title: Delta\n    datasets: [../etc]", "line 12: "),
        ],
    )
    def test_are_told_with_their_line(self, tmp_path: Path, old: str, new: str, words: str) -> None:
        assert GRADING.count(old) == 1
        path = tmp_path / "grading.yml"
        path.write_text(GRADING.replace(old, new))
        with pytest.raises(CourseError) as caught:
            load_registry(path)
        assert words in str(caught.value)

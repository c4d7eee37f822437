"""The submissions that nobody writes by hand."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tiny_lesson import FILES, SOLUTION, write_course

from autograder.grading.jobs import Job
from autograder.grading.pool import LocalPool
from autograder.lesson.kit import Kit
from autograder.lesson.sample_class import derived, hand_in, mistakes_of_bilal
from autograder.results import Report


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return write_course(tmp_path_factory.mktemp("course"), [({}, True), ({}, True)])


@pytest.fixture(scope="module")
def reports(kit: Kit, needs_sandbox: None) -> dict[str, Report]:
    lesson = kit.registry.lessons[0]
    texts = derived(kit, lesson)
    reports: dict[str, Report] = {}
    with LocalPool(kit, [lesson.name], ["cpu"], 1) as pool:
        work = [Job(lesson.name, 0, text.encode()) for text in texts.values()]
        pool.run(work, lambda index, report: reports.update({list(texts)[index]: report}))
    return reports


class TestDerived:
    def test_ada_is_right(self, reports: dict[str, Report]) -> None:
        assert reports["ada"].score == reports["ada"].max_score == 3

    def test_bilal_makes_a_known_mistake_in_every_second_function(
        self, kit: Kit, reports: dict[str, Report]
    ) -> None:
        sentence = "The limit is not used."
        chosen = mistakes_of_bilal(kit, kit.registry.lessons[0])
        assert {name: change.sentence for name, change in chosen.items()} == {"above": sentence}
        share, above = reports["bilal"].functions
        assert share.score == share.max_score
        assert above.score == 0
        assert {test.diagnosis for test in above.tests} == {sentence}

    def test_the_only_function_of_a_lesson_is_wrong(self, kit: Kit) -> None:
        lesson = kit.registry.lessons[0]
        only = msgspec.structs.replace(lesson, functions=lesson.functions[:1])
        assert list(mistakes_of_bilal(kit, only)) == ["share"]

    def test_chiara_has_not_written_the_last_function(self, reports: dict[str, Report]) -> None:
        share, above = reports["chiara"].functions
        assert share.score == share.max_score
        assert above.score == 0
        assert "above is not written yet" in above.tests[0].message

    def test_no_marks_are_left(self, kit: Kit) -> None:
        assert not [text for text in derived(kit, kit.registry.lessons[0]).values() if "SOLUTION" in text]

    def test_a_function_that_no_change_spoils_stays_right(self, tmp_path: Path) -> None:
        path = f"{SOLUTION}/mistakes/above.py"
        kit = write_course(tmp_path, [({path: FILES[path].replace("= change(", "= print(")}, True)])
        texts = derived(kit, kit.registry.lessons[0])
        assert texts["bilal"] == texts["ada"]


def test_hand_written_submissions_come_first(kit: Kit, tmp_path: Path) -> None:
    by_hand = kit.root / "datasets" / "sample_class" / "submitted" / "ada" / "01_tiny"
    by_hand.mkdir(parents=True)
    (by_hand / "tiny.py").write_text("# by hand\n")
    (by_hand / "expected.txt").write_text("01_tiny: 0 of 3, seed 0\n")
    hand_in(kit, tmp_path)
    present = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    others = {f"{student}/02_tiny/tiny.py" for student in ("ada", "bilal", "chiara")}
    assert present == {"ada/01_tiny/tiny.py"} | others
    assert (tmp_path / "ada/01_tiny/tiny.py").read_text() == "# by hand\n"
    assert (tmp_path / "ada/02_tiny/tiny.py").read_text() == derived(kit, kit.registry.lessons[1])["ada"]

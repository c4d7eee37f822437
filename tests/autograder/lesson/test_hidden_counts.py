"""How many hidden checks students are told of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from students_kit import bundle_of

from autograder.errors import CourseError
from autograder.lesson.hidden_counts import load_counts, render_counts
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson

MakeKit = Callable[..., Kit]


@pytest.fixture
def course(tiny_built: Kit, tmp_path: Path) -> Kit:
    return bundle_of(tiny_built, tmp_path)


@pytest.fixture
def lesson(course: Kit) -> Lesson:
    return course.registry.lesson("01")


class TestCounts:
    def test_what_students_are_told_is_what_runs(self) -> None:
        """As many as the proof counts, which runs them."""
        kit = Kit.find()
        proof = (kit.root / "docs" / "proof.md").read_text()
        counts = load_counts(kit, kit.registry.lesson("02"))
        assert len(counts) == 8
        for name, count in counts.items():
            assert f"| {name} | {count} |" in proof

    @pytest.mark.parametrize("text", [None, "double: 2\n", "double: many\nshare: 1\n", "[", "\0"])
    def test_a_damaged_file(self, course: Kit, lesson: Lesson, text: str | None) -> None:
        path = course.assignment(lesson) / "checks.yml"
        path.unlink() if text is None else path.write_text(text)
        with pytest.raises(CourseError, match=r"checks\.yml"):
            load_counts(course, lesson)

    def test_a_mark_of_the_file(self, make_kit: MakeKit, tmp_path: Path) -> None:
        suite = (
            'pytestmark = graded("share")\n\n\ndef drawn(draw):\n    pass\n\n\n'
            "def test_share(compare, draw):\n    pass\n\n\n"
            '@graded("double")\ndef test_double(compare, draw):\n    pass\n'
        )
        kit = make_kit(tmp_path, {"tests/lessons/01_tiny/test_share.py": suite})
        assert render_counts(kit, kit.registry.lesson("01")).endswith("\ndouble: 3\nshare: 1\n")

    def test_only_marked_tests_count(self, make_kit: MakeKit, tmp_path: Path) -> None:
        kit = make_kit(tmp_path, {"tests/lessons/01_tiny/test_share.py": "def test_share():\n    pass\n"})
        assert render_counts(kit, kit.registry.lesson("01")).endswith("\ndouble: 2\nshare: 0\n")

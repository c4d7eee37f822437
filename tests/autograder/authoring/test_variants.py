"""The choice of variants: it catches what can be caught, at little cost, and a lesson's change undoes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_lesson import SOLUTION, SUITE, write_course

from autograder.authoring.variants import (
    COUNTED,
    Choice,
    Place,
    Wrong,
    chosen,
    needed_variants,
    update_variants,
)
from autograder.judge.case import ALL, DETACHED
from autograder.lesson.kit import Kit
from autograder.lesson.variants import NAME, load_variants, outdated

CLAIM = [*ALL, "attached"]
FIRST, SECOND, OTHER = (0, 0), (0, 1), (1, 0)
CLAIMS: dict[Place, list[str]] = {FIRST: CLAIM, SECOND: CLAIM, OTHER: CLAIM, (1, 1): CLAIM, (1, 2): CLAIM}


def wrong(*choices: Choice, is_trivial: bool = False) -> Wrong:
    return Wrong(is_trivial, frozenset(choices))


def test_without_wrong_versions_the_first_comparisons_are_whole() -> None:
    assert chosen(CLAIMS, []) == {
        FIRST: ["strided", "default64", "double"],
        SECOND: ["attached"],
        OTHER: ["double"],
        (1, 1): ["attached"],
        (1, 2): ["attached"],
    }


def test_a_contract_that_claims_less() -> None:
    claims = {FIRST: ["plain"], SECOND: ["plain", "strided"], OTHER: ["plain", "gradient", "attached"]}
    assert chosen(claims, []) == {FIRST: ["plain"], SECOND: ["plain"], OTHER: ["gradient"]}


def test_what_may_be_detached_is_in_float64_too() -> None:
    claims = {FIRST: [*DETACHED], SECOND: [*DETACHED], OTHER: [*DETACHED]}
    assert chosen(claims, []) == {
        FIRST: ["float64", "strided", "default64"],
        SECOND: ["plain"],
        OTHER: ["float64"],
    }


def test_two_comparisons_catch_a_wrong_version_if_two_can() -> None:
    strided = [(place, "strided") for place in (SECOND, OTHER, (1, 1))]
    found = chosen(CLAIMS, [wrong(*strided)])
    assert sum("strided" in found[place] for place, _ in strided) == 2


def test_one_comparison_catches_what_no_other_can() -> None:
    assert chosen(CLAIMS, [wrong(((1, 2), "double"))])[1, 2] == ["double"]


def test_the_cheaper_of_two_ways_is_taken() -> None:
    ways = [wrong((SECOND, "strided"), (SECOND, "double"))]
    assert chosen(CLAIMS, ways)[SECOND] == ["attached", "strided"]


def test_a_way_that_serves_several_is_taken() -> None:
    ways = [wrong((SECOND, "double"), (SECOND, other)) for other in ("strided", "gradient", "plain")]
    ways += [wrong((SECOND, "double"))]
    assert chosen(CLAIMS, ways)[SECOND] == ["double"]


def test_a_trivial_output_is_caught_in_each_test() -> None:
    caught = [(place, "strided") for place in (SECOND, (1, 1))]
    found = chosen(CLAIMS, [wrong(*caught, is_trivial=True)])
    assert all("strided" in found[place] for place, _ in caught)


def test_what_nothing_catches_asks_for_nothing() -> None:
    assert chosen(CLAIMS, [wrong()]) == chosen(CLAIMS, [])


class TestOfALesson:
    MORE = """\
        compare.vectorised(lambda size: {"x": draw.normal(size)})


@graded("share")
def test_huge"""
    VECTORISED = ('\n\n@graded("share")\ndef test_huge', f"    {MORE.strip()}")

    @pytest.fixture
    def kit(self, tmp_path: Path) -> Kit:
        return write_course(tmp_path, [({f"{SUITE}/test_share.py": self.VECTORISED}, True)])

    def test_what_its_comparisons_need(self, kit: Kit) -> None:
        needed = needed_variants(kit.root, "01_tiny", "share")
        first, *others = needed["test_small"]
        assert first == ("strided", "default64", "double")
        assert others[-3:] == [(COUNTED,)] * 3
        assert all("attached" in one for one in others[:-3])
        assert needed["test_huge"][0] == ("double",)

    def test_the_file_counts_until_the_lesson_changes(self, kit: Kit) -> None:
        (lesson,) = kit.registry.lessons
        assert load_variants(kit, lesson) == {}
        assert update_variants(kit, lesson, processes=1)
        first, *others = load_variants(kit, lesson)["above"]["test_limit"]
        assert first == ("strided", "default64", "double")
        assert set(others) == {("attached",)}
        assert not update_variants(kit, lesson, processes=1)
        assert outdated(kit, lesson) == []
        mistakes = kit.root / SOLUTION.replace("LESSON", lesson.name) / "mistakes/above.py"
        mistakes.write_text(mistakes.read_text() + "\n")
        assert load_variants(kit, lesson) == {}
        (told,) = outdated(kit, lesson)
        assert told.startswith(f"{kit.suite(lesson) / NAME} was made of an earlier state of the lesson: ")

"""The judgement that scenarios have results on the reference, with words for each part."""

from __future__ import annotations

from pathlib import Path

from tiny_lesson import write_course

from autograder.authoring.scenario_results import scenario_faults

SUITE = '''
from autograder.judge import graded


def unnamed(lesson, x):
    return [lesson.share(x), lesson.share(2 * x)]


def named(lesson, x):
    return {"the share": lesson.share(x), "a share is positive": bool((lesson.share(x) > 0).all())}


def opaque(lesson, x):
    return {"the set of shares": set(lesson.share(x))}


def mistyped(lesson, x):
    return lesson.shares(x)


@graded("share")
def test_calls(compare, draw):
    """Shares."""
    compare.call(draw.uniform(3))
    compare(named, x=draw.uniform(3))
    SECOND
'''


def sentences(folder: Path, second: str) -> list[str]:
    kit = write_course(folder, [({}, True)])
    lesson = kit.registry.lessons[0]
    (kit.suite(lesson) / "test_share.py").write_text(SUITE.replace("SECOND", second), encoding="utf-8")
    return [sentence for _, sentence in scenario_faults(kit, lesson, ["share"])]


def test_named_results_and_plain_calls_pass(tmp_path: Path) -> None:
    assert not sentences(tmp_path, "")


def test_a_result_without_words_is_found(tmp_path: Path) -> None:
    assert sentences(tmp_path, "compare(unnamed, x=draw.uniform(3))") == [
        "A message can't name a result of unnamed in test_calls: it is a list; return a dict whose keys name "
        "the items."
    ]


def test_a_scenario_that_raises_on_the_reference_is_found(tmp_path: Path) -> None:
    (sentence,) = sentences(tmp_path, "compare(mistyped, x=draw.uniform(3))")
    assert sentence.startswith("On the reference, mistyped in test_calls raises AttributeError: ")


def test_a_plain_call_that_raises_on_the_reference_is_found(tmp_path: Path) -> None:
    (sentence,) = sentences(tmp_path, "compare.call(3)")
    assert sentence.startswith("On the reference, call in test_calls raises AttributeError: ")


def test_a_result_of_which_only_the_type_is_compared_is_found(tmp_path: Path) -> None:
    (sentence,) = sentences(tmp_path, "compare(opaque, x=draw.uniform(3))")
    assert sentence.startswith("opaque in test_calls returns set, of which only the type is compared.")

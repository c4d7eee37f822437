"""grading.yml: what is right is read, and each fault is one sentence with the file and the line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from kit_root import ROOT

from autograder.errors import CourseError
from autograder.lesson.registry import Limits, Registry, load_registry

GOOD = """\
limits:
  seconds: 4
lessons:
  - name: 01_alpha
    title: Alpha
    functions:
      - {name: first, points: 1.5, forbidden: [softmax, autograd]}
      - name: second
        points: 2
  - name: 02_beta
    title: Beta
    devices: [cpu]
    limits: {memory_mb: 1024}
    functions:
      - {name: first, points: 1}
"""


def load(tmp_path: Path, text: str | bytes) -> Registry:
    path = tmp_path / "grading.yml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_registry(path)


def fault(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(CourseError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert message.startswith(str(tmp_path / "grading.yml")), message
    assert message.endswith(".")
    assert "\n" not in message
    return message.removeprefix(str(tmp_path / "grading.yml"))


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


class TestGood:
    def test_values_and_defaults(self, tmp_path: Path) -> None:
        registry = load(tmp_path, GOOD)
        alpha, beta = registry.lessons
        assert (alpha.module, alpha.points, alpha.functions[0].forbidden) == (
            "alpha",
            3.5,
            ("softmax", "autograd"),
        )
        assert registry.limits_of(alpha) == Limits(seconds=4.0)
        assert registry.limits_of(beta) == Limits(memory_mb=1024)
        assert registry.devices_of(alpha) == ("cpu",)
        assert registry.feedback.hints == 1
        assert registry.follow_up_failures == "pass"

    def test_a_lesson_by_name_and_by_number(self, tmp_path: Path) -> None:
        registry = load(tmp_path, GOOD)
        assert registry.lesson("02") is registry.lesson("02_beta") is registry.lessons[1]

    @pytest.mark.parametrize(
        ("name", "words"), [("0", "fits several"), ("", "not a lesson"), ("x", "not a lesson")]
    )
    def test_an_unknown_lesson(self, tmp_path: Path, name: str, words: str) -> None:
        with pytest.raises(CourseError, match=f"{words}.*01_alpha, 02_beta"):
            load(tmp_path, GOOD).lesson(name)

    def test_an_unknown_function(self, tmp_path: Path) -> None:
        with pytest.raises(
            CourseError, match=r"Lesson 01_alpha has no function 'third'\. Functions: first, second"
        ):
            load(tmp_path, GOOD).lessons[0].function("third")

    def test_the_kits_own_registry(self) -> None:
        registry = load_registry(ROOT / "grading.yml")
        assert all(lesson.points > 0 for lesson in registry.lessons)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("points: 2", "pionts: 2", 9, "unknown field `pionts`"),
        ("        points: 2", "        points: 2\n        weight: 1", 10, "unknown field `weight`"),
        ("  seconds: 4", "  seconds: 4\n  second: 4", 3, "unknown field `second`"),
        ("  seconds: 4", "  seconds: 4\n  seconds: 5", 3, "'seconds' is given twice"),
        ("    title: Beta", "    title: Beta\n    title: Gamma", 12, "'title' is given twice"),
        ("points: 2", "points: two", 9, "Expected `float`, got `str`"),
        ("points: 2", "points: true", 9, "Expected `float`, got `bool`"),
        ("points: 2", "points: -2", 9, "Expected `float` > 0"),
        ("points: 2", "points: 0", 9, "Expected `float` > 0"),
        ("points: 2", "points: .nan", 9, "points"),
        ("points: 2", "points: .inf", 9, "points"),
        ("seconds: 4", "seconds: .inf", 2, "seconds"),
        ("memory_mb: 1024", "memory_mb: 12", 13, ">= 64"),
        ("devices: [cpu]", "devices: [tpu]", 12, "Invalid enum value 'tpu'"),
        ("devices: [cpu]", "devices: cpu", 12, "Expected `array"),
        (
            "forbidden: [softmax, autograd]",
            "forbidden: [softmax, sorting]",
            7,
            "Invalid enum value 'sorting'",
        ),
        ("name: second", "name: first", 8, "01_alpha lists first twice"),
        ("name: 02_beta", "name: 01_alpha", 10, "01_alpha is listed twice"),
        ("name: 02_beta", "name: beta", 10, "regex"),
        ("name: 02_beta", "name: ../../etc", 10, "regex"),
        ("name: 02_beta", 'name: "02_beta\\n"', 10, "regex"),
        ("name: 02_beta", "name: 02_2d", 10, "regex"),
        ("name: second", "name: se-cond", 8, "regex"),
        ("title: Alpha", "title: 3", 5, "Expected `str`"),
        ("title: Alpha", "titel: Alpha", 5, "unknown field `titel`"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    message = fault(tmp_path, changed(old, new))
    assert message.startswith(f", line {line}: "), message
    assert words in message


def test_an_unknown_key_at_the_top_is_told_with_its_own_line(tmp_path: Path) -> None:
    assert fault(tmp_path, GOOD + "limts: {}\n").startswith(f", line {GOOD.count(chr(10)) + 1}: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("# only a comment\n", "is empty"),
        ("lessons: []\n", "length"),
        ("lessons:\n", "line 1"),
        ("- a\n- b\n", "line 1"),
        ("5\n", "line 1"),
        ("limits: {}\n", "lessons"),
        ("a: b: c\n", "line 1: not valid YAML"),
        ("lessons:\n\t- x\n", "line 2: not valid YAML"),
        ("a: 1\n---\nb: 2\n", "line 2: not valid YAML"),
        ("lessons: [\n", "not valid YAML"),
        ("lessons: !!python/object/apply:os.system [ls]\n", "not valid YAML"),
        ("\x00", "not valid YAML"),
        (b"lessons: \xff\xfe\n", "not UTF-8 text (byte 9)"),
        ("lessons: *nowhere\n", "not valid YAML"),
        ("[" * 5000, "not valid YAML"),
        ("lessons: &a [*a]\n", "line 1"),
        ("? [a, b]\n: 1\n", "line 1"),
        ("? {a: b}\n: 1\n", "line 1"),
        (changed("points: 2", "points: 2020-13-45"), "line 9: not valid YAML"),
        (changed("points: 2", "points: !!int abc"), "line 9: not valid YAML"),
        (changed("points: 2", "points: !!bool perhaps"), "line 9: not valid YAML"),
        (changed("points: 2", "points: !!int"), "line 9: not valid YAML"),
        (
            changed("points: 2", 'points: 2\n        "a\\nb": 1'),
            "line 10: Object contains unknown field `a b`",
        ),
        (changed("points: 2", "points: !!timestamp now"), "line 9: not valid YAML"),
        (changed("points: 2", f"points: {'1' * 5000}"), "line 9: not valid YAML"),
    ],
)
def test_what_is_no_registry_ends_in_one_sentence(tmp_path: Path, text: str | bytes, words: str) -> None:
    assert words in fault(tmp_path, text)


def test_aliases_that_multiply_cost_no_time(tmp_path: Path) -> None:
    lines = ["a: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30)]
    assert "unknown field" in fault(tmp_path, "\n".join(lines) + "\n")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yml", tmp_path):
        with pytest.raises(CourseError, match=re.escape(f"{path} can't be read")):
            load_registry(path)

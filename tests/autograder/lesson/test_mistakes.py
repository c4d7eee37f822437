"""Known mistakes: written out, or stated as a change to the reference's text."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.judge.material import load_material
from autograder.lesson.kit import Kit
from autograder.lesson.mistakes import ReferenceChange, changed, mistakes_in, with_mistake

FILE = '''\
"""Wrong versions of `double`."""

from autograder.judge import change, mistake

not_doubled = change("It equals x.", ("x + x", "x"), ("doubled = ", "doubled = 1 * "))


@mistake("It equals the square of x.")
def squares(x):
    return x * x
'''


def test_both_forms_are_found_and_loaded(make_kit: Callable[..., Kit], tmp_path: Path) -> None:
    kit = make_kit(tmp_path, {"solutions/01_tiny/mistakes/double.py": FILE})
    known = mistakes_in(kit.root / "solutions/01_tiny/mistakes/double.py")
    assert [(one.name, one.sentence) for one in known] == [
        ("not_doubled", "It equals x."),
        ("squares", "It equals the square of x."),
    ]
    loaded = load_material(kit, kit.registry.lesson("01_tiny")).mistakes["double"]
    assert [(one.name, one.module.double(3)) for one in loaded] == [("not_doubled", 3), ("squares", 9)]


def test_a_module_for_the_candidate_needs_no_kit(make_kit: Callable[..., Kit], tmp_path: Path) -> None:
    folder = make_kit(tmp_path, {"solutions/01_tiny/mistakes/double.py": FILE}).root / "solutions/01_tiny"
    path = folder / "mistakes/double.py"
    results = []
    for known in mistakes_in(path):
        source = with_mistake((folder / "tiny.py").read_text(), path, "double", known)
        assert "autograder" not in source
        module: dict[str, object] = {}
        exec(source, module)
        results.append(module["double"](3))  # type: ignore[operator]
    assert results == [3, 9]


def test_only_the_named_function_is_changed() -> None:
    source = "def a(x):\n    return x + 1\n\n\ndef b(x):\n    return x + 1\n"
    assert changed(source, "b", ReferenceChange("Wrong.", (("x + 1", "x"),)), Path("b.py")) == (
        "def a(x):\n    return x + 1\n\n\ndef b(x):\n    return x\n"
    )


def test_a_change_that_finds_nothing_is_refused() -> None:
    with pytest.raises(CourseError, match=r"b\.py: a change looks for 'y', which the reference's b lacks"):
        changed("def b(x):\n    return x\n", "b", ReferenceChange("Wrong.", (("y", "x"),)), Path("b.py"))


def test_a_change_inside_a_longer_name_is_refused() -> None:
    source = "def b(x):\n    return x.unsqueeze(1).squeeze(1)\n"
    change = ReferenceChange("Wrong.", (("squeeze(1)", "squeeze()"),))
    with pytest.raises(CourseError, match=r"would also change 'unsqueeze\(1\)'"):
        changed(source, "b", change, Path("b.py"))
    whole = ReferenceChange("Wrong.", ((".squeeze(1)", ".squeeze()"),))
    assert changed(source, "b", whole, Path("b.py")) == "def b(x):\n    return x.unsqueeze(1).squeeze()\n"


def test_a_change_of_computed_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.py"
    path.write_text('late = change("Wrong.", ("x", str(1)))\n')
    with pytest.raises(CourseError, match="line 1: change\\(\\) takes plain strings"):
        mistakes_in(path)


HIDDEN = FILE.replace('"doubled = 1 * "))', '"doubled = 1 * "), hidden=True)').replace(
    'of x.")', 'of x.", hidden=True)'
)


def test_a_mistake_may_be_hidden_until_grading(make_kit: Callable[..., Kit], tmp_path: Path) -> None:
    for text, hidden in ((FILE, False), (HIDDEN, True)):
        kit = make_kit(tmp_path, {"solutions/01_tiny/mistakes/double.py": text})
        path = kit.root / "solutions/01_tiny/mistakes/double.py"
        assert [one.hidden for one in mistakes_in(path)] == [hidden, hidden]
        loaded = load_material(kit, kit.registry.lesson("01_tiny")).mistakes["double"]
        assert [one.hidden for one in loaded] == [hidden, hidden]
        for known in mistakes_in(path):
            exec(
                with_mistake((kit.root / "solutions/01_tiny/tiny.py").read_text(), path, "double", known), {}
            )


def test_a_computed_sentence_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.py"
    path.write_text('@mistake("Wrong" + str(1))\ndef b(x):\n    return x\n')
    with pytest.raises(CourseError, match="line 1: mistake\\(\\) takes plain strings"):
        mistakes_in(path)

"""`autograder new`: complete stubs, nothing overwritten, and a list of what is left to write."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from difflib import ndiff
from pathlib import Path

import pytest
from kit_root import ROOT
from tiny_course import REGISTRY
from typer.testing import CliRunner

from autograder.authoring.agreement import disagreements, unwritten
from autograder.authoring.build import build
from autograder.authoring.proof import Scope, prove
from autograder.authoring.scaffold import add
from autograder.authoring.templates import MARK
from autograder.cli.app import app
from autograder.errors import CourseError
from autograder.grading.jobs import Job
from autograder.grading.pool import GroupDone
from autograder.lesson.kit import Kit

MakeKit = Callable[..., Kit]
PLANNED = "planned:\n  - {name: 03_later, title: Later, needs: [01_tiny]}\n  - {name: 04_last, title: Last}\n"
OF_A_FUNCTION = {
    "grading.yml",
    "hints.yml",
    "notebook.py",
    "MODULE.py",
    "test_MODULE.py",
    "mistakes/FUNCTION.py",
    "LESSON/test_FUNCTION.py",
    "LESSON/promises.py",
    "correct/first.py",
    "correct/second.py",
}


@pytest.fixture
def kit(make_kit: MakeKit, tmp_path: Path) -> Kit:
    return make_kit(tmp_path, {"grading.yml": REGISTRY + PLANNED})


def files(kit: Kit) -> dict[str, str]:
    paths = (path for path in kit.root.rglob("*") if "__pycache__" not in path.parts)
    return {str(path.relative_to(kit.root)): path.read_text() if path.is_file() else "" for path in paths}


def added(kit: Kit, lesson: str, *functions: str) -> Kit:
    """The kit, read again after stubs were added."""
    add(kit, lesson, functions)
    return Kit(kit.root)


class NeverRuns:
    """An executor that must get no work."""

    def run_groups(self, groups: Sequence[Sequence[Job]], done: GroupDone) -> None:
        raise AssertionError("a lesson with unwritten parts was tried")


@pytest.mark.parametrize("lesson", ["01", "03", "28_new"])
def test_each_part_of_each_function_is_listed(kit: Kit, lesson: str) -> None:
    kit = added(kit, lesson, "triple", "Scale")
    made = kit.registry.lesson(lesson)
    listed = list(unwritten(kit, made))
    for function in ("triple", "Scale"):
        expected = {
            name.replace("MODULE", made.module).replace("FUNCTION", function).replace("LESSON", made.name)
            for name in OF_A_FUNCTION
        }
        sentences = [sentence for name, sentence in listed if name == function]
        assert len(sentences) == len(expected)
        for name in expected:
            assert [one for one in sentences if f"{name}, line " in one], name
    heads = {sentence.partition(", line ")[0] for name, sentence in listed if name is None}
    if lesson != "01":
        folder = f"solutions/{made.name}"
        assert {"grading.yml", f"{folder}/{made.module}.py", f"{folder}/notebook.py"} <= heads
    for _, sentence in listed:
        path, line = sentence.split(":")[0].split(", line ")
        assert MARK in (kit.root / path).read_text().splitlines()[int(line) - 1]


def test_the_list_becomes_empty_as_parts_are_written(kit: Kit) -> None:
    kit = added(kit, "03", "triple", "Scale")
    lesson = kit.registry.lesson("03")
    count = len(list(unwritten(kit, lesson)))
    assert count > 2 * len(OF_A_FUNCTION)
    while count:
        path, line = next(unwritten(kit, lesson))[1].split(":")[0].split(", line ")
        lines = (kit.root / path).read_text().splitlines()
        lines[int(line) - 1] = lines[int(line) - 1].replace(MARK, "written")
        (kit.root / path).write_text("\n".join(lines) + "\n")
        left = len(list(unwritten(kit, lesson)))
        assert left in (count - 1, count)  # a part may have several marks
        count = left
    assert MARK not in "".join(files(kit).values())


def test_the_proof_lists_unwritten_parts_and_nothing_else(kit: Kit) -> None:
    kit = added(kit, "03", "triple")
    lesson = kit.registry.lesson("03")
    proof = prove(kit, lesson, NeverRuns(), Scope())
    assert [(one.check, one.function, one.message) for one in proof.findings] == [
        ("to write", name, sentence) for name, sentence in unwritten(kit, lesson)
    ]
    hints = "solutions/03_later/hints.yml, line 3: write a first hint, which is a nudge (part 1 of 3)."
    assert ("triple", hints) in [(one.function, one.message) for one in proof.findings]
    assert not proof.holds


@pytest.mark.usefixtures("needs_sandbox")
def test_the_command_lists_unwritten_parts(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    added(kit, "03", "triple")
    monkeypatch.setenv("AUTOGRADER_KIT", str(kit.root))
    ended = CliRunner().invoke(app, ["verify", "03"])
    assert ended.exit_code == 1
    told = " ".join(ended.output.split())
    assert told.startswith("to write")
    assert "to write, triple: solutions/03_later/hints.yml, line 3: write a first hint" in told


@pytest.mark.parametrize("lesson", ["03", "28_new"])
def test_a_new_lesson_is_sound_apart_from_what_is_unwritten(kit: Kit, lesson: str) -> None:
    kit = added(kit, lesson, "triple", "Scale")
    made = kit.registry.lesson(lesson)
    build(kit, made)
    told = {sentence for _, sentence in disagreements(kit, made)}
    assert "It has 1 known mistakes; 5 or more are needed." in told
    assert all(sentence.endswith("are needed.") for sentence in told)


def test_stubs_are_laid_out_as_ruff_wants(kit: Kit) -> None:
    kit = added(kit, "03", "triple", "Scale")
    kit = added(kit, "03", "quadruple")
    ruff = [sys.executable, "-m", "ruff"]
    options = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    first_party = ["--config", 'lint.isort.known-first-party=["autograder"]']
    paths = [str(kit.solution(kit.registry.lesson("03"))), str(kit.suite(kit.registry.lesson("03")))]
    for arguments in (["check", *options, *first_party], ["format", "--diff", *options]):
        done = subprocess.run([*ruff, *arguments, *paths], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_there_stays(kit: Kit) -> None:
    before = files(kit)
    after = files(added(kit, "01", "triple", "Scale"))
    gone = {
        name: [line for line in ndiff(text.splitlines(), after[name].splitlines()) if line.startswith("- ")]
        for name, text in before.items()
    }
    assert {name: lines for name, lines in gone.items() if lines} == {
        "solutions/01_tiny/tiny.py": ["- from torch import Tensor"],
        "solutions/01_tiny/test_tiny.py": ["- from tiny import double, share"],
    }
    assert "from torch import Tensor, nn\n" in after["solutions/01_tiny/tiny.py"]
    assert "from tiny import Scale, double, share, triple\n" in after["solutions/01_tiny/test_tiny.py"]


@pytest.mark.parametrize(
    ("lesson", "functions", "words"),
    [
        ("01", [], "Name the functions to write: `autograder new 01_tiny FUNCTION ...`."),
        ("28_new", [], "Name the functions to write: `autograder new 28_new FUNCTION ...`."),
        ("01", ["triple", "double"], "01_tiny has a function double already."),
        ("01", ["triple", "triple"], "triple is named twice."),
        ("01", ["triple", "3x"], "'3x' can't be the name of a function or class."),
        ("01", ["lambda"], "'lambda' can't be the name of a function or class."),
        ("01", ["../x"], "'../x' can't be the name of a function or class."),
        ("01", ["torch"], "tiny.py has the name torch already."),
        ("01", ["Path"], "test_tiny.py has the name Path already."),
        ("03", ["tensor"], "test_later.py has the name tensor already."),
        ("28_new", ["plt"], "notebook.py has the name plt already."),
        ("0", ["triple"], "'0' fits several lessons: 01_tiny, 03_later, 04_last."),
        ("nonsense", ["triple"], "'nonsense' is neither a lesson nor a name for one."),
        ("../28_new", ["triple"], "'../28_new' is neither a lesson nor a name for one."),
        ("28_New", ["triple"], "'28_New' is neither a lesson nor a name for one."),
        ("01_other", ["triple"], "01_other has the number of 01_tiny. Choose another number."),
        ("04_other", ["triple"], "04_other has the number of 04_last. Choose another number."),
    ],
)
def test_what_is_refused_and_nothing_written(kit: Kit, lesson: str, functions: list[str], words: str) -> None:
    before = files(kit)
    with pytest.raises(CourseError) as refused:
        add(kit, lesson, functions)
    assert words in str(refused.value)
    assert files(kit) == before


@pytest.mark.parametrize(
    ("name", "text", "lesson", "words"),
    [
        ("solutions/01_tiny/mistakes/triple.py", "", "01", "mistakes/triple.py exists already"),
        ("tests/lessons/01_tiny/test_triple.py", "", "01", "test_triple.py exists already"),
        ("solutions/01_tiny/hints.yml", "triple: [a, b, c]\n", "01", "hints.yml has the name triple already"),
        ("solutions/01_tiny/tiny.py", "def (:\n", "01", "tiny.py, line 1: not valid Python"),
        (
            "solutions/03_later/notes.txt",
            "",
            "03",
            "03_later exists already, but grading.yml doesn't list it",
        ),
        ("tests/lessons/03_later/x.py", "", "03", "03_later exists already, but grading.yml doesn't list it"),
    ],
)
def test_files_in_the_way(
    make_kit: MakeKit, tmp_path: Path, name: str, text: str, lesson: str, words: str
) -> None:
    kit = make_kit(tmp_path, {"grading.yml": REGISTRY + PLANNED})
    (kit.root / name).parent.mkdir(parents=True, exist_ok=True)
    (kit.root / name).write_text(text)
    before = files(kit)
    with pytest.raises(CourseError) as refused:
        add(kit, lesson, ["triple"])
    assert words in str(refused.value)
    assert files(kit) == before


def test_nothing_is_half_written(kit: Kit) -> None:
    """The hidden suite is written late; that its folder can't be made leaves no other file behind."""
    (kit.root / "tests" / "lessons").rename(kit.root / "away")
    (kit.root / "tests" / "lessons").write_text("a file")
    before = files(kit)
    with pytest.raises(CourseError, match=r"can't be written .* nothing was changed\."):
        add(kit, "03", ["triple"])
    assert files(kit) == before

"""In a notebook: edits of the module show, and `%check` and `%hint` say what they have to say."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from autograder.authoring.build import build
from autograder.errors import CourseError
from autograder.jupyter.notebook_folder import notebook_folder
from autograder.jupyter.reloading import Reloader
from autograder.jupyter.results import CheckResults, Hint, Trouble
from autograder.lesson.kit import Kit
from autograder.student.runner import CheckResult, CheckStatus

MakeKit = Callable[..., Kit]
SOURCE = """\
from math import sqrt

ONE = 1

def double(x):
    return 2 * x

def half(x):
    return x / 2

class Net:
    def size(self):
        return 1
"""


class Notebook:
    """The names of a notebook that imported from a module which a student edits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.path.write_text(SOURCE)
        self.names: dict[str, Any] = {}
        exec("import lesson_module\nfrom lesson_module import double, half, sqrt, Net", self.names)
        self.reloader = Reloader("lesson_module", self.names)
        self.reloader.remember()

    def edit(self, old: str, new: str) -> str | None:
        text = self.path.read_text()
        assert text.count(old) == 1
        self.path.write_text(text.replace(old, new))
        return self.reloader.refresh()


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield Notebook(tmp_path / "lesson_module.py")
    sys.modules.pop("lesson_module", None)


class TestReloading:
    def test_nothing_happens_while_the_file_is_the_same(self, notebook: Notebook) -> None:
        before = dict(notebook.names)
        assert notebook.reloader.refresh() is None
        assert notebook.names == before

    def test_an_edit_shows_under_each_name(self, notebook: Notebook) -> None:
        notebook.names["twice"] = notebook.names["double"]
        said = notebook.edit("2 * x", "3 * x")
        assert said == "Reloaded lesson_module.py: double changed."
        for name in ("double", "twice"):
            assert notebook.names[name](5) == 15
        module: ModuleType = notebook.names["lesson_module"]
        assert module is sys.modules["lesson_module"]
        assert module.double is notebook.names["double"]
        assert notebook.names["half"] is module.half  # it calls the new module's functions, too
        assert notebook.reloader.refresh() is None

    def test_what_is_not_the_modules_stays(self, notebook: Notebook) -> None:
        notebook.names.update(x=1, mine=lambda x: x)
        kept = {name: notebook.names[name] for name in ("x", "mine", "sqrt")}
        notebook.edit("ONE = 1", "ONE = 2")
        assert all(notebook.names[name] is value for name, value in kept.items())

    def test_a_file_that_is_half_written_changes_nothing(self, notebook: Notebook) -> None:
        before = dict(notebook.names)
        said = notebook.edit("2 * x", "3 *")
        assert said is not None
        assert said.startswith("lesson_module.py was not reloaded: line 6 is not valid Python")
        assert notebook.names == before
        assert notebook.reloader.refresh() is None  # it is told once
        assert notebook.edit("3 *\n", "3 * x\n") == "Reloaded lesson_module.py: double changed."
        assert notebook.names["double"](5) == 15

    @pytest.mark.parametrize("line", ["1 / 0", "raise SystemExit(3)"])
    def test_a_module_that_fails_changes_nothing(self, notebook: Notebook, line: str) -> None:
        before, module = dict(notebook.names), sys.modules["lesson_module"]
        said = notebook.edit("ONE = 1", f"ONE = 1\n{line}")
        assert said is not None
        assert re.search(r"was not reloaded: it raised (ZeroDivisionError|SystemExit): ", said)
        assert notebook.names == before
        assert sys.modules["lesson_module"] is module

    def test_what_is_gone_and_what_is_stale_is_named(self, notebook: Notebook) -> None:
        net = notebook.names["net"] = notebook.names["Net"]()
        said = notebook.edit("def half(x):\n    return x / 2\n", "def third(x):\n    return x / 3\n")
        assert said == (
            "Reloaded lesson_module.py: third changed. It has no half any more; the notebook keeps the"
            " former. Created before the change, so run their cells again: net."
        )
        assert notebook.names["half"](4) == 2
        assert notebook.names["net"] is net

    def test_classes_find_their_module(self, notebook: Notebook) -> None:
        said = notebook.edit("class Net:", "from dataclasses import dataclass\n@dataclass\nclass Net:")
        assert said == "Reloaded lesson_module.py: Net changed."

    def test_a_comment_is_no_change_of_a_function(self, notebook: Notebook) -> None:
        assert notebook.edit("2 * x", "2 * x  # twice") == "Reloaded lesson_module.py: no function changed."

    def test_a_file_that_is_just_being_replaced(self, notebook: Notebook) -> None:
        notebook.path.unlink()
        assert notebook.reloader.refresh() is None
        notebook.path.write_text(SOURCE.replace("2 * x", "3 * x"))
        assert notebook.reloader.refresh() == "Reloaded lesson_module.py: double changed."

    def test_a_module_that_is_not_imported_yet(self, tmp_path: Path) -> None:
        reloader = Reloader("never_imported", {})
        reloader.remember()
        assert reloader.refresh() is None


class Reader(HTMLParser):
    """The words of a page, and a complaint about a tag that is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


CHECKS = (
    CheckResult("softmax", "test_a", "Rows sum to 1.", CheckStatus.PASSED),
    CheckResult("softmax", "test_b", "Huge scores.", CheckStatus.FAILED, "expected 1 < 2\n<script>", "hm"),
    CheckResult("accuracy", "test_c", "One of two.", CheckStatus.UNWRITTEN, "accuracy is not written yet."),
)
HIDDEN = {"softmax": 9, "accuracy": 1, "other": 5}
RESULTS = CheckResults(CHECKS, HIDDEN)


class TestResults:
    def test_as_text(self) -> None:
        text = repr(RESULTS)
        for words in (
            "softmax  1 of 2 checks passed",
            "  failed     Huge scores.",
            "expected 1 < 2",
            "<script>",
            "hm",
            "  unwritten  accuracy is not written yet.",
            "At grading 10 hidden checks run: softmax 9, accuracy 1.",
        ):
            assert words in text

    def test_the_summary(self) -> None:
        counts = "1 of 3 checks passed: softmax 1 of 2, accuracy 0 of 1."
        assert RESULTS.summary == f"{counts} Hidden checks that run at grading: 10."
        assert CheckResults(CHECKS[:1], HIDDEN).summary.endswith(
            "softmax 1 of 1. Hidden checks that run at grading: 9."
        )

    def test_while_it_runs(self) -> None:
        running = CheckResults(CHECKS[:1], HIDDEN, running=True)
        assert repr(running) == running.summary == "Running; 1 done ..."
        assert "Rows sum to 1." in running._repr_html_()

    def test_what_befell_all_of_them_is_told_once(self) -> None:
        broken = [
            CheckResult("other", f"test_{n}", f"It is {n}.", CheckStatus.ERROR, "line 1: no")
            for n in range(5)
        ]
        html = CheckResults(broken, HIDDEN)._repr_html_()
        assert html.count("line 1: no") == 1
        assert html.count("error") == 5

    def test_as_html(self) -> None:
        reader = Reader(RESULTS._repr_html_())
        said = " ".join(" ".join(reader.words).split())
        for words in (
            "passed softmax : Rows sum to 1.",
            "failed softmax : Huge scores. expected 1 < 2 <script>",
        ):
            assert words in said
        for words in ("It printed: hm", "unwritten accuracy : One of two. accuracy is not", RESULTS.summary):
            assert words in said
        assert "script" not in reader.seen
        assert reader.seen.count("tr") == 1 + len(CHECKS)

    @pytest.mark.parametrize("status", list(CheckStatus))
    def test_each_ending_is_a_word_and_no_colour(self, status: CheckStatus) -> None:
        html = CheckResults(
            [CheckResult("other", "test_f", "It holds.", status, "why")], HIDDEN
        )._repr_html_()
        assert status.value in "".join(Reader(html).words)
        assert not re.search(r"(?<!-)\b(background|color)\s*:|#[0-9a-f]{3,6}\b", html, re.IGNORECASE)
        assert 'scope="col"' in html
        assert "<caption" in html

    def test_hints_and_trouble(self) -> None:
        hint = Hint("f", 2, "Look at <exp>.")
        assert repr(hint) == "f, hint 2 of 3: Look at <exp>.\nMore: %hint f 3"
        assert "Look at &lt;exp&gt;." in hint._repr_html_()
        assert "More" not in repr(Hint("f", 3, "x")) + Hint("f", 3, "x")._repr_html_()
        assert repr(Trouble("No <b>.")) == "autograder: No <b>."
        assert "No &lt;b&gt;." in Trouble("No <b>.")._repr_html_()


class TestPlace:
    def test_a_folder_of_the_kit_and_a_copy_elsewhere(
        self, make_kit: MakeKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kit = make_kit(tmp_path / "kit")
        copy = tmp_path / "home" / "01_tiny"
        for folder in (kit.root / "assignments" / "01_tiny", copy):
            folder.mkdir(parents=True)
            monkeypatch.setenv("AUTOGRADER_KIT", str(kit.root) if folder == copy else "/nowhere")
            place = notebook_folder(folder)
            assert (place.folder, place.kit.root, place.lesson.name) == (folder, kit.root, "01_tiny")

    def test_no_lessons_folder(
        self, make_kit: MakeKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(CourseError, match=r"is the folder of no lesson in .*grading\.yml"):
            notebook_folder(make_kit(tmp_path / "kit").root)
        monkeypatch.setenv("AUTOGRADER_KIT", str(tmp_path))
        with pytest.raises(CourseError, match=r"no grading\.yml is there"):
            notebook_folder(tmp_path)


def test_loading_is_offered_without_a_heavy_import() -> None:
    look = (
        "import sys, autograder; assert callable(autograder.load_ipython_extension);"
        "sys.exit(bool({'torch', 'IPython', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", look]).returncode == 0


@pytest.fixture
def shell(make_kit: MakeKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """IPython in the folder of the tiny lesson."""
    kit = make_kit(tmp_path)
    lesson = kit.registry.lesson("01")
    build(kit, lesson)
    monkeypatch.chdir(kit.assignment(lesson))
    monkeypatch.syspath_prepend(str(kit.assignment(lesson)))
    InteractiveShell.clear_instance()
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # IPython puts its own there
    config = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell.instance(config=config, ipython_dir=str(tmp_path))
    yield shell
    shell.run_line_magic("unload_ext", "autograder")
    InteractiveShell.clear_instance()
    sys.modules.pop("tiny", None)


def shown(shell: InteractiveShell, cell: str) -> tuple[str, str]:
    """What a cell printed, and the plain text of what it displayed."""
    with capture_output() as captured:
        result = shell.run_cell(cell)
    result.raise_error()
    return captured.stdout, "\n".join(output.data["text/plain"] for output in captured.outputs)


class TestNotebook:
    def test_a_student_writes_a_function(self, shell: InteractiveShell) -> None:
        assert shown(shell, "%load_ext autograder") == ("", "")
        shown(shell, "from tiny import double")
        _, text = shown(shell, "%check double")
        assert text.startswith("double  0 of 2 checks passed\n  unwritten  double is not written yet")
        assert text.endswith("At grading 2 hidden checks run for double.")
        _, text = shown(shell, "%hint double 2")
        assert text.startswith("double, hint 2 of 3: One line is enough.")
        module = Path("tiny.py")
        module.write_text(
            module.read_text().replace(
                'raise NotImplementedError("double is not written yet")', "return 2 * x"
            )
        )
        printed, text = shown(shell, "print(double(4))")
        assert printed == "Reloaded tiny.py: double changed.\n8\n"
        printed, text = shown(shell, "%check double")
        assert printed == ""
        assert text.startswith("double  2 of 2 checks passed")

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("%check triple", "has no function 'triple'"),
            ("%hint", "Say which function, and which hint from 1 to 3"),
            ("%hint double 4", "Say which function, and which hint"),
            ("%hint double 1 2", "Say which function"),
            ("%hint triple", "has no function 'triple'"),
        ],
    )
    def test_what_can_not_be_done_is_a_sentence(self, shell: InteractiveShell, line: str, words: str) -> None:
        shown(shell, "%load_ext autograder")
        _, text = shown(shell, line)
        assert text.startswith("autograder: ")
        assert words in text

    def test_elsewhere_it_says_where_it_belongs(
        self, shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        printed, _ = shown(shell, "%load_ext autograder")
        assert "is the folder of no lesson" in printed

    def test_a_module_that_is_gone(self, shell: InteractiveShell) -> None:
        shown(shell, "%load_ext autograder")
        Path("tiny.py").unlink()
        _, text = shown(shell, "%check")
        assert re.fullmatch(r"autograder: .*tiny\.py can't be read: .*", text)

    def test_unloaded_it_leaves_the_module_alone(self, shell: InteractiveShell) -> None:
        shown(shell, "%load_ext autograder")
        shown(shell, "import tiny")
        shown(shell, "%unload_ext autograder")
        Path("tiny.py").write_text("changed = True\n")
        assert shown(shell, "print(1)") == ("1\n", "")

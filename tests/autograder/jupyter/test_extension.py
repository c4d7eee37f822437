"""`%check` and `%hint` in a notebook."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from autograder.authoring.build import build
from autograder.lesson.kit import Kit
from autograder.student.start import start

MakeKit = Callable[..., Kit]


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
    start(kit, lesson)
    monkeypatch.chdir(kit.working_copy(lesson))
    monkeypatch.syspath_prepend(str(kit.working_copy(lesson)))
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
        result = shell.run_cell(cell)  # type: ignore[no-untyped-call]
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

    def test_a_notebook_checks_the_module_beside_it(
        self, shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As of a folder that nbgrader has fetched, of which the kit knows nothing."""
        own = tmp_path / "home" / "01_tiny"
        own.mkdir(parents=True)
        (own / "helper.py").write_text("def twice(x):\n    return x + x\n")
        (own / "tiny.py").write_text("from helper import twice as double\n")
        shutil.rmtree(tmp_path / "work")
        monkeypatch.setenv("AUTOGRADER_KIT", str(tmp_path))
        monkeypatch.chdir(own)
        shown(shell, "%load_ext autograder")
        _, text = shown(shell, "%check double")
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
        assert "is not the folder of a lesson" in printed

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

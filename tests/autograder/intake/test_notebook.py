"""A module is made of a notebook."""

from __future__ import annotations

from pathlib import Path

from handed_in import HALF, LESSON, WORK, handed, notebook

from autograder.intake.choice import read


class TestNotebooks:
    def test_a_module_is_made_of_what_the_functions_need(self, tmp_path: Path) -> None:
        cells = [
            "%matplotlib inline\nimport torch, math\nimport matplotlib.pyplot as plt\n!pip install torch",
            "SCALE = 2 * math.pi; print(SCALE)\ndata = open('x').read()\nunused = 1",
            "@torch.no_grad()\ndef helper(x):\n    # Twice.\n    return SCALE * x",
            "%%time\ndef double(x):\n    return 1\nassert double(1) == 1",
            "def double(x):\n    '''é\n%no magic'''\n    return helper(x)",
            "%%bash\nrm -rf /",
            "double?\nfrom tiny import *\nimport tiny",
            "this is no Python",
        ]
        source = handed(tmp_path, {"mine.ipynb": notebook(*cells)})
        assert source.text is not None
        lines = [line for line in source.text.decode().split("\n") if line]
        assert lines == [
            "import torch, math",
            "SCALE = 2 * math.pi",
            "@torch.no_grad()",
            "def helper(x):",
            "    # Twice.",
            "    return SCALE * x",
            "def double(x):",
            "    return 1",
            "def double(x):",
            "    '''é",
            "%no magic'''",
            "    return helper(x)",
        ]
        assert source.note == (
            "tiny.py was made of the code cells of mine.ipynb; line numbers refer to it;"
            " code cells that are not valid Python were left out (number 8)."
        )

    def test_lines_are_numbered_as_in_the_cells_put_together(self, tmp_path: Path) -> None:
        cells = ["print(1)\nprint(2)", "%%capture\n\ndef double(x):\n    return y"]
        text = handed(tmp_path, {"mine.ipynb": notebook(*cells)}).text or b""
        assert "\n".join(cells).split("\n").index("    return y") == text.split(b"\n").index(b"    return y")

    def test_the_future_comes_first(self, tmp_path: Path) -> None:
        cells = ["A = 1", "from __future__ import annotations\ndef double(x: A) -> B: return A"]
        text = handed(tmp_path, {"mine.ipynb": notebook(*cells)}).text or b""
        assert text.startswith(b"from __future__ import annotations\nA = 1\n")
        compile(text, "tiny.py", "exec")

    def test_branches_that_hold_imports_and_constants(self, tmp_path: Path) -> None:
        cell = "try:\n    import fast as m\nexcept ImportError:\n    import math as m\n"
        other = "if m:\n    LIMIT = 1\nelse:\n    print('no')\n"
        text = handed(
            tmp_path, {"x.ipynb": notebook(cell, other, "double = lambda x: m.exp(x) + LIMIT")}
        ).text
        assert text is not None
        assert cell.strip() in text.decode()
        assert "LIMIT = 1" not in text.decode(), "what prints is no constant"

    def test_lists_of_lines_a_mark_and_deleted_cells(self, tmp_path: Path) -> None:
        cells = [{"cell_type": "code", "source": ["def double(x):\n", "    return x"]}, {"cell_type": "raw"}]
        data = notebook(cells=cells).encode("utf-8-sig")
        assert handed(tmp_path, {"x.ipynb": data}).text == b"def double(x):\n    return x\n"

    def test_much_code_is_refused(self, tmp_path: Path) -> None:
        source = handed(tmp_path, {"x.ipynb": notebook(WORK, "x = 1\n" * 50_000)})
        assert source.text is None
        assert "x.ipynb has more than 131,072 bytes of code" in source.problem

    def test_the_notebook_itself_can_be_named(self, tmp_path: Path) -> None:
        (tmp_path / "x.ipynb").write_text(notebook(HALF))
        assert read(tmp_path / "x.ipynb", LESSON).text == HALF.encode()

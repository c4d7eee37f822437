"""Additions to sources: in their places, and laid out as ruff does."""

from __future__ import annotations

import pytest

from autograder.authoring.source_edits import with_cells, with_check, with_code, with_hints, with_import

LONG = [f"a_function_with_a_long_name_{number}" for number in range(4)]
OF_LONG = "\n".join(["from own import (", "    a,", *(f"    {name}," for name in LONG), ")", ""])


@pytest.mark.parametrize(
    ("before", "module", "names", "after"),
    [
        ("from torch import nn\n", "torch", ["Tensor"], "from torch import Tensor, nn\n"),
        ("from torch import nn, Tensor\n", "torch", ["nn"], "from torch import nn, Tensor\n"),
        ("from torch import nn as n\n", "torch", ["nn"], "from torch import nn, nn as n\n"),
        (
            "from own import (\n    b,\n)\n",
            "own",
            ["A", "c"],
            "from own import (\n    A,\n    b,\n    c,\n)\n",
        ),
        ("import torch\n\nx = 1\n", "own", ["a"], "import torch\n\nfrom own import a\n\nx = 1\n"),
        ('"""Text."""\n\nx = 1\n', "own", ["a"], '"""Text."""\n\nfrom own import a\n\nx = 1\n'),
        ("x = 1\n", "own", ["a"], "from own import a\n\n\nx = 1\n"),
        ("from own import a\n", "own", LONG, OF_LONG),
    ],
)
def test_an_import(before: str, module: str, names: list[str], after: str) -> None:
    assert with_import(before, module, names) == after


def test_code_hints_and_checks_go_to_the_end() -> None:
    assert with_code("x = 1\n\n\n", "y = 2\n") == "x = 1\n\n\ny = 2\n"
    assert with_hints("a: [1]\n\n", "b: [2]\n") == "a: [1]\nb: [2]\n"
    first = with_check("from tiny import a\n", "# a\n\n\n@check\n")
    assert first == "from tiny import a\n\n# a\n\n\n@check\n"
    assert with_check(first, "# b\n") == f"{first}\n\n# b\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# %%\na\n\n# %%\n# %check a\n\n# %%\nb\n", "# %%\na\n\n# %%\n# %check a\n\nNEW\n\n# %%\nb\n"),
        ("# %%\n# %check a\n", "# %%\n# %check a\n\nNEW\n"),
        ("# %%\na\n", "# %%\na\n\nNEW\n"),
    ],
)
def test_cells_go_below_the_last_check(before: str, after: str) -> None:
    assert with_cells(before, "NEW\n") == after

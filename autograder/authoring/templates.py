"""The text that `autograder new` writes. Each part that an author must write has the mark `TO WRITE`."""

from __future__ import annotations

from string import Template

MARK = "TO WRITE"  # then the function in parentheses, unless it is about the whole lesson, and what to write

# The heads of a lesson's files. Fields: module, title and function, which is the first one.

MODULE_HEAD = Template('''\
"""TO WRITE: what students write in this lesson, in one line.

TO WRITE: what the letters in shapes stand for. The rules in `rules.md`, beside this file, hold here. Besides:

- TO WRITE: the rules that only this lesson has, and its exceptions from `rules.md`, such as loops.

Read: TO WRITE: books and papers, with chapters.
"""

from torch import Tensor
''')

CHECKS_HEAD = Template('''\
"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from pathlib import Path

from torch import tensor

from autograder.checks.expect import check, expect

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from $module import $function
''')

HINTS_HEAD = Template("""\
# Three hints a function, from a nudge to nearly there.
""")

NOTEBOOK_HEAD = Template("""\
# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # $title
#
# TO WRITE: the question that this lesson answers.
#
# You write its functions in `$module.py`, beside this notebook.
# TO WRITE: what students do with these functions here.
#
# Cells that need a function which you have not written yet stop with `NotImplementedError`. Write it, and
# run the cell again: the notebook reloads your module by itself. `%check NAME` runs the visible checks of a
# function, `%check` those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
import matplotlib.pyplot as plt
from $module import $function

plt.rcParams.update(
    {
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
        "font.size": 10,
        "axes.titlesize": 11,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": "#e2e8f0",
        "axes.axisbelow": True,
        "lines.linewidth": 2,
        "legend.frameon": False,
    }
)
""")

CORRECT_HEAD = Template('''\
"""TO WRITE: the style of this file, which differs from that of the others."""

from torch import Tensor
''')

# The parts of a function. Fields: function; in CHECK also check, for its name, and call.

FUNCTION = Template('''\
def $function(x: Tensor) -> Tensor:
    """TO WRITE ($function): what it computes, in a sentence that begins with a verb.

    TO WRITE ($function): the formula.

    Args:
        x: TO WRITE ($function): the shape, such as [N, C], and which values it may have.

    Returns:
        TO WRITE ($function): the shape, and the dtype and device if they differ from those of x.

    Raises:
        ValueError: TO WRITE ($function): when. Or remove this part.

    Source: TO WRITE ($function): book and section.
    """
    ### BEGIN SOLUTION
    raise NotImplementedError("TO WRITE ($function): the solution")
    ### END SOLUTION
''')

CLASS = Template('''\
class $function(nn.Module):
    """TO WRITE ($function): what it computes, and the names of its layers and parameters.

    Source: TO WRITE ($function): book and section.
    """

    def __init__(self) -> None:
        """TO WRITE ($function): what it makes, and in which order.

        TO WRITE ($function): the arguments, or nothing if there are none.
        """
        ### BEGIN SOLUTION
        super().__init__()
        raise NotImplementedError("TO WRITE ($function): the layers and parameters")
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """TO WRITE ($function): what forward computes.

        Args:
            x: TO WRITE ($function): the shape, such as [N, C], and which values it may have.

        Returns:
            TO WRITE ($function): the shape, and the dtype and device if they differ from those of x.
        """
        ### BEGIN SOLUTION
        raise NotImplementedError("TO WRITE ($function): forward")
        ### END SOLUTION
''')

CHECK = Template('''\
# $function


@check
def test_${check}_of_an_example():
    """TO WRITE ($function): three or more checks, each with a sentence that says what is right.

    TO WRITE ($function): the formula
    """
    x = tensor([[0.0, 1.0]])
    expect(
        $call(x),
        tensor([[0.0, 1.0]]),
        "TO WRITE ($function): the calculation, by hand.",
    )
''')

HINTS = Template("""\
$function:
  - "TO WRITE ($function): a first hint, which is a nudge."
  - "TO WRITE ($function): a second hint, which shows the way."
  - "TO WRITE ($function): a third hint, which is nearly the solution, in words."
""")

NOTEBOOK_CELLS = Template("""\
# %% [markdown]
# ## TO WRITE ($function): a heading
#
# TO WRITE ($function): what it is for.

# %%
print($function)  # TO WRITE ($function): a cell that uses it and shows what comes out

# %%
# %check $function
""")

MISTAKES = Template('''\
"""Wrong versions of `$function` that students write."""

from autograder.judge import change

first = change(
    "TO WRITE ($function): five or more mistakes, each with a sentence that explains it.",
    ("raise NotImplementedError", "raise ValueError"),  # text of the solution, and wrong text
)
''')

SUITE = Template('''\
from autograder.judge import graded


@graded("$function")
def test_values(compare, draw):
    """TO WRITE ($function): hidden tests, each with a sentence that students read in their feedback."""
    compare.call(draw.normal(5, 7))
''')

CLASS_SUITE = Template('''\
from autograder.judge import graded


def output(lesson, x):
    return lesson.$function()(x)


@graded("$function")
def test_values(compare, draw):
    """TO WRITE ($function): hidden tests, each with a sentence that students read in their feedback."""
    compare(output, x=draw.normal(5, 7))
''')

PROMISES_HEAD = Template('''\
"""What the docstrings of this lesson promise of the arguments, asserted on each hidden input."""
''')

PROMISE = Template("""\
def $function(x):
    assert x.isfinite().all(), "TO WRITE ($function): an assert for each promise of its docstring about x"
""")

CLASS_PROMISE = Template("""\
class $function:
    def __init__(self):
        assert True, "TO WRITE ($function): an assert for each promise of its docstring"

    def forward(self, x):
        assert x.isfinite().all(), "TO WRITE ($function): an assert for each promise of its docstring about x"
""")

CORRECT = Template("""\
def $function(x: Tensor) -> Tensor:
    raise NotImplementedError("TO WRITE ($function): a solution in the style of this file")
""")

CLASS_CORRECT = Template("""\
class $function(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        raise NotImplementedError("TO WRITE ($function): a solution in the style of this file")
""")

# The entries of grading.yml, without indentation and dash.

FUNCTION_ENTRY = Template("{name: $function, points: 1}")
FUNCTION_ENTRY_NOTE = Template("# TO WRITE ($function): points, and forbidden calls if there are any")
LESSON_NOTE = Template("# TO WRITE: difficulty, minutes, and the datasets of the notebook")
NEW_LESSON_NOTE = Template("# TO WRITE: title, needs, difficulty, minutes, and the datasets of the notebook")

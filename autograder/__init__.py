"""An auto-graded PyTorch exercise kit. Importing it does not import torch.

import autograder
report = autograder.grade("02_softmax_classifier", "path/to/softmax_classifier.py")
"""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

__version__ = version("autograder")
__all__ = ["__version__", "grade"]

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from autograder.grading.one import grade


def __getattr__(name: str) -> Any:
    """Import the API when it is used: a candidate or a judge has no need of it."""
    if name == "grade":
        from autograder.grading.one import grade

        return grade
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """Called by `%load_ext autograder` in a lesson's notebook."""
    from autograder.jupyter import load

    load(shell)


def unload_ipython_extension(shell: "InteractiveShell") -> None:
    """Called by `%unload_ext autograder`."""
    from autograder.jupyter import unload

    unload(shell)

"""The extension that `%load_ext autograder` adds to a lesson's notebook.

It reloads the lesson's module after its file has changed, and adds `%check` and `%hint`.
"""

from autograder.jupyter.extension import load, unload

__all__ = ["load", "unload"]

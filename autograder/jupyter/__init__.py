"""What `%load_ext autograder` brings to a lesson's notebook.

It reloads the lesson's module when its file has changed, and adds `%check` and `%hint`.
"""

from autograder.jupyter.extension import load, unload

__all__ = ["load", "unload"]

"""PrairieLearn's grader on the same submissions: pytest in one process, student code in another.

It is set up as its container image and its quick start do it: tests that call the function through the
`sandbox` fixture, imports held to what a PyTorch lesson needs, and student code run by another user.
"""

from __future__ import annotations

import json
import os
import subprocess
import textwrap
from collections.abc import Mapping
from pathlib import Path

PACKAGE = "pytest-prairielearn-grader"
# The package imports the last four, and its metadata doesn't name them.
PACKAGES = (PACKAGE, "networkx", "numpy", "pandas", "plot-serializer")
WORKER = "nobody"  # the user who runs student code; in the image there is one named ag
# What takes a submission its imports and built-in functions is a dictionary that it can reach itself.
UNGUARD = "import torch\n\n__builtins__.update(torch.builtins.__dict__)\n\n"
_RUN_TIMEOUT_SECONDS = 300
_CALL_TIMEOUT_SECONDS = 30  # the first call imports torch
_HEAD = f"""\
import pytest
import torch
from pytest_prairielearn_grader import ConfigObject

autograder_config = ConfigObject(
    sandbox_timeout={_CALL_TIMEOUT_SECONDS},
    import_whitelist=["math", "torch", "torch.nn", "torch.nn.functional"],
)
"""
# The grader carries NumPy's arrays back and no tensors.
_TRAILING_CODE = """\


def double_as_array(x):
    return double(x).numpy()
"""
_TEST = """\


@pytest.mark.grading_data(name="{name}", points={points})
def test_{name}(sandbox):
    def double(x):
        return torch.from_numpy(sandbox.query_function("double_as_array", x, query_timeout={seconds}))

{body}"""


class PrairieLearn:
    """A question about `double` in PrairieLearn's grader, installed in an environment of its own."""

    def __init__(self, root: Path, python: Path, tests: Mapping[str, str], points: float) -> None:
        """Write the question's tests.

        Args:
            root: a folder to be made, which `WORKER` can enter.
            python: of the environment that has `PACKAGES`.
            tests: the body of each test by its name, as it would be if `double` were at hand.
            points: of each test.
        """
        root.mkdir()
        self._root = root
        self._python = python
        self._tests = _HEAD + "".join(
            _TEST.format(
                name=name, points=points, seconds=_CALL_TIMEOUT_SECONDS, body=textwrap.indent(body, "    ")
            )
            for name, body in tests.items()
        )

    def grade(self, name: str, source: str, worker: str | None) -> None:
        """Grade one submission, as run.sh in the grader's image does.

        Args:
            name: of the submission.
            source: what it holds.
            worker: the user who runs it, or None for the user of this process.
        """
        folder = self._root / name
        beside = folder / "test_student"
        beside.mkdir(parents=True)
        (folder / "pytest.ini").write_text("[pytest]\n")  # pytest takes this folder for the root
        (folder / "test_student.py").write_text(self._tests)
        (beside / "trailing_code.py").write_text(_TRAILING_CODE)
        (beside / "student_code.py").write_text(source)
        dropping = ["--worker-username", worker] if worker else []
        # Not into a pipe: a process that a submission leaves behind would keep it open.
        subprocess.run(
            [self._python, "-m", "pytest", "-p", "prairielearn-grader", *dropping, folder],
            # torch's folder has other packages with plugins in it.
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_RUN_TIMEOUT_SECONDS,
            cwd=folder,
        )

    def score(self, name: str) -> float:
        """Return the points in the results that now stand in the submission's folder."""
        results = self._root / name / "autograder_results.json"
        found = json.loads(results.read_text())["tests"] if results.exists() else []
        return float(sum(test["points"] for test in found))


def available_worker(python: Path) -> str | None:
    """Return `WORKER` if this process may become that user, who can read Python and torch, else None."""
    try:
        subprocess.run([python, "-c", "import torch"], user=WORKER, cwd="/", check=True)
    except (KeyError, PermissionError, subprocess.CalledProcessError):
        return None
    return WORKER

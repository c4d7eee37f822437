"""docs/session.md, replayed: a newcomer's way through lesson 02, by the real commands at a real terminal.

`python -m tests.autograder.end_to_end.test_session` writes the document anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2] / "support"))
from terminal import Terminal

from autograder.common.files import write_whole
from autograder.lesson.kit import Kit
from autograder.lesson.stubs import BEGIN, END
from autograder.packaging.bundle import as_yaml, for_students
from autograder.student.module import Module, with_stub

KIT = Kit.find()
DOCUMENT = KIT.root / "docs" / "session.md"
NAME = "02_softmax_classifier"
HEAD = """\
# A session

A student works through the checks of lesson 02 for the first time. This page shows what she types, and \
what the terminal answers. It leaves out what she writes into \
`softmax_classifier.py`. A test repeats the session and compares it with this page.
"""


class Session:
    """The course as a student gets it, of one lesson, and what she sees."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        registry = for_students(KIT.registry, [KIT.registry.lesson(NAME)])
        (folder / "grading.yml").write_bytes(as_yaml(registry))
        shutil.copytree(KIT.root / "assignments" / NAME, folder / "assignments" / NAME)
        self.file = folder / "work" / NAME / "softmax_classifier.py"
        reference = (KIT.root / "solutions" / NAME / "softmax_classifier.py").read_text()
        marked = (line for line in reference.splitlines() if line.strip() not in (BEGIN, END))
        self._reference = "\n".join(marked).encode() + b"\n"
        self._environment = {"AUTOGRADER_KIT": str(folder), "COLUMNS": "80"}

    def write(self, function: str, change: tuple[str, str] | None = None) -> None:
        """The function as the reference has it, or with a mistake."""
        text = with_stub(self.file.read_bytes(), self._reference, function)
        if change is not None:
            right, wrong = (part.encode() for part in change)
            own = (Module(text).text_of(function) or "").encode()
            assert right in own
            text = text.replace(own, own.replace(right, wrong, 1))
        write_whole(self.file, text)  # a watch that read half of it would find every function changed

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "autograder", *arguments],
            cwd=self.root,
            env={**os.environ, **self._environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        return self._shown(f"$ autograder {' '.join(arguments)}\n{done.stdout}")

    def watch(self) -> Iterator[str]:
        """What the screen shows after each step."""
        terminal = Terminal("watch", folder=self.root, environment=self._environment)
        try:
            yield "`autograder watch` checks at each save. It begins with the first unfinished function:"
            yield self._shown(terminal.wait_for("hidden checks run for logsumexp"))
            yield "`h` gives a hint:"
            terminal.press("h")
            yield self._shown(terminal.wait_for("logsumexp, hint 1 of 3"))
            yield "She saves a first attempt, which lacks a colon:"
            self.write("logsumexp", ("-> Tensor:", "-> Tensor"))
            yield self._shown(terminal.wait_for("not valid Python"))
            yield "Her next attempt is right:"
            self.write("logsumexp")
            yield self._shown(terminal.wait_for("Right so far."))
            yield "`n` shows the next function:"
            terminal.press("n")
            yield self._shown(terminal.wait_for("log_softmax  of 02"))
            for function in (
                "log_softmax",
                "cross_entropy",
                "cross_entropy_grad",
                "accuracy",
                "evaluate_accuracy",
            ):
                self.write(function)
                terminal.wait_for(f"hidden checks run for {function}.", "Right so far.")
            yield "She writes the other functions in the same way. This is the last one:"
            self.write("SoftmaxRegression")
            yield self._shown(terminal.wait_for("SoftmaxRegression  3 of 3 checks passed"))
            yield "`l` lists her progress, and `q` quits:"
            terminal.press("l")
            yield self._shown(terminal.wait_for("8 of 8 functions done"))
            terminal.press("q")
            assert terminal.ended() == 0
        finally:
            terminal.close()

    def _shown(self, text: str) -> str:
        """A block of the document, without what differs from machine to machine."""
        text = text.replace(str(self.root), "~/course")
        lines = (line.rstrip() for line in re.sub(r"\d+\.\d+ s\b", "0.1 s", text).strip("\n").splitlines())
        return "```\n" + "\n".join(lines) + "\n```"


def transcript(folder: Path) -> str:
    """The document, by doing what it tells."""
    session = Session(folder)
    parts = [HEAD, "First she makes her own copy of the lesson:", session.run("start", "02")]
    parts += [
        "Then she asks what there is to do, and where to begin:",
        session.run("list"),
        session.run("next"),
    ]
    session.write("softmax", (".sum(dim,", ".sum(0,"))
    parts += ["Her first attempt at `softmax` has a mistake:", session.run("check", "--function", "softmax")]
    parts += ["She asks for a hint:", session.run("hint", "02", "softmax", "--level", "2")]
    session.write("softmax")
    parts += ["She corrects the mistake and checks again:", session.run("check", "--function", "softmax")]
    parts += session.watch()
    parts += [
        "Before she hands in, she checks everything once more:",
        session.run("check"),
        session.run("next"),
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def test_the_session_goes_as_its_document_tells(tmp_path: Path) -> None:
    assert transcript(tmp_path) == DOCUMENT.read_text()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        DOCUMENT.write_text(transcript(Path(folder).resolve()))

"""Submissions in many forms."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder.intake.choice import read
from autograder.intake.source import Source
from autograder.lesson.registry import Function, Lesson

LESSON = Lesson(name="01_tiny", title="Tiny", functions=(Function("double", 1.0), Function("Share", 1.0)))
WORK = (
    "import torch\n\ndef double(x):\n    return x + x\n\nclass Share:\n    def go(self):\n        return 1\n"
)
HALF = "def double(x):\n    return 2 * x\n\nclass Share:\n    ...\n"
SKELETON = '''\
def double(x):
    """Twice x."""
    raise NotImplementedError("double is not written yet")


class Share:
    """A share."""

    def __init__(self):
        """Make it."""
        raise NotImplementedError("Share.__init__ is not written yet")
'''


def notebook(*cells: str, **changes: object) -> str:
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **changes})


def zipped(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def tarred(*files: tuple[tarfile.TarInfo | str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, text in files:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
    return data.getvalue()


def handed(folder: Path, files: Mapping[str, str | bytes]) -> Source:
    """What is read of a folder with these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(folder, LESSON)

"""What the probe goes for: files, a listening server, folders to write to. No torch here."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from autograder.doctor.finding import Finding
from autograder.lesson.kit import Kit


class Places(msgspec.Struct, frozen=True):
    """What the probe goes for, all of it outside its sandbox."""

    secrets: list[str]  # files and folders with something in them
    folders: list[str]  # where it might write
    ports: list[int]  # where something listens
    letters: list[str]  # files that one submission might leave for the next
    mark: str  # in the command line of a process that would outlive its submission
    kit: str


class TrialReport(msgspec.Struct, frozen=True):
    """What a process with torch could tell."""

    torch: str
    gpu: str  # its name, or nothing
    simgpu: str  # why it can't be had, or nothing
    lacking: list[tuple[str, str]] = []  # the private parts that PyTorch lacks, and what that means
    findings: list[Finding] = []


@contextmanager
def bait(kit: Kit) -> Iterator[Places]:
    """Real things outside of any sandbox, made for the probe and removed again."""
    mark = f"autograder-probe-{os.getpid()}"
    with ExitStack() as stack:
        secrets = [str(kit.root / "grading.yml"), str(kit.root / "solutions")]
        for folder in (Path.home(), Path(tempfile.gettempdir())):
            if os.access(folder, os.W_OK):
                file = stack.enter_context(tempfile.NamedTemporaryFile(dir=folder, prefix=f".{mark}-"))
                file.write(b"secret")
                file.flush()
                secrets.append(file.name)
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        yield Places(
            secrets=secrets,
            folders=[str(kit.root), str(Path.home()), sys.prefix, "/", "/usr", "/etc", "/dev", "/var/tmp"],
            ports=[server.getsockname()[1]],
            letters=[f"{folder}/{mark}-letter" for folder in ("/tmp", "/dev/shm", "/dev", "/var/tmp", "")],
            mark=mark,
            kit=str(kit.root),
        )

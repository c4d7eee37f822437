"""The targets of the probe: files, a listening server, folders to write to. No torch here."""

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
    """The targets of the probe, all outside its sandbox."""

    secrets: list[str]  # files and folders that aren't empty
    folders: list[str]  # folders in which it may try to write
    ports: list[int]  # ports with a listening server
    letters: list[str]  # files that one submission may try to leave for the next
    mark: str  # part of the command line of a process that tries to outlive its submission
    kit: str


class TrialReport(msgspec.Struct, frozen=True):
    """The results of a process with torch."""

    torch: str
    gpu: str  # its name, or empty
    simgpu: str  # why it isn't available, or empty
    lacking: list[tuple[str, str]] = []  # missing private parts of PyTorch, and the consequences
    findings: list[Finding] = []


@contextmanager
def bait(kit: Kit) -> Iterator[Places]:
    """Make real targets for the probe outside the sandbox, yield them and remove them at the end."""
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

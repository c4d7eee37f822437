"""A candidate without a sandbox: an ordinary process that serves one submission."""

from __future__ import annotations

import socket
from pathlib import Path

from .service import prepare, serve


def main(descriptor: int) -> None:
    """Serve the judge until it closes the connection.

    The student's module goes into a new folder of the working directory, which must be this candidate's own.

    Args:
        descriptor: the file descriptor of the socket that leads to the judge.
    """
    prepare()
    serve(socket.socket(fileno=descriptor), Path.cwd() / "submission")

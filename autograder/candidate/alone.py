"""A candidate without a sandbox: an ordinary process that serves one submission."""

from __future__ import annotations

import socket
from pathlib import Path

from .service import prepare, serve


def main(descriptor: int) -> None:
    """Serve the judge behind the file descriptor; the working directory is the candidate's own."""
    prepare()
    serve(socket.socket(fileno=descriptor), Path.cwd() / "submission")

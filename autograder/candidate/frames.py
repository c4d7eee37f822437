"""Messages on a stream socket: eight bytes of length, then the message. No torch here."""

from __future__ import annotations

import socket
import struct
from typing import Protocol

MAX_FRAME_BYTES = 16 * 2**20  # a decoded message may take ten times as many


class WireError(Exception):
    """The error for bytes that are no valid message, or for a value that can't be sent."""


class ByteSource(Protocol):
    """The part of a socket that `receive` uses."""

    def recv(self, size: int, /) -> bytes: ...


def send(channel: socket.socket, *messages: bytes) -> None:
    """Send all messages at once. Raise `WireError` if one is longer than `MAX_FRAME_BYTES`."""
    for data in messages:
        if len(data) > MAX_FRAME_BYTES:
            raise WireError(f"the message has {len(data) >> 20} MiB and may have {MAX_FRAME_BYTES >> 20}")
    channel.sendall(b"".join(part for data in messages for part in (struct.pack("<Q", len(data)), data)))


def receive(channel: ByteSource) -> bytes:
    """Return the next message.

    Raises:
        EOFError: if the other side has closed the connection.
        WireError: if it announces more than `MAX_FRAME_BYTES`.
    """
    (size,) = struct.unpack("<Q", _exactly(channel, 8))
    if size > MAX_FRAME_BYTES:
        raise WireError(f"the message says it has {size} bytes and may have {MAX_FRAME_BYTES}")
    return _exactly(channel, size)


def _exactly(channel: ByteSource, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        piece = channel.recv(min(size - len(data), 2**20))
        if not piece:
            raise EOFError("the other side closed the connection")
        data += piece
    return bytes(data)

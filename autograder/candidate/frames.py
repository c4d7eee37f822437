"""Messages on a stream socket: eight bytes of length, then the message. No torch here."""

from __future__ import annotations

import socket
import struct
from typing import Protocol

MAX_FRAME_BYTES = 16 * 2**20  # decoded, a message may take ten times as many


class WireError(Exception):
    """Bytes that are no message, or a value that can't travel."""


class ByteSource(Protocol):
    """What `receive` needs of a socket."""

    def recv(self, size: int, /) -> bytes: ...


def send(channel: socket.socket, *messages: bytes) -> None:
    """In one go. `WireError` if a message is larger than the other side takes."""
    for data in messages:
        if len(data) > MAX_FRAME_BYTES:
            raise WireError(f"the message has {len(data) >> 20} MiB and may have {MAX_FRAME_BYTES >> 20}")
    channel.sendall(b"".join(part for data in messages for part in (struct.pack("<Q", len(data)), data)))


def receive(channel: ByteSource) -> bytes:
    """The next message. `EOFError` if the other side is gone, `WireError` if it announces too much."""
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

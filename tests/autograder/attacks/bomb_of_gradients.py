"""Sends a million gradients, each under a name of its own.

Earns: 0
"""

import sys

COUNT = 2**20
NAMES = b"".join(b"\xa5%05x\xc0" % number for number in range(COUNT))

service = sys.modules["candidate.service"]
honest = service.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return (
        b"\x81\xa4runs\x91\x81\xa9gradients\xdf" + COUNT.to_bytes(4, "big") + NAMES
        if reply.runs
        else honest(reply)
    )


service.encode_message = forged


def double(x):
    return x


def share(x):
    return x

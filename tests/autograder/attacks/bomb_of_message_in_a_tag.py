"""Sends a node of a kind that doesn't exist and has a name of megabytes.

Earns: 0
"""

import sys

COUNT = 2**22

service = sys.modules["candidate.service"]
honest = service.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return (
        b"\x81\xa4runs\x91\x81\xa5value\x81\xa4type\xdb"
        + COUNT.to_bytes(4, "big")
        + b"\x1b[3m" * (COUNT // 4)
        if reply.runs
        else honest(reply)
    )


service.encode_message = forged


def double(x):
    return x


def share(x):
    return x

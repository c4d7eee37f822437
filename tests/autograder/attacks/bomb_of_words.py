"""Sends millions of short words where the names of changed inputs belong.

Earns: 0
"""

import sys

COUNT = 2**22

service = sys.modules["candidate.service"]
honest = service.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return (
        b"\x81\xa4runs\x91\x81\xa7changed\xdd" + COUNT.to_bytes(4, "big") + b"\xa2no" * COUNT
        if reply.runs
        else honest(reply)
    )


service.encode_message = forged


def double(x):
    return x


def share(x):
    return x

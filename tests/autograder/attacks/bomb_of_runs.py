"""Sends millions of empty runs, one byte each, which the judge would hold as objects.

Earns: 0
"""

import sys

COUNT = 2**24

service = sys.modules["candidate.service"]
honest = service.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return b"\x81\xa4runs\xdd" + COUNT.to_bytes(4, "big") + b"\x80" * COUNT if reply.runs else honest(reply)


service.encode_message = forged


def double(x):
    return x


def share(x):
    return x

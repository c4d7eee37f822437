"""Says that an exception came which is of all classes at once, the expected one too.

Earns: 0
"""

import sys

Run = sys.modules["candidate.wire"].Run
KINDS = ("ValueError", "TypeError", "IndexError", "RuntimeError", "AssertionError")

service = sys.modules["candidate.service"]
honest = service.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return (
        honest(service.Reply([Run(fault=service.RaisedException(KINDS, "")) for _ in reply.runs]))
        if reply.runs
        else honest(reply)
    )


service.encode_message = forged


def double(x):
    return x


def share(x):
    return x

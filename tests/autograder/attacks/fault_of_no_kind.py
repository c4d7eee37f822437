"""Says that an exception came which is of no class at all.

Earns: 0
"""

import sys

Run = sys.modules["candidate.wire"].Run

service = sys.modules["candidate.service"]
honest = service.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return (
        honest(service.Reply([Run(fault=service.RaisedException((), "")) for _ in reply.runs]))
        if reply.runs
        else honest(reply)
    )


service.encode_message = forged


def double(x):
    return x


def share(x):
    return x

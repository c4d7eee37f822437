"""Says that an exception came which is of no class at all.

Earns: 0
"""

import sys

Run = sys.modules["candidate.wire"].Run

warm = sys.modules["candidate.warm"]
honest = warm.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return (
        honest(warm.Reply([Run(fault=warm.Fault((), "")) for _ in reply.runs]))
        if reply.runs
        else honest(reply)
    )


warm.encode_message = forged


def double(x):
    return x


def share(x):
    return x

"""Says that an exception came which is of all classes at once, the expected one too.

Earns: 0
"""

import sys

Run = sys.modules["candidate.wire"].Run
KINDS = ("ValueError", "TypeError", "IndexError", "RuntimeError", "AssertionError")

warm = sys.modules["candidate.warm"]
honest = warm.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return (
        honest(warm.Reply([Run(fault=warm.Fault(KINDS, "")) for _ in reply.runs]))
        if reply.runs
        else honest(reply)
    )


warm.encode_message = forged


def double(x):
    return x


def share(x):
    return x

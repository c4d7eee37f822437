"""Says that it failed as a whole, in a message of megabytes with control characters.

Earns: 0
"""

import sys

warm = sys.modules["candidate.warm"]
honest = warm.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return (
        honest(warm.Reply(fault=warm.Fault(("Error",), "\x1b[31m\n" * 2**22)))
        if reply.runs
        else honest(reply)
    )


warm.encode_message = forged


def double(x):
    return x


def share(x):
    return x

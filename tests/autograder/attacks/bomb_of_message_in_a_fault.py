"""Says that it failed as a whole, in a message of megabytes with control characters.

Earns: 0
"""

import sys

service = sys.modules["candidate.service"]
honest = service.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return (
        honest(service.Reply(fault=service.RaisedException(("Error",), "\x1b[31m\n" * 2**22)))
        if reply.runs
        else honest(reply)
    )


service.encode_message = forged


def double(x):
    return x


def share(x):
    return x

"""Says that an input was changed whose name has twenty megabytes and colours the terminal.

Earns: 0
"""

import sys

from msgspec.structs import replace

NAME = "\x1b[31m</td>\n" * 2**21

service = sys.modules["candidate.service"]
honest = service.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return (
        honest(service.Reply([replace(run, changed=(NAME,), aliased=(NAME,)) for run in reply.runs]))
        if reply.runs
        else honest(reply)
    )


service.encode_message = forged


def double(x):
    return x


def share(x):
    return x

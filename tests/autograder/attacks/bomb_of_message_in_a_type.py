"""Says that its tensors have a dtype and a device whose names have megabytes.

Earns: 0
"""

import sys

Run, Tensor = (getattr(sys.modules["candidate.wire"], name) for name in ("Run", "TensorNode"))
NAME = "\x1b[31m\n" * 2**20

service = sys.modules["candidate.service"]
honest = service.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return (
        honest(service.Reply([Run(Tensor(NAME, (5,), bytes(20), NAME)) for _ in reply.runs]))
        if reply.runs
        else honest(reply)
    )


service.encode_message = forged


def double(x):
    return x


def share(x):
    return x

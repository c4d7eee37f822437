"""Sends a tensor of ten million dimensions, which a sentence about its shape would spell out.

Earns: 0
"""

import sys

runtime = sys.modules["candidate.runtime"]
node = runtime.TensorNode("float32", (0,) * 10**6, b"")

service = sys.modules["candidate.service"]
honest = service.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return honest(service.Reply([runtime.Run(node) for _ in reply.runs])) if reply.runs else honest(reply)


service.encode_message = forged


def double(x):
    return x


def share(x):
    return x

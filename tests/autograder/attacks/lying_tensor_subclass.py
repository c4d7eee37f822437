"""Returns a wrapper of no memory that says it has the right shape, dtype and device.

Earns: 0
"""

import torch


class Wrapper(torch.Tensor):
    @staticmethod
    def __new__(cls, like):
        return torch.Tensor._make_wrapper_subclass(cls, like.shape, dtype=like.dtype)

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return torch.ones(())


def double(x):
    return Wrapper(x)


def share(x):
    return Wrapper(x)

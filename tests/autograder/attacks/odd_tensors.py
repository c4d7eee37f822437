"""Returns a sparse tensor of 2^60 elements, and a meta tensor of as many.

Earns: 0
"""

import torch


def double(x):
    return torch.sparse_coo_tensor(torch.zeros(1, 1, dtype=torch.long), torch.ones(1), (2**60,))


def share(x):
    return torch.empty(2**60, device="meta")

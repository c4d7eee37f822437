"""Inputs drawn afresh for each run, from the secret seed and the test's name alone."""

from __future__ import annotations

import hashlib

import torch


class Draw:
    """Random tensors on the CPU; floating-point ones are float32.

    Args:
        seed: the run's seed.
        test: the name of the test, so that no two tests draw the same.
    """

    def __init__(self, seed: int, test: str) -> None:
        digest = hashlib.sha256(f"{seed}/{test}".encode()).digest()
        self._generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "little") >> 1)

    def normal(self, *shape: int, mean: float = 0.0, scale: float = 1.0) -> torch.Tensor:
        return torch.randn(shape, generator=self._generator) * scale + mean

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> torch.Tensor:
        return torch.rand(shape, generator=self._generator) * (high - low) + low

    def integers(self, low: int, high: int, *shape: int) -> torch.Tensor:
        """int64 from `low` to `high - 1`."""
        return torch.randint(low, high, shape, generator=self._generator)

    def permutation(self, size: int) -> torch.Tensor:
        return torch.randperm(size, generator=self._generator)

    def mask(self, *shape: int, share: float = 0.5) -> torch.Tensor:
        """bool, True for about `share` of the places."""
        return torch.rand(shape, generator=self._generator) < share

    def integer(self, low: int, high: int) -> int:
        return int(self.integers(low, high, 1))

    def seed(self) -> int:
        return self.integer(0, 2**31)

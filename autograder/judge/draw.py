"""Random inputs of hidden tests. They depend only on the run's secret seed and the test's name."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import torch


class Draw:
    """A source of random tensors on the CPU. Those of floating-point numbers are float32.

    Args:
        seed: the run's seed.
        test: the name of the test, so that each test draws different numbers.
    """

    def __init__(self, seed: int, test: str) -> None:
        digest = hashlib.sha256(f"{seed}/{test}".encode()).digest()
        self._generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "little") >> 1)

    def normal(self, *shape: int, mean: float = 0.0, scale: float = 1.0) -> torch.Tensor:
        """Return float32 normal numbers of this shape; `scale` is their standard deviation."""
        return torch.randn(shape, generator=self._generator) * scale + mean

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> torch.Tensor:
        """Return float32 uniform numbers of this shape, at least `low` and below `high`."""
        return torch.rand(shape, generator=self._generator) * (high - low) + low

    def normals(self, *shapes: Sequence[int], scale: float = 1.0) -> list[torch.Tensor]:
        """Return float32 normal numbers of each shape; `scale` is their standard deviation."""
        return [self.normal(*shape, scale=scale) for shape in shapes]

    def uniforms(
        self, *shapes: Sequence[int], low: float = 0.0, high: float = 1.0, scale: float = 1.0
    ) -> list[torch.Tensor]:
        """Return float32 uniform numbers of each shape, from `low` to `high`, times `scale`."""
        return [scale * self.uniform(*shape, low=low, high=high) for shape in shapes]

    def integers(self, low: int, high: int, *shape: int) -> torch.Tensor:
        """Return int64 integers of this shape, from `low` to `high - 1`."""
        return torch.randint(low, high, shape, generator=self._generator)

    def permutation(self, size: int) -> torch.Tensor:
        """Return the int64 integers from 0 to `size - 1` in random order, [size]."""
        return torch.randperm(size, generator=self._generator)

    def shuffled(self, values: Sequence[float]) -> torch.Tensor:
        """Return the values in random order, [len(values)]."""
        return torch.tensor(values)[self.permutation(len(values))]

    def lengths(self, longest: int, *shape: int) -> torch.Tensor:
        """Return int64 lengths of this shape from 1 to `longest`, both of them among these."""
        count = torch.Size(shape).numel()
        drawn = torch.cat([torch.tensor([1, longest]), self.integers(1, longest + 1, count - 2)])
        return drawn[self.permutation(count)].reshape(shape)

    def mask(self, *shape: int, share: float = 0.5) -> torch.Tensor:
        """Return a bool tensor of this shape; each element is True with the probability `share`."""
        return torch.rand(shape, generator=self._generator) < share

    def integer(self, low: int, high: int) -> int:
        """Return a Python integer from `low` to `high - 1`."""
        return int(self.integers(low, high, 1))

    def seed(self) -> int:
        """Return a seed for another generator, from 0 to 2**31 - 1."""
        return self.integer(0, 2**31)

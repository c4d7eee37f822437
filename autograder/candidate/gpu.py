"""Whether CUDA can be used here. No torch."""

from __future__ import annotations

import os


def has_gpu() -> bool:
    """Asked without starting CUDA, which no fork survives."""
    return os.path.exists("/dev/nvidiactl")

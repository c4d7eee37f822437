"""Whether CUDA can be used here, and what it needs. No torch."""

from __future__ import annotations

import os

_DEVICE = "/dev/nvidiactl"
# Where its driver lies, and which GPUs may be used.
_SETTINGS = ("LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES")
_GPU_CODE_MB = 2048


def has_gpu() -> bool:
    """Asked without starting CUDA, which no fork survives. An empty CUDA_VISIBLE_DEVICES leaves it out."""
    return os.path.exists(_DEVICE) and os.environ.get("CUDA_VISIBLE_DEVICES") != ""


def gpu_settings() -> dict[str, str]:
    """What a candidate needs of the grader's environment to use the GPU, or not to: nothing without one."""
    if not os.path.exists(_DEVICE):
        return {}
    return {name: os.environ[name] for name in _SETTINGS if name in os.environ}


def cuda_mb() -> int:
    """The host's memory that CUDA may take beside a submission's: it loads code as that is needed."""
    return _GPU_CODE_MB if has_gpu() else 0

"""Whether CUDA can be used here, and the settings and the memory that it needs. No torch here."""

from __future__ import annotations

import os

_DEVICE = "/dev/nvidiactl"
# The folder of the driver, and the GPUs that may be used.
_SETTINGS = ("LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES")
_GPU_CODE_MB = 2048


def has_gpu() -> bool:
    """Return whether this process may use a GPU. An empty CUDA_VISIBLE_DEVICES forbids all GPUs.

    This doesn't start CUDA, because CUDA doesn't survive a fork.
    """
    return os.path.exists(_DEVICE) and os.environ.get("CUDA_VISIBLE_DEVICES") != ""


def gpu_settings() -> dict[str, str]:
    """Return the grader's environment variables that tell a candidate whether and how to use the GPU.

    Without a GPU driver there are none.
    """
    if not os.path.exists(_DEVICE):
        return {}
    return {name: os.environ[name] for name in _SETTINGS if name in os.environ}


def cuda_mb() -> int:
    """Return the MiB of host memory that CUDA may take beside a submission's, for the code that it loads."""
    return _GPU_CODE_MB if has_gpu() else 0

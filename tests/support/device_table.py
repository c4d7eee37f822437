"""What CUDA accepts and what it refuses, case by case; `simgpu` must do the same.

Run as `python device_table.py simgpu`, it prints as JSON how many cases there are and where they differ.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

import device_modules  # noqa: F401  # each module puts its cases into CASES
import device_tensors  # noqa: F401
import torch
from device_cases import CASES, Case
from torch import Tensor
from torch.utils._pytree import tree_leaves


def difference(case: Case, device: str) -> str | None:
    """How the device's outcome differs from the table; None where it doesn't."""
    try:
        outcome = case.run(device)
    except Exception as error:
        told = f"{type(error).__name__}: {error}"[:300]
        if case.error is None:
            return f"is refused ({told})"
        as_told = isinstance(error, case.error) and case.word in str(error)
        return None if as_told else f"is refused in other words ({told})"
    if case.error is not None:
        return "is accepted"
    for one, other in zip(tree_leaves(outcome), tree_leaves(case.run("cpu")), strict=True):
        if not is_close(one, other):
            return f"gives {one} where the CPU gives {other}"
    return None


def is_close(one: Any, other: Any) -> bool:
    if not isinstance(one, Tensor | float):
        return bool(one == other)
    one, other = torch.as_tensor(one).detach().cpu(), torch.as_tensor(other).detach()
    return one.dtype == other.dtype and one.shape == other.shape and torch.allclose(one, other, 1e-4, 1e-5)


def main(device: str) -> None:
    warnings.simplefilter("error")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    if device == "simgpu":
        from autograder.candidate import simgpu

        simgpu.register()
    differences = {case.name: text for case in CASES if (text := difference(case, device)) is not None}
    print(json.dumps({"cases": len(CASES), "differences": differences}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])

"""A PyTorch that lacks some of its private parts, as far as the kit can see."""

from __future__ import annotations

import importlib.util
import pkgutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from autograder.candidate import torch_private
from autograder.candidate.runtime import VARIANTS, compiled, perform
from autograder.candidate.wire import Request, Run, encode

NO_STAND_IN = [
    "torch.utils.backend_registration:_setup_privateuseone_for_python_backend",
    "torch._C:DispatchKeySet",
    "torch._C:DispatchKey.CPU",
    "torch:ops.aten.add.Tensor._schema",
    "torch:ops.aten.add.Tensor.redispatch",
    "torch:ops.aten._to_copy.default",
    "torch:ops.aten._thnn_fused_lstm_cell.default",
]
WITH_STAND_IN = [
    "torch.autograd.graph:_engine_run_backward",
    "torch._C:_current_graph_task_id",
    "torch:Tensor._version",
    "torch.utils._python_dispatch:TorchDispatchMode",
    "torch._C:_dispatch_key_parse",
    "torch._C:_dispatch_keyset_full_after",
    "torch._C:_IncludeDispatchKeyGuard",
    "torch._C:_ExcludeDispatchKeyGuard",
    "torch._C:_from_dlpack",
    "torch:_neg_view",
    "torch._C:Generator._cdata",
]
CALL = "def call(lesson, **inputs):\n    return lesson.f(**inputs)\n"
# Writes to its input where that can be told by nothing but the stand-ins, and dispatches what is watched for.
SCENARIO = """
def call(lesson, x):
    if not x.requires_grad:
        x.add_(1).sub_(1)
    return x.softmax(0)
"""
Load = Callable[..., ModuleType]


def loader_without(monkeypatch: pytest.MonkeyPatch) -> Load:
    """Return a function that loads a copy of the module without the named parts."""

    def load(*names: str) -> ModuleType:
        with monkeypatch.context() as patch:
            patch.setattr(pkgutil, "resolve_name", resolving_all_but(names))
            spec = importlib.util.spec_from_file_location(
                "autograder.candidate.torch_private_copy", torch_private.__file__
            )
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
        return module

    return load


def resolving_all_but(names: tuple[str, ...]) -> Callable[[str], Any]:
    resolve = pkgutil.resolve_name

    def resolve_others(name: str) -> Any:
        if name in names:
            raise AttributeError(name)
        return resolve(name)

    return resolve_others


def runs(
    source: str, *variants: str, trace: bool = False, watched: tuple[str, ...] = (), **inputs: Any
) -> list[Run]:
    """Return the runs of a module with this source, on all variants unless some are named."""
    module = ModuleType("module")
    exec("import torch\n" + textwrap.dedent(source), module.__dict__)
    nodes = {name: encode(value) for name, value in inputs.items()}
    return perform(
        module,
        Request(compiled(CALL), "call", nodes, list(variants or VARIANTS), 3, trace=trace, watched=watched),
    )


def run_without(script: str, *names: str) -> None:
    """Run the script in a process whose PyTorch lacks the named parts, as far as the kit can see."""
    preamble = f"""
        import pkgutil
        resolve = pkgutil.resolve_name
        def resolve_others(name):
            if name in {names!r}:
                raise AttributeError(name)
            return resolve(name)
        pkgutil.resolve_name = resolve_others
        SCENARIO = {SCENARIO!r}
    """
    program = textwrap.dedent(preamble) + textwrap.dedent(script)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr

"""The simulated device does what CUDA does, and is there after a fork; all of it in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import torch
from kit_root import ROOT

from autograder.candidate import simgpu


def run(*command: str) -> str:
    # One thread, as in a candidate: a pool of more starts and ends them when it likes.
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"exit status {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("device", ["simgpu", "cuda"])
def test_device_does_what_the_table_says(device: str) -> None:
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("this machine has no CUDA device")
    result = json.loads(run(str(ROOT / "tests" / "support" / "device_table.py"), device))
    assert result["differences"] == {}
    assert result["cases"] >= 200


def test_it_can_be_had_here() -> None:
    assert simgpu.problem() is None


def test_nothing_happens_without_register() -> None:
    script = """
import torch
from autograder.candidate import simgpu
try:
    torch.device("simgpu")
except RuntimeError as error:
    print(error)
"""
    assert "simgpu" in run("-c", script)


def test_missing_api_is_told() -> None:
    script = """
from torch.utils import backend_registration
del backend_registration._setup_privateuseone_for_python_backend
from autograder.candidate import simgpu
print(simgpu.problem())
try:
    simgpu.register()
except RuntimeError as error:
    print(error)
"""
    problem, error = run("-c", script).splitlines()
    assert "can't define a device in Python" in problem
    assert "Another release can, 2.11 for one." in error


def test_other_device_in_its_place_is_told() -> None:
    script = """
import torch
from autograder.candidate import simgpu
torch.utils.rename_privateuse1_backend("other")
print(simgpu.problem())
"""
    assert run("-c", script).startswith("The device 'other' takes the one place")


@pytest.mark.parametrize("when", ["before register", "after register"])
def test_forks_can_differentiate(when: str) -> None:
    script = f"""
import os, torch
from autograder.candidate import simgpu
def work(device):
    x = torch.arange(3.0, device=device, requires_grad=True)
    (x ** 2).sum().backward()
    return x.grad.tolist()
if {when == "before register"}:
    work("cpu")
simgpu.register()
simgpu.register()
if {when == "after register"}:
    work("cpu"), work("simgpu")
threads = len(os.listdir("/proc/self/task"))
pid = os.fork()
if pid == 0:
    os._exit(0 if work("simgpu") == work("cpu") == [0, 2, 4] else 1)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
assert work("simgpu") == [0, 2, 4]
assert len(os.listdir("/proc/self/task")) == threads
"""
    run("-c", script)


def test_gradients_without_inference_mode() -> None:
    """Neither the block nor its end lets a backward pass look for a thread of the device."""
    script = """
import torch
from autograder.candidate import simgpu
simgpu.register()
def gradient():
    x = torch.arange(3.0, device="simgpu", requires_grad=True)
    (x ** 2).sum().backward()
    return x.grad.tolist()
with torch.inference_mode(False):
    inside = gradient()
within = torch.inference_mode(False)(gradient)()
with torch.inference_mode():
    modes = torch.is_inference_mode_enabled(), torch.is_grad_enabled()
    with torch.inference_mode(False):
        nested = gradient()
assert inside == within == nested == gradient() == [0, 2, 4]
assert modes == (True, False) and torch.is_grad_enabled() and not torch.is_inference_mode_enabled()
"""
    run("-c", script)


def test_calls_are_noted_and_counted_as_on_the_cpu() -> None:
    script = """
import torch
from autograder.candidate import simgpu
from autograder.candidate.operators import Observer
simgpu.register()
seen = {}
words = ("softmax", "logsumexp", "matmul", "unfold")
for device in ("cpu", "simgpu"):
    x = torch.ones(5, 3, device=device, requires_grad=True)
    with Observer(words, None, counts_passes=False, counts_operators=True) as observer:
        x.repeat(2, 2).tile(3)
        torch.autograd.grad((x.softmax(-1) + x.logsumexp(0) + torch.mm(x.T, x)[0]).sum(), x)
    seen[device] = [call.name for call in observer.calls], observer.dispatched
assert seen["cpu"] == seen["simgpu"], seen
names = ["softmax", "logsumexp", "mm", "_softmax_backward_data"]
assert seen["simgpu"][0] == names, seen
"""
    run("-c", script)


def test_random_state_of_the_device() -> None:
    script = """
import torch
from autograder.candidate import simgpu
simgpu.register()
before = torch.simgpu.get_rng_state()
one = torch.rand(3, device="simgpu")
assert not torch.equal(before, torch.simgpu.get_rng_state())
torch.simgpu.set_rng_state(before)
assert torch.equal(one, torch.rand(3, device="simgpu"))
state = torch.simgpu.get_rng_state()
torch.rand(3), torch.rand(3, device="simgpu", generator=torch.Generator("simgpu"))
assert torch.equal(state, torch.simgpu.get_rng_state())
"""
    run("-c", script)


def test_numbers_as_tensor_arguments_print_no_tensor() -> None:
    """PyTorch's own search prints the tensors for each overload that doesn't match, which is slow."""
    script = """
import torch
from autograder.candidate import simgpu
simgpu.register()
def refuse(self, **kwargs):
    raise AssertionError("a tensor was printed")
torch.Tensor.__repr__ = refuse
x = torch.arange(1.0, 4.0, device="simgpu")
for result in (1 - x, x % 2, 2 % x, 2**x, x**2, x // 2, 3 / x, x == 2, torch.where(x > 1, x, 0.0)):
    assert result.device.type == "simgpu"
assert (1 - x).tolist() == [0, -1, -2]
assert (1 - x).dtype == x.dtype
for y in (x, x.double(), x[0], x.double()[0], x.int(), x[0].int()):
    for f in (lambda y: 0.1 - y, lambda y: torch.addcdiv(y * 0.1, y + 0.1, 0.1 * y, value=-0.3)):
        there, here = f(y), f(y.cpu())
        assert there.dtype == here.dtype, (y, there.dtype)
        assert torch.equal(there.cpu(), here), (y.cpu().tolist(), there.cpu().tolist(), here.tolist())
assert (2 % x).tolist() == [0, 0, 2]
"""
    run("-c", script)

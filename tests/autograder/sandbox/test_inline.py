"""The course's own wrong modules in this process: an accident of theirs ends, and leaves nothing behind."""

from __future__ import annotations

import resource
import signal
import time

import pytest
import torch

from autograder.candidate.runtime import compiled
from autograder.candidate.wire import Batch, Load, Request, encode
from autograder.lesson.registry import Limits
from autograder.results import Status
from autograder.sandbox.inline import Limited
from autograder.sandbox.protocol import Breach

SCENARIO = "def call(lesson, x):\n    return lesson.f(x)\n"


def candidate(body: str) -> Limited:
    module = Limited().start(Limits(memory_mb=256))
    text = f"import time\nimport torch\n\n\ndef f(x):\n    {body}\n"
    assert module.ask(Load("module", text.encode()), 10.0).fault is None
    return module


def batch(count: int = 1) -> Batch:
    return Batch([Request(compiled(SCENARIO), "call", {"x": encode(torch.ones(2))}, ["plain"], 1)] * count)


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "try:\n        while True: pass\n    except TimeoutError: return x",
    ],
    ids=["a loop", "a loop that catches the end"],
)
def test_a_loop_ends(body: str) -> None:
    started = time.process_time()
    with pytest.raises(Breach, match=r"It did not end within 0\.2 s\.") as breach:
        candidate(body).ask(batch(20), 0.2)
    assert breach.value.status is Status.TIMEOUT
    assert time.process_time() - started < 10
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_time_that_others_take_does_not_count() -> None:
    (run,) = candidate("time.sleep(0.5)\n    return x").ask(batch(), 0.2).runs
    assert run.fault is None


def test_memory_is_limited_and_given_back() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    (run,) = candidate("return torch.zeros(2**29)").ask(batch(), 10.0).runs  # 2 GB
    assert run.fault is not None
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    (run,) = candidate("return torch.zeros(2**20)").ask(batch(), 10.0).runs
    assert run.fault is None

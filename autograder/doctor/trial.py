"""Lets the probe try to get out of a sandbox, and says what came of each attempt.

`python -m autograder.doctor.trial` does so in a process of its own, since a sandbox's judge imports torch:
it reads `Places` on its standard input and prints `TrialReport`, both as JSON.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import torch

from autograder.candidate import simgpu, torch_private
from autograder.candidate.gpu import cuda_mb
from autograder.candidate.runtime import compiled
from autograder.candidate.wire import Batch, Load, Request, decode, encode
from autograder.doctor.bait import Places, TrialReport
from autograder.doctor.finding import Finding, State
from autograder.errors import GraderError
from autograder.lesson.registry import Limits
from autograder.results import Isolation, Status
from autograder.sandbox.isolation import sandbox_of
from autograder.sandbox.protocol import Breach, Sandbox

_PROBE_MEMORY_MB = 256
_ATTEMPT_SECONDS = 20.0  # for an attempt, on a busy machine
_HANG_SECONDS = 0.5
_FIX = "Don't grade here until this is fixed: bubblewrap runs but does not enforce this."
_FIX_START = (
    "A candidate needs Linux 5.10 or newer with seccomp, on x86-64 or 64-bit ARM, and in a container "
    "the right to make name spaces."
)


class Prober:
    """Makes attempts, each in a candidate of its own."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def attempt(self, entry: str, seconds: float = _ATTEMPT_SECONDS, **inputs: Any) -> list[str] | Breach:
        """Return what the probe's function `entry` achieved; a `Breach` if it was ended before it could tell.

        Raises:
            GraderError: if it could not be tried.
        """
        candidate = self._sandbox.start(Limits(memory_mb=_PROBE_MEMORY_MB))
        try:
            loaded = candidate.ask(
                Load("probe", Path(__file__).with_name("probe.py").read_bytes()), _ATTEMPT_SECONDS
            )
            if loaded.fault is not None:
                raise GraderError(f"the probe could not be loaded: {loaded.fault.message}")
            scenario = f"def enter(lesson, **inputs):\n    return lesson.{entry}(**inputs)\n"
            nodes = {name: encode(value) for name, value in inputs.items()}
            order = Request(compiled(scenario), "enter", nodes, ["plain"], 0)
            (run,) = candidate.ask(Batch([order]), seconds).runs
        except Breach as breach:
            return breach
        finally:
            candidate.close()
        if run.fault is not None:
            if "MemoryError" in run.fault.kinds or "Cannot allocate memory" in run.fault.message:
                return Breach(Status.MEMORY, run.fault.message)
            raise GraderError(f"{run.fault.kinds[0]}: {run.fault.message}")
        achieved: list[str] = decode(run.value)
        return achieved


class Attempt(NamedTuple):
    """One way out, by a function of the probe that returns what it achieved."""

    name: str
    held: str  # what is said of a submission that was held
    broke: str  # and of one that was not, before what it achieved
    entry: str
    inputs: dict[str, Any]

    def finding(self, prober: Prober) -> Finding:
        achieved = prober.attempt(self.entry, **self.inputs)
        if isinstance(achieved, Breach):
            raise GraderError(f"the attempt was cut short: {achieved.message}")
        if achieved:
            return Finding(self.name, State.BROKEN, f"{self.broke} {', '.join(achieved)}", _FIX)
        return Finding(self.name, State.OK, self.held)


def ways_out(places: Places) -> list[Attempt]:
    return [
        Attempt(
            "files",
            "a submission reads nothing of the kit, of your home or of /tmp",
            "a submission can read",
            "read_files",
            {"paths": places.secrets},
        ),
        Attempt(
            "writing",
            "it writes only to its own folders",
            "a submission can write to",
            "write_files",
            {"folders": places.folders},
        ),
        Attempt(
            "network",
            "it reaches no network",
            "a submission can connect to",
            "reach_network",
            {"ports": places.ports},
        ),
        Attempt(
            "processes",
            "it sees no other process",
            "a submission can see the processes",
            "see_processes",
            {},
        ),
        Attempt("rights", "it gains no rights", "a submission can have", "gain_rights", {}),
        Attempt(
            "crowds", "it can't start processes without end", "a submission can start", "start_processes", {}
        ),
    ]


def attempts(sandbox: Sandbox, places: Places) -> list[Finding]:
    """Return a finding for each way out, each limit, and what is left of a submission."""
    prober = Prober(sandbox)
    return [
        *(attempt.finding(prober) for attempt in ways_out(places)),
        limit(
            prober, "memory", Status.MEMORY, "take_memory", size=(2 * _PROBE_MEMORY_MB + cuda_mb()) * 2**20
        ),
        limit(prober, "time", Status.TIMEOUT, "hang", seconds=_HANG_SECONDS),
        ending(prober, places),
        traces(prober, places),
    ]


def limit(
    prober: Prober, name: str, expected: Status, entry: str, seconds: float = _ATTEMPT_SECONDS, **inputs: Any
) -> Finding:
    """Return whether a submission that takes too much is ended, by its processes' limits or by the clock."""
    ended = prober.attempt(entry, seconds, **inputs)
    if isinstance(ended, Breach) and ended.status is expected:
        return Finding(name, State.OK, f"it is ended when it takes too much {name}")
    outcome = ended.message if isinstance(ended, Breach) else f"it got {', '.join(ended)}"
    return Finding(name, State.BROKEN, f"a submission can take more {name} than its limit: {outcome}", _FIX)


def ending(prober: Prober, places: Places) -> Finding:
    """Return whether a process of an ended submission is still there."""
    prober.attempt("stay", mark=places.mark)
    if _is_running(places.mark):
        return Finding("its end", State.BROKEN, "a submission's process can outlive it", _FIX)
    return Finding("its end", State.OK, "nothing that it started outlives it")


def _is_running(mark: str) -> bool:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended while we looked
            if mark.encode() in path.read_bytes():
                return True
    return False


def traces(prober: Prober, places: Places) -> Finding:
    """Return whether one submission can leave something for the next."""
    prober.attempt("leave", paths=places.letters)
    read_back = prober.attempt("read_files", paths=places.letters)
    if isinstance(read_back, Breach):
        raise GraderError(f"the attempt was cut short: {read_back.message}")
    if read_back:
        return Finding("traces", State.BROKEN, f"one submission can leave {read_back[0]} for the next", _FIX)
    return Finding("traces", State.OK, "it leaves nothing for the next one")


def main(request: bytes) -> bytes:
    """Return what this process's torch offers and, if there are places to go for, how the attempts ended."""
    places = msgspec.json.decode(request, type=Places | None)
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else ""
    return msgspec.json.encode(
        TrialReport(
            torch=str(torch.__version__),
            gpu=gpu,
            simgpu=simgpu.problem() or "",
            lacking=[(part.name, part.consequence) for part in torch_private.missing()],
            findings=_try(places) if places else [],
        )
    )


def _try(places: Places) -> list[Finding]:
    try:
        sandbox = sandbox_of(Isolation.BUBBLEWRAP)([Path(places.kit)])
        try:
            return attempts(sandbox, places)
        finally:
            sandbox.close()
    except GraderError as error:
        return [Finding("sandbox", State.BROKEN, str(error), _FIX_START)]


if __name__ == "__main__":
    sys.stdout.buffer.write(main(sys.stdin.buffer.read()))

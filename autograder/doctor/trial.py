"""The trial of the sandbox: the probe tries to escape, and each attempt gives a finding.

`python -m autograder.doctor.trial` runs it in a process of its own, because the sandbox's judge imports
torch. It reads `Places` from its standard input and prints `TrialReport`, both as JSON.
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
_ATTEMPT_SECONDS = 20.0  # for one attempt, on a busy machine
_HANG_SECONDS = 0.5
_FIX = "Don't grade here until this is fixed: bubblewrap runs but does not enforce this."
_FIX_START = (
    "A candidate needs Linux 5.10 or newer with seccomp, on x86-64 or 64-bit ARM, and in a container "
    "the right to make name spaces."
)


class Prober:
    """A runner of attempts, each in a candidate of its own."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def attempt(self, entry: str, seconds: float = _ATTEMPT_SECONDS, **inputs: Any) -> list[str] | Breach:
        """Return the successes of the probe's function `entry`, or a `Breach` if the sandbox ended it.

        Raises:
            GraderError: the attempt could not be made.
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
    """One way to escape: a function of the probe that returns its successes."""

    name: str
    held: str  # the finding if it failed
    broke: str  # the start of the finding if it succeeded; the successes follow
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
    """Return the findings on each way to escape, each limit, and a submission's leftovers."""
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
    """Return the finding on a limit: whether a submission that exceeds it is ended."""
    ended = prober.attempt(entry, seconds, **inputs)
    if isinstance(ended, Breach) and ended.status is expected:
        return Finding(name, State.OK, f"it is ended when it takes too much {name}")
    outcome = ended.message if isinstance(ended, Breach) else f"it got {', '.join(ended)}"
    return Finding(name, State.BROKEN, f"a submission can take more {name} than its limit: {outcome}", _FIX)


def ending(prober: Prober, places: Places) -> Finding:
    """Return the finding on processes: whether one outlives its submission."""
    prober.attempt("stay", mark=places.mark)
    if _is_running(places.mark):
        return Finding("its end", State.BROKEN, "a submission's process can outlive it", _FIX)
    return Finding("its end", State.OK, "nothing that it started outlives it")


def _is_running(mark: str) -> bool:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # the process ended in the meantime
            if mark.encode() in path.read_bytes():
                return True
    return False


def traces(prober: Prober, places: Places) -> Finding:
    """Return the finding on leftovers: whether a submission can leave data for the next one."""
    prober.attempt("leave", paths=places.letters)
    read_back = prober.attempt("read_files", paths=places.letters)
    if isinstance(read_back, Breach):
        raise GraderError(f"the attempt was cut short: {read_back.message}")
    if read_back:
        return Finding("traces", State.BROKEN, f"one submission can leave {read_back[0]} for the next", _FIX)
    return Finding("traces", State.OK, "it leaves nothing for the next one")


def main(request: bytes) -> bytes:
    """Return the facts about torch in this process.

    If there are targets, add the findings of the attempts.
    """
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

"""The warm process. It imports torch once, then runs the checks of each request in a fork.

`python -m autograder.student.worker` reads requests from its standard input until that is closed. It writes
events to its standard output. On a system without fork it takes one request and ends.
"""

from __future__ import annotations

import linecache
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import msgspec
import numpy  # noqa: F401 - so that a fork need not
import pytest
import torch

from autograder.candidate.forks import childhood, fork
from autograder.student.description import describe
from autograder.student.messages import (
    Began,
    Broken,
    CheckRequest,
    CheckStatus,
    Ended,
    Event,
    Finished,
    Loaded,
    Started,
    WorkerReady,
)

Say = Callable[[Event], None]
# The kit shows the results itself. Without the cache pytest writes nothing beside the checks. Its garbage
# collection at the end would take longer than all checks together.
_PLUGINS_OFF = ("cacheprovider", "faulthandler", "unraisableexception", "threadexception")


def main() -> None:
    """Read requests and answer them."""
    channel = os.fdopen(os.dup(1), "wb", buffering=0)
    requests = os.fdopen(os.dup(0), "rb")
    _silence()

    def say(event: Event) -> None:
        channel.write(msgspec.json.encode(event) + b"\n")

    _warm_up()
    say(WorkerReady())
    for line in requests:
        request = msgspec.json.decode(line, type=CheckRequest)
        if not hasattr(os, "fork") or "--one" in sys.argv:
            _perform(request, say)
            return
        pid = fork()
        if pid == 0:
            with childhood():
                os.setsid()  # so that its own processes end with it
                signal.alarm(request.seconds)
                _perform(request, say)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with suppress(ProcessLookupError, PermissionError):  # macOS raises the second for an empty group
            os.killpg(pid, signal.SIGKILL)
        say(Finished(status))


def _silence() -> None:
    """Redirect standard input and output, so that `print` and `input()` can't disturb the messages."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)


def _warm_up() -> None:
    """Import the modules that a comparison and a run of pytest import at first use."""
    torch.testing.assert_close(torch.ones(1), torch.ones(1))
    pytest.main(["--version"])


def _perform(request: CheckRequest, announce: Say) -> None:
    own = os.getpid()

    def say(event: Event) -> None:
        if os.getpid() == own:  # a fork made by the student's code would also run the checks
            announce(event)

    os.chdir(request.folder)
    sys.path.insert(0, request.folder)
    say(Began(own))
    try:
        module = _load(request)
    except BaseException as error:  # a student's module may raise any exception
        say(Broken(describe(error, _file(request), Path(request.suite))[1]))
        return
    for name in request.functions:
        if not hasattr(module, name):
            setattr(module, name, _stand_in(f"{request.module}.py does not define {name}"))
    say(Loaded())
    arguments = [f"{request.suite}::{check}" for check in request.checks]
    # Settings and conftest.py files outside the folder, from a project around the course, don't count.
    handed_out = Path(request.suite).parent
    arguments += [f"--rootdir={handed_out}", f"--confcutdir={handed_out}"]
    arguments += [f"--config-file={os.devnull}"]
    for plugin in _PLUGINS_OFF:
        arguments += ["-p", f"no:{plugin}"]
    pytest.main(arguments, plugins=[_Reporter(request, say)])


def _file(request: CheckRequest) -> Path:
    return Path(request.folder) / f"{request.module}.py"


def _load(request: CheckRequest) -> ModuleType:
    """Import the module from its source and return it.

    Compiled files can't be used: two versions of the same second and size would look equal."""
    module = ModuleType(request.module)
    module.__file__ = str(_file(request))
    sys.modules[request.module] = module
    lines = request.source.decode(errors="replace").splitlines(keepends=True)
    linecache.cache[module.__file__] = (len(request.source), None, lines, module.__file__)
    exec(compile(request.source, module.__file__, "exec"), module.__dict__)
    return module


def _stand_in(complaint: str) -> Callable[..., None]:
    def missing(*_: object, **__: object) -> None:
        raise NameError(complaint)

    return missing


class _Reporter:
    """A pytest plugin that reports the start and the end of each check."""

    def __init__(self, request: CheckRequest, say: Say) -> None:
        self._request = request
        self._say = say
        self._seconds = 0.0
        self._ending = (CheckStatus.PASSED, "")
        self._output = ""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._say(Broken(str(report.longrepr).strip()))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._seconds, self._ending, self._output = 0.0, (CheckStatus.PASSED, ""), ""
        self._say(Started(_name(nodeid)))

    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> None:
        self._seconds += call.duration
        if call.excinfo is not None and self._ending[0] is CheckStatus.PASSED:
            self._ending = describe(call.excinfo.value, _file(self._request), Path(self._request.suite))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._output = report.capstdout + report.capstderr

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        status, message = self._ending
        self._say(Ended(_name(nodeid), status, message, self._output, self._seconds))


def _name(nodeid: str) -> str:
    return nodeid.partition("::")[2]


if __name__ == "__main__":
    main()

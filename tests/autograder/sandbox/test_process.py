"""A candidate's limits and ends cost it alone."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from autograder.candidate import landlock
from autograder.candidate.gpu import cuda_mb
from autograder.candidate.runtime import compiled
from autograder.candidate.wire import Batch, Load, RaisedException, Request, decode, encode
from autograder.errors import GraderError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Limits
from autograder.results import Status
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.memory import MemoryGroup
from autograder.sandbox.process import ProcessCandidate
from autograder.sandbox.protocol import Breach, LostCandidate, Task

Inside = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("needs_sandbox")
TOO_MUCH = 2**30 + cuda_mb() * 2**20  # bytes, for a candidate that may use 256 MB


class TestLimits:
    def test_what_is_charged_is_the_processors_time(self, sandbox: Bubblewrap) -> None:
        """One that waits, as for its turn on a busy machine, is charged a share of what one that works is."""
        source = b"import time\ndef go():\n    end = time.process_time() + 0.5\n    "
        waits, works = b"time.sleep(0.8)", b"while time.process_time() < end: pass"
        order = Request(compiled("def enter(lesson):\n    return lesson.go()\n"), "enter", {}, ["plain"], 0)
        spent = []
        for body in (waits, works):
            candidate = sandbox.start(Limits())
            assert candidate.ask(Load("submission", source + body), 10.0).fault is None
            before = candidate.spent
            assert candidate.ask(Batch([order]), 10.0).fault is None
            spent.append(candidate.spent - before)
            candidate.close()
        assert 0.2 <= spent[0] < 0.45 <= spent[1]

    def test_a_hang(self, inside: Inside) -> None:
        for body in ("while True: pass", "import time; time.sleep(1000)", "import signal; signal.pause()"):
            found = inside(f"def go():\n    {body}", seconds=0.3)
            assert found.status is Status.TIMEOUT
            assert found.message == "It did not end within 0.3 s."

    def test_a_hang_that_ignores_signals_and_exceptions(self, inside: Inside) -> None:
        found = inside(
            """
            import signal
            for number in range(1, 32):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except OSError:
                    pass
            def go():
                while True:
                    try:
                        while True: pass
                    except BaseException: pass
        """,
            seconds=0.3,
        )
        assert found.status is Status.TIMEOUT

    def test_a_result_that_drips(self, inside: Inside) -> None:
        found = inside(
            """
            import os, time
            def go():
                channel = next(n for n in range(3, 20) if is_socket(n))
                os.write(channel, (2**20).to_bytes(8, 'little'))
                while True:
                    os.write(channel, b'x')
                    time.sleep(0.05)
            def is_socket(n):
                try: return os.fstat(n).st_mode >> 12 == 12
                except OSError: return False
        """,
            seconds=0.5,
        )
        assert found.status is Status.TIMEOUT

    @pytest.mark.parametrize(
        "body",
        [
            f"return len(bytearray({TOO_MUCH}))",
            f"return len('x' * {TOO_MUCH})",
            f"import torch; return torch.ones({TOO_MUCH // 4}).sum()",
            "x = []\n    while True: x.append(bytearray(2**20))",
            "raise MemoryError",
        ],
    )
    def test_too_much_memory(self, inside: Inside, body: str) -> None:
        found = inside(f"def go():\n    {body}")
        assert found.status is Status.MEMORY
        assert "256 MB" in found.message

    def test_memory_within_the_limit(self, inside: Inside) -> None:
        assert inside("def go(): return len(bytearray(150 * 2**20))") == 150 * 2**20

    def test_shared_memory_counts_too(self, inside: Inside) -> None:
        found = inside(f"""
            import mmap
            def go():
                room = mmap.mmap(-1, {TOO_MUCH})
                for start in range(0, len(room), 4096): room[start] = 1
                return 'got it'
        """)
        assert found != "got it"

    def test_memory_that_no_process_is_charged_for(self, inside: Inside) -> None:
        group = MemoryGroup.make()
        if group is None:
            pytest.skip("no control group can be made on this machine")
        group.close()
        found = inside(f"""
            import mmap
            def go():
                room = mmap.mmap(-1, {650 + cuda_mb()} * 2**20)
                for start in range(0, len(room), 4096): room[start] = 1
                return 'got it'
        """)
        assert isinstance(found, Breach)
        assert found.status is Status.MEMORY

    def test_no_group_is_left_behind(self, tiny: Kit) -> None:
        other = Bubblewrap([tiny.root])
        other.start(Limits()).close()
        group = other._group
        other.close()
        assert group is None or not group.folder.exists()

    def test_groups_of_the_dead_are_removed_and_no_others(self) -> None:
        """Two gradings may start at once: a group is empty until its sandbox has joined."""
        empty = MemoryGroup.make()
        if empty is None:
            pytest.skip("no control group can be made on this machine")
        with subprocess.Popen(["true"]) as ended:
            pass
        stale = empty.folder.with_name(f"autograder-{ended.pid}-0")
        stale.mkdir()
        other = MemoryGroup.make()
        assert other is not None
        assert (empty.folder.exists(), stale.exists()) == (True, False)
        for group in (empty, other):
            group.close()

    @pytest.mark.parametrize(
        "call",
        [
            "os.fork()",
            "os.posix_spawn('/bin/true', ['true'], {})",
            "subprocess.run(['/bin/true'])",
            "os.memfd_create('x')",
            "libc.fork()",
            "libc.vfork()",
            "libc.syscall(56, 17, 0, 0, 0, 0)",
            "libc.shmget(0, 4096, 0o1600)",
            "libc.msgget(0, 0o1600)",
        ],
    )
    def test_no_process_and_no_memory_beside_its_own(self, inside: Inside, call: str) -> None:
        """Each would have limits of its own, or none."""
        found = inside(f"""
            import ctypes, os, subprocess
            libc = ctypes.CDLL(None, use_errno=True)
            def go():
                if {call} == -1:
                    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        """)
        assert isinstance(found, RaisedException), found
        assert "Operation not permitted" in found.message

    def test_threads_are_few(self, inside: Inside) -> None:
        found = inside("""
            import threading, time
            def go():
                for _ in range(1000):
                    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        """)
        assert isinstance(found, RaisedException)
        assert "can't start new thread" in found.message

    def test_too_deep_a_recursion(self, inside: Inside) -> None:
        found = inside("def go(): return go()")
        assert found.kinds[0] == "RecursionError"
        found = inside(
            "import sys\nsys.setrecursionlimit(10**9)\ndef go(): return repr(deep())\n"
            "def deep():\n    x = []\n    for _ in range(10**6): x = [x]\n    return x"
        )
        assert isinstance(found, RaisedException | Breach)

    def test_a_limit_that_the_machine_can_not_keep_is_not_the_students_fault(
        self, sandbox: Bubblewrap
    ) -> None:
        with pytest.raises(GraderError, match="could not be confined; its last words"):
            sandbox.start(Limits(memory_mb=2**50))


class TestEnds:
    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("os._exit(0)", "ended itself with status 0"),
            ("os._exit(70)", "ended itself with status 70"),
            ("ctypes.string_at(0)", "was ended by SIGSEGV"),
            ("os.closerange(3, 256)", "Its process"),
            ("os.abort()", "was ended by SIG"),
        ],
    )
    def test_a_crash(self, inside: Inside, body: str, words: str) -> None:
        found = inside(f"import ctypes, os\ndef go(): {body}")
        assert found.status is Status.CRASHED
        assert words in found.message
        assert inside("def go(): return 1") == 1

    @pytest.mark.parametrize("where", ["import", "call"])
    def test_exceptions_that_would_end_it_do_not(self, inside: Inside, where: str) -> None:
        for error in ("SystemExit(0)", "KeyboardInterrupt()"):
            source = f"raise {error}" if where == "import" else f"def go(): raise {error}"
            assert inside(source).kinds[0] == error[:-2].rstrip("(0)")

    def test_a_program_in_its_place_is_ended(self, inside: Inside) -> None:
        marker = f"stays-{os.getpid()}-{time.monotonic_ns()}"
        found = inside(f"import os\ndef go(): os.execv('/bin/sleep', ['{marker}', '1000'])", seconds=0.3)
        if landlock.version():
            assert "PermissionError" in found.kinds
        else:
            assert isinstance(found, Breach)
        commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if _readable(path)]
        assert commands
        assert not any(marker.encode() in command for command in commands)

    @pytest.mark.parametrize(
        "sent",
        [
            "b'nonsense' * 1000",
            "(2**63).to_bytes(8, 'little')",
            "(5).to_bytes(8, 'little') + b'abcde'",
        ],
    )
    def test_what_is_no_result(self, inside: Inside, sent: str) -> None:
        found = (
            inside(f"""
            import os, stat
            def go():
                for number in range(3, 20):
                    try:
                        if stat.S_ISSOCK(os.fstat(number).st_mode): os.write(number, {sent})
                    except OSError: pass
                os._exit(0)
        """)
            if "x80" not in sent
            else None
        )
        assert found is None or found.status is Status.CRASHED

    def test_more_than_a_message_holds(self, inside: Inside) -> None:
        found = inside("def go(): return ['x' * 2**20] * 100")
        assert isinstance(found, RaisedException)
        assert "the message has" in found.message

    def test_a_patched_runtime_gains_nothing(self, inside: Inside) -> None:
        """The dict that once held more keys than values, so that no value was compared."""
        found = inside("""
            import sys
            wire, runtime = sys.modules['candidate.wire'], sys.modules['candidate.runtime']
            class Forged(wire.msgspec.Struct, tag='mapping'):
                keys: list
                values: list
            runtime.encode = lambda value, depth=0: Forged(['loss'], [])
            def go(): return 1
        """)
        assert isinstance(found, Breach)
        assert found.status is Status.CRASHED
        assert "is not a result" in found.message


class TestInARow:
    """The requests of several tests at once, with a reply for each."""

    @staticmethod
    def tasks(*values: Any, seconds: float = 5.0) -> list[Task]:
        code = compiled("def enter(lesson, value): return lesson.go(value)")
        inputs = [{"value": encode(value)} for value in values]
        return [Task(Batch([Request(code, "enter", one, ["plain"], 0)]), seconds) for one in inputs]

    @staticmethod
    def loaded(sandbox: Bubblewrap, body: str) -> ProcessCandidate:
        candidate = sandbox.start(Limits())
        source = f"import os, signal\ndef go(value):\n    {body}".encode()
        assert candidate.ask(Load("submission", source), 5).fault is None
        return candidate

    def test_replies_come_in_order(self, sandbox: Bubblewrap) -> None:
        candidate = self.loaded(sandbox, "return value + 1")
        replies = candidate.ask_each(self.tasks(*range(50)))
        assert [reply.runs[0].value for reply in replies] == list(range(1, 51))
        assert candidate.spent < 2
        candidate.close()

    def test_what_came_before_a_limit_counts(self, sandbox: Bubblewrap) -> None:
        candidate = self.loaded(sandbox, "while value == 2: pass\n    return value")
        replies = candidate.ask_each(self.tasks(*range(4), seconds=0.5))
        assert [next(replies).runs[0].value for _ in range(2)] == [0, 1]
        with pytest.raises(Breach, match=r"did not end within 0\.5 s") as found:
            next(replies)
        assert found.value.status is Status.TIMEOUT

    def test_what_came_before_an_end_counts(self, sandbox: Bubblewrap) -> None:
        candidate = self.loaded(sandbox, "if value == 2: os._exit(3)\n    return value")
        replies = candidate.ask_each(self.tasks(*range(4)))
        time.sleep(0.2)  # it has ended by now
        assert [next(replies).runs[0].value for _ in range(2)] == [0, 1]
        with pytest.raises(LostCandidate, match="ended itself with status 3"):
            next(replies)

    def test_more_than_a_connection_holds(self, sandbox: Bubblewrap) -> None:
        """Neither side waits for the other to read."""
        values = [torch.full((2**20,), float(number)) for number in range(9)]  # 4 MiB each
        candidate = self.loaded(sandbox, "return value * 2")
        for number, reply in enumerate(candidate.ask_each(self.tasks(*values))):
            assert torch.equal(decode(reply.runs[0].value), values[number] * 2)
        candidate.close()


def _readable(path: Path) -> bool:
    try:
        path.read_bytes()
    except OSError:
        return False
    return True


class TestImport:
    def test_settings_that_the_import_changes(self, inside: Inside) -> None:
        """They are set back before the first test, not only before the second."""
        settings = inside("""
            import torch
            torch.set_grad_enabled(False)
            torch.set_default_dtype(torch.float64)
            torch.set_num_threads(3)
            torch.use_deterministic_algorithms(True)
            def go():
                x = torch.ones(2, requires_grad=True)
                threads, strict = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
                return [(x + 1).requires_grad, str(x.dtype), threads, strict]
        """)
        assert settings == [True, "torch.float32", 1, False]

    def test_compilation_does_nothing(self, inside: Inside) -> None:
        assert inside(
            """
            import torch
            @torch.compile
            def go():
                return torch.ones(2).softmax(0).tolist()
        """,
            seconds=10.0,
        ) == [0.5, 0.5]

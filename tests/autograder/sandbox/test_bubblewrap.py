"""What a candidate can't do, and that no candidate ever costs more than itself."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from kit_root import ROOT
from processes import descendants

from autograder.candidate import landlock
from autograder.candidate.gpu import cuda_mb, gpu_settings, has_gpu
from autograder.candidate.runtime import compiled
from autograder.candidate.wire import Batch, Load, RaisedException, Request, decode, encode
from autograder.errors import GraderError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Limits
from autograder.results import Status
from autograder.sandbox.availability import require_sandbox
from autograder.sandbox.bubblewrap import Bubblewrap, _interpreter, _visible_folders
from autograder.sandbox.memory import MemoryGroup
from autograder.sandbox.process import ProcessCandidate
from autograder.sandbox.protocol import Breach, Candidate, LostCandidate, Task

Inside = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("needs_sandbox")

TOO_MUCH = 2**30 + cuda_mb() * 2**20  # bytes, for a candidate that may use 256 MB


class TestFiles:
    def test_the_kit_is_not_there(self, inside: Inside, tiny: Kit) -> None:
        secrets = [tiny.root / "grading.yml", tiny.root / "solutions", ROOT / "grading.yml"]
        secrets += [ROOT / name for name in ("solutions", "tests", "autograder", ".git", "datasets")]
        assert all(path.exists() for path in secrets[:6])
        source = f"import os\ndef go(): return [p for p in {[str(p) for p in secrets]} if os.path.lexists(p)]"
        assert inside(source) == []

    def test_no_file_of_a_suite_or_a_solution_anywhere(self, inside: Inside) -> None:
        found = inside("""
            import os
            def go():
                found = []
                for top in ('/home', '/root', '/work', '/srv', '/var', '/kit', '/tmp', '/opt', '/etc'):
                    for folder, folders, files in os.walk(top):
                        folders[:] = [f for f in folders if f not in ('site-packages', 'lib', 'lib64')]
                        found += [f for f in files if f in ('grading.yml', 'gradebook.db', 'hints.yml')]
                return found
        """)
        assert found == []

    def test_a_kit_in_a_visible_folder_is_covered(self) -> None:
        """A kit may lie beside the interpreter's packages."""
        hidden = Path(sys.prefix) / "share" / "a-kit"
        sandbox = Bubblewrap([hidden])
        arguments = sandbox._arguments
        sandbox.close()
        place = arguments.index(str(_visible_folders()[Path(sys.prefix)] / "share" / "a-kit"))
        assert arguments[place - 1] == "--tmpfs"

    def test_an_environment_under_tmp_stays_in_sight(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Inside, /tmp is the candidate's own and covers what lies there."""
        monkeypatch.setattr(sys, "prefix", "/tmp/kit/.venv")
        monkeypatch.setattr(sys, "executable", "/tmp/kit/.venv/bin/python")
        places = _visible_folders().values()
        assert not any(place.is_relative_to("/tmp") for place in places)
        assert any(Path(_interpreter()).is_relative_to(place) for place in places)

    @pytest.mark.parametrize("path", ["/etc/passwd", "/etc/shadow", "/etc/hostname", "/var", "/sys", "/run"])
    def test_of_the_system_only_its_libraries(self, inside: Inside, path: str) -> None:
        assert inside(f"import os\ndef go(): return os.path.lexists({path!r})") is False

    def test_nothing_can_be_written_but_in_tmp_and_shm(self, inside: Inside) -> None:
        found = inside(
            """
            import os
            def go():
                found = set()
                for folder, folders, files in os.walk('/'):
                    for name in (folder, *(os.path.join(folder, f) for f in files[:20])):
                        kept = os.path.isdir(name) or os.path.isfile(name)  # not by a device
                        if kept and os.access(name, os.W_OK) and not os.path.islink(name):
                            found.add(name)
                return sorted(n for n in found if not n.startswith(('/tmp', '/dev/shm')))
        """,
            seconds=60,
        )
        assert [name for name in found if not (has_gpu() and name.startswith("/proc"))] == []

    @pytest.mark.skipif(landlock.version() == 0, reason="this kernel has no Landlock")
    def test_no_program_can_be_started(self, inside: Inside) -> None:
        found = inside("""
            import os, sys
            def go():
                with open('/tmp/mine', 'w') as file:
                    file.write('#!/bin/sh')
                os.chmod('/tmp/mine', 0o755)
                refused = []
                for program in (sys.executable, '/tmp/mine'):
                    try:
                        os.execv(program, [program, '-c', 'pass'])
                    except PermissionError:
                        refused.append(program)
                return len(refused)
        """)
        assert found == 2

    def test_its_own_source_lies_alone_in_a_folder(self, inside: Inside) -> None:
        assert inside("import os\ndef go(): return [os.getcwd(), os.listdir('.'), os.listdir('/tmp')]") == [
            "/tmp/submission",
            ["submission.py"],
            ["submission"],
        ]

    def test_nothing_of_one_candidate_is_there_for_the_next(self, inside: Inside) -> None:
        leave = "import builtins, os\nfor p in ('/tmp/left', '/dev/shm/left'): open(p, 'w').write('x')\n"
        leave += "builtins.left = 1\nos.environ['LEFT'] = '1'\ndef go(): return os.path.exists('/tmp/left')"
        assert inside(leave) is True
        look = "import builtins, os\ndef go(): return [hasattr(builtins, 'left'), 'LEFT' in os.environ]"
        look += " + [os.path.exists(p) for p in ('/tmp/left', '/dev/shm/left')]"
        assert inside(look) == [False] * 4

    def test_the_kernels_key_store_is_no_letter_box(self, inside: Inside) -> None:
        libc = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        inside(libc + "def go(): return libc.syscall(248, b'user', b'letter', b'softmax', 7, -4)")
        found = inside(libc + "def go(): return libc.syscall(250, 10, -4, b'user', b'letter', 0)")
        assert found == -1 or isinstance(found, Breach)

    def test_the_disk_is_small(self, inside: Inside) -> None:
        for folder in ("/tmp", "/dev/shm"):
            found = inside(f"""
                def go():
                    for number in range(100):
                        with open(f'{folder}/{{number}}', 'wb') as file:
                            file.write(bytes(2**20))
            """)
            assert isinstance(found, RaisedException)
            assert "No space left" in found.message


class TestSurroundings:
    def test_no_environment_of_the_grader(
        self, tiny: Kit, monkeypatch: pytest.MonkeyPatch, right: bytes
    ) -> None:
        monkeypatch.setenv("SECRET_TOKEN", "1")
        sandbox = Bubblewrap([tiny.root])
        try:
            candidate = sandbox.start(Limits())
            source = b"import os\ndef go(): return sorted(os.environ)"
            candidate.ask(Load("submission", source), 5)
            order = Request(
                compiled("def enter(lesson):\n    return lesson.go()\n"), "enter", {}, ["plain"], 0
            )
            names = candidate.ask(Batch([order]), 5).runs[0].value.items  # type: ignore[union-attr]
            candidate.close()
        finally:
            sandbox.close()
        assert "SECRET_TOKEN" not in names
        assert set(names) <= {
            "HOME",
            "LC_CTYPE",
            "LOGNAME",
            "OMP_NUM_THREADS",
            "PWD",
            "PYTHONHASHSEED",
            "TORCHINDUCTOR_CACHE_DIR",
            *gpu_settings(),
        }

    def test_no_network(self, inside: Inside) -> None:
        with (
            socket.create_server(("127.0.0.1", 0)) as tcp,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
            socket.socket(socket.AF_UNIX) as abstract,
        ):
            udp.bind(("127.0.0.1", 0))
            udp.settimeout(0.2)
            name = f"\0autograder-test-{os.getpid()}"
            abstract.bind(name)
            abstract.listen()
            found = inside(f"""
                import socket
                def attempt(family, kind, address):
                    with socket.socket(family, kind) as channel:
                        channel.settimeout(1)
                        try:
                            channel.connect(address)
                            channel.send(b'hello')
                        except OSError as error:
                            return False
                        return True
                def go():
                    return [
                        attempt(socket.AF_INET, socket.SOCK_STREAM, {tcp.getsockname()}),
                        attempt(socket.AF_INET, socket.SOCK_DGRAM, {udp.getsockname()}),
                        attempt(socket.AF_UNIX, socket.SOCK_STREAM, {name!r}),
                    ]
            """)
            assert found == [False, False, False]
            with pytest.raises(TimeoutError):
                udp.recv(10)

    def test_no_other_process(self, inside: Inside) -> None:
        found = inside("""
            import os
            def go():
                alive = []
                for pid in range(2, 4000):
                    try:
                        os.kill(pid, 0)
                        alive.append(pid)
                    except ProcessLookupError:
                        pass
                own = os.listdir('/proc/self/task') if os.path.exists('/proc/self') else []  # with CUDA
                alive = [pid for pid in alive if str(pid) not in own]
                return [os.getpid(), os.getppid(), alive, os.listdir('/proc')]
        """)
        assert found[:3] == [1, 0, []]
        assert [name for name in found[3] if name.isdigit() or not has_gpu()] == ["1"] * has_gpu()

    def test_a_signal_to_its_group_reaches_nobody_else(self, inside: Inside, sandbox: Bubblewrap) -> None:
        inside("def go(): pass")
        before = sandbox._process
        inside(
            "import os, signal\ndef go(): os.kill(0, signal.SIGKILL); os.killpg(os.getpgrp(), signal.SIGKILL)"
        )
        inside("import os, signal\ndef go(): os.kill(-1, signal.SIGKILL)")
        assert inside("def go(): return 1") == 1
        assert sandbox._process is before

    @pytest.mark.skipif(has_gpu(), reason="CUDA opens descriptors of its own")
    def test_no_descriptor_but_its_own(self, inside: Inside) -> None:
        found = inside("""
            import os, stat
            def go():
                kinds = {}
                for number in range(256):
                    try:
                        kinds[number] = stat.S_IFMT(os.fstat(number).st_mode)
                    except OSError:
                        pass
                return [kinds.pop(n) == stat.S_IFCHR for n in (0, 1, 2)] + sorted(kinds.values())
        """)
        import stat

        assert found[:3] == [True] * 3
        assert found.count(stat.S_IFSOCK) == 1
        assert set(found[3:]) <= {stat.S_IFSOCK, stat.S_IFCHR}

    def test_no_rights(self, inside: Inside) -> None:
        found = inside("""
            import ctypes, os
            def go():
                header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
                libc = ctypes.CDLL(None)
                libc.capget(header, sets)
                return [list(sets), libc.prctl(39, 0, 0, 0, 0), os.getgroups(), list(os.getresuid())]
        """)
        assert found[0] == [0] * 6
        assert found[1] == 1
        if os.getuid() == 0:
            assert found[2] == []
            assert 0 not in found[3]

    def test_nothing_of_the_judge_is_in_its_memory(self, inside: Inside) -> None:
        found = inside("""
            import gc, sys
            def go():
                tops = {name.split('.')[0] for name in sys.modules}
                return sorted(tops & {'autograder', 'pytest', '_pytest'})
        """)
        assert found == []

    def test_chance_is_the_same_in_each_sandbox(self, inside: Inside, tiny: Kit) -> None:
        """Else the order of a set would make a score differ from run to run."""
        source = b"def go(): return [hash('softmax'), hash(b'x')]"
        order = Request(compiled("def enter(lesson):\n    return lesson.go()\n"), "enter", {}, ["plain"], 0)
        other = Bubblewrap([tiny.root])
        try:
            candidate = other.start(Limits())
            candidate.ask(Load("submission", source), 5)
            (run,) = candidate.ask(Batch([order]), 5).runs
            candidate.close()
        finally:
            other.close()
        assert run.value == encode(inside(source.decode()))


class TestWatching:
    """Whatever a candidate was prepared for, the operators that a request names are noted."""

    @pytest.mark.parametrize("prepared", [(), ("autograd",), ("recurrent",), ("autograd", "softmax")])
    def test_what_a_request_names_is_noted(self, sandbox: Bubblewrap, prepared: tuple[str, ...]) -> None:
        candidate = sandbox.start(Limits(), prepared)
        try:
            source = b"def go(x):\n    x.clone().sum().backward()\n    return (x.softmax(0) + 1).detach()"
            assert candidate.ask(Load("submission", source), 10.0).fault is None
            scenario, inputs = (
                compiled("def enter(lesson, x):\n    return lesson.go(x)\n"),
                {"x": encode(torch.ones(3))},
            )
            for watched, noted in (
                (("autograd",), {"autograd"}),
                (("softmax",), {"softmax", "_softmax"}),
                (("softmax", "autograd"), {"softmax", "_softmax", "autograd"}),
                (("recurrent",), set()),
            ):
                request = Request(scenario, "enter", inputs, ["attached"], 0, watched=watched)
                (run,) = candidate.ask(Batch([request]), 10.0).runs
                assert run.fault is None
                assert set(run.operators) == noted
        finally:
            candidate.close()


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
        assert "is no result" in found.message


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


class TestSpare:
    """The next candidate is there before it is wanted."""

    @pytest.fixture
    def own(self, tiny: Kit) -> Iterator[Bubblewrap]:
        sandbox = Bubblewrap([tiny.root])
        yield sandbox
        sandbox.close()

    @staticmethod
    def answer(candidate: Candidate, body: str = "1") -> object:
        source = f"import os, resource\ndef go(): return {body}".encode()
        assert candidate.ask(Load("submission", source), 5).fault is None
        order = Request(compiled("def enter(lesson):\n    return lesson.go()\n"), "enter", {}, ["plain"], 0)
        return decode(candidate.ask(Batch([order]), 5).runs[0].value)

    def test_it_is_the_next_one(self, own: Bubblewrap) -> None:
        own.start(Limits()).close()
        spare = own._spare
        assert spare is not None
        candidate = own.start(Limits())
        assert candidate._process is spare  # type: ignore[attr-defined]
        assert self.answer(candidate) == 1
        candidate.close()

    def test_the_one_before_is_gone_when_it_begins(self, own: Bubblewrap) -> None:
        own.start(Limits()).close()
        second = own.start(Limits())
        own._settle()
        assert own._process is not None
        before = set(descendants(own._process.pid))
        assert len(before) == 4  # the first process inside, the warm one, the candidate and the spare
        second.close()
        third = own.start(Limits())
        assert len(before - set(descendants(own._process.pid))) == 1
        third.close()

    def test_one_that_was_closed_ends_without_another(self, own: Bubblewrap) -> None:
        candidate = own.start(Limits())
        own._settle()
        assert own._process is not None
        before = len(list(descendants(own._process.pid)))
        candidate.close()
        deadline = time.monotonic() + 5
        while len(list(descendants(own._process.pid))) == before and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(list(descendants(own._process.pid))) == before - 1

    def test_one_of_other_limits_is_not_taken(self, own: Bubblewrap) -> None:
        body = "resource.getrlimit(resource.RLIMIT_DATA)[0]"
        limits = []
        for memory_mb in (300, 900, 900):
            candidate = own.start(Limits(memory_mb=memory_mb))
            limits.append(self.answer(candidate, body))
            candidate.close()
        small, large, again = limits
        assert 590 * 2**20 < large - small < 610 * 2**20
        assert again == large

    def test_one_that_the_kernel_ended_costs_nothing(self, own: Bubblewrap) -> None:
        candidate = own.start(Limits())
        own._settle()
        assert own._process is not None
        os.kill(max(descendants(own._process.pid)), signal.SIGKILL)  # the youngest
        assert self.answer(candidate) == 1
        candidate.close()
        candidate = own.start(Limits())
        assert self.answer(candidate) == 1
        candidate.close()


class TestWarmProcess:
    def test_it_is_replaced_when_it_was_killed(self, tiny: Kit) -> None:
        sandbox = Bubblewrap([tiny.root])
        try:
            lost = sandbox.start(Limits())
            assert sandbox._process is not None
            assert sandbox._control is not None
            sandbox._settle()
            sandbox._process.kill()
            assert sandbox._control.recv(1) == b""
            with pytest.raises(GraderError, match="warm process ended"):
                lost.ask(Load("submission", b""), 5)
            lost.close()
            candidate = sandbox.start(Limits())
            assert candidate.ask(Load("submission", b""), 5).fault is None
            lost.close()  # its number may be another child's now
            order = Request(compiled("def enter(lesson):\n    return 1\n"), "enter", {}, ["plain"], 0)
            assert candidate.ask(Batch([order]), 5).runs[0].value == 1
            candidate.close()
        finally:
            sandbox.close()

    def test_one_that_is_lost_while_a_candidate_ends_is_replaced(self, tiny: Kit) -> None:
        sandbox = Bubblewrap([tiny.root])
        try:
            sandbox.start(Limits()).close()
            assert sandbox._process is not None
            sandbox._process.kill()
            sandbox._process.wait()
            with pytest.raises(GraderError, match="warm process ended"):
                sandbox.start(Limits())
            candidate = sandbox.start(Limits())
            assert candidate.ask(Load("submission", b""), 5).fault is None
            candidate.close()
        finally:
            sandbox.close()

    def test_nothing_runs_after_close(self, tiny: Kit) -> None:
        sandbox = Bubblewrap([tiny.root])
        candidate = sandbox.start(Limits())
        process = sandbox._process
        assert process is not None
        sandbox.close()
        assert process.poll() is not None
        assert candidate._channel.recv(1) == b""
        candidate._channel.close()
        sandbox.close()

    def test_no_bubblewrap(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(GraderError, match="bubblewrap is missing"):
            require_sandbox()
        with pytest.raises(GraderError, match="bubblewrap is missing"):
            Bubblewrap([])


def _readable(path: Path) -> bool:
    try:
        path.read_bytes()
    except OSError:
        return False
    return True


AS_ANYONE = '''
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from autograder.candidate import landlock
from autograder.candidate.runtime import compiled
from autograder.candidate.wire import Batch, Load, Request
from autograder.lesson.registry import Limits
from autograder.sandbox.bubblewrap import Bubblewrap
sandbox = Bubblewrap([])
candidate = sandbox.start(Limits())
source = b"""
import os, signal
def go():
    os.kill(0, signal.SIGKILL)
    return [path for path in ('/etc/passwd', *map(write, ('/left', '/dev/left'))) if os.path.exists(path)]
def write(path):
    try: open(path, 'x')
    except OSError: pass
    return path
"""
candidate.ask(Load("submission", source), 10)
order = Request(compiled("def enter(lesson):\\n    return lesson.go()\\n"), "enter", {}, ["plain"], 0)
print(candidate.ask(Batch([order]), 10).runs[0].value)
candidate.close()
sandbox.close()
'''


@pytest.mark.skipif(os.getuid() != 0, reason="the other tests run as an unprivileged user already")
def test_it_works_for_an_unprivileged_user_too() -> None:
    drop = [shutil.which("setpriv") or "", "--reuid", "1000", "--regid", "1000", "--clear-groups", "--"]
    if not drop[0]:
        pytest.skip("setpriv is not installed")
    look = "import sys, torch; sys.exit(sys.base_prefix != sys.argv[1])"
    command = [*drop, sys.executable, "-c", look, sys.base_prefix]
    if subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("an unprivileged user can't reach this interpreter")
    done = subprocess.run(
        [*drop, sys.executable, "-c", AS_ANYONE, str(ROOT)], capture_output=True, text=True, timeout=100
    )
    assert done.stdout == "SequenceNode(kind='list', items=[])\n", done.stderr

"""What a candidate can't do and can't see."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from kit_root import ROOT

from autograder.candidate import landlock
from autograder.candidate.gpu import gpu_settings, has_gpu
from autograder.candidate.runtime import compiled
from autograder.candidate.wire import Batch, Load, RaisedException, Request, encode
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Limits
from autograder.sandbox.bubblewrap import Bubblewrap, _interpreter, _visible_folders
from autograder.sandbox.protocol import Breach

Inside = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("needs_sandbox")


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
            "TORCHDYNAMO_DISABLE",
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
    """Whatever a candidate was prepared for, the calls that a request names are noted."""

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
                (("autograd",), {"backward"}),
                (("softmax",), {"softmax"}),
                (("softmax", "autograd"), {"backward", "softmax"}),
                (("recurrent",), set()),
            ):
                request = Request(scenario, "enter", inputs, ["attached"], 0, watched=watched)
                (run,) = candidate.ask(Batch([request]), 10.0).runs
                assert run.fault is None
                assert {call.name for call in run.calls} == noted
        finally:
            candidate.close()


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

"""A submission that tries to escape. Each function returns its successes; an empty list means that it failed.

It runs alone inside the sandbox, as text, so it imports nothing of the kit.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_CLONE_NEWUSER, _CLONE_NEWNS = 0x10000000, 0x00020000
_CAP_VERSION_3 = 0x20080522
_MAX_PROCESSES_TO_START = 400  # far more than a submission needs
_MAX_PID = 4096


def read_files(paths: list[str]) -> list[str]:
    """Try to read the kit's and the instructor's files. Return the readable ones."""
    return [path for path in paths if _reads(path)]


def _reads(path: str) -> bool:
    try:
        return bool(os.listdir(path) if os.path.isdir(path) else Path(path).read_bytes())
    except OSError:
        return False


def write_files(folders: list[str]) -> list[str]:
    """Try to write outside the submission's folder. Return the folders that it could write to."""
    writable = []
    for folder in folders:
        path = Path(folder) / f".autograder-probe-{os.getpid()}-{time.monotonic_ns()}"
        try:
            path.touch(exist_ok=False)
        except OSError:
            continue
        path.unlink()
        writable.append(folder)
    return writable


def reach_network(ports: list[int]) -> list[str]:
    """Try to connect to servers on this machine. Return the addresses that it reached."""
    reached = []
    for port in ports:
        with socket.socket() as channel:
            channel.settimeout(2)
            if channel.connect_ex(("127.0.0.1", port)) == 0:
                reached.append(f"127.0.0.1:{port}")
    return reached


def see_processes() -> list[str]:
    """Try to find other processes. Return up to three of their ids."""
    listed = [name for name in _listing("/proc") if name.isdigit()]
    alive = {*map(int, listed), *filter(_is_alive, range(1, _MAX_PID))}
    threads = {int(name) for name in _listing("/proc/self/task")}  # threads have such numbers too
    return [str(pid) for pid in sorted(alive - threads - {os.getpid()})[:3]]


def _listing(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def gain_rights() -> list[str]:
    """Try to hold a capability, make a name space, or start programs that change the user.

    Return the rights that it gained.
    """
    libc = ctypes.CDLL(None)
    header, sets = (ctypes.c_uint32 * 2)(_CAP_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    rights = []
    if libc.capget(header, sets) != 0 or any(sets):
        rights.append("capabilities")
    if libc.prctl(39, 0, 0, 0, 0) != 1:
        rights.append("programs that change the user")
    if _in_child(lambda: libc.unshare(_CLONE_NEWUSER) == 0 or libc.unshare(_CLONE_NEWNS) == 0):
        rights.append("name spaces of its own")
    return rights


def _in_child(attempt: Callable[[], bool]) -> bool:
    """Return whether the attempt succeeds in a child process, whose changes end with it."""
    try:
        pid = os.fork()
    except PermissionError:  # in a sandbox, which ends after the attempt
        return attempt()
    if pid == 0:
        os._exit(0 if attempt() else 1)
    return os.waitpid(pid, 0)[1] == 0


def take_memory(size: int) -> list[str]:
    """Write `size` bytes of memory. Return the size if that succeeds."""
    room = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for start in range(0, size, mmap.PAGESIZE):
        room[start] = 1
    return [f"{size >> 20} MB"]


def start_processes() -> list[str]:
    """Try to start many processes, and end them. Return their number if all started."""
    started = []
    try:
        for _ in range(_MAX_PROCESSES_TO_START):
            pid = os.fork()
            if pid == 0:
                signal.pause()
                os._exit(0)
            started.append(pid)
    except OSError:
        return []
    finally:
        for pid in started:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    return [f"{len(started)} processes"]


def hang() -> list[str]:
    """Run without end."""
    while True:
        pass


def stay(mark: str) -> list[str]:
    """Leave a running process behind, with `mark` as the name of its program. Return an empty list."""
    waiting, started = os.pipe()  # starting a program closes its copies
    try:
        child = os.fork()
    except PermissionError:
        return []
    if child == 0:
        os.setsid()
        try:
            if os.fork() == 0:
                os.execv("/bin/sleep", [mark, "60"])
        finally:
            os._exit(0)
    os.close(started)
    os.wait()
    os.read(waiting, 1)
    os.close(waiting)
    return []


def leave(paths: list[str]) -> list[str]:
    """Leave a text for the next submission in `paths`. Return an empty list."""
    for path in paths:
        with suppress(OSError):
            Path(path).write_text("the answer")
    return []

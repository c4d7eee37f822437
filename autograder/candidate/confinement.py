"""How a forked candidate confines itself before it reads student code: namespaces, rights, resources.

Linux only. The numbers are those of the kernel's headers.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal

import msgspec

from . import landlock
from .gpu import cuda_mb, has_gpu
from .syscalls import refuse_calls

_CLONE_NEWNS, _CLONE_NEWUTS, _CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
_CLONE_NEWNET, CLONE_NEWPID = 0x40000000, 0x20000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_REC, _MS_PRIVATE = 1, 2, 4, 1 << 14, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAP_VERSION_3 = 0x20080522
_RESERVED_ADDRESS_BYTES = 512 * 2**20

_libc = ctypes.CDLL(None, use_errno=True)


class Allowance(msgspec.Struct, frozen=True):
    """The limits of a candidate."""

    memory_mb: int  # beyond the memory that its warm parent had taken
    user: int  # the user that it becomes if the sandbox runs as root
    disk_mb: int = 64
    threads: int = 128
    open_files: int = 256


def unshare(flags: int) -> None:
    """Move this process into new namespaces; a new PID namespace holds only its next children.

    Raise `OSError` if the kernel refuses.
    """
    _check(_libc.unshare(flags), "unshare")


def join(namespace: int, flags: int) -> None:
    """Enter the namespace that a file descriptor refers to; a PID namespace gets only the next children.

    Raise `OSError` if the kernel refuses.
    """
    _check(_libc.setns(namespace, flags), "setns")


def hide_memory() -> None:
    """Forbid other processes of the same user to trace this one or to read its memory."""
    _check(_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "prctl")


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    _check(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


def confine(allowance: Allowance) -> None:
    """Give up all rights and resources that student code doesn't need. Raise `OSError` if any step fails.

    With a GPU this sets no resource limits. The caller does that by `limit_resources`, after CUDA has taken
    the memory and threads that it needs.
    """
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # when memory runs out, the kernel kills this process before the warm one
    if not has_gpu():  # now, because the limits are computed from /proc, which is covered below
        limit_resources(allowance)
    unshare(_CLONE_NEWNS | _CLONE_NEWIPC | _CLONE_NEWUTS | _CLONE_NEWNET)
    _mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE)
    room = f"size={allowance.disk_mb}m,mode=1777".encode()
    for folder in (b"/tmp", b"/dev/shm"):
        _mount(b"tmpfs", folder, b"tmpfs", _MS_NOSUID | _MS_NODEV, room)
    if has_gpu():  # CUDA reads /proc and names its threads there; this /proc shows only the candidate's own
        _mount(b"proc", b"/proc", b"proc", _MS_NOSUID | _MS_NODEV)
    else:
        _mount(b"tmpfs", b"/proc", b"tmpfs", _MS_RDONLY | _MS_NOSUID | _MS_NODEV, b"size=4k,mode=555")
    _drop_rights(allowance.user)


def limit_resources(allowance: Allowance) -> None:
    """Limit the memory, file sizes, open files and threads of this process, and forbid core dumps.

    The memory limit counts only what the process takes from now on.
    """
    room = (allowance.memory_mb + cuda_mb()) * 2**20
    if not has_gpu():  # CUDA reserves far more addresses than it uses
        # RLIMIT_DATA ignores shared memory, so addresses are limited too. The margin is for the stacks and
        # arenas of threads, which reserve more addresses than they use.
        limit = _status_bytes("VmSize") + room + _RESERVED_ADDRESS_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for resource_id, limit in (
        # RLIMIT_DATA gives a readable allocation error.
        (resource.RLIMIT_DATA, _status_bytes("VmData") + room),
        (resource.RLIMIT_FSIZE, allowance.disk_mb * 2**20),
        (resource.RLIMIT_NOFILE, allowance.open_files),
        (resource.RLIMIT_NPROC, allowance.threads),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(resource_id, (limit, limit))


def _drop_rights(user: int) -> None:
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break  # this kernel knows no further capability
    _check(_libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "prctl")
    # A user namespace with a single user has no other user to become. Its root has no privileges outside.
    if os.getuid() == 0 and any(first <= user < first + count for first, _, count in _mapped):
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    if has_gpu():  # otherwise root owns the thread names in /proc, and CUDA doesn't start
        _check(_libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl")
    header = (ctypes.c_uint32 * 2)(_CAP_VERSION_3, 0)
    _check(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    die_with_parent()  # after the change of user, which clears this setting
    landlock.restrict(landlock.WITH_GPU if has_gpu() else landlock.ALLOWED)
    refuse_calls()


def _mapped_users() -> list[list[int]]:
    """Return each range of users as its first number here, its first number outside, and its count."""
    with open("/proc/self/uid_map") as lines:
        return [[int(number) for number in line.split()] for line in lines]


_mapped = _mapped_users()  # read at import, because `confine` covers /proc


def _status_bytes(name: str) -> int:
    """Return a size from /proc/self/status, such as VmSize, in bytes."""
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def _mount(
    source: bytes, target: bytes, file_system: bytes | None, flags: int, data: bytes | None = None
) -> None:
    _check(_libc.mount(source, target, file_system, flags, data), f"mount {target.decode()}")


def _check(result: int, call: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{call}: {os.strerror(number)}")

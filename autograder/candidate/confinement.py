"""What a forked candidate gives up before it reads a line of the student's: name spaces, rights, resources.

Linux only; the numbers are those of the kernel's headers.
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
    """What a candidate may use."""

    memory_mb: int  # on top of what the warm parent had taken
    user: int  # who it runs as where the sandbox runs as root
    disk_mb: int = 64
    threads: int = 128
    open_files: int = 256


def unshare(flags: int) -> None:
    _check(_libc.unshare(flags), "unshare")


def join(namespace: int, flags: int) -> None:
    """Enter the name space behind the file descriptor."""
    _check(_libc.setns(namespace, flags), "setns")


def hide_memory() -> None:
    """No process of the same user may trace this one or read its memory."""
    _check(_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "prctl")


def die_with_parent() -> None:
    _check(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


def confine(allowance: Allowance) -> None:
    """Give up all that the student's code has no use for. Raises `OSError` if any of it fails.

    With a GPU the resources are left to `limit_resources`, once CUDA has taken what it needs.
    """
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # where memory runs out it goes before the warm process
    if not has_gpu():  # here, since /proc is about to go
        limit_resources(allowance)
    unshare(_CLONE_NEWNS | _CLONE_NEWIPC | _CLONE_NEWUTS | _CLONE_NEWNET)
    _mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE)
    room = f"size={allowance.disk_mb}m,mode=1777".encode()
    for folder in (b"/tmp", b"/dev/shm"):
        _mount(b"tmpfs", folder, b"tmpfs", _MS_NOSUID | _MS_NODEV, room)
    if has_gpu():  # CUDA reads /proc and names its threads there; this one shows the candidate's own only
        _mount(b"proc", b"/proc", b"proc", _MS_NOSUID | _MS_NODEV)
    else:
        _mount(b"tmpfs", b"/proc", b"tmpfs", _MS_RDONLY | _MS_NOSUID | _MS_NODEV, b"size=4k,mode=555")
    _drop_rights(allowance.user)


def limit_resources(allowance: Allowance) -> None:
    """Limit what is taken from now on."""
    room = (allowance.memory_mb + cuda_mb()) * 2**20
    if not has_gpu():  # CUDA reserves far more addresses than it uses
        # Shared memory counts as no data; stacks and arenas of threads reserve more than they use.
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
            break  # beyond the last one that this kernel knows
    _check(_libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "prctl")
    # In a user name space of one user root is an unprivileged user outside, and there is no other.
    if os.getuid() == 0 and any(first <= user < first + count for first, _, count in _mapped):
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    if has_gpu():  # else the names of its threads belong to root, and CUDA gives up
        _check(_libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl")
    header = (ctypes.c_uint32 * 2)(_CAP_VERSION_3, 0)
    _check(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    die_with_parent()  # a change of user would clear it
    landlock.restrict(landlock.WITH_GPU if has_gpu() else landlock.ALLOWED)
    refuse_calls()


def _mapped_users() -> list[list[int]]:
    """First number here, first number outside and count of each range of users."""
    with open("/proc/self/uid_map") as lines:
        return [[int(number) for number in line.split()] for line in lines]


_mapped = _mapped_users()


def _status_bytes(name: str) -> int:
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

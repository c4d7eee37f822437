"""The system calls that the kernel refuses a candidate: they bypass namespaces, or no exercise needs them.

The list names the refused calls, because a list of the calls that torch needs would be long and would change.
The numbers are those of the kernel's tables.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from functools import cache

# These calls reach other processes, namespaces, file systems, keys that outlive a process, and memory that
# no process limit counts. Others bypass this filter. New processes are refused because each would get
# limits of its own; threads are enough.
_REFUSED = """
call             x86_64  aarch64
fork                 57        -
vfork                58        -
memfd_create        319      279
memfd_secret        447      447
shmget               29      194
semget               64      190
msgget               68      186
ptrace              101      117
process_vm_readv    310      270
process_vm_writev   311      271
move_pages          279      239
unshare             272       97
setns               308      268
mount               165       40
umount2             166       39
pivot_root          155       41
chroot              161       51
open_tree           428      428
move_mount          429      429
fsopen              430      430
fsconfig            431      431
fsmount             432      432
mount_setattr       442      442
add_key             248      217
request_key         249      218
keyctl              250      219
io_uring_setup      425      425
io_uring_enter      426      426
io_uring_register   427      427
bpf                 321      280
perf_event_open     298      241
userfaultfd         323      282
open_by_handle_at   304      265
personality         135       92
kexec_load          246      104
kexec_file_load     320      294
init_module         175      105
finit_module        313      273
delete_module       176      106
swapon              167      224
reboot              169      142
syslog              103      116
acct                163       89
quotactl            179       60
"""
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_NEW_NAMESPACES = 0x7E020000  # the CLONE_NEW flags
_THREAD = 0x00010000  # CLONE_THREAD
_X32 = 0x40000000  # x86's other table of numbers

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_PR_SET_SECCOMP, _FILTER = 22, 2


def refuse_calls() -> None:
    """Install the seccomp filter for this process and all that it starts.

    Raise `OSError` if the kernel refuses it, or if this kind of processor is unknown.
    """
    program = call_filter()
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _FILTER, header, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl: the system-call filter was refused")


@cache
def call_filter() -> bytes:
    """Return the seccomp filter as BPF code: each test returns a verdict or falls through to the next.

    Raise `OSError` if this kind of processor is unknown.
    """
    machine = platform.machine()
    if machine not in _ARCHITECTURE:
        raise OSError(errno.ENOSYS, f"no system-call filter is known for {machine}")
    refuse = _step(_RETURN, _FAIL | errno.EPERM)
    lines = [
        _step(_LOAD, _MACHINE),
        _step(_JUMP_EQUAL, _ARCHITECTURE[machine], yes=1),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
        *(_step(_JUMP_AT_LEAST, _X32, no=1), refuse),
        # The C library then falls back to clone, whose flags a filter can read.
        *(_step(_JUMP_EQUAL, _CLONE3, no=1), _step(_RETURN, _FAIL | errno.ENOSYS)),
    ]
    for number in _refused(machine):
        lines += [_step(_JUMP_EQUAL, number, no=1), refuse]
    lines += [
        _step(_JUMP_EQUAL, _CLONE[machine], no=5),
        _step(_LOAD, _FIRST_ARGUMENT),
        *(_step(_JUMP_ANY_BIT, _NEW_NAMESPACES, no=1), refuse),
        *(_step(_JUMP_ANY_BIT, _THREAD, yes=1), refuse),
        _step(_RETURN, _ALLOW),
    ]
    return b"".join(lines)


def _refused(machine: str) -> list[int]:
    head, *rows = (line.split() for line in _REFUSED.strip().splitlines())
    numbers = [row[head.index(machine)] for row in rows]
    return [int(number) for number in numbers if number != "-"]


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)

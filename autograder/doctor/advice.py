"""Advice for a machine on which bubblewrap is missing or fails, or PyTorch lacks a part."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from autograder.sandbox.availability import ELSEWHERE

_TRUSTED = "Submissions that you trust can be graded without a sandbox: autograder grade --isolation none."
NO_LINUX = f"{ELSEWHERE[0].upper()}{ELSEWHERE[1:]}.\n{_TRUSTED}"
NO_PROGRAM = f"""\
Debian, Ubuntu: sudo apt-get install bubblewrap. Fedora: sudo dnf install bubblewrap.
{_TRUSTED}"""
_APPARMOR = """\
This system lets only programs with an AppArmor profile make user name spaces (Ubuntu 24.04 does).
Give bubblewrap one. Save these lines as /etc/apparmor.d/bwrap:
    abi <abi/4.0>,
    include <tunables/global>
    profile bwrap /usr/bin/bwrap flags=(unconfined) {
      userns,
    }
and load it: sudo apparmor_parser -r /etc/apparmor.d/bwrap
Or allow them to all programs: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"""
_SETTINGS = (
    ("kernel/apparmor_restrict_unprivileged_userns", "1", _APPARMOR),
    (
        "kernel/unprivileged_userns_clone",
        "0",
        "User name spaces are switched off: sudo sysctl -w kernel.unprivileged_userns_clone=1",
    ),
    (
        "user/max_user_namespaces",
        "0",
        "User name spaces are switched off: sudo sysctl -w user.max_user_namespaces=10000",
    ),
)
_CONTAINER = """\
In a container, start it with the right to make name spaces:
docker run --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined ...
or with --privileged."""
_UNKNOWN = "Ask the administrator of this machine to let bubblewrap create name spaces (man bwrap)."


def advice(settings: Path = Path("/proc/sys"), root: Path = Path("/")) -> str:
    """Return the settings that forbid sandboxes here, and how to change them.

    Args:
        settings: the folder with the kernel's settings.
        root: the root of the file system, which shows whether this is a container.
    """
    causes = [text for name, value, text in _SETTINGS if os.getuid() and _value(settings / name) == value]
    if any((root / mark).exists() for mark in (".dockerenv", "run/.containerenv")):
        causes.append(_CONTAINER)
    return "\n".join([*(causes or [_UNKNOWN]), _TRUSTED])


def advice_on_lacking(version: str, lacking: Sequence[tuple[str, str]]) -> str:
    """Return a line for each private part that this PyTorch lacks, and a line with advice.

    Args:
        lacking: the parts' names, each with the consequence of its absence.
    """
    lines = [f"{name}: {consequence}" for name, consequence in lacking]
    return "\n".join([*lines, f"A newer kit may know PyTorch {version}; PyTorch 2.11 has all of them."])


def _value(path: Path) -> str | None:
    """Return a setting, or None if this kernel doesn't have it."""
    return path.read_text().strip() if path.exists() else None

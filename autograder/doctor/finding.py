"""What the doctor found: one line each, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

NAME_COLUMNS = 13


class State(StrEnum):
    """How it stands with one thing, in the word that is shown."""

    OK = "ok"
    MISSING = "missing"
    BROKEN = "broken"


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at."""

    name: str
    state: State
    text: str
    fix: str = ""
    needed: bool = True  # grading isn't safe here while it is not ok


class Examination(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    safe: bool
    findings: list[Finding]


def is_safe(findings: Iterable[Finding]) -> bool:
    return all(finding.state is State.OK for finding in findings if finding.needed)


def as_json(findings: Sequence[Finding]) -> bytes:
    whole = Examination(is_safe(findings), list(findings))
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def as_text(findings: Sequence[Finding]) -> str:
    """Return a line a finding, with what to do under it where something is not ok."""
    lines = []
    for finding in findings:
        lines.append(f"{finding.state:<8} {finding.name:<{NAME_COLUMNS}} {finding.text}")
        if finding.state is not State.OK and finding.fix:
            lines += [" " * (10 + NAME_COLUMNS) + line for line in finding.fix.splitlines()]
    lines.append("")
    lines.append("Grading is safe here." if is_safe(findings) else "Grading is not safe here.")
    return "\n".join(lines)

"""The doctor's findings, one line each, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

NAME_COLUMNS = 13


class State(StrEnum):
    """The state of one finding, as the word that the user sees."""

    OK = "ok"
    MISSING = "missing"
    BROKEN = "broken"


class Finding(msgspec.Struct, frozen=True):
    """The result for one part of the machine."""

    name: str
    state: State
    text: str
    fix: str = ""
    needed: bool = True  # grading is safe only if this is ok


class Examination(msgspec.Struct, frozen=True):
    """The content of the `--json` output."""

    safe: bool
    findings: list[Finding]


def is_safe(findings: Iterable[Finding]) -> bool:
    return all(finding.state is State.OK for finding in findings if finding.needed)


def as_json(findings: Sequence[Finding]) -> bytes:
    whole = Examination(is_safe(findings), list(findings))
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def as_text(findings: Sequence[Finding]) -> str:
    """Return a line for each finding, followed by the fix if it is not ok."""
    lines = []
    for finding in findings:
        lines.append(f"{finding.state:<8} {finding.name:<{NAME_COLUMNS}} {finding.text}")
        if finding.state is not State.OK and finding.fix:
            lines += [" " * (10 + NAME_COLUMNS) + line for line in finding.fix.splitlines()]
    lines.append("")
    lines.append("Grading is safe here." if is_safe(findings) else "Grading is not safe here.")
    return "\n".join(lines)

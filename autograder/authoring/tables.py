"""A proof as a table for the terminal, as Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from rich.table import Table

from autograder.authoring.proof import FunctionProof, Proof

HEAD = """\
# What the hidden tests withstood

`autograder verify` writes this page; CONTRIBUTING.md says what is tried. A mutant that is equivalent computes
the same as the reference, for the reason beside it in the lesson's `allowed.yml`. A lesson is proved again
when it has changed. When only the kit's code has, `make verify` proves it briefly, and two such lessons in
full, others each day.
"""
_COUNTS = ("tests", "mistakes", "mutants", "killed", "equivalent")


def proof_table(proof: Proof) -> Table:
    """Return a table with a row for each function: the numbers of its tests, mistakes and mutants."""
    verdict = "holds" if proof.holds else f"{len(proof.findings)} findings"
    skipped = f"; not run on {', '.join(proof.skipped)}" if proof.skipped else ""
    title = f"{proof.lesson}: {verdict} in {_seconds(proof)}{skipped}"
    table = Table(title=title, title_justify="left")
    table.add_column("function")
    for name in _COUNTS:
        table.add_column(name, justify="right")
    for row in proof.functions:
        table.add_row(row.name, *_counts(row))
    return table


def as_markdown(proof: Proof) -> str:
    """Return the lesson's part of the page of proofs."""
    skipped = "".join(f" Not run on {device}." for device in proof.skipped)
    verdict = "holds" if proof.holds else f"does not hold, {len(proof.findings)} findings"
    text = f"## {proof.lesson}\n\nThe proof {verdict}: {_seconds(proof)}.{skipped}\n\n"
    text += f"| function | {' | '.join(_COUNTS)} |\n| --- |{' ---: |' * len(_COUNTS)}\n"
    return text + "".join(f"| {row.name} | {' | '.join(_counts(row))} |\n" for row in proof.functions)


def _counts(row: FunctionProof) -> list[str]:
    return [str(count) for count in (row.tests, row.mistakes, row.mutants, row.killed, row.equivalent)]


def _seconds(proof: Proof) -> str:
    mutants = f", {proof.mutant_seconds:.0f} s of them for the mutants" if proof.mutant_seconds >= 0.5 else ""
    return f"{proof.seconds:.0f} s{mutants}"


def as_json(proofs: Sequence[Proof]) -> bytes:
    rows = [{**msgspec.to_builtins(proof), "holds": proof.holds} for proof in proofs]
    return msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n"

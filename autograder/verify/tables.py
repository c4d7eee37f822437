"""A proof as a table to read and as JSON."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from rich.table import Table

from autograder.verify.proof import Proof


def proof_table(proof: Proof) -> Table:
    """A row a function: how many tests it has, and what they withstood."""
    verdict = "holds" if proof.holds else f"{len(proof.findings)} findings"
    skipped = f"; not run on {', '.join(proof.skipped)}" if proof.skipped else ""
    title = f"{proof.lesson}: {verdict} in {proof.seconds:.0f} s{skipped}"
    table = Table(title=title, title_justify="left")
    table.add_column("function")
    for name in ("tests", "mistakes", "mutants", "killed", "equivalent"):
        table.add_column(name, justify="right")
    for row in proof.functions:
        counts = (row.tests, row.mistakes, row.mutants, row.killed, row.equivalent)
        table.add_row(row.name, *map(str, counts))
    return table


def as_json(proofs: Sequence[Proof]) -> bytes:
    rows = [{**msgspec.to_builtins(proof), "holds": proof.holds} for proof in proofs]
    return msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n"

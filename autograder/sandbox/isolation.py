"""The kinds of isolation to choose from, and the sandbox of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.results import Isolation
from autograder.sandbox.protocol import Sandbox

MakeSandbox = Callable[[Sequence[Path]], Sandbox]  # from the folders to hide


def sandbox_of(isolation: Isolation) -> MakeSandbox:
    """What makes a sandbox of this kind. Only the one is imported: bubblewrap's needs Linux."""
    if isolation is Isolation.NONE:
        from autograder.sandbox.unconfined import Unconfined

        return Unconfined
    from autograder.sandbox.bubblewrap import Bubblewrap

    return Bubblewrap

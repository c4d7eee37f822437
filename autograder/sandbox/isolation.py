"""The sandbox for each kind of isolation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.results import Isolation
from autograder.sandbox.protocol import Sandbox

MakeSandbox = Callable[[Sequence[Path]], Sandbox]  # it takes the folders to hide


def sandbox_of(isolation: Isolation) -> MakeSandbox:
    """Return the function that makes a sandbox of this kind.

    Only that sandbox's module is imported, because bubblewrap's needs Linux.
    """
    if isolation is Isolation.NONE:
        from autograder.sandbox.unconfined import Unconfined

        return Unconfined
    from autograder.sandbox.bubblewrap import Bubblewrap

    return Bubblewrap

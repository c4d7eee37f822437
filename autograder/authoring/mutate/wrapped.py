"""The wrapped mutants of a reference: each calls the reference, and differs from it in one respect.

The others (`mutants.py`) change a line of the reference. These show what no change of a line shows, such as
an input that no hidden test has.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Callable, Iterator, Sequence

from autograder.authoring.mutate import arguments, cases, effects, loops
from autograder.authoring.mutate.mutants import Mutant
from autograder.authoring.mutate.signature import Signature, signatures
from autograder.authoring.mutate.wrap import CALL, HELPERS, Wrap

WRAPPERS: dict[str, Callable[[Signature], Iterator[Wrap]]] = {
    "size-one": cases.size_one,
    "longer": cases.longer,
    "rank": cases.rank,
    "layout": cases.layout,
    "value": cases.value,
    "list-case": cases.parameters_of_lists,
    "network-case": cases.network,
    "second-call": cases.second_call,
    "detached": arguments.detached,
    "rounded": arguments.rounded,
    "overflow": arguments.overflowing,
    "modes": effects.modes,
    "flags": effects.flags,
    "gradients": effects.gradients,
    "memory": effects.memory,
    "late-error": effects.late_errors,
    "grad-mode": effects.modes_of_autograd,
    "memo": effects.memo,
    "python-loop": loops.loops,
}


def wrapped(source: str, functions: Sequence[str]) -> list[Mutant]:
    """Return the wrapped mutants of the named functions and classes. All have different keys."""
    found: dict[str, Mutant] = {}
    for signature in signatures(source, list(functions)):
        for operator, wrapper in WRAPPERS.items():
            for wrap in wrapper(signature):
                mutant = _mutant(source, signature, operator, wrap)
                found.setdefault(mutant.key, mutant)
    return list(found.values())


def _mutant(source: str, signature: Signature, operator: str, wrap: Wrap) -> Mutant:
    name = signature.owner or signature.name
    change = f"{signature.name}: {wrap.change}"
    key = hashlib.sha256("\0".join((name, operator, change)).encode()).hexdigest()[:10]
    text = f"{source.rstrip()}\n{_code(signature, wrap)}"
    return Mutant(name, signature.line, operator, change, key, text, wrap.group)


def _code(signature: Signature, wrap: Wrap) -> str:
    """Return the code that puts the wrap in the place of the function or method."""
    place = f"{signature.owner}.{signature.name}" if signature.owner else signature.name
    body = wrap.body.replace(CALL, f"_right({signature.call})")
    return (
        f"\n\n_right = {place}\n_memory = {{}}\n{HELPERS}\n\n"
        f"def _wrapped({signature.head}):\n{textwrap.indent(body, '    ')}\n\n\n{place} = _wrapped\n"
    )

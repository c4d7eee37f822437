"""The mutants of a reference: copies with one small change in a solution region."""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from autograder.authoring.mutate.reference import parse, solution_lines, tops
from autograder.authoring.mutate.sites import Site, sites
from autograder.authoring.mutate.syntax import code
from autograder.authoring.mutate.table import MUTATORS


class Mutant(NamedTuple):
    """A reference with one change."""

    function: str  # the top-level function or class that was changed
    line: int  # the change's line in the reference
    operator: str  # a name in MUTATORS
    change: str  # "x - largest -> x + largest"
    key: str  # doesn't depend on the lines above
    source: str  # the text of the whole module
    group: str = ""  # mutants that a contract allows together, such as "python-loop over C"


def mutants(source: str, functions: Sequence[str]) -> list[Mutant]:
    """Return all mutants of the named top-level functions and classes, in the order of the source.

    Only code between the solution marks changes, but no docstring, annotation, assert or message of an
    exception. All mutants have different sources and different keys.

    Raises:
        CourseError: the source is not valid Python (with the line), or doesn't define a function.
    """
    source = source if source.endswith("\n") else f"{source}\n"
    seen, keys, distinct = {source}, Counter[str](), []
    for mutant in _candidates(source, functions):
        if mutant.source not in seen:
            seen.add(mutant.source)
            keys[mutant.key] += 1
            identity = f"{mutant.key}\0{keys[mutant.key]}"
            distinct.append(mutant._replace(key=hashlib.sha256(identity.encode()).hexdigest()[:10]))
    return distinct


def _candidates(source: str, functions: Sequence[str]) -> Iterator[Mutant]:
    """Yield possible mutants: the key isn't hashed yet, and the source may be a duplicate."""
    wrapper = MetadataWrapper(parse(source))
    module, positions = wrapper.module, wrapper.resolve(PositionProvider)
    lines = solution_lines(source)
    for top in tops(module, functions):
        name = top.name.value
        before, after = source.split(module.code_for_node(top), 1)
        for site in sites(top):
            line = positions[site.node].start.line
            if line not in lines:
                continue
            for operator, new in _replacements(site):
                changed = module.code_for_node(top.deep_replace(site.node, new))
                if not _is_python(changed):
                    continue
                change = _change(site, new)
                identity = "\0".join((name, operator, lines[line], change))
                yield Mutant(name, line, operator, change, identity, f"{before}{changed}{after}")


def _replacements(site: Site) -> Iterator[tuple[str, cst.CSTNode]]:
    for operator, mutate in MUTATORS.items():
        for new in mutate(site):
            yield operator, new


def _is_python(text: str) -> bool:
    """Return whether the text is valid Python. A mutator may, for instance, put a quote into an f-string."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _change(site: Site, new: cst.CSTNode) -> str:
    """Return the change on one line. If the source has several lines, use those that differ."""
    old_lines, new_lines = _lines(site.context), _lines(site.context.deep_replace(site.node, new))
    steps = SequenceMatcher(None, old_lines, new_lines, autojunk=False).get_opcodes()
    lost = [line for tag, i, j, _, _ in steps if tag != "equal" for line in old_lines[i:j]]
    won = [line for tag, _, _, i, j in steps if tag != "equal" for line in new_lines[i:j]]
    if not lost or not won:  # an added or dropped line is clear only with the first line
        lost, won = [old_lines[0], *lost], [new_lines[0], *won]
    return f"{' '.join(lost)} -> {' '.join(won)}"


def _lines(node: cst.CSTNode) -> list[str]:
    """Return the lines of the node, without indentation, and without the comments above a statement."""
    lines = [line.strip() for line in code(node).splitlines()]
    return [line for line in lines if line and not line.startswith("#")]

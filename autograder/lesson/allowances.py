"""Findings that an author excuses, each with a reason: solutions/NN_lesson/allowed.yml."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.lesson.yaml_file import read_yaml


class Allowances(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Excused findings of `autograder verify`."""

    trivial: dict[str, dict[str, str]] = {}  # by function: kind of trivial output -> why it is correct there
    mutants: dict[str, str] = {}  # by the mutant's key: why it computes the same results
    groups: dict[str, str] = {}  # by a group of mutants, none of which is tried: why the contract allows them
    rewrites: dict[str, str] = {}  # by the rewrite's name: why it does not keep this lesson's behaviour


def load_allowances(path: Path) -> Allowances:
    """Return the allowances at `path`, or none if there is no file. Raise `CourseError` for a bad one."""
    if not path.is_file():
        return Allowances()
    return read_yaml(path, Allowances)

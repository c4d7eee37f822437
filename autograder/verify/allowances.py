"""What an author excuses, each with a reason: solutions/NN_lesson/allowed.yml."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from autograder.errors import CourseError


class Allowances(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Excused findings of `autograder verify`."""

    trivial: dict[str, dict[str, str]] = {}  # by function: kind of trivial output -> why it is right there
    mutants: dict[str, str] = {}  # by the mutant's key: why it computes the same


def load_allowances(path: Path) -> Allowances:
    """The allowances at `path`; none where there is no such file. `CourseError` if it can't be used."""
    if not path.is_file():
        return Allowances()
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")) or {}, type=Allowances)
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} can't be used: {' '.join(str(error).split())}.") from error

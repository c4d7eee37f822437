"""The extra of pyproject.toml that installs a missing package."""

from __future__ import annotations

from importlib.metadata import metadata, requires

from packaging.requirements import Requirement

from autograder.errors import CourseError


def missing(module: str) -> CourseError | None:
    """Return the error for a missing `module` that an extra installs; None if no extra does."""
    package = module.partition(".")[0]
    extra = None if package == "autograder" else _extra_of(package)  # an extra may name the others
    if extra is None:
        return None
    return CourseError(
        f"This command needs {package}, which is not installed. Run `pip install 'autograder[{extra}]'`."
    )


def _extra_of(package: str) -> str | None:
    for extra in metadata("autograder").get_all("Provides-Extra") or ():
        for needed in map(Requirement, requires("autograder") or ()):
            if needed.name == package and needed.marker and needed.marker.evaluate({"extra": extra}):
                return str(extra)
    return None

"""The command line: each command calls the module that does the work and prints the result."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from autograder import __version__
from autograder.cli import author, export, grade, student
from autograder.common.console import err, out
from autograder.errors import AutograderError
from autograder.lesson.kit import Kit

app = typer.Typer(
    help="Auto-graded PyTorch exercises.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (student, author, grade, export):
    app.add_typer(group.commands)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"autograder {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Auto-graded PyTorch exercises."""


@app.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Tell what this machine can do for grading, and try whether a submission can get out."""
    from autograder.doctor import as_json, as_text, examine, is_safe

    findings = list(examine(Kit.find()))
    if json:
        sys.stdout.buffer.write(as_json(findings))
    else:
        out.print(as_text(findings), markup=False)
    if not is_safe(findings):
        raise typer.Exit(1)


def main(arguments: list[str] | None = None) -> None:
    """Run the command; an error of the tree is one sentence on stderr and exit status 2."""
    try:
        status: Any = app(args=arguments, standalone_mode=False)
    except AutograderError as error:
        err.print(f"autograder: {error}", markup=False)
        sys.exit(2)
    except typer.Abort:
        sys.exit(130)
    except ModuleNotFoundError as error:
        from autograder.cli.extras import missing

        told = missing(error.name or "")
        if told is None:
            raise
        err.print(f"autograder: {told}", markup=False)
        sys.exit(2)
    except Exception as error:
        show = getattr(error, "show", None)  # click's own, for wrong arguments
        if show is None:
            raise
        show()
        sys.exit(2)
    sys.exit(status if isinstance(status, int) else 0)

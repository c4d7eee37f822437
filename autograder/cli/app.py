"""The command line: each command calls the module that does the work and prints the result."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from autograder import __version__
from autograder.cli import author, export, grade, student, verify
from autograder.common.console import err
from autograder.errors import AutograderError

app = typer.Typer(
    help="Auto-graded PyTorch exercises.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (student, grade, export, author, verify):  # the order in which --help lists them
    app.add_typer(group.commands)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"autograder {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Auto-graded PyTorch exercises."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command. An `AutograderError` becomes a sentence on stderr and exit status 2."""
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

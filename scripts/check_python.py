"""Stops `make` where this Python is not one that the kit runs on."""

import sys

if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(
        f"Python {sys.version.split()[0]} is at {sys.executable}; the kit needs 3.11 to 3.13: "
        "name another one, as in `make PYTHON=python3.12`."
    )

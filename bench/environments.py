"""Virtual environments for graders whose packages must not meet this kit's."""

from __future__ import annotations

import subprocess
import venv
from importlib.util import find_spec
from pathlib import Path


def make_environment(folder: Path, *packages: str) -> Path:
    """Make a virtual environment with `packages` and this environment's torch; return its Python.

    Raises:
        CalledProcessError: if pip can't install a package.
    """
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    torch = find_spec("torch")
    if torch is None or torch.origin is None:
        raise ModuleNotFoundError("torch is missing: run the bench with the Python of `make setup`.")
    # torch takes gigabytes, so it is shared. The packages of the environment come first on the path.
    site = next((folder / "lib").glob("python*/site-packages"))
    (site / "torch.pth").write_text(str(Path(torch.origin).parents[1]))
    return python


def installed_version(python: Path, package: str) -> str:
    """Return the version of `package` in the environment of `python`."""
    query = f"import importlib.metadata; print(importlib.metadata.version({package!r}))"
    return subprocess.run([python, "-c", query], capture_output=True, text=True, check=True).stdout.strip()

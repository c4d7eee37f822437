"""The search path for programs that nbgrader runs by name."""

from __future__ import annotations

import os
import sysconfig


def search_path() -> str:
    """Return PATH with this environment's programs first. Without activation PATH lacks them."""
    return os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])

"""Where programs are looked for that nbgrader runs by name."""

from __future__ import annotations

import os
import sysconfig


def search_path() -> str:
    """PATH with this environment's programs first, which it lacks while that is not activated."""
    return os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])

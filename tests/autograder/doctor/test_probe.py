"""The probe needs nothing of the kit."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from autograder.doctor.trial import Prober


def test_the_probe_runs_where_the_kit_is_not(tmp_path: Path) -> None:
    probe = Path(sys.modules[Prober.__module__].__file__ or "").with_name("probe.py")
    copy = shutil.copy(probe, tmp_path)
    subprocess.run([sys.executable, "-I", "-S", copy], check=True)

"""Make the pictures of README: `make demo`, then `python scripts/make_pictures.py` (needs Chromium).

A failed check is photographed as a terminal shows it, a report as a browser does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from autograder.lesson.kit import Kit
from autograder.student.module import module_file
from autograder.student.start import start

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
REPORT = ROOT / "demo" / "course" / "reports" / "02_softmax_classifier" / "index.html"
COLUMNS = 78
WRONG_SOFTMAX = """\
    shares = (x - x.amax(dim=dim, keepdim=True)).exp()
    return shares / shares.sum(dim=0)
"""
PAGE = """\
<!DOCTYPE html>
<meta charset="UTF-8">
<style>
    body {{ margin: 0; padding: 20px; background: #1e1e2e; color: #e6e6f0; width: max-content; }}
    pre {{ margin: 0; font: 15px/1.45 "DejaVu Sans Mono", monospace; }}
</style>
<pre>{code}</pre>
"""


def failed_check() -> str:
    """Return what a check of a wrong softmax prints, as a page."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "autograder", "bundle", "02", "--output", f"{folder}/course.zip"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
        )
        shutil.unpack_archive(f"{folder}/course.zip", folder)
        (course,) = (path.parent for path in Path(folder).glob("*/grading.yml"))
        kit = Kit(course)
        lesson = kit.registry.lesson("02")
        start(kit, lesson)
        module = module_file(kit, lesson)
        stub = '    raise NotImplementedError("softmax is not written yet")\n'
        text = module.read_text(encoding="utf-8")
        assert stub in text
        module.write_text(text.replace(stub, WRONG_SOFTMAX), encoding="utf-8")
        command = ["check", "02", "--function", "softmax"]
        printed = subprocess.run(
            [sys.executable, "-m", "autograder", *command],
            cwd=course,
            env={**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS), "AUTOGRADER_KIT": str(course)},
            stdout=subprocess.PIPE,
            text=True,
            check=False,  # a failed check has the exit status 1
        ).stdout
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w"))  # noqa: SIM115
    console.print(Text.from_ansi(f"$ autograder {' '.join(command)}\n{printed}".rstrip()))
    return console.export_html(theme=MONOKAI, code_format=PAGE, inline_styles=True)


def photograph(browser: Browser, address: str, target: Path, width: int, height: int | None) -> None:
    """Write a picture of the page, of `height` pixels or whole."""
    page = browser.new_page(viewport={"width": width, "height": height or 200})
    page.goto(address)
    page.screenshot(path=target, full_page=height is None)
    page.close()


def main() -> None:
    if not REPORT.is_file():
        sys.exit(f"{REPORT} is missing: run `make demo` first.")
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        check = Path(folder, "check.html")
        check.write_text(failed_check(), encoding="utf-8")
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        photograph(browser, check.as_uri(), PICTURES / "check.png", width=760, height=None)
        photograph(browser, REPORT.as_uri(), PICTURES / "report.png", width=1000, height=780)
        browser.close()


if __name__ == "__main__":
    main()

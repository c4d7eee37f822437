"""A browser for tests of pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Where it is not installed the tests are skipped, but in CI they fail."""
    program = shutil.which("chromium")
    if program is None and not os.environ.get("CI"):
        pytest.skip("needs Chromium: apt-get install chromium")
    assert program is not None, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()

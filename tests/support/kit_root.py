"""Where the kit lies, however deep the test that asks."""

from pathlib import Path

ROOT = Path(__file__).parents[2]

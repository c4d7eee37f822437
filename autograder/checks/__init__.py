"""The modules that the visible checks import: expected values, and messages about wrong values."""

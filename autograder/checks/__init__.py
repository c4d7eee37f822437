"""What the visible checks import: what to expect, and how a wrong value is told."""

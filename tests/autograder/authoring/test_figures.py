"""What a figure leaves its reader to guess."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.authoring.figures import figure_faults, figures_from

GOOD = {"title": "Loss", "has_axes": True, "is_colorbar": False, "x": ["step"], "y": ["loss (nats)"]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, []),
        ({"title": ""}, ["a plot without a title"]),
        ({"x": [""]}, ["an axis without a label"]),
        ({"x": ["", "epoch"]}, []),
        ({"y": ["loss"]}, ["the label 'loss' without a unit"]),
        ({"has_axes": False, "x": [""], "y": [""]}, []),
        ({"is_colorbar": True, "title": "", "y": ["weight"], "x": [""]}, ["the label 'weight' without a"]),
    ],
)
def test_a_figure(change: dict[str, Any], words: list[str]) -> None:
    found = list(figure_faults(figures_from([{"title": "", "plots": [GOOD | change]}])))
    assert len(found) == len(words)
    assert all(word in fault for word, fault in zip(words, found, strict=True))

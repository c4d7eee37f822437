"""The figures of a notebook: what they leave their reader to guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

# It runs in the notebook's kernel before the first cell, and describes each figure that is shown. An axis may
# leave its label to another one that has the same scale.
WATCH = """
import matplotlib.pyplot

def watch(plt=matplotlib.pyplot, show=matplotlib.pyplot.show):
    def labels(axis, siblings, name):
        return [getattr(one, f"get_{name}label")() for one in siblings.get_siblings(axis)]

    def described(axis):
        return {
            "title": axis.get_title(),
            "has_axes": axis.axison,
            "is_colorbar": hasattr(axis, "_colorbar"),
            "x": labels(axis, axis.get_shared_x_axes(), "x"),
            "y": labels(axis, axis.get_shared_y_axes(), "y"),
        }

    def shown():
        for figure in map(plt.figure, plt.get_fignums()):
            figures.append({"title": figure.get_suptitle(), "plots": list(map(described, figure.axes))})
        show()

    figures, plt.show = [], shown
    return figures

watched_figures = watch()
"""
# A label that begins with one of these counts or names something, so it needs no unit.
_COUNTED = re.compile(
    r"(column|row|class|predicted class|right class|step|epoch|update|place|key|query|data type|images"
    r"|kernel entry|hidden unit|time step|steps back|sample|word that is read|digit written|size)\b"
)


class Plot(msgspec.Struct, frozen=True):
    """One plot of a figure, or the colour bar of a plot."""

    title: str
    has_axes: bool
    is_colorbar: bool
    x: list[str]  # the label of its x axis, and those of axes with the same scale
    y: list[str]


class Figure(msgspec.Struct, frozen=True):
    """One figure that the notebook shows."""

    title: str
    plots: list[Plot]


def figures_from(described: Any) -> list[Figure]:
    """Return the figures that `WATCH` described."""
    return msgspec.convert(described, list[Figure])


def figure_faults(figures: Sequence[Figure]) -> Iterator[str]:
    """Yield a sentence for each plot without a title, and for each axis without a label or a unit."""
    for number, figure in enumerate(figures, 1):
        for plot in figure.plots:
            if not (plot.title or figure.title or plot.is_colorbar):
                yield f"Figure {number} has a plot without a title: give it one."
            if plot.is_colorbar:
                yield from _label_faults(number, [*plot.x, *plot.y])
            elif plot.has_axes:
                yield from _label_faults(number, plot.x)
                yield from _label_faults(number, plot.y)


def _label_faults(number: int, labels: list[str]) -> Iterator[str]:
    label = next(filter(None, labels), "")
    if not label:
        yield f"Figure {number} has an axis without a label: give it one."
    elif not (label.endswith(")") or _COUNTED.match(label)):
        advice = "end it with the unit in brackets, as in `loss (nats)`, or with `(no unit)`"
        yield f"Figure {number} has the label {label!r} without a unit: {advice}."

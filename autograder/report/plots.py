"""The geometry of the histogram; the template draws it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

WIDTH, HEIGHT = 480, 340
LEFT, RIGHT, TOP, BOTTOM = 48, 20, 22, 50
GAP = 4


class Bar(msgspec.Struct, frozen=True):
    """One bar in the units of the view box, `y` counted from the top."""

    x: float
    y: float
    width: float
    height: float
    count: int


class Tick(msgspec.Struct, frozen=True):
    """A number on an axis and where it stands along it."""

    at: float
    label: str


class Histogram(msgspec.Struct, frozen=True):
    """Bars over the percent of the points, and the ticks of both axes."""

    bars: list[Bar]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM


def histogram(counts: Sequence[int]) -> Histogram:
    """The plot of `counts`, the number of scores in each of equal parts of 0 to 100 percent."""
    step = (WIDTH - LEFT - RIGHT) / len(counts)
    tick = _tick_step(max(counts))
    top = max(tick, -(-max(counts) // tick) * tick)
    unit = (HEIGHT - TOP - BOTTOM) / top
    base = HEIGHT - BOTTOM
    return Histogram(
        bars=[
            Bar(
                round(LEFT + i * step + GAP / 2, 2),
                round(base - n * unit, 2),
                round(step - GAP, 2),
                round(n * unit, 2),
                n,
            )
            for i, n in enumerate(counts)
        ],
        x_ticks=[
            Tick(round(LEFT + i * step, 2), str(100 * i // len(counts))) for i in range(len(counts) + 1)
        ],
        y_ticks=[Tick(round(base - n * unit, 2), str(n)) for n in range(0, top + 1, tick)],
    )


def _tick_step(highest: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50, ... that needs at most five steps up to `highest`."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if highest <= 5 * step:
                return step
        power *= 10

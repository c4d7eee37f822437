"""The geometry of the plots; the templates draw them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

WIDTH, HEIGHT = 480, 340
LEFT, RIGHT, TOP, BOTTOM = 48, 20, 22, 50
BAR_GAP = 4


class Bar(msgspec.Struct, frozen=True):
    """One bar in the units of the view box, `y` counted from the top."""

    x: float
    y: float
    width: float
    height: float
    count: int


class Tick(msgspec.Struct, frozen=True):
    """A number on an axis, and its position."""

    at: float
    label: str


class Histogram(msgspec.Struct, frozen=True):
    """Bars over the percentage of the points, and the ticks of both axes."""

    bars: list[Bar]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM


def histogram(counts: Sequence[int]) -> Histogram:
    """Return the plot of `counts`: the number of scores in each bin from 0 to 100 percent."""
    step = (WIDTH - LEFT - RIGHT) / len(counts)
    tick = _tick_step(max(counts))
    top = max(tick, -(-max(counts) // tick) * tick)
    unit = (HEIGHT - TOP - BOTTOM) / top
    base = HEIGHT - BOTTOM
    return Histogram(
        bars=[
            Bar(
                round(LEFT + i * step + BAR_GAP / 2, 2),
                round(base - n * unit, 2),
                round(step - BAR_GAP, 2),
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


TREND_WIDTH, TREND_HEIGHT = 720, 300
MAX_LESSON_LABELS = 14  # lessons' names that fit side by side on a phone


class Dot(msgspec.Struct, frozen=True):
    """A lesson in the trend: mean, lower and upper quartile, in the units of the view box."""

    x: float
    mean: float
    lower: float
    upper: float
    label: str  # empty if it would overlap the one before


class Trend(msgspec.Struct, frozen=True):
    """Means and quartiles over the lessons, in percent of the points."""

    dots: list[Dot]
    y_ticks: list[Tick]
    width: int = TREND_WIDTH
    height: int = TREND_HEIGHT
    left: int = LEFT + 24
    right: int = TREND_WIDTH - RIGHT
    base: int = TREND_HEIGHT - BOTTOM

    @property
    def line(self) -> str:
        """Return the means as the points of a polyline."""
        return " ".join(f"{dot.x},{dot.mean}" for dot in self.dots)

    @property
    def lower(self) -> str:
        return " ".join(f"{dot.x},{dot.lower}" for dot in self.dots)

    @property
    def upper(self) -> str:
        return " ".join(f"{dot.x},{dot.upper}" for dot in self.dots)

    @property
    def band(self) -> str:
        """Return the area between the quartiles as the points of a polygon."""
        return " ".join([self.upper, *(f"{dot.x},{dot.lower}" for dot in reversed(self.dots))])


def trend(lessons: Sequence[tuple[str, float, float, float]]) -> Trend:
    """Return the plot of the lessons: each has a label, and mean and quartiles as shares of the points."""
    base = TREND_HEIGHT - BOTTOM
    left = LEFT + 24
    step = (TREND_WIDTH - RIGHT - left) / max(len(lessons), 1)
    every = -(-len(lessons) // MAX_LESSON_LABELS)

    def y(share: float) -> float:
        return round(base - share * (base - TOP), 2)

    return Trend(
        dots=[
            Dot(round(left + (i + 0.5) * step, 2), y(mean), y(lower), y(upper), "" if i % every else label)
            for i, (label, mean, lower, upper) in enumerate(lessons)
        ],
        y_ticks=[Tick(y(percent / 100), str(percent)) for percent in range(0, 101, 25)],
    )


def _tick_step(highest: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50, ... with at most five steps up to `highest`."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if highest <= 5 * step:
                return step
        power *= 10

"""Plots of scores."""

from __future__ import annotations

import pytest

from autograder.report.plots import MAX_LESSON_LABELS, histogram, trend


class TestTrend:
    def test_points_stand_where_the_shares_are(self) -> None:
        plot = trend([("01", 1.0, 0.5, 1.0), ("02", 0.0, 0.0, 0.25)])
        top, middle, bottom = (
            next(tick.at for tick in plot.y_ticks if tick.label == label) for label in ("100", "50", "0")
        )
        assert bottom == plot.base
        first, second = plot.dots
        assert (first.mean, first.lower, first.upper, second.mean) == (top, middle, top, bottom)
        assert plot.left < first.x < second.x < plot.right
        assert plot.line == f"{first.x},{top} {second.x},{bottom}"

    @pytest.mark.parametrize("count", [0, 1, MAX_LESSON_LABELS, MAX_LESSON_LABELS + 1, 28, 60])
    def test_labels_do_not_run_into_each_other(self, count: int) -> None:
        plot = trend([(str(i), 0.5, 0.4, 0.6) for i in range(count)])
        labelled = [dot.label for dot in plot.dots if dot.label]
        assert len(plot.dots) == count
        assert min(count, MAX_LESSON_LABELS // 2) <= len(labelled) <= MAX_LESSON_LABELS


@pytest.mark.parametrize(("highest", "ticks"), [(0, ["0", "1"]), (5, list("012345")), (23, ["0", "5", "10"])])
def test_histogram_has_whole_numbers_on_its_axis(highest: int, ticks: list[str]) -> None:
    plot = histogram([0, highest, 0, 1])
    labels = [tick.label for tick in plot.y_ticks]
    assert labels[: len(ticks)] == ticks
    assert len(labels) <= 6
    assert [tick.label for tick in plot.x_ticks] == ["0", "25", "50", "75", "100"]
    assert all(bar.y + bar.height == pytest.approx(plot.base, abs=0.02) for bar in plot.bars)
    assert all(bar.height >= 0 and bar.y > 0 for bar in plot.bars)

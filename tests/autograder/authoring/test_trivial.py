"""The reference with trivial outputs."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import pytest
import torch

from autograder.authoring.trivial import TRIVIAL, with_trivial_output


class TestTrivialOutputs:
    """They walk containers without PyTorch's private tree functions."""

    Point = namedtuple("Point", "x y")
    SOURCE = (
        "import torch\nfrom collections import namedtuple\nPoint = namedtuple('Point', 'x y')\n"
        "def f(options): return Point({'a': [options['x'][0] + 1, (2, 0.5)]}, True)\n"
    )

    @pytest.mark.parametrize(
        ("kind", "tensor", "numbers"),
        [("zeros", [0.0, 0.0], (0, 0.0)), ("ones", [1.0, 1.0], (1, 1.0))],
    )
    def test_each_leaf_is_changed(self, kind: str, tensor: list[float], numbers: tuple[int, float]) -> None:
        point = self.point(kind)
        first, second = point.x["a"]
        assert first.tolist() == tensor
        assert second == numbers
        assert type(second) is tuple
        assert point.y is bool(numbers[0])

    def test_the_first_tensor_among_the_arguments_is_echoed(self) -> None:
        first, _ = self.point("an echo of the input").x["a"]
        assert first.tolist() == [3.0, 4.0]

    def test_what_has_no_number_can_not_be_changed(self) -> None:
        with pytest.raises(RuntimeError, match="nothing to change"):
            self.point("zeros", self.SOURCE.replace("True", "None"))

    def test_kinds_are_known(self) -> None:
        assert {"zeros", "ones", "an echo of the input"} <= set(TRIVIAL)

    @staticmethod
    def point(kind: str, source: str = SOURCE) -> Any:
        namespace: dict[str, Any] = {}
        exec(with_trivial_output(source, "f", kind), namespace)
        return namespace["f"]({"n": 1, "x": [torch.tensor([3.0, 4.0])]})

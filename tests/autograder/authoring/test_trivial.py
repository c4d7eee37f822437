"""The reference with trivial outputs."""

from __future__ import annotations

from collections import Counter, namedtuple
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


class TestClasses:
    """Of a module only `forward` is changed; a class without it gives results by its other methods."""

    WORDS = (
        "class Words:\n"
        "    def __init__(self, words): self.words = self._sorted(words)\n"
        "    def _sorted(self, words): return sorted(words)\n"
        "    def __len__(self): return len(self.words)\n"
        "    def __getitem__(self, word): return self.words.index(word)\n"
        "    def share(self, word): return self.words.count(word) / len(self.words)\n"
    )

    def test_each_public_method(self) -> None:
        words = self.changed(self.WORDS, "Words")(["b", "a", "b"])
        assert words.words == ["a", "b", "b"]
        assert len(words) == words["b"] == words.share("b") == 0

    def test_only_forward(self) -> None:
        source = (
            "class Net:\n    def forward(self, x): return self.half(x)\n    def half(self, x): return x / 2\n"
        )
        net = self.changed(source, "Net")()
        assert net.forward(4.0) == 0.0
        assert net.half(4.0) == 2.0

    @staticmethod
    def changed(source: str, name: str) -> Any:
        namespace: dict[str, Any] = {}
        exec(with_trivial_output(source, name, "zeros"), namespace)
        return namespace[name]


def test_counts_become_zeros() -> None:
    namespace: dict[str, Any] = {}
    source = "from collections import Counter\ndef f(words): return Counter(words)\n"
    exec(with_trivial_output(source, "f", "zeros"), namespace)
    assert dict(namespace["f"](["a", "b", "a"])) == {"a": 0, "b": 0}
    assert type(namespace["f"](["a"])) is Counter

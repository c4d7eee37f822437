"""Random inputs."""

from __future__ import annotations

import torch

from autograder.judge.draw import Draw


def drawn() -> Draw:
    return Draw(3, "a test")


def test_several_shapes() -> None:
    shapes = ((2, 3), (), (4,))
    assert [list(x.shape) for x in drawn().normals(*shapes)] == [[2, 3], [], [4]]
    assert not any(x.any() for x in drawn().normals(*shapes, scale=0.0))
    for x in drawn().uniforms(*shapes, low=1.0, high=2.0, scale=10.0):
        assert ((x >= 10.0) & (x < 20.0)).all()


def test_a_shuffle_keeps_the_values() -> None:
    values = [0.0, -5.0, 2.0, 2.0, 7.0]
    draw = drawn()
    shuffles = [draw.shuffled(values).tolist() for _ in range(9)]
    assert all(sorted(shuffle) == sorted(values) for shuffle in shuffles)
    assert len({tuple(shuffle) for shuffle in shuffles}) > 1


def test_lengths_hold_both_ends() -> None:
    for count in (2, 6):
        lengths = drawn().lengths(5, count, 1)
        assert lengths.shape == (count, 1)
        assert lengths.dtype is torch.int64
        assert [lengths.min().item(), lengths.max().item()] == [1, 5]

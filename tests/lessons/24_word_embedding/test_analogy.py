from types import SimpleNamespace

import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("analogy")

WORDS = ["north", "south", "east", "west", "up", "down", "left", "right", "near", "far", "in", "out"]


def completed(lesson, tokens, indices, vectors, a, b, c):
    embed = SimpleNamespace(idx_to_token=tokens, token_to_idx=indices, idx_to_vec=vectors)
    return lesson.analogy(a, b, c, embed)


def unknown(lesson, tokens, indices, vectors, missing):
    """The answer with known tokens, and the refusals with a missing one in each place."""
    embed = SimpleNamespace(idx_to_token=tokens, token_to_idx=indices, idx_to_vec=vectors)
    first, second = tokens[:2]
    trios = [(missing, first, second), (first, missing, second), (first, second, missing)]
    return {
        "the answer with known tokens": lesson.analogy(first, second, tokens[2], embed),
        **{
            f"{missing!r} as {name}": refusal(KeyError, missing, lesson.analogy, *trio, embed)
            for name, trio in zip("abc", trios, strict=True)
        },
    }


def asked(draw, rows, a=0, b=1, c=2, shuffled=True):
    """The arguments of `completed`: these rows in random order, and the tokens of rows a, b and c."""
    order = draw.permutation(len(rows)).tolist() if shuffled else list(range(len(rows)))
    tokens = [WORDS[place] for place in draw.permutation(len(WORDS)).tolist()][: len(rows)]
    token_of = {row: tokens[place] for place, row in enumerate(order)}
    indices = {tokens[place]: place for place in draw.permutation(len(rows)).tolist()}
    given = {"a": token_of[a], "b": token_of[b], "c": token_of[c]}
    return {"tokens": tokens, "indices": indices, "vectors": torch.stack([rows[i] for i in order]), **given}


def axes(draw, number):
    """Unit vectors of eight numbers along different axes, in random order and with random signs."""
    signs = 2.0 * draw.integers(0, 2, number) - 1
    return (torch.eye(8)[draw.permutation(8)[:number]] * signs.unsqueeze(1)).unbind()


def test_parallelogram(compare, draw):
    """The answer lies in the direction of vec(b) - vec(a) + vec(c), not of another sum of the three."""
    for _ in range(2):
        p, q, r, s = axes(draw, 4)
        a, b, c = 3 * p, 4 * q + p, 5 * r - p
        decoys = [a - b + c, a + b + c, b - a - c, a + b - c, b - a, b + c, c - a, s]
        right = b - a + c + 0.3 * s
        compare.detached(completed, **asked(draw, [a, b, c, right, *decoys]))


def test_inputs_are_no_answers(compare, draw):
    """A token that was given is no answer, even where it is nearest: neither a, nor b, nor c."""
    p, q, r, s = axes(draw, 4)
    others = [p + 2 * s, q - 3 * s, r + 4 * s]
    nearest_a = [p, 3 * p + 0.1 * q, 0.2 * q, p + q, *others]
    nearest_b = [q, 6 * p, 0.5 * p + 0.4 * r, p + r, *others]
    nearest_c = [p, p + 0.2 * r, 5 * q + 0.1 * s, q + r + 0.5 * s, *others]
    for rows in (nearest_a, nearest_b, nearest_c):
        compare.detached(completed, **asked(draw, rows))


def test_lengths_of_the_three(compare, draw):
    """The three vectors are added as they are, so a long one counts more."""
    p, q, r, s = axes(draw, 4)
    a, b, c = 0.2 * p, 5 * q, 1.5 * r
    decoys = [q - p + r, 5 * q - p + r, q + r, s, 0.2 * q - 5 * p + 1.5 * r]
    compare.detached(completed, **asked(draw, [a, b, c, b - a + c + 0.2 * s, *decoys]))


def test_lengths_of_the_answers(compare, draw):
    """The cosine decides: a short answer in the right direction beats long and close ones that are off."""
    p, q, r, s = axes(draw, 4)
    right = 2 * q - p + r
    off = [90 * (right + s), right + 0.9 * s, 40 * q, -right]
    compare.detached(completed, **asked(draw, [p, 2 * q, r, 0.05 * (right + 0.1 * s), *off]))


def test_same_inputs(compare, draw):
    """Two of the three, or all, may be the same token."""
    p, q, r, s = axes(draw, 4)
    rows = [p, q + 0.5 * p, r, r + 0.3 * s, q + 0.4 * p + 0.6 * s, 2 * q + 0.6 * r - p, p + 0.8 * s]
    for b, c in ((0, 2), (1, 0), (1, 1), (0, 0)):
        compare.detached(completed, **asked(draw, rows, 0, b, c))


def test_same_vectors(compare, draw):
    """A token that only has the same vector as a given one may be the answer."""
    p, q, r, s = axes(draw, 4)
    c = 6 * r
    compare.detached(completed, **asked(draw, [p, p + 0.1 * q, c, c, r + 2 * s, r - p]))
    b = 6 * q + p
    for b_place, rows in ((1, [p, b, 0.1 * r, b, r + s, q + s]), (3, [p, b, 0.1 * r, b, r + s, q + s])):
        compare.detached(completed, **asked(draw, rows, 0, b_place, 2, shuffled=False))


def test_equal_cosines(compare, draw):
    """Of equal cosines the token with the lower index wins, also if the sum has length 0."""
    p, q, r, s = axes(draw, 4)
    rows = [s, 2 * q, p, 4 * q, q, p, 2 * q, -p]
    for a, b, c in ((2, 4, 5), (5, 1, 2)):
        compare.detached(completed, **asked(draw, rows, a, b, c, shuffled=False))
    compare.detached(completed, **asked(draw, [s, -r, p + q, p, q, -q], 2, 3, 4, shuffled=False))
    compare.detached(completed, **asked(draw, [p + q, s, p, -r, q, -q], 0, 2, 4, shuffled=False))


def test_one_token_left(compare, draw):
    """With one token beside the three, it is the answer, however far it is."""
    p, q, r, _ = axes(draw, 4)
    compare.detached(completed, **asked(draw, [p, q, r, p - q - 2 * r]))
    compare.detached(completed, **asked(draw, [p, -q, r, 3 * q + r], shuffled=False))


def test_few_numbers(compare, draw):
    """A vector may have two numbers, or only one."""
    length = 1 + draw.uniform(1).item()
    rows = [[1.0, 0.0], [4.0, 0.3], [3.0, 0.1], [-1.0, length], [-2.0, 0.0]]
    compare.detached(completed, **asked(draw, [torch.tensor(row) for row in rows]))
    rows = [[2.0], [4.0], [length], [-4.0], [8.0]]
    compare.detached(completed, **asked(draw, [torch.tensor(row) for row in rows], shuffled=False))


def test_unknown_tokens(compare, draw):
    """An unknown token in any of the three places raises a KeyError that names it."""
    inputs = asked(draw, [*axes(draw, 4)])
    parts = {name: inputs[name] for name in ("tokens", "indices", "vectors")}
    for missing in ("North", "nowhere"):
        compare.detached(unknown, **parts, missing=missing)

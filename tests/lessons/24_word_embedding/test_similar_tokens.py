from types import SimpleNamespace

import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("similar_tokens")

WORDS = ["sun", "moon", "star", "Sun", "sea", "ship", "sail", "salt", "sand"]


def similar(lesson, tokens, indices, vectors, token, k):
    embed = SimpleNamespace(idx_to_token=tokens, token_to_idx=indices, idx_to_vec=vectors)
    return {f"the {k} neighbours of {token!r}": lesson.similar_tokens(token, k, embed)}


def unknown(lesson, tokens, indices, vectors, missing):
    embed = SimpleNamespace(idx_to_token=tokens, token_to_idx=indices, idx_to_vec=vectors)
    return {
        "the neighbours of a known token": lesson.similar_tokens(tokens[1], 2, embed),
        **{
            f"the unknown token {token!r}": refusal(KeyError, token, lesson.similar_tokens, token, 2, embed)
            for token in missing
        },
    }


def embedding(draw, vectors, tokens=WORDS):
    """The parts of an embedding. In its dict each token stands at another place than in its list."""
    tokens = [tokens[place] for place in draw.permutation(len(tokens)).tolist()][: len(vectors)]
    places = [*range(1, len(tokens)), 0]
    return {"tokens": tokens, "indices": {tokens[place]: place for place in places}, "vectors": vectors}


def spread(draw, rows, numbers):
    """Vectors all of whose cosines with each other are some way apart."""
    while True:
        W = draw.normal(rows, numbers)
        unit = torch.nn.functional.normalize(W.double(), dim=1)
        if ((unit @ unit.T).sort(dim=1).values.diff(dim=1) > 3e-4).all():
            return W


def test_neighbours(compare, draw):
    """The k nearest tokens come with their cosines, the nearest first, without the token itself."""
    inputs = embedding(draw, spread(draw, 8, 5))
    for k in (1, 3):
        compare.detached(similar, **inputs, token=inputs["tokens"][draw.integer(1, 8)], k=k)


def test_each_token(compare, draw):
    """Each token can be asked for, the first and the last one too."""
    inputs = embedding(draw, spread(draw, 4, 3))
    for token in inputs["tokens"]:
        compare.detached(similar, **inputs, token=token, k=2)


def test_same_vectors(compare, draw):
    """Others with the same direction are neighbours too; of equal cosines the lower index goes first."""
    vectors = torch.tensor([[0.0, 4.0], [2.0, 0.0], [0.0, 2.0], [0.0, 2.0], [0.0, 2.0], [0.0, -1.0]])
    inputs = embedding(draw, vectors)
    for place in (3, 4, 0):
        for k in (1, 2, 4):
            compare.detached(similar, **inputs, token=inputs["tokens"][place], k=k)


def test_zero_vector(compare, draw):
    """If the token's vector has length 0, all others have the cosine 0, and the first ones come."""
    vectors = draw.normal(6, 3)
    vectors[4] = 0.0
    inputs = embedding(draw, vectors)
    for k in (2, 5):
        compare.detached(similar, **inputs, token=inputs["tokens"][4], k=k)


def test_large_k(compare, draw):
    """If k is V - 1 or larger, all other tokens come. With a single token there are none."""
    inputs = embedding(draw, spread(draw, 5, 4))
    for k in (4, 5, 60):
        compare.detached(similar, **inputs, token=inputs["tokens"][2], k=k)
    alone = embedding(draw, draw.normal(1, 3))
    compare.detached(similar, **alone, token=alone["tokens"][0], k=2)


def test_lengths(compare, draw):
    """Only directions count: short and long vectors are neighbours, and opposite ones come last."""
    directions = torch.tensor([[1.0, 0.1], [1.0, 1.0], [-1.0, 0.2], [1.0, -0.4], [0.2, 1.0]])
    lengths = torch.tensor([0.01, 300.0, 2.0, 0.1, 80.0])
    inputs = embedding(draw, (directions * lengths.unsqueeze(1))[draw.permutation(5)])
    for place in (0, 3):
        compare.detached(similar, **inputs, token=inputs["tokens"][place], k=4)


def test_unknown_tokens(compare, draw):
    """An unknown token raises a KeyError that names it, also if only capitals differ."""
    inputs = embedding(draw, spread(draw, 4, 3), ["sun", "moon", "sea", "star"])
    compare.detached(unknown, **inputs, missing=["Moon", "planet", "moo", "<unk>"])

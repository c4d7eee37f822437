"""With PyTorch's and Python's own helpers: vecdot, topk, csv, unfold-free slices, and Counters."""

import csv
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import torch
from torch import Tensor


def cosine_similarity(W: Tensor, x: Tensor, eps: float = 1e-9) -> Tensor:
    products = torch.linalg.vecdot(W, x.expand_as(W))
    lengths = torch.linalg.vector_norm(W, dim=1) * torch.linalg.vector_norm(x)
    return torch.div(products, torch.maximum(lengths, lengths.new_tensor(eps)))


def knn(W: Tensor, x: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """The order of `sorted` is stable too."""
    cosines = cosine_similarity(W, x)
    values = cosines.tolist()
    order = sorted(range(len(values)), key=values.__getitem__, reverse=True)[:k]
    indices = torch.tensor(order, device=W.device)
    return indices, cosines.index_select(0, indices)


def similar_tokens(token: str, k: int, embed: object) -> list[tuple[str, float]]:
    """All neighbours, of which the token itself is taken out."""
    vectors, place = embed.idx_to_vec, embed.token_to_idx[token]
    indices, cosines = knn(vectors, vectors[place], len(vectors))
    tokens = [embed.idx_to_token[int(index)] for index in indices]
    pairs = dict(zip(tokens, map(float, cosines), strict=True))
    del pairs[token]
    return list(pairs.items())[:k]


def analogy(a: str, b: str, c: str, embed: object) -> str:
    """The cosines of a, b and c become so small that they lose."""
    places = torch.tensor([embed.token_to_idx[token] for token in (a, b, c)], device=embed.idx_to_vec.device)
    signs = torch.tensor([-1.0, 1.0, 1.0], dtype=embed.idx_to_vec.dtype, device=places.device)
    x = (signs[:, None] * embed.idx_to_vec[places]).sum(dim=0)
    cosines = cosine_similarity(embed.idx_to_vec, x).index_fill(0, places, -2.0)
    return embed.idx_to_token[int((cosines == cosines.max()).nonzero()[0])]


def load_vectors(path: str) -> tuple[list[str], Tensor]:
    tokens, table, width = [], [], 0
    with open(path, encoding="utf-8", newline="\n") as file:
        rows = csv.reader((line[:-1] if line.endswith("\n") else line for line in file), Blanks)
        for number, fields in enumerate(rows, 1):
            if fields[-1] == "":
                fields.pop()
            if number > 1 or len(fields) > 2:
                width = width or len(fields)
                if len(fields) != width:
                    raise ValueError(f"{path}:{number}: {len(fields) - 1} numbers instead of {width - 1}")
                tokens.append(fields[0])
                table.append(tuple(map(float, fields[1:])))
    return tokens, torch.tensor(table).to(torch.float32)


class Blanks(csv.Dialect):
    """Fields between single spaces, without any quotes."""

    delimiter = " "
    quoting = csv.QUOTE_NONE
    lineterminator = "\n"


def cooccurrence(corpus: Sequence[Sequence[int]], vocab_size: int, window: int, decay: bool = True) -> Tensor:
    """The weights of the pairs (i, j) of the upper triangle, which are then mirrored."""
    weights: Counter[tuple[int, int]] = Counter()
    for sentence in corpus:
        for (p, i), (q, j) in combinations(enumerate(sentence), 2):
            if q - p <= window:
                weights[min(i, j), max(i, j)] += 1 / (q - p) if decay else 1
    X = torch.zeros(vocab_size, vocab_size, dtype=torch.float64)
    for place, weight in weights.items():
        X[place] = weight
    return (X + X.T).float()


def glove_loss(
    W: Tensor, U: Tensor, b_w: Tensor, b_u: Tensor, X: Tensor, x_max: float = 100.0, alpha: float = 0.75
) -> Tensor:
    """Only the pairs that occurred are computed."""
    i, j = X.nonzero(as_tuple=True)
    x = X[i, j]
    h = torch.where(x < x_max, (x / x_max) ** alpha, 1.0)
    residuals = torch.linalg.vecdot(W[i], U[j]) + b_w[i] + b_u[j] - torch.log(x)
    return torch.sum(h * residuals**2)


def char_ngrams(word: str, n_min: int = 3, n_max: int = 6) -> list[str]:
    marked = "".join(("<", word, ">"))
    found: list[str] = []
    for n in range(n_min, min(n_max, len(marked)) + 1):
        for run in zip(*(marked[shift:] for shift in range(n)), strict=False):
            found.append("".join(run))
    unique = sorted(set(found), key=lambda run: (len(run), found.index(run)))
    return unique if marked in found else [*unique, marked]

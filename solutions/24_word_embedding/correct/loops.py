"""Step by step, with loops and plain Python numbers, where the contracts allow it."""

from collections.abc import Sequence

import torch
from torch import Tensor


def cosine_similarity(W: Tensor, x: Tensor, eps: float = 1e-9) -> Tensor:
    """By squares and roots, without a norm."""
    products = (W * x).sum(1)
    squares = (W * W).sum(1) * (x * x).sum()
    roots = torch.where(squares > 0, squares, torch.ones_like(squares)).sqrt()
    lengths = torch.where(squares > 0, roots, torch.zeros_like(squares))
    return products / torch.where(lengths > eps, lengths, torch.full_like(lengths, eps))


def knn(W: Tensor, x: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """The maximum, again and again."""
    left = cosine_similarity(W, x).clone()
    indices, cosines = [], []
    while len(indices) < k and len(indices) < W.shape[0]:
        best = int(torch.nonzero(left == left.max())[0])
        indices.append(best)
        cosines.append(left[best].clone())
        left = left.index_fill(0, torch.tensor(best, device=left.device), -torch.inf)
    return torch.tensor(indices, device=W.device), torch.stack(cosines)


def similar_tokens(token: str, k: int, embed: object) -> list[tuple[str, float]]:
    """The token's row is left out before the search."""
    if token not in embed.token_to_idx:
        raise KeyError(f"there is no token {token!r}")
    query = embed.token_to_idx[token]
    others = [index for index in range(len(embed.idx_to_token)) if index != query]
    if not others:
        return []
    rows, cosines = knn(embed.idx_to_vec[others], embed.idx_to_vec[query], k)
    result = []
    for row, cosine in zip(rows, cosines, strict=True):
        result.append((embed.idx_to_token[others[row.item()]], cosine.item()))
    return result


def analogy(a: str, b: str, c: str, embed: object) -> str:
    vectors = {}
    for token in (a, b, c):
        if token not in embed.token_to_idx:
            raise KeyError(f"there is no token {token!r}")
        vectors[token] = embed.idx_to_vec[embed.token_to_idx[token]]
    x = vectors[c] + (vectors[b] - vectors[a])
    best, best_cosine = "", -float("inf")
    for token, cosine in zip(
        embed.idx_to_token, cosine_similarity(embed.idx_to_vec, x).tolist(), strict=True
    ):
        if token not in vectors and cosine > best_cosine:
            best, best_cosine = token, cosine
    return best


def load_vectors(path: str) -> tuple[list[str], Tensor]:
    """The file as bytes, in which a line feed and a space are single ones."""
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    if lines[-1] == b"":
        del lines[-1]
    tokens: list[str] = []
    rows: list[Tensor] = []
    for place in range(len(lines)):
        fields = lines[place].split(b" ")
        while fields[-1] == b"":
            del fields[-1]
        if place == 0 and len(fields) == 2:
            continue
        row = torch.empty(len(fields) - 1, dtype=torch.float32)
        for column in range(len(row)):
            row[column] = float(fields[column + 1])
        if rows and rows[0].shape != row.shape:
            raise ValueError("wrong number of numbers in line " + str(place + 1))
        tokens.append(fields[0].decode("utf-8"))
        rows.append(row)
    return tokens, torch.stack(rows)


def cooccurrence(corpus: Sequence[Sequence[int]], vocab_size: int, window: int, decay: bool = True) -> Tensor:
    """Each place in turn is the centre, and looks to both sides."""
    table = [[0.0] * vocab_size for _ in range(vocab_size)]
    for sentence in corpus:
        for centre in range(len(sentence)):
            first, last = max(0, centre - window), min(len(sentence), centre + window + 1)
            for context in range(first, last):
                if context != centre:
                    distance = abs(centre - context)
                    table[sentence[centre]][sentence[context]] += 1 / distance if decay else 1
    return torch.tensor(table, dtype=torch.float32)


def glove_loss(
    W: Tensor, U: Tensor, b_w: Tensor, b_u: Tensor, X: Tensor, x_max: float = 100.0, alpha: float = 0.75
) -> Tensor:
    """Biases as further columns of the two tables, and where instead of masks."""
    one = torch.ones_like(b_w).unsqueeze(1)
    rows = torch.cat([W, b_w.unsqueeze(1), one], dim=1)
    columns = torch.cat([U, one, b_u.unsqueeze(1)], dim=1)
    counted = torch.where(X == 0, torch.ones_like(X), X)
    h = torch.exp(alpha * torch.log(torch.clamp(counted / x_max, max=1.0)))
    squares = (torch.einsum("id,jd->ij", rows, columns) - counted.log()) ** 2
    return torch.where(X == 0, torch.zeros_like(X), h * squares).sum()


def char_ngrams(word: str, n_min: int = 3, n_max: int = 6) -> list[str]:
    marked = "<" + word + ">"
    result: list[str] = []
    n = n_min
    while n <= n_max:
        start = 0
        while start + n <= len(marked):
            run = marked[start : start + n]
            if run not in result and run != marked:
                result.append(run)
            start += 1
        n += 1
    result.append(marked)
    return result

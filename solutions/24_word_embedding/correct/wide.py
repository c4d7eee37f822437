"""In float64, and with products of matrices and regular expressions."""

import re
from collections.abc import Sequence

import torch
from torch import Tensor


def cosine_similarity(W: Tensor, x: Tensor, eps: float = 1e-9) -> Tensor:
    wide = torch.cat([W, x.unsqueeze(0)]).double()
    lengths = wide.square().sum(dim=1).clamp(min=1e-300).sqrt()
    below = (lengths[:-1] * lengths[-1]).clamp(min=eps)
    return ((wide[:-1] @ wide[-1].unsqueeze(1)).squeeze(1) / below).to(W.dtype)


def knn(W: Tensor, x: Tensor, k: int) -> tuple[Tensor, Tensor]:
    cosines = cosine_similarity(W, x)
    order = torch.argsort(-cosines, stable=True)
    return order[:k].clone(), torch.gather(cosines, 0, order[:k])


def cooccurrence(corpus: Sequence[Sequence[int]], vocab_size: int, window: int, decay: bool = True) -> Tensor:
    """One-hot rows of a sentence on both sides of the matrix of weights between places."""
    X = torch.zeros(vocab_size, vocab_size, dtype=torch.float64)
    for sentence in corpus:
        places = torch.arange(len(sentence), dtype=torch.float64)
        apart = (places.unsqueeze(1) - places).abs()  # [T,T]
        near = (apart >= 1) & (apart <= window)
        weights = torch.where(near, 1 / apart.clamp(min=1) if decay else torch.ones_like(apart), 0.0)
        tokens = torch.tensor(sentence, dtype=torch.int64)
        rows = torch.zeros(vocab_size, len(sentence), dtype=torch.float64).index_add(0, tokens, weights)
        X.index_add_(1, tokens, rows)
    return X.to(torch.float32)


def load_vectors(path: str) -> tuple[list[str], Tensor]:
    with open(path, "rb") as file:
        text = file.read().decode("utf-8").removesuffix("\n")
    lines = text.split("\n")
    header = re.fullmatch(r"[0-9]+ [0-9]+ ?", lines[0]) is not None
    splits = [re.fullmatch(r"([^ ]+) (.*?) ?", line, re.DOTALL) for line in lines[header:]]
    parts = [(found[1], found[2].split(" ")) if found else ("", []) for found in splits]
    for number, (_, values) in enumerate(parts, start=1 + header):
        if len(values) != len(parts[0][1]):
            raise ValueError(f"{len(values)} numbers in line {number}")
    vectors = torch.tensor([[float(value) for value in values] for _, values in parts], dtype=torch.float64)
    return [token for token, _ in parts], vectors.to(torch.float32)


def glove_loss(
    W: Tensor, U: Tensor, b_w: Tensor, b_u: Tensor, X: Tensor, x_max: float = 100.0, alpha: float = 0.75
) -> Tensor:
    W, U, b_w, b_u, counts = (x.double() for x in (W, U, b_w, b_u, X))
    h = torch.clamp(counts, max=x_max).div(x_max).pow(alpha)
    h = torch.where(counts > 0, h, torch.zeros_like(h))
    errors = torch.matmul(W, U.transpose(0, 1)).add(b_w[:, None]).add(b_u[None, :])
    errors = errors - counts.clamp(min=1e-30).log()
    return (h * errors * errors).sum().to(X.dtype)


def char_ngrams(word: str, n_min: int = 3, n_max: int = 6) -> list[str]:
    """A pattern that looks ahead finds overlapping runs."""
    marked = f"<{word}>"
    runs: dict[str, None] = {}
    for n in range(n_min, n_max + 1):
        for run in re.findall(f"(?=(.{{{n}}}))", marked, re.DOTALL):
            runs.setdefault(run)
    runs.setdefault(marked)
    return list(runs)

"""Step by step, with loops, dicts and searches, where the contracts allow it."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor


def build_char_index(corpus: str) -> tuple[list[str], dict[str, int]]:
    idx_to_char: list[str] = []
    char_to_idx: dict[str, int] = {}
    for char in corpus:
        if char not in char_to_idx:
            char_to_idx[char] = len(idx_to_char)
            idx_to_char.append(char)
    return idx_to_char, char_to_idx


def ngram_counts(tokens: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    if n < 1:
        raise ValueError("n is too small: " + str(n))
    counts: Counter[tuple[str, ...]] = Counter()
    window: list[str] = []
    for token in tokens:
        window.append(token)
        if len(window) > n:
            del window[0]
        if len(window) == n:
            counts[tuple(window)] += 1
    return counts


def ngram_prob(
    word: str, context: tuple[str, ...], counts: Counter[tuple[str, ...]], vocab_size: int, alpha: float = 1.0
) -> float:
    seen, of_context = 0, 0
    for run, count in counts.items():
        if run == context:
            of_context = count
        elif len(run) == len(context) + 1 and run[:-1] == context and run[-1] == word:
            seen = count
    if of_context == 0 and alpha == 0:
        return 0.0
    return (seen + alpha) / (of_context + alpha * vocab_size)


class data_iter_random:
    def __init__(
        self,
        corpus: Sequence[int],
        batch_size: int,
        num_steps: int,
        generator: torch.Generator | None = None,
        device: torch.device | str | None = None,
    ) -> None:
        self.corpus, self.size, self.steps, self.device = list(corpus), batch_size, num_steps, device
        number = 0
        while (number + 1) * num_steps + 1 <= len(corpus):
            number += 1
        self.waiting = torch.randperm(number, generator=generator).tolist()

    def __iter__(self) -> "data_iter_random":
        return self

    def __next__(self) -> tuple[Tensor, Tensor]:
        if not self.waiting:
            raise StopIteration
        now, self.waiting = self.waiting[: self.size], self.waiting[self.size :]
        X = torch.zeros(len(now), self.steps, dtype=torch.int64)
        Y = torch.zeros(len(now), self.steps, dtype=torch.int64)
        for row, number in enumerate(now):
            for step in range(self.steps):
                X[row, step] = self.corpus[number * self.steps + step]
                Y[row, step] = self.corpus[number * self.steps + step + 1]
        return (X, Y) if self.device is None else (X.to(self.device), Y.to(self.device))


def data_iter_consecutive(
    corpus: Sequence[int], batch_size: int, num_steps: int, device: torch.device | str | None = None
) -> Iterator[tuple[Tensor, Tensor]]:
    length = 0
    while batch_size * (length + 1) + 1 <= len(corpus):
        length += 1
    batches = []
    column = 0
    while column + num_steps <= length:
        X = torch.empty(batch_size, num_steps, dtype=torch.int64, device=device)
        Y = torch.empty(batch_size, num_steps, dtype=torch.int64, device=device)
        for row in range(batch_size):
            place = row * length + column
            X[row] = torch.tensor(corpus[place : place + num_steps])
            Y[row] = torch.tensor(corpus[place + 1 : place + 1 + num_steps])
        batches.append((X, Y))
        column += num_steps
    return iter(batches)


def perplexity(nll_sum: float, n_tokens: int) -> float:
    if n_tokens <= 0:
        raise ValueError("there are no tokens: n_tokens is " + str(n_tokens))
    return float(torch.tensor(nll_sum / n_tokens, dtype=torch.float64).exp())


def sample_next(
    logits: Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    generator: torch.Generator | None = None,
) -> int:
    scores = logits.tolist()
    candidates = sorted(range(len(scores)), key=lambda token: (-scores[token], token))
    if temperature == 0:
        return candidates[0]
    if top_k is not None:
        candidates = candidates[:top_k]
    best = scores[candidates[0]]
    weights = [math.exp((scores[token] - best) / temperature) for token in candidates]
    point = float(torch.rand(1, generator=generator, device=logits.device)) * sum(weights)
    for token, weight in zip(candidates, weights, strict=True):
        point -= weight
        if point < 0:
            return token
    return candidates[0]


def top_p_filter(logits: Tensor, p: float) -> Tensor:
    """A token goes if all tokens that beat it have p together."""
    if p == 1:
        return logits + 0
    q = logits.detach().softmax(dim=-1)
    size = logits.shape[-1]
    places = torch.arange(size, device=logits.device)
    mine, other = q.unsqueeze(-1), q.unsqueeze(-2)  # [*,V,1], [*,1,V]
    lower = places < places.unsqueeze(-1)  # [V,V]: whether the other has a lower id
    beaten_by = (other > mine) | ((other == mine) & lower)
    before = (beaten_by * other).sum(dim=-1)
    keep = (before < p) | ~beaten_by.any(dim=-1)
    return torch.where(keep, logits, torch.full_like(logits, -math.inf))


def sequence_nll(logits: Tensor, targets: Tensor, mask: Tensor | None = None) -> Tensor:
    sequences, steps, size = logits.shape
    shifted = logits - logits.amax(dim=2, keepdim=True).detach()
    log_p = shifted - shifted.exp().sum(dim=2, keepdim=True).log()
    hits = torch.arange(size, device=logits.device).view(1, 1, size) == targets.view(sequences, steps, 1)
    if mask is not None:
        hits = hits & mask.view(sequences, steps, 1)
    return -torch.where(hits, log_p, torch.zeros_like(log_p)).sum(dim=(1, 2))

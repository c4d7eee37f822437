"""With the standard library and PyTorch: accumulate, pairwise, searchsorted, Gumbel noise, and losses."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from math import exp, inf, log

import torch
from torch import Tensor


def build_char_index(corpus: str) -> tuple[list[str], dict[str, int]]:
    first = {char: -place for place, char in zip(range(len(corpus), 0, -1), reversed(corpus), strict=True)}
    chars = sorted(first, key=lambda char: first[char], reverse=True)
    return chars, dict(zip(chars, itertools.count()))


def ngram_counts(tokens: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    if n <= 0:
        raise ValueError(f"{n=}")
    shifted = (itertools.islice(tokens, start, None) for start in range(n))
    return Counter(zip(*shifted, strict=False))


def ngram_prob(
    word: str, context: tuple[str, ...], counts: Counter[tuple[str, ...]], vocab_size: int, alpha: float = 1.0
) -> float:
    run = (*context, word)
    try:
        return float((counts.get(run, 0) + alpha) / (counts.get(context, 0) + vocab_size * alpha))
    except ZeroDivisionError:
        return 0.0


def data_iter_random(
    corpus: Sequence[int],
    batch_size: int,
    num_steps: int,
    generator: torch.Generator | None = None,
    device: torch.device | str | None = None,
) -> Iterator[tuple[Tensor, Tensor]]:
    ids = torch.tensor(corpus, dtype=torch.long, device=device)
    if len(ids) <= num_steps:
        return iter(())
    runs = ids.unfold(0, num_steps + 1, num_steps)  # [N,T+1]
    order = torch.randperm(runs.size(0), generator=generator).to(ids.device)
    batches = (runs.index_select(0, rows) for rows in order.split(batch_size))
    return ((both[:, :-1].contiguous(), both[:, 1:].clone()) for both in batches)


def data_iter_consecutive(
    corpus: Sequence[int], batch_size: int, num_steps: int, device: torch.device | str | None = None
) -> Iterator[tuple[Tensor, Tensor]]:
    length = (len(corpus) - 1) // batch_size if corpus else 0
    rows = [
        corpus[row * length : (row + 1) * length + 1] for row in range(batch_size)
    ]  # each with its target
    for batch in range(length // num_steps):
        start = batch * num_steps
        parts = [[row[start + late : start + late + num_steps] for row in rows] for late in (0, 1)]
        X, Y = (torch.tensor(part, dtype=torch.long, device=device) for part in parts)
        yield X, Y


def perplexity(nll_sum: float, n_tokens: int) -> float:
    if not n_tokens > 0:
        raise ValueError(f"{n_tokens=}")
    mean = nll_sum / n_tokens
    return exp(mean) if mean < log(1.7976931348623157e308) else inf


def sample_next(
    logits: Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    generator: torch.Generator | None = None,
) -> int:
    """The maximum of logits with Gumbel noise has the probabilities of the softmax."""
    ordered, ids = torch.sort(logits, descending=True, stable=True)
    if not temperature:
        return ids[0].item()
    ordered = ordered[: top_k or len(logits)]
    uniform = torch.rand(len(ordered), dtype=torch.float64, device=logits.device, generator=generator)
    noise = -torch.log(-torch.log(uniform.clamp(min=1e-300)))
    scores = (ordered.double() - ordered[0].double()) / temperature + noise
    return ids[scores.argmax()].item()


def top_p_filter(logits: Tensor, p: float) -> Tensor:
    """How many tokens stay in each row, and the rank of each token."""
    order = torch.sort(logits, dim=-1, descending=True, stable=True).indices
    ranks = torch.argsort(order, dim=-1)
    ordered = torch.take_along_dim(logits.detach(), order, dim=-1).double()
    sums = ordered.softmax(dim=-1).cumsum(dim=-1)
    count = 1 + (sums < p).sum(dim=-1, keepdim=True) if p < 1 else logits.shape[-1]
    return torch.where(ranks < count, logits, -inf)


def sequence_nll(logits: Tensor, targets: Tensor, mask: Tensor | None = None) -> Tensor:
    mask = torch.full_like(targets, True, dtype=torch.bool) if mask is None else mask
    chosen = torch.where(mask, targets, 0)[..., None]
    picked = torch.take_along_dim(logits, chosen, dim=-1)[..., 0]
    return torch.where(mask, torch.logsumexp(logits, dim=-1) - picked, 0.0).sum(-1)

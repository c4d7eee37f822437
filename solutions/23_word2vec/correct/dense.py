"""Whole tables: the scores of all pairs of words and counts of words, from which the entries are picked."""

import bisect
from collections.abc import Sequence
from random import Random

import torch
from torch import Tensor


def keep_prob(counts: Tensor, t: float = 1e-4) -> Tensor:
    total = counts.sum()
    if total == 0:
        return torch.ones(len(counts), dtype=(counts / 1).dtype, device=counts.device)
    keep = ((total / counts) * t) ** 0.5
    keep[keep > 1] = 1.0
    return keep


def get_centers_and_contexts(
    corpus: Sequence[Sequence[int]], max_window: int, rng: Random
) -> tuple[list[int], list[list[int]]]:
    centers, contexts = [], []
    for sentence in corpus:
        if len(sentence) in (0, 1):
            continue
        windows = [rng.randint(1, max_window) for _ in sentence]
        for place, width in enumerate(windows):
            around = []
            for other, word in enumerate(sentence):
                if other != place and abs(other - place) <= width:
                    around.append(word)
            centers.append(sentence[place])
            contexts.append(around)
    return centers, contexts


class _Wheel:
    """Words in proportion to their weights, by one random number each."""

    def __init__(self, weights: dict[int, float]) -> None:
        self.words = list(weights)
        self.borders: list[float] = []
        for weight in weights.values():
            self.borders.append((self.borders[-1] if self.borders else 0.0) + weight)

    def turn(self, rng: Random) -> int:
        place = bisect.bisect_right(self.borders, rng.random() * self.borders[-1])
        return self.words[min(place, len(self.words) - 1)]


def get_negatives(
    contexts: Sequence[Sequence[int]], weights: Sequence[float], K: int, rng: Random
) -> list[list[int]]:
    found = []
    for around in contexts:
        left = {word: weight for word, weight in enumerate(weights) if weight > 0 and word not in around}
        if not left or not around:
            found.append([])
            continue
        wheel = _Wheel(left)
        found.append([wheel.turn(rng) for _ in around for _ in range(K)])
    return found


def batchify(data: Sequence[tuple[int, list[int], list[int]]]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    rows = len(data)
    longest = 0
    for sample in data:
        longest = max(longest, len(sample[1] + sample[2]))
    centers = torch.empty(rows, 1, dtype=torch.long)
    ctx_neg = torch.zeros(rows, longest, dtype=torch.long)
    mask = torch.zeros(rows, longest, dtype=torch.bool)
    labels = torch.zeros(rows, longest)
    for row, (center, contexts, negatives) in enumerate(data):
        centers[row, 0] = center
        end = len(contexts) + len(negatives)
        ctx_neg[row, :end] = torch.tensor(contexts + negatives, dtype=torch.long)
        mask[row, :end] = True
        labels[row, : len(contexts)] = 1
    return centers, ctx_neg, mask, labels


def skip_gram(center: Tensor, ctx_neg: Tensor, embed_v: Tensor, embed_u: Tensor) -> Tensor:
    scores = embed_v @ embed_u.T  # [V,V], of all pairs of words
    return scores[center, ctx_neg].unsqueeze(1)  # center broadcasts to [B,L]


def sgns_loss(pred: Tensor, labels: Tensor, mask: Tensor | None = None) -> Tensor:
    counted = torch.full(pred.shape, True, device=pred.device) if mask is None else mask
    high = pred.detach().clamp(min=0)  # any number is right here, so it needs no gradient
    losses = high + ((pred - high).exp() + (-high).exp()).log() - labels * pred
    number = counted.sum(dim=1)
    sums = torch.where(counted, losses, torch.zeros_like(losses)).sum(dim=1)
    return sums / torch.where(number == 0, torch.ones_like(number), number)


def cbow_forward(ctx: Tensor, mask: Tensor, embed_u: Tensor, embed_v: Tensor) -> Tensor:
    numbers = embed_u.new_zeros(len(ctx), len(embed_u))  # [B,V]: how often each word is a context
    numbers = numbers.scatter_add(1, ctx, mask.to(embed_u.dtype))
    logits = numbers @ (embed_u @ embed_v.T)
    return logits / mask.sum(dim=1, keepdim=True).clamp(min=1)


def hierarchical_prob(path: Tensor, code: Tensor, v: Tensor, nodes: Tensor) -> Tensor:
    left = (nodes * v).sum(dim=1)  # [V-1], the score of a turn to the left at each node
    scores = torch.stack([left, -left])[code, path]
    return 1 / (1 + (-scores).exp()).prod()

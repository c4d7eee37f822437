"""In float64 where there are tensors, and with a small class or generators where there are lists."""

from collections.abc import Iterator, Sequence
from random import Random

import torch
from torch import Tensor


def keep_prob(counts: Tensor, t: float = 1e-4) -> Tensor:
    wide = counts.double()
    f = wide / wide.sum()
    kept = torch.exp(0.5 * (torch.log(torch.tensor(t, dtype=torch.float64, device=f.device)) - f.log()))
    kept = kept.nan_to_num(nan=1.0, posinf=1.0).clamp(max=1.0)
    return kept.to(counts.dtype if counts.is_floating_point() else torch.get_default_dtype())


def get_negatives(
    contexts: Sequence[Sequence[int]], weights: Sequence[float], K: int, rng: Random
) -> list[list[int]]:
    names = [word for word, weight in enumerate(weights) if weight]
    values = [weights[word] for word in names]

    def others(around: Sequence[int]) -> Iterator[int]:
        while True:
            for word in rng.choices(names, values, k=32):
                if word not in around:
                    yield word

    result = []
    for around in contexts:
        if all(word in around for word in names):
            result.append([])
        else:
            stream = others(around)
            result.append([next(stream) for _ in range(K * len(around))])
    return result


def skip_gram(center: Tensor, ctx_neg: Tensor, embed_v: Tensor, embed_u: Tensor) -> Tensor:
    v, u = embed_v.double()[center], embed_u.double()[ctx_neg]
    return (v * u).sum(dim=2).unsqueeze(1).to(embed_v.dtype)


def sgns_loss(pred: Tensor, labels: Tensor, mask: Tensor | None = None) -> Tensor:
    signed = (2 * labels - 1) * pred.double()
    losses = torch.logaddexp(-signed, torch.zeros_like(signed))
    weights = torch.ones_like(losses) if mask is None else mask.double()
    return ((losses * weights).sum(1) / weights.sum(1).clamp(min=1)).to(pred.dtype)


def cbow_forward(ctx: Tensor, mask: Tensor, embed_u: Tensor, embed_v: Tensor) -> Tensor:
    counted = mask.double().unsqueeze(2)  # [B,L,1]
    sums = (embed_u.double()[ctx] * counted).sum(dim=1)
    mean = sums / counted.sum(dim=1).clamp(min=1.0)
    return (mean @ embed_v.double().mT).to(embed_u.dtype)


def hierarchical_prob(path: Tensor, code: Tensor, v: Tensor, nodes: Tensor) -> Tensor:
    scores = nodes.double()[path] @ v.double()
    signed = scores * (-1.0) ** code
    return torch.exp(-torch.logaddexp(torch.zeros_like(signed), -signed).sum()).to(v.dtype)

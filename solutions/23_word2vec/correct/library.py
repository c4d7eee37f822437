"""With ready parts: embedding, einsum, logsigmoid, pad_sequence, and one call of choices for a centre."""

import itertools
from collections.abc import Sequence
from random import Random

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence


def keep_prob(counts: Tensor, t: float = 1e-4) -> Tensor:
    floats = counts if counts.is_floating_point() else counts.to(torch.get_default_dtype())
    keep = torch.rsqrt(floats / (t * floats.sum()))
    return torch.where(floats > 0, torch.minimum(keep, torch.ones_like(keep)), torch.ones_like(keep))


def get_centers_and_contexts(
    corpus: Sequence[Sequence[int]], max_window: int, rng: Random
) -> tuple[list[int], list[list[int]]]:
    long_enough = [sentence for sentence in corpus if len(sentence) >= 2]
    contexts = []
    for sentence in long_enough:
        for i in range(len(sentence)):
            w = rng.randrange(1, max_window + 1)
            places = range(max(i - w, 0), min(i + w + 1, len(sentence)))
            contexts.append([sentence[j] for j in places if j != i])
    return list(itertools.chain.from_iterable(long_enough)), contexts


def get_negatives(
    contexts: Sequence[Sequence[int]], weights: Sequence[float], K: int, rng: Random
) -> list[list[int]]:
    found: list[list[int]] = []
    for around in contexts:
        left = list(weights)
        for word in around:
            left[word] = 0
        found.append(rng.choices(range(len(left)), weights=left, k=K * len(around)) if any(left) else [])
    return found


def batchify(data: Sequence[tuple[int, list[int], list[int]]]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    centers, contexts, negatives = zip(*data, strict=True)
    words = [torch.tensor(c + n, dtype=torch.long) for c, n in zip(contexts, negatives, strict=True)]
    positive = [torch.ones(len(c)) for c in contexts]
    ctx_neg = pad_sequence(words, batch_first=True)
    mask = pad_sequence([torch.ones_like(row, dtype=torch.bool) for row in words], batch_first=True)
    labels = pad_sequence(positive, batch_first=True)
    labels = functional.pad(labels, (0, ctx_neg.size(1) - labels.size(1)))
    return torch.tensor(centers).unsqueeze(1), ctx_neg, mask, labels.clone()


def skip_gram(center: Tensor, ctx_neg: Tensor, embed_v: Tensor, embed_u: Tensor) -> Tensor:
    v = functional.embedding(center, embed_v)
    u = functional.embedding(ctx_neg, embed_u)
    return torch.einsum("bod,bld->bol", v, u)


def sgns_loss(pred: Tensor, labels: Tensor, mask: Tensor | None = None) -> Tensor:
    signed = torch.where(labels > 0.5, pred, -pred)
    losses = -functional.logsigmoid(signed)
    if mask is None:
        return losses.mean(dim=1)
    weights = mask.to(pred.dtype)
    return torch.einsum("bl,bl->b", losses, weights) / weights.sum(dim=1).clamp_min(1.0)


def cbow_forward(ctx: Tensor, mask: Tensor, embed_u: Tensor, embed_v: Tensor) -> Tensor:
    shares = mask.to(embed_u.dtype)
    shares = shares / shares.sum(dim=1, keepdim=True).clamp_min(1.0)
    mean = torch.bmm(shares.unsqueeze(1), functional.embedding(ctx, embed_u)).squeeze(1)
    return functional.linear(mean, embed_v)


def hierarchical_prob(path: Tensor, code: Tensor, v: Tensor, nodes: Tensor) -> Tensor:
    scores = torch.mv(nodes.index_select(0, path), v)
    return torch.where(code.bool(), -scores, scores).sigmoid().prod()

"""Library: regular expressions, padding by torch, nll_loss, sorts of tensors, NumPy for BLEU.

float64 sums, recursion, and vectors of scores for all candidates at once.
"""

import itertools
import operator
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F


def preprocess_nmt(text: str) -> str:
    text = text.translate({0xA0: " ", 0x202F: " "}).lower()
    return re.sub(r"(?s)(?<=[^ ])(?=[,.!?])", " ", text)


def build_array(
    lines: Sequence[Sequence[str]], vocab: Any, max_len: int, is_source: bool
) -> tuple[Tensor, Tensor]:
    room = max_len - (not is_source)
    end = [] if is_source else [vocab["<eos>"]]
    rows = [
        torch.tensor([vocab[token] for token in itertools.islice(line, room)] + end, dtype=torch.int64)
        for line in lines
    ]
    rows.append(torch.zeros(max_len, dtype=torch.int64))  # so that pad_sequence goes as far as max_len
    filled = nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=vocab["<pad>"])
    return filled[:-1].clone(), torch.tensor(list(map(len, rows[:-1])))


def sequence_mask(X: Tensor, valid_len: Tensor, value: float = 0.0) -> Tensor:
    B, T = X.shape[:2]
    steps = torch.arange(T, device=X.device).view(1, T, *(1,) * (X.ndim - 2))
    keep = steps < valid_len.view(B, *(1,) * (X.ndim - 1))
    return torch.where(keep, X, torch.full_like(X, value))


def masked_cross_entropy(logits: Tensor, labels: Tensor, valid_len: Tensor) -> Tensor:
    B, T, V = logits.shape
    weights = sequence_mask(torch.ones_like(logits[..., 0]), valid_len)
    log_p = F.log_softmax(sequence_mask(logits, valid_len).double(), dim=-1)
    safe = sequence_mask(labels, valid_len)
    each = F.nll_loss(log_p.reshape(B * T, V), safe.reshape(B * T), reduction="none").view(B, T)
    mean = torch.einsum("bt,bt->b", each, weights.double()) / valid_len.clamp_min(1).double()
    return mean.to(logits.dtype)


class Seq2SeqEncoder(nn.Module):
    def __init__(self, vocab_size: int, embed_size: int, num_hiddens: int, *sizes: Any, **named: Any) -> None:
        super().__init__()
        layers, dropout = self._rest(*sizes, **named)
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.LSTM(embed_size, num_hiddens, layers, dropout=dropout)

    @staticmethod
    def _rest(num_layers: int, dropout: float = 0.0) -> tuple[int, float]:
        return num_layers, dropout

    def forward(self, X: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        return self.rnn(F.embedding(X.t(), self.embedding.weight))


def teacher_forcing(Y: Tensor, bos: int) -> tuple[Tensor, Tensor]:
    return F.pad(Y, (1, 0), value=bos)[:, :-1].contiguous(), Y.detach().clone()


def greedy_decode(
    step: Callable[[int, Any], tuple[Tensor, Any]], state: Any, bos: int, eos: int, max_len: int
) -> list[int]:
    if max_len == 0:
        return []
    log_probs, state = step(bos, state)
    best = np.argmax(log_probs.detach().cpu().numpy()).item()
    return [] if best == eos else [best, *greedy_decode(step, state, best, eos, max_len - 1)]


def beam_search(
    step: Callable[[int, Any], tuple[Tensor, Any]],
    state: Any,
    bos: int,
    eos: int,
    beam: int,
    max_len: int,
    alpha: float = 0.75,
) -> list[int]:
    paths, sums, states = [[bos]], torch.zeros(1, dtype=torch.float64), [state]
    done: list[tuple[float, list[int]]] = []
    for length in range(1, max_len + 1):
        results = [step(path[-1], one) for path, one in zip(paths, states, strict=True)]
        scores = torch.stack([log_probs.detach().double().cpu() for log_probs, _ in results])  # [K,V]
        totals, order = (sums.unsqueeze(1) + scores).flatten().sort(descending=True, stable=True)
        kept = [
            (total, *divmod(int(place), scores.shape[1])) for total, place in zip(totals, order, strict=True)
        ]
        kept = kept[:beam]
        done += [(total.item() / length**alpha, paths[row][1:]) for total, row, token in kept if token == eos]
        alive = [one for one in kept if one[2] != eos]
        paths = [[*paths[row], token] for _, row, token in alive]
        states = [results[row][1] for _, row, _ in alive]
        sums = torch.tensor([total.item() for total, _, _ in alive], dtype=torch.float64)
        if not paths:
            break
    done += [(total / length**alpha, path[1:]) for total, path in zip(sums.tolist(), paths, strict=True)]
    return sorted(done, key=lambda one: one[0], reverse=True)[0][1]


def bleu(pred: str, ref: str, k: int) -> float:
    ours, theirs = np.array(pred.split()), np.array(ref.split())
    if ours.size == 0:
        return 0.0

    def grams(tokens: np.ndarray, n: int) -> Counter:
        return Counter(zip(*(tokens[i:].tolist() for i in range(n)), strict=False))

    lengths = range(1, 1 + min(k, ours.size))
    shares = [(grams(ours, n) & grams(theirs, n)).total() / (ours.size - n + 1) for n in lengths]
    weighted = (share ** (1 / (1 << n)) for share, n in zip(shares, lengths, strict=True))
    factor = np.exp(np.minimum(0, 1 - theirs.size / ours.size)).item()
    return reduce(operator.mul, weighted, factor)

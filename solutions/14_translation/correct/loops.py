"""Step by step: characters, lists and dicts; masks from comparisons; heaps and tuples for the beam."""

import heapq
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from math import exp, inf, prod
from typing import Any

import torch
from torch import Tensor, nn


def preprocess_nmt(text: str) -> str:
    text = re.sub("[\u00a0\u202f]", " ", text).lower()
    out = ""
    for i, char in enumerate(text):
        if i > 0 and char in {",", ".", "!", "?"} and text[i - 1] != " ":
            out += " "
        out += char
    return out


def build_array(
    lines: Sequence[Sequence[str]], vocab: Any, max_len: int, is_source: bool
) -> tuple[Tensor, Tensor]:
    array = torch.full((len(lines), max_len), vocab["<pad>"], dtype=torch.long)
    valid_len = torch.zeros(len(lines), dtype=torch.long)
    for i, line in enumerate(lines):
        count = 0
        for token in line:
            if count == max_len - (0 if is_source else 1):
                break
            array[i, count] = vocab[token]
            count += 1
        if not is_source:
            array[i, count] = vocab["<eos>"]
            count += 1
        valid_len[i] = count
    return array, valid_len


def sequence_mask(X: Tensor, valid_len: Tensor, value: float = 0.0) -> Tensor:
    steps = torch.ones(X.shape[:2], dtype=torch.long, device=X.device).cumsum(1)  # 1 to T
    masked = X.clone()
    masked[steps > valid_len[:, None]] = value
    return masked


def masked_cross_entropy(logits: Tensor, labels: Tensor, valid_len: Tensor) -> Tensor:
    valid = torch.arange(logits.size(1), device=logits.device).expand_as(labels) < valid_len[:, None]
    safe = torch.where(valid[:, :, None], logits, 0.0)
    tokens = torch.where(valid, labels, 0)
    log_p = safe - safe.logsumexp(dim=2, keepdim=True)
    picked = log_p.gather(2, tokens[:, :, None])[:, :, 0]
    total = -(picked * valid).sum(1)
    return total / torch.maximum(valid_len, torch.ones_like(valid_len))


class Seq2SeqEncoder(nn.Module):
    def __init__(
        self, vocab_size: int, embed_size: int, num_hiddens: int, num_layers: int, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.num_layers, self.num_hiddens = num_layers, num_hiddens
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.LSTM(embed_size, num_hiddens, num_layers=num_layers, dropout=dropout)

    def forward(self, X: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        features = self.embedding(X).permute(1, 0, 2)
        zero = features.new_zeros(self.num_layers, X.size(0), self.num_hiddens)
        outputs, (h, c) = self.rnn(features, (zero, zero.clone()))
        return outputs, (h, c)


def teacher_forcing(Y: Tensor, bos: int) -> tuple[Tensor, Tensor]:
    inputs = torch.empty_like(Y)
    inputs[:, 0] = bos
    inputs[:, 1:] = Y[:, :-1]
    return inputs, torch.clone(Y)


def greedy_decode(
    step: Callable[[int, Any], tuple[Tensor, Any]], state: Any, bos: int, eos: int, max_len: int
) -> list[int]:
    result: list[int] = []
    last = bos
    for _ in range(max_len):
        scores, state = step(last, state)
        best, last = -inf, 0
        for token, score in enumerate(scores.tolist()):
            if score > best:
                best, last = score, token
        if last == eos:
            return result
        result.append(last)
    return result


def beam_search(
    step: Callable[[int, Any], tuple[Tensor, Any]],
    state: Any,
    bos: int,
    eos: int,
    beam: int,
    max_len: int,
    alpha: float = 0.75,
) -> list[int]:
    live = [(0.0, (), state)]
    best, winner = -inf, ()
    length = 0
    while live and length < max_len:
        length += 1
        heap = []
        for rank, (total, tokens, before) in enumerate(live):
            scores, after = step((bos, *tokens)[-1], before)
            for token, score in enumerate(scores.tolist()):
                heap.append((-(total + score), rank, token, after))
        top = heapq.nsmallest(beam, heap, key=lambda one: one[:3])
        following = []
        for negative, rank, token, after in top:
            tokens = live[rank][1]
            if token != eos:
                following.append((-negative, (*tokens, token), after))
            elif -negative / length**alpha > best:
                best, winner = -negative / length**alpha, tokens
        live = following
    for total, tokens, _ in live:
        if total / length**alpha > best:
            best, winner = total / length**alpha, tokens
    return list(winner)


def bleu(pred: str, ref: str, k: int) -> float:
    ours, theirs = pred.split(), ref.split()
    shares = []
    for n in range(1, k + 1):
        if n > len(ours):
            break
        left: dict[str, int] = defaultdict(int)
        for i in range(len(theirs) - n + 1):
            left[" ".join(theirs[i : i + n])] += 1
        matches = 0
        for i in range(len(ours) - n + 1):
            gram = " ".join(ours[i : i + n])
            if left[gram] > 0:
                left[gram] -= 1
                matches += 1
        shares.append(matches / (len(ours) - n + 1))
    if not shares:
        return 0.0
    factor = exp(1 - len(theirs) / len(ours)) if len(ours) < len(theirs) else 1.0
    return factor * prod(share ** (1 / 2**n) for n, share in enumerate(shares, 1))

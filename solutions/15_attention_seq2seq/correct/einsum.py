"""Einsum: exponentials and sums written out, masks by counting, one mean for both attentions, own tuples."""

from collections import namedtuple

import torch
from torch import Tensor, nn

State = namedtuple("State", "memory hidden valid_lens")


def _valid(valid_lens: Tensor | None, scores: Tensor) -> Tensor:
    """[B,Q,K] bool, True where a key is valid."""
    batch, queries, keys = scores.shape
    if valid_lens is None:
        return torch.ones(batch, queries, keys, dtype=torch.bool, device=scores.device)
    ones = torch.ones(keys, dtype=torch.int64, device=scores.device)
    place = ones.cumsum(0)  # 1 to K
    return (place <= valid_lens.reshape(batch, -1, 1)).expand(batch, queries, keys)


def masked_softmax(scores: Tensor, valid_lens: Tensor | None = None) -> Tensor:
    valid = _valid(valid_lens, scores)
    zeros = torch.zeros_like(scores)
    scores = torch.where(valid, scores, zeros)
    top = torch.where(valid, scores.detach(), zeros - torch.inf).amax(dim=-1, keepdim=True)
    top = torch.where(top == -torch.inf, torch.zeros_like(top), top)
    shifted = torch.where(valid, scores - top, zeros)
    powers = torch.where(valid, shifted.exp(), zeros)
    total = torch.einsum("bqk->bq", powers).unsqueeze(-1)
    return powers / torch.where(total == 0, torch.ones_like(total), total)


def _mean(weights: Tensor, v: Tensor, dropout: float, training: bool) -> Tensor:
    if training and dropout > 0:
        kept = torch.empty_like(weights).bernoulli_(1 - dropout)
        weights = weights * kept / (1 - dropout)
    return torch.einsum("bqk,bkd->bqd", weights, v)


def dot_product_attention(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    valid_lens: Tensor | None = None,
    dropout: float = 0.0,
    training: bool = False,
) -> tuple[Tensor, Tensor]:
    shrink = q.size(2) ** -0.25
    weights = masked_softmax(torch.einsum("bqd,bkd->bqk", q * shrink, k * shrink), valid_lens)
    return _mean(weights, v, dropout, training), weights


class AdditiveAttention(nn.Module):
    def __init__(self, query_size: int, key_size: int, num_hiddens: int, dropout: float = 0.0) -> None:
        super().__init__()
        sizes = {"W_q": (query_size, num_hiddens), "W_k": (key_size, num_hiddens), "w_v": (num_hiddens, 1)}
        for name, (read, made) in sizes.items():
            self.add_module(name, nn.Linear(read, made, bias=False))
        self.dropout = nn.Dropout(dropout)
        self.attention_weights = None

    def forward(self, q: Tensor, k: Tensor, v: Tensor, valid_lens: Tensor | None = None) -> Tensor:
        of_queries = torch.einsum("hd,bqd->bqh", self.W_q.weight, q)
        of_keys = torch.einsum("hd,bkd->bkh", self.W_k.weight, k)
        hidden = (of_queries[:, :, None, :] + of_keys[:, None, :, :]).tanh()
        weights = masked_softmax(torch.einsum("h,bqkh->bqk", self.w_v.weight[0], hidden), valid_lens)
        with torch.no_grad():
            self.attention_weights = weights.clone()
        return _mean(weights, v, self.dropout.p, self.training)


def nadaraya_watson(x_query: Tensor, x_key: Tensor, y: Tensor, bandwidth: float) -> Tensor:
    standard = (x_query[:, None] - x_key[None, :]) / bandwidth  # [M,N]
    scores = standard.square().mul(-0.5)
    weights = torch.exp(scores - scores.detach().amax(1, True))
    return torch.einsum("mn,n->m", weights, y) / torch.einsum("mn->m", weights)


def causal_mask(T: int, device: torch.device | str | None = None) -> Tensor:
    return torch.ones(T, T, device=device).cumsum(0).cumsum(1).gt(0) & torch.full(
        (T, T), True, device=device
    ).tril(0)


def attention_step(query: Tensor, enc_outputs: Tensor, valid_lens: Tensor | None) -> tuple[Tensor, Tensor]:
    scores = torch.einsum("bh,bth->bt", query / query.size(1) ** 0.5, enc_outputs)
    weights = masked_softmax(scores[:, None], valid_lens)[:, 0]
    return torch.einsum("bt,bth->bh", weights, enc_outputs), weights


class Seq2SeqAttentionDecoder(nn.Module):
    def __init__(
        self, vocab_size: int, embed_size: int, num_hiddens: int, num_layers: int, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.attention = AdditiveAttention(*[num_hiddens] * 3, dropout)
        self.rnn = nn.LSTM(embed_size + num_hiddens, num_hiddens, num_layers, dropout=dropout)
        self.dense = nn.Linear(num_hiddens, vocab_size)

    def init_state(self, enc_outputs: tuple, valid_lens: Tensor | None) -> tuple:
        return State(torch.einsum("sbh->bsh", enc_outputs[0]), enc_outputs[1], valid_lens)

    def forward(self, X: Tensor, state: tuple) -> tuple[Tensor, tuple]:
        memory, (h, c), valid_lens = state
        embedded = torch.einsum("bte->tbe", self.embedding(X))
        scores = []
        for t in range(len(embedded)):
            context = self.attention(h[-1][:, None], memory, memory, valid_lens)
            read = torch.cat([context.transpose(0, 1), embedded[t : t + 1]], dim=-1)  # [1,B,H+E]
            out, (h, c) = self.rnn(read, (h, c))
            scores.append(self.dense(out[0]))
        return torch.stack(scores, dim=1), State(memory, (h, c), valid_lens)

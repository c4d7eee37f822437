"""Library: what torch already has, -inf and nan_to_num for masks, one concatenated layer, folds over time.

float64 inside, NumPy for a mask of True and False, and a buffer that is not saved.
"""

from functools import reduce
from math import sqrt

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional as F


def masked_softmax(scores: Tensor, valid_lens: Tensor | None = None) -> Tensor:
    if valid_lens is not None:
        B, Q, K = scores.shape
        lens = valid_lens.repeat_interleave(Q) if valid_lens.ndim == 1 else valid_lens.flatten()  # [B*Q]
        steps = torch.arange(1, K + 1, device=scores.device).expand(B * Q, K)
        hidden = (steps > lens.unsqueeze(1)).view(B, Q, K)
        scores = torch.where(hidden, -torch.inf, scores)
    return F.softmax(scores, dim=2).nan_to_num(nan=0.0)


def dot_product_attention(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    valid_lens: Tensor | None = None,
    dropout: float = 0.0,
    training: bool = False,
) -> tuple[Tensor, Tensor]:
    scores = torch.bmm(q, k.transpose(1, 2)).div(sqrt(k.size(-1)))
    weights = masked_softmax(scores, valid_lens)
    used = weights
    if training and dropout:
        mask = torch.rand(weights.shape, device=weights.device, dtype=weights.dtype) >= dropout
        used = torch.where(mask, weights / (1.0 - dropout), torch.zeros_like(weights))
    return torch.bmm(used, v), weights


class AdditiveAttention(nn.Module):
    def __init__(self, query_size: int, key_size: int, num_hiddens: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.W_q, self.W_k = (nn.Linear(size, num_hiddens, bias=False) for size in (query_size, key_size))
        self.w_v = nn.Linear(num_hiddens, 1, bias=False)
        self.dropout = nn.Dropout(p=dropout)
        self.register_buffer("attention_weights", None, persistent=False)

    def forward(self, q: Tensor, k: Tensor, v: Tensor, valid_lens: Tensor | None = None) -> Tensor:
        Q, K = q.size(1), k.size(1)
        pairs = torch.cat([q.unsqueeze(2).expand(-1, -1, K, -1), k.unsqueeze(1).expand(-1, Q, -1, -1)], -1)
        both = torch.cat([self.W_q.weight, self.W_k.weight], dim=1)  # [H,Dq+Dk]
        scores = self.w_v(F.linear(pairs, both).tanh())[..., 0]
        weights = masked_softmax(scores, valid_lens)
        self.attention_weights = weights.detach().clone()
        return torch.bmm(self.dropout(weights), v)


def nadaraya_watson(x_query: Tensor, x_key: Tensor, y: Tensor, bandwidth: float) -> Tensor:
    kernel = torch.distributions.Normal(0.0, 1.0)
    log_weights = kernel.log_prob((x_query.reshape(-1, 1) - x_key).double() / bandwidth).log_softmax(dim=-1)
    return log_weights.exp().mul(y).sum(dim=-1).to(y.dtype)


def causal_mask(T: int, device: torch.device | str | None = None) -> Tensor:
    return torch.from_numpy(numpy.tri(T, dtype=bool)).to(device or "cpu")


def attention_step(query: Tensor, enc_outputs: Tensor, valid_lens: Tensor | None) -> tuple[Tensor, Tensor]:
    scores = (enc_outputs @ query.unsqueeze(2)).mT / sqrt(query.size(1))  # [B,1,T]
    weights = masked_softmax(scores, valid_lens)
    return torch.bmm(weights, enc_outputs).flatten(1), weights.flatten(1)


class Seq2SeqAttentionDecoder(nn.Module):
    def __init__(
        self, vocab_size: int, embed_size: int, num_hiddens: int, num_layers: int, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.attention = AdditiveAttention(num_hiddens, num_hiddens, num_hiddens, dropout)
        self.rnn = nn.LSTM(num_hiddens + embed_size, num_hiddens, num_layers, dropout=dropout)
        self.dense = nn.Linear(num_hiddens, vocab_size)

    def init_state(self, enc_outputs: tuple, valid_lens: Tensor | None) -> tuple:
        outputs, pair = enc_outputs
        return torch.stack(list(outputs), dim=1), pair, valid_lens

    def _step(self, so_far: tuple, x: Tensor, outputs: Tensor, valid_lens: Tensor | None) -> tuple:
        features, (h, c) = so_far
        context = self.attention(h[-1:].transpose(0, 1), outputs, outputs, valid_lens)  # [B,1,H]
        feature, pair = self.rnn(torch.cat([context.transpose(0, 1), x[None]], dim=2), (h, c))
        return [*features, feature], pair

    def forward(self, X: Tensor, state: tuple) -> tuple[Tensor, tuple]:
        outputs, pair, valid_lens = state
        tokens = self.embedding(X.T)  # [T,B,E]
        features, pair = reduce(lambda past, x: self._step(past, x, outputs, valid_lens), tokens, ([], pair))
        return self.dense(torch.cat(features)).permute(1, 0, 2), (outputs, pair, valid_lens)

"""Einsum: heads as a dimension of their own, masks by torch.where, complex numbers for waves and turns."""

from collections import OrderedDict
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def split_heads(X: Tensor, num_heads: int) -> Tensor:
    batch, steps, size = X.shape
    heads = X.reshape(batch, steps, num_heads, size // num_heads)
    return torch.einsum("bthf->bhtf", heads).reshape(batch * num_heads, steps, -1)


def merge_heads(X: Tensor, num_heads: int) -> Tensor:
    rows, steps, size = X.shape
    heads = X.reshape(rows // num_heads, num_heads, steps, size)
    return torch.einsum("bhtf->bthf", heads).reshape(-1, steps, num_heads * size)


class MultiHeadAttention(nn.Module):
    def __init__(
        self,
        q_size: int,
        k_size: int,
        v_size: int,
        d_model: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = False,
    ) -> None:
        super().__init__()
        features, rest = divmod(d_model, num_heads)
        if rest:
            raise ValueError(f"d_model is {d_model}, which {num_heads} doesn't divide")
        self.heads, self.features = num_heads, features
        linear = partial(nn.Linear, out_features=d_model, bias=bias)
        self.W_q, self.W_k, self.W_v, self.W_o = map(linear, (q_size, k_size, v_size, d_model))
        self.dropout = nn.Dropout(dropout)
        self.attention_weights = None

    def _heads(self, X: Tensor) -> Tensor:
        return X.reshape(*X.shape[:2], self.heads, self.features)

    def forward(self, q: Tensor, k: Tensor, v: Tensor, valid_lens: Tensor | None = None) -> Tensor:
        q, k, v = self._heads(self.W_q(q)), self._heads(self.W_k(k)), self._heads(self.W_v(v))
        scores = torch.einsum("bqhf,bkhf->bhqk", q, k) * self.features**-0.5
        batch, _, _, keys = scores.shape
        if valid_lens is not None:
            order = torch.ones(keys, dtype=torch.int64, device=q.device).cumsum(0)  # 1 to K
            valid = order <= valid_lens.view(batch, 1, -1, 1)  # the same for all heads
            scores = torch.where(valid, scores, -torch.inf)
        weights = scores.softmax(-1).nan_to_num(0.0)
        with torch.no_grad():
            self.attention_weights = weights.clone()
        mixed = torch.einsum("bhqk,bkhf->bqhf", self.dropout(weights), v)
        return self.W_o(mixed.flatten(2))


class PositionalEncoding(nn.Module):
    def __init__(self, d: int, dropout: float = 0.0, max_len: int = 1000) -> None:
        super().__init__()
        pairs = (d + 1) // 2
        exponents = torch.arange(pairs, dtype=torch.float64) * 2 / d
        angles = torch.outer(torch.arange(max_len, dtype=torch.float64), 10000**-exponents)
        waves = torch.polar(torch.ones_like(angles), angles)  # cos + i sin
        P = torch.view_as_real(waves).flip(-1).reshape(max_len, -1)
        self.P = nn.Buffer(P[:, :d].to(torch.float32).clone(), persistent=False)
        self.dropout = nn.Dropout(dropout)

    def forward(self, X: Tensor) -> Tensor:
        steps, longest = X.size(1), self.P.size(0)
        if steps > longest:
            raise ValueError(f"at most {longest} positions")
        return self.dropout(torch.add(X, self.P.narrow(0, 0, steps)[None]))


def apply_rope(x: Tensor, positions: Tensor, base: float = 10000.0) -> Tensor:
    *_, steps, size = x.shape
    if size & 1:
        raise ValueError("the features are no pairs")
    wide = torch.float64 if x.dtype == torch.float64 else torch.float32
    exponents = torch.arange(0, size, 2, device=x.device).to(wide) / size
    angles = torch.einsum("bt,i->bti", positions.to(wide).view(-1, steps), base**-exponents)
    turns = torch.polar(torch.ones_like(angles), angles).unsqueeze(1)  # [B or 1,1,T,D/2]
    points = torch.view_as_complex(x.to(wide).reshape(*x.shape[:3], -1, 2).contiguous())
    return torch.view_as_real(points * turns).flatten(3).to(x.dtype)


class AddNorm(nn.Module):
    def __init__(self, d: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.dropout = nn.Dropout(p=dropout)
        self.norm = nn.LayerNorm(d)

    def forward(self, X: Tensor, Y: Tensor) -> Tensor:
        total = torch.add(self.dropout(Y), X)
        return F.layer_norm(total, self.norm.normalized_shape, self.norm.weight, self.norm.bias)


def _two_layers(d: int, hidden: int) -> nn.Sequential:
    return nn.Sequential(OrderedDict({"0": nn.Linear(d, hidden), "1": nn.ReLU(), "2": nn.Linear(hidden, d)}))


class EncoderBlock(nn.Module):
    def __init__(self, d: int, ffn: int, num_heads: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(*[d] * 4, num_heads, dropout)
        self.addnorm1 = AddNorm(d, dropout)
        self.ffn = _two_layers(d, ffn)
        self.addnorm2 = AddNorm(d, dropout)

    def forward(self, X: Tensor, valid_lens: Tensor | None = None) -> Tensor:
        found = self.attention(q=X, k=X, v=X, valid_lens=valid_lens)
        X = self.addnorm1(X, found)
        return self.addnorm2(X, self.ffn(X))


class DecoderBlock(nn.Module):
    def __init__(self, d: int, ffn: int, num_heads: int, dropout: float, index: int) -> None:
        super().__init__()
        self.place = index
        for number in (1, 2):
            self.add_module(f"attention{number}", MultiHeadAttention(*[d] * 4, num_heads, dropout))
            self.add_module(f"addnorm{number}", AddNorm(d, dropout))
        self.ffn = _two_layers(d, ffn)
        self.addnorm3 = AddNorm(d, dropout)

    def forward(self, X: Tensor, state: list) -> tuple[Tensor, list]:
        memory, lengths, cache = state
        batch, steps, _ = X.shape
        past = [] if cache[self.place] is None else [cache[self.place]]
        seen = torch.cat([*past, X], dim=1)
        ahead = seen.size(1) - steps
        visible = torch.ones(batch, steps, dtype=torch.int64, device=X.device).cumsum(1) + ahead
        Y = self.addnorm1(X, self.attention1(X, seen, seen, visible))
        Y = self.addnorm2(Y, self.attention2(Y, memory, memory, lengths))
        renewed = list(cache)
        renewed[self.place] = seen
        return self.addnorm3(Y, self.ffn(Y)), [memory, lengths, renewed]


def noam_lr(step: int, d_model: int, warmup: int) -> float:
    if not step > 0:
        raise ValueError(f"{step} is no step")
    if step < warmup:
        return step / warmup / (warmup * d_model) ** 0.5
    return 1 / (step * d_model) ** 0.5

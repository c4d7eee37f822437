"""Pieces: chunks that are stacked and joined, masked powers, matrices that rotate, methods for parts."""

import math

import torch
from torch import Tensor, nn


def split_heads(X: Tensor, num_heads: int) -> Tensor:
    pieces = torch.chunk(X, num_heads, dim=-1)  # H times [B,T,D/H]
    return torch.stack(pieces, dim=1).view(-1, X.size(1), X.size(2) // num_heads)


def merge_heads(X: Tensor, num_heads: int) -> Tensor:
    by_sequence = X.contiguous().view(-1, num_heads, *X.shape[1:])  # [B,H,T,F]
    return torch.cat(by_sequence.unbind(1), dim=-1)


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
        if num_heads * (d_model // num_heads) < d_model:
            raise ValueError("d_model must be a multiple of num_heads")
        self.num_heads = num_heads
        for name, size in zip("qkvo", (q_size, k_size, v_size, d_model), strict=True):
            setattr(self, f"W_{name}", nn.Linear(size, d_model, bias))
        self.dropout = nn.Dropout(dropout)
        self.register_buffer("attention_weights", None, persistent=False)

    def _weights(self, scores: Tensor, valid_lens: Tensor | None) -> Tensor:
        if valid_lens is None:
            return torch.softmax(scores, -1)
        if valid_lens.ndim == 1:
            valid_lens = valid_lens[:, None].expand(-1, scores.size(1))  # [B,Q]
        rows = valid_lens.unsqueeze(1).expand(-1, self.num_heads, -1).flatten(0, 1)  # [B*H,Q]
        hidden = torch.arange(scores.size(2), device=scores.device).expand_as(scores) >= rows.unsqueeze(2)
        scores = scores - scores.detach().masked_fill(hidden, torch.finfo(scores.dtype).min).amax(2, True)
        powers = scores.masked_fill(hidden, 0.0).exp() * ~hidden
        return powers / powers.sum(2, True).masked_fill(hidden.all(2, True), 1.0)

    def forward(self, q: Tensor, k: Tensor, v: Tensor, valid_lens: Tensor | None = None) -> Tensor:
        queries = split_heads(self.W_q(q), self.num_heads)
        keys = split_heads(self.W_k(k), self.num_heads)
        values = split_heads(self.W_v(v), self.num_heads)
        shrink = 1 / math.sqrt(keys.size(-1))
        weights = self._weights(torch.bmm(queries * shrink, keys.transpose(1, 2)), valid_lens)
        self.attention_weights = weights.detach().clone().view(len(q), self.num_heads, q.size(1), k.size(1))
        return self.W_o(merge_heads(torch.bmm(self.dropout(weights), values), self.num_heads))


class PositionalEncoding(nn.Module):
    def __init__(self, d: int, dropout: float = 0.0, max_len: int = 1000) -> None:
        super().__init__()
        feature = torch.arange(d)
        speed = torch.exp(-(feature - feature % 2) / d * math.log(10000.0))
        angles = torch.arange(max_len).float()[:, None] * speed
        P = torch.zeros(max_len, d, dtype=torch.float32)
        P[:, 0::2] = torch.sin(angles[:, 0::2])
        P[:, 1::2] = torch.cos(angles[:, 1::2])
        self.register_buffer("P", P, persistent=False)
        self.dropout = nn.Dropout(dropout)

    def forward(self, X: Tensor) -> Tensor:
        if X.shape[1] > self.P.shape[0]:
            raise ValueError("the sequence is too long")
        positions = torch.arange(X.shape[1], device=X.device)
        return self.dropout(X + nn.functional.embedding(positions, self.P))


def apply_rope(x: Tensor, positions: Tensor, base: float = 10000.0) -> Tensor:
    if x.size(-1) % 2 == 1:
        raise ValueError("an odd number of features")
    pairs = torch.arange(x.size(-1) // 2, device=x.device, dtype=torch.float64)
    speed = torch.exp(-2 * pairs / x.size(-1) * math.log(base))
    a = positions.double().unsqueeze(-1).mul(speed)
    turn = torch.stack([a.cos(), -a.sin(), a.sin(), a.cos()], -1).unflatten(-1, (2, 2))  # [...,T,D/2,2,2]
    turn = turn.unsqueeze(-5).to(x.dtype)  # the same for all heads
    return torch.matmul(turn, x.unflatten(-1, (-1, 2)).unsqueeze(-1)).flatten(-3)


class AddNorm(nn.Module):
    def __init__(self, d: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.norm = nn.LayerNorm([d])
        self.dropout = nn.Dropout(dropout)

    def forward(self, X: Tensor, Y: Tensor) -> Tensor:
        if self.training and self.dropout.p > 0:
            kept = torch.rand(Y.shape, device=Y.device, dtype=Y.dtype) >= self.dropout.p
            Y = torch.where(kept, Y / (1 - self.dropout.p), torch.zeros_like(Y))
        return self.norm(Y + X)


class EncoderBlock(nn.Module):
    def __init__(self, d: int, ffn: int, num_heads: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.add_module("attention", MultiHeadAttention(d, d, d, d, num_heads, dropout=dropout))
        self.add_module("addnorm1", AddNorm(d, dropout))
        layers = [nn.Linear(d, ffn), nn.ReLU(inplace=True), nn.Linear(ffn, d)]
        self.add_module("ffn", nn.Sequential(*layers))
        self.add_module("addnorm2", AddNorm(d, dropout))

    def forward(self, X: Tensor, valid_lens: Tensor | None = None) -> Tensor:
        if valid_lens is None:
            valid_lens = torch.tensor(X.size(1), device=X.device).expand(X.size(0))
        Y = self.addnorm1(Y=self.attention(X, X, X, valid_lens), X=X)
        first, act, second = self.ffn
        return self.addnorm2(Y, second(act(first(Y))))


class DecoderBlock(nn.Module):
    def __init__(self, d: int, ffn: int, num_heads: int, dropout: float, index: int) -> None:
        super().__init__()
        self.i = index
        self.attention1 = MultiHeadAttention(d, d, d, d, num_heads, dropout)
        self.addnorm1 = AddNorm(d, dropout)
        self.attention2 = MultiHeadAttention(d, d, d, d, num_heads, dropout)
        self.addnorm2 = AddNorm(d, dropout)
        self.ffn = nn.Sequential()
        for layer in (nn.Linear(d, ffn), nn.ReLU(), nn.Linear(ffn, d)):
            self.ffn.append(layer)
        self.addnorm3 = AddNorm(d, dropout)

    def forward(self, X: Tensor, state: list) -> tuple[Tensor, list]:
        seen = X if state[2][self.i] is None else torch.hstack([state[2][self.i], X])
        square = torch.ones(X.size(1), seen.size(1), device=X.device).tril(seen.size(1) - X.size(1))
        visible = square.sum(1).long()  # [T]
        found = self.attention1(X, seen, seen, visible.unsqueeze(0).repeat(X.size(0), 1))
        Y = self.addnorm1(X, found)
        Z = self.addnorm2(Y, self.attention2(Y, state[0], state[0], state[1]))
        cache = [seen if i == self.i else entry for i, entry in enumerate(state[2])]
        return self.addnorm3(Z, self.ffn(Z)), [*state[:2], cache]


def noam_lr(step: int, d_model: int, warmup: int) -> float:
    if step <= 0:
        raise ValueError("the first step is 1")
    return min(1 / math.sqrt(step), step / math.sqrt(warmup) ** 3) / math.sqrt(d_model)

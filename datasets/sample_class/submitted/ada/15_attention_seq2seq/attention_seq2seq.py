import torch
from torch import Tensor, nn


def masked_softmax(scores: Tensor, valid_lens: Tensor | None = None) -> Tensor:
    if valid_lens is None:
        return torch.softmax(scores, dim=-1)
    lens = valid_lens[:, None, None] if valid_lens.dim() == 1 else valid_lens[:, :, None]
    valid = torch.arange(scores.shape[-1], device=scores.device) < lens  # [B,1,K] or [B,Q,K]
    # -inf hides padding from the softmax; a query without any key gets zeros, as softmax of only -inf is NaN
    scores = torch.where(valid, scores, -torch.inf).masked_fill(lens == 0, 0.0)
    return torch.softmax(scores, dim=-1).masked_fill(~valid, 0.0)


def dot_product_attention(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    valid_lens: Tensor | None = None,
    dropout: float = 0.0,
    training: bool = False,
) -> tuple[Tensor, Tensor]:
    # the scale goes on the queries, so that a float16 product doesn't overflow before it is divided
    scores = (q / q.shape[-1] ** 0.5) @ k.transpose(1, 2)  # [B,Q,K]
    weights = masked_softmax(scores, valid_lens)
    return nn.functional.dropout(weights, dropout, training) @ v, weights


class AdditiveAttention(nn.Module):

    def __init__(self, query_size: int, key_size: int, num_hiddens: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.W_q = nn.Linear(query_size, num_hiddens, bias=False)
        self.W_k = nn.Linear(key_size, num_hiddens, bias=False)
        self.w_v = nn.Linear(num_hiddens, 1, bias=False)
        self.dropout = nn.Dropout(dropout)
        self.attention_weights: Tensor | None = None

    def forward(self, q: Tensor, k: Tensor, v: Tensor, valid_lens: Tensor | None = None) -> Tensor:
        hidden = torch.tanh(self.W_q(q)[:, :, None] + self.W_k(k)[:, None])  # [B,Q,K,H]
        weights = masked_softmax(self.w_v(hidden).squeeze(-1), valid_lens)
        self.attention_weights = weights.detach()
        return self.dropout(weights) @ v


def nadaraya_watson(x_query: Tensor, x_key: Tensor, y: Tensor, bandwidth: float) -> Tensor:
    query, key = x_query.double()[:, None], x_key.double()  # [M,1], [N]
    distance = query - key  # [M,N]
    nearest = distance.abs().argmin(dim=1, keepdim=True)  # [M,1]
    # Scores relative to the nearest key's, d_j^2 - d_n^2 = (x_n - x_j)(d_j + d_n): no overflow, no cancellation
    mean = distance / 2 + distance.gather(1, nearest) / 2
    scores = -(key[nearest] - key) * mean / bandwidth / bandwidth
    return (torch.softmax(scores, dim=1) @ y.double()).to(y.dtype)


def causal_mask(T: int, device: torch.device | str | None = None) -> Tensor:
    # not device=None, which is the default device and may be another
    return torch.ones(T, T, dtype=torch.bool, device="cpu" if device is None else device).tril()


def attention_step(query: Tensor, enc_outputs: Tensor, valid_lens: Tensor | None) -> tuple[Tensor, Tensor]:
    context, weights = dot_product_attention(query.unsqueeze(1), enc_outputs, enc_outputs, valid_lens)
    return context.squeeze(1), weights.squeeze(1)


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
        outputs, hidden = enc_outputs
        return outputs.transpose(0, 1), hidden, valid_lens

    def forward(self, X: Tensor, state: tuple) -> tuple[Tensor, tuple]:
        outputs, (h, c), valid_lens = state
        steps = []
        for embedded in self.embedding(X.T).unsqueeze(1):  # [1,B,E]
            query = h[-1].unsqueeze(1)  # [B,1,H]
            context = self.attention(query, outputs, outputs, valid_lens).transpose(0, 1)  # [1,B,H]
            out, (h, c) = self.rnn(torch.cat([context, embedded], dim=-1), (h, c))
            steps.append(out)
        scores = self.dense(torch.cat(steps)).transpose(0, 1)
        return scores, (outputs, (h, c), valid_lens)

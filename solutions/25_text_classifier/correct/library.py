"""Library: regular expressions, padding by torch, strided windows, matrix products, functional dropout."""

import itertools
import re
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def preprocess(
    reviews: Sequence[str], vocab: dict[str, int], max_len: int, pad: int = 0, unk: int = 1
) -> Tensor:
    cleaned = (re.sub(r"[^a-z0-9']", " ", review.lower()).split() for review in reviews)
    rows = [
        torch.tensor([vocab.get(token, unk) for token in tokens[:max_len]], dtype=torch.int64)
        for tokens in cleaned
    ]
    rows.append(torch.zeros(max_len, dtype=torch.int64))  # so that pad_sequence goes as far as max_len
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=pad)[:-1].clone()


def corr1d(X: Tensor, K: Tensor) -> Tensor:
    step = X.stride(0)
    return X.as_strided((X.numel() - K.numel() + 1, K.numel()), (step, step)) @ K


def corr1d_multi_in(X: Tensor, K: Tensor) -> Tensor:
    (C, L), w = X.shape, K.shape[1]
    down, along = X.stride()
    return torch.einsum("cnw,cw->n", X.as_strided((C, L - w + 1, w), (down, along, along)), K)


def global_max_pool1d(x: Tensor) -> Tensor:
    return torch.max(x, dim=-1).values


def load_pretrained(words: Sequence[str], vectors: dict[str, Tensor], dim: int) -> tuple[Tensor, int]:
    zero = torch.zeros_like(next(iter(vectors.values())).reshape(-1)[:1]).repeat(dim)
    rows = [vectors.get(word, zero) for word in words]
    for word, row in zip(words, rows, strict=True):
        if list(row.shape) != [dim]:
            raise ValueError(word)
    return torch.stack(rows), len(words) - sum(map(vectors.__contains__, words))


class BiRNN(nn.Module):
    def __init__(self, vocab_size: int, embed_size: int, num_hiddens: int, num_layers: int) -> None:
        super().__init__()
        self.decoder = nn.Linear(num_hiddens * 4, 2)
        self.encoder = nn.LSTM(
            embed_size, num_hiddens, num_layers=num_layers, batch_first=True, bidirectional=True
        )
        self.embedding = nn.Embedding(vocab_size, embed_size)

    def forward(self, inputs: Tensor) -> Tensor:
        outputs = self.encoder(self.embedding(inputs))[0]  # [B,T,2H]
        return self.decoder(outputs[:, [0, -1]].flatten(1))


class TextCNN(nn.Module):
    def __init__(
        self,
        vocab_size: int,
        embed_size: int,
        kernel_sizes: Sequence[int],
        num_channels: Sequence[int],
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        self.rate = dropout
        self.decoder = nn.Linear(sum(num_channels), 2)
        self.convs = nn.ModuleList()
        for size, channels in zip(kernel_sizes, num_channels, strict=True):
            self.convs.append(nn.Conv1d(embed_size * 2, channels, size))
        tables = [nn.Embedding(vocab_size, embed_size) for _ in range(2)]
        self.embedding, self.constant_embedding = tables
        for parameter in self.constant_embedding.parameters():
            parameter.requires_grad = False

    def forward(self, inputs: Tensor) -> Tensor:
        tables = (self.embedding, self.constant_embedding)
        words = torch.cat([F.embedding(inputs, table.weight).mT for table in tables], dim=1)
        room = max(conv.kernel_size[0] for conv in self.convs) - words.size(2)
        if room > 0:
            words = torch.cat([words, words.new_zeros(*words.shape[:2], room)], dim=2)
        features = torch.cat([F.adaptive_max_pool1d(conv(words), 1) for conv in self.convs], dim=1)
        features = F.relu(features).squeeze(2)
        return self.decoder(F.dropout(features, self.rate, self.training))


@torch.inference_mode()
def predict_sentiment(net: nn.Module, vocab: dict[str, int], tokens: Sequence[str]) -> str:
    text = torch.tensor([[vocab[t] if t in vocab else vocab["<unk>"] for t in tokens or ("<pad>",)]])
    for parameter in itertools.islice(net.parameters(), 1):
        text = text.to(parameter.device)
    parts = list(net.modules())
    before = [part.training for part in parts]
    try:
        net.eval()
        best = net(text).argmax(dim=1)  # the first one of equal ones
    finally:
        for part, mode in zip(parts, before, strict=True):
            part.training = mode
    return ["negative", "positive"][int(best)]

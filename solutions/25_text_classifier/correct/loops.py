"""Step by step: characters, index tensors, sorting, and loops over kernels, layers and entries."""

from collections.abc import Sequence
from string import ascii_lowercase, digits

import torch
from torch import Tensor, nn


def preprocess(
    reviews: Sequence[str], vocab: dict[str, int], max_len: int, pad: int = 0, unk: int = 1
) -> Tensor:
    result = torch.full((len(reviews), max_len), pad, dtype=torch.long)
    for i, review in enumerate(reviews):
        tokens, token = [], ""
        for char in review.lower() + " ":
            if char in ascii_lowercase or char in digits or char == "'":
                token += char
            elif token:
                tokens.append(token)
                token = ""
        for j, word in enumerate(tokens):
            if j < max_len:
                result[i, j] = vocab.get(word, unk)
    return result


def corr1d(X: Tensor, K: Tensor) -> Tensor:
    places = torch.arange(X.size(0) - K.size(0) + 1, device=X.device)
    entries = torch.arange(K.size(0), device=X.device)
    return (X[places[:, None] + entries] * K).sum(1)


def corr1d_multi_in(X: Tensor, K: Tensor) -> Tensor:
    length = X.size(1) - K.size(1) + 1
    total = K[:, 0] @ X[:, :length]
    for a in range(1, K.size(1)):
        total = total + K[:, a] @ X[:, a : a + length]
    return total


def global_max_pool1d(x: Tensor) -> Tensor:
    order = x.argsort(dim=2)
    return torch.take_along_dim(x, order[:, :, -1:], dim=2)[:, :, 0]


def load_pretrained(words: Sequence[str], vectors: dict[str, Tensor], dim: int) -> tuple[Tensor, int]:
    like = [*vectors.values()][-1]
    table = torch.zeros((len(words), dim), dtype=like.dtype, device=like.device)
    missing = []
    for i in range(len(words)):
        vector = vectors.get(words[i])
        if vector is None:
            missing.append(words[i])
        elif vector.dim() != 1 or len(vector) != dim:
            raise ValueError("wrong shape: " + words[i])
        else:
            table[i] = vector
    return table, len(missing)


class BiRNN(nn.Module):
    def __init__(self, vocab_size: int, embed_size: int, num_hiddens: int, num_layers: int) -> None:
        nn.Module.__init__(self)
        self.hiddens = num_hiddens
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.encoder = nn.LSTM(embed_size, num_hiddens, num_layers, bidirectional=True)
        self.decoder = nn.Linear(num_hiddens * 4, 2, bias=True)

    def forward(self, inputs: Tensor) -> Tensor:
        outputs, (h, _) = self.encoder(self.embedding(inputs).permute(1, 0, 2))
        # h is the end of each direction: forward at the last step, backward at the first one.
        first = torch.cat([outputs[0, :, : self.hiddens], h[-1]], dim=1)
        last = torch.cat([h[-2], outputs[-1, :, self.hiddens :]], dim=1)
        return self.decoder(torch.cat([first, last], dim=1))


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
        self.embedding = nn.Embedding(vocab_size, embed_size)
        frozen = torch.randn(vocab_size, embed_size)
        self.constant_embedding = nn.Embedding.from_pretrained(frozen, freeze=True)
        layers = []
        for i in range(len(kernel_sizes)):
            layers.append(nn.Conv1d(embed_size + embed_size, num_channels[i], kernel_sizes[i]))
        self.convs = nn.ModuleList(layers)
        self.drop = nn.Dropout(p=dropout)
        self.decoder = nn.Linear(sum(num_channels), 2)

    def forward(self, inputs: Tensor) -> Tensor:
        B, T = inputs.shape
        learned, fixed = self.embedding(inputs), self.constant_embedding(inputs)
        E = learned.size(2)
        longest = max([T] + [conv.weight.size(2) for conv in self.convs])
        canvas = learned.new_zeros(B, 2 * E, longest)
        canvas[:, :E, :T] = learned.permute(0, 2, 1)
        canvas[:, E:, :T] = fixed.permute(0, 2, 1)
        features = []
        for conv in self.convs:
            features.append(conv(canvas).amax(-1).clamp(min=0))
        return self.decoder(self.drop(torch.cat(features, 1)))


def predict_sentiment(net: nn.Module, vocab: dict[str, int], tokens: Sequence[str]) -> str:
    ids = []
    for token in tokens:
        ids.append(vocab[token] if token in vocab else vocab["<unk>"])
    if not ids:
        ids.append(vocab["<pad>"])
    x = torch.tensor(ids).unsqueeze(0)
    first = list(net.parameters())[:1]
    if first:
        x = x.to(first[0].device)
    modes = []
    for part in net.modules():
        modes.append((part, part.training))
        part.training = False
    recording = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        scores = net(x).flatten().tolist()
    finally:
        torch.set_grad_enabled(recording)
        for part, mode in modes:
            part.training = mode
    return "negative" if scores[0] >= scores[1] else "positive"

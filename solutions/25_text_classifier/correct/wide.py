"""Wide: sums in float64, a band matrix for the kernel, differences of scores."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn


def corr1d(X: Tensor, K: Tensor) -> Tensor:
    return corr1d_multi_in(X.unsqueeze(0), K.unsqueeze(0))


def corr1d_multi_in(X: Tensor, K: Tensor) -> Tensor:
    L, w = X.shape[-1], K.shape[-1]
    n = L - w + 1
    row = nn.functional.pad(K.double(), (0, n))  # [C,L+1]: a row of the band matrix, and one entry more
    band = row.repeat(1, n)[:, : n * L].reshape(-1, n, L)  # so each next row begins one entry later
    return torch.bmm(band, X.double().unsqueeze(2)).sum(dim=0).squeeze(1).to(X.dtype)


def global_max_pool1d(x: Tensor) -> Tensor:
    return x.double().neg().min(dim=2).values.neg().to(x.dtype)


def load_pretrained(words: Sequence[str], vectors: dict[str, Tensor], dim: int) -> tuple[Tensor, int]:
    dtype, device = next((v.dtype, v.device) for v in vectors.values())
    known = [i for i, word in enumerate(words) if word in vectors]
    for i in known:
        if vectors[words[i]].size() != torch.Size([dim]):
            raise ValueError(f"{words[i]} has another size than {dim}")
    table = torch.zeros(len(words), dim, dtype=torch.float64, device=device)
    if known:
        stacked = torch.stack([vectors[words[i]].double() for i in known])
        table.index_copy_(0, torch.tensor(known, device=device), stacked)
    return table.to(dtype), len(words) - len(known)


def predict_sentiment(net: nn.Module, vocab: dict[str, int], tokens: Sequence[str]) -> str:
    unknown = vocab["<unk>"]
    numbers = [vocab.get(token, unknown) for token in tokens or ["<pad>"]]
    where = [parameter.device for parameter in net.parameters()] + [torch.device("cpu")]
    state = {part: part.training for part in net.modules()}
    with torch.no_grad():
        try:
            scores = net.eval()(torch.as_tensor(numbers, device=where[0]).view(1, -1))
        finally:
            for part in state:
                part.training = state[part]
    return "positive" if scores.double().diff(dim=1).item() > 0 else "negative"

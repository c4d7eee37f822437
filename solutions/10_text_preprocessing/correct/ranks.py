"""By ranks and borders: translation tables, sorted lists, masks, and the places where symbols begin."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import torch
from torch import Tensor


class _Letters(dict):
    """A table for `str.translate` with a space for each character but the letters a to z."""

    def __missing__(self, code: int) -> int:
        return code if 97 <= code <= 122 else 32


def clean_lines(lines: Sequence[str]) -> list[str]:
    table = _Letters()
    return [" ".join(line.lower().translate(table).split()) for line in lines]


def tokenize(lines: Sequence[str], token: str = "word") -> list[list[str]]:
    match token:
        case "word":
            split = str.split
        case "char":
            split = list
        case _:
            raise ValueError(f"no such token: {token}")
    return [split(line) for line in lines]


def count_corpus(tokens: Sequence[str] | Sequence[Sequence[str]]) -> Counter[str]:
    try:
        is_flat = isinstance(tokens[0], str)
    except IndexError:
        return Counter()
    return Counter(tokens) if is_flat else sum(map(Counter, tokens), Counter())


class Vocab:
    def __init__(
        self,
        tokens: Sequence[str] | Sequence[Sequence[str]],
        min_freq: int = 0,
        reserved: Sequence[str] = (),
    ) -> None:
        counts = count_corpus(tokens)
        self.names = ["<unk>"]
        self.names += [
            token for place, token in enumerate(reserved) if token not in (*self.names, *reserved[:place])
        ]
        rest = sorted(set(counts) - set(self.names))
        rest.sort(key=counts.__getitem__, reverse=True)  # a stable sort keeps the order of equal counts
        while rest and counts[rest[-1]] < min_freq:
            rest.pop()
        self.names += rest
        self.ranks = {token: rank for rank, token in enumerate(self.names) if rank > 0}

    def __len__(self) -> int:
        return 1 + len(self.ranks)

    def __getitem__(self, tokens: str | Sequence) -> int | list:
        stack: list = [[]]
        self._walk(tokens, stack[0])
        return stack[0][0]

    def _walk(self, tokens: str | Sequence, into: list) -> None:
        if isinstance(tokens, str):
            into.append(self.ranks.get(tokens, 0))
            return
        inner: list = []
        for token in tokens:
            self._walk(token, inner)
        into.append(inner)

    def to_tokens(self, indices: int | Sequence[int]) -> str | list[str]:
        if isinstance(indices, list | tuple):
            return [*map(self.to_tokens, indices)]
        if indices not in range(len(self.names)):
            raise IndexError(f"{indices} is out of range")
        return self.names[indices]


def pad_or_truncate(ids: Sequence[int], max_len: int, pad: int) -> list[int]:
    result = [pad] * max_len
    count = min(max_len, len(ids))
    result[:count] = ids[:count]
    return result


def pad_batch(seqs: Sequence[Sequence[int]], pad: int) -> tuple[Tensor, Tensor]:
    lengths = torch.tensor(list(map(len, seqs)))
    T = int(lengths.max())
    is_real = torch.arange(T) < lengths[:, None]  # [B,T]
    ids = torch.full_like(is_real, pad, dtype=torch.int64)
    ids[is_real] = torch.tensor([one for ids in seqs for one in ids], dtype=torch.int64)
    return ids, lengths


def _merged(word: str, starts: list[int], left: str, right: str) -> Iterator[int]:
    """Yield the places where symbols begin, after a merge. The last one is the word's end."""
    skipped = -1
    for first, second, end in zip(starts, starts[1:], [*starts[2:], None], strict=False):
        if first == skipped:
            continue
        yield first
        if end is not None and word[first:second] == left and word[second:end] == right:
            skipped = second
    yield starts[-1]


def bpe_train(words: dict[str, int], num_merges: int) -> list[tuple[str, str]]:
    starts = {word: list(range(len(word) + 1)) for word in words}
    merges: list[tuple[str, str]] = []
    for _ in range(num_merges):
        counts: Counter[tuple[str, str]] = Counter()
        for word, at in starts.items():
            for first, second, end in zip(at, at[1:], at[2:], strict=False):
                counts.update({(word[first:second], word[second:end]): words[word]})
        if not counts:
            break
        ranked = sorted(counts.items(), key=lambda item: item[0])
        best, _ = max(ranked, key=lambda item: item[1])  # the first of equal ones
        merges.append(best)
        for word, at in starts.items():
            if best[0] + best[1] in word:
                starts[word] = list(_merged(word, at, *best))
    return merges


def bpe_encode(word: str, merges: Sequence[tuple[str, str]]) -> list[str]:
    starts = list(range(len(word) + 1))
    for left, right in merges:
        starts = list(_merged(word, starts, left, right))
    return [word[start:end] for start, end in pairwise(starts)]

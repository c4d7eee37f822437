"""With the standard library and PyTorch: patterns, chains, grouping, reduce, and pad_sequence."""

import itertools
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import reduce

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence


def clean_lines(lines: Sequence[str]) -> list[str]:
    return [" ".join(re.findall(r"[a-z]+", text)) for text in map(str.lower, lines)]


def tokenize(lines: Sequence[str], token: str = "word") -> list[list[str]]:
    patterns = {"word": r"\S+", "char": r"(?s:.)"}
    if token not in patterns:
        raise ValueError(f"{token=}")
    if token == "word":
        return list(map(str.split, lines))
    return [re.findall(patterns[token], line) for line in lines]


def count_corpus(tokens: Sequence[str] | Sequence[Sequence[str]]) -> Counter[str]:
    rows = [[item] if type(item) is str else item for item in tokens]
    return Counter(itertools.chain.from_iterable(rows))


class Vocab:
    unknown = "<unk>"

    def __init__(
        self,
        tokens: Sequence[str] | Sequence[Sequence[str]],
        min_freq: int = 0,
        reserved: Sequence[str] = (),
    ) -> None:
        fixed = tuple(dict.fromkeys((self.unknown, *reserved)))
        counted = count_corpus(tokens)
        for token in fixed:
            counted.pop(token, None)
        ranking = sorted((-count, token) for token, count in counted.items())
        end = bisect_right(ranking, -min_freq, key=lambda pair: pair[0])
        self.itos = fixed + tuple(token for _, token in ranking[:end])
        self.stoi = defaultdict(int, zip(self.itos, itertools.count()))

    def __len__(self) -> int:
        return len(self.itos)

    def __getitem__(self, tokens: str | Sequence) -> int | list:
        match tokens:
            case str():
                return self.stoi.get(tokens, 0)
            case _:
                return [self.__getitem__(token) for token in tokens]

    def to_tokens(self, indices: int | Sequence[int]) -> str | list[str]:
        try:
            wanted = list(indices)
        except TypeError:
            return self.to_tokens([indices])[0]
        if wanted and min(wanted) < 0:
            raise IndexError("an index below 0")
        return [self.itos[index] for index in wanted]


def pad_or_truncate(ids: Sequence[int], max_len: int, pad: int) -> list[int]:
    return list(itertools.islice(itertools.chain(ids, itertools.repeat(pad)), max_len))


def pad_batch(seqs: Sequence[Sequence[int]], pad: int) -> tuple[Tensor, Tensor]:
    rows = [torch.tensor(ids, dtype=torch.long) for ids in seqs]
    # padding_value is a float, which is not exact for large ids
    flags = pad_sequence([torch.ones_like(row, dtype=torch.bool) for row in rows], batch_first=True)
    ids = torch.full(flags.shape, pad, dtype=torch.long)
    return ids.masked_scatter(flags, torch.cat(rows)), flags.sum(dim=1)


def bpe_train(words: dict[str, int], num_merges: int) -> list[tuple[str, str]]:
    """Count once, then update the counts of those words that a merge changes."""
    splits = {word: tuple(word) for word in words}
    counts: Counter[tuple[str, str]] = Counter()
    places: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def note(word: str, sign: int) -> None:
        for pair in itertools.pairwise(splits[word]):
            counts[pair] += sign * words[word]
            if sign > 0:
                places[pair].add(word)

    for word in words:
        note(word, 1)
    merges: list[tuple[str, str]] = []
    for _ in range(num_merges):
        left = [(-count, pair) for pair, count in counts.items() if count]
        if not left:
            break
        _, best = min(left)
        merges.append(best)
        for word in places.pop(best):
            note(word, -1)
            splits[word] = _merge(splits[word], best)
            note(word, 1)
    return merges


def _merge(symbols: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    def step(done: tuple[list[str], str | None], symbol: str) -> tuple[list[str], str | None]:
        result, waiting = done
        if waiting is not None and (waiting, symbol) == pair:
            result.append(waiting + symbol)
            return result, None
        if waiting is not None:
            result.append(waiting)
        return result, symbol

    start: tuple[list[str], str | None] = ([], None)
    result, waiting = reduce(step, symbols, start)
    return tuple(result if waiting is None else [*result, waiting])


def bpe_encode(word: str, merges: Sequence[tuple[str, str]]) -> list[str]:
    return list(reduce(_merge, merges, tuple(word)))

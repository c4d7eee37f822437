"""Character by character and item by item, with loops and dicts only."""

from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def clean_lines(lines: Sequence[str]) -> list[str]:
    cleaned = []
    for line in lines:
        text = ""
        for character in line.lower():
            if character in LETTERS:
                text += character
            elif text != "" and text[-1] != " ":
                text += " "
        cleaned.append(text[:-1] if text.endswith(" ") else text)
    return cleaned


def tokenize(lines: Sequence[str], token: str = "word") -> list[list[str]]:
    if token not in ("word", "char"):
        raise ValueError("unknown token: " + token)
    result = []
    for line in lines:
        row = []
        word = ""
        for character in line:
            if token == "char":
                row.append(character)
            elif not character.isspace():
                word += character
            elif word:
                row.append(word)
                word = ""
        if word:
            row.append(word)
        result.append(row)
    return result


def count_corpus(tokens: Sequence[str] | Sequence[Sequence[str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for item in tokens:
        for token in [item] if isinstance(item, str) else item:
            counts[token] += 1
    return counts


class Vocab:
    def __init__(
        self,
        tokens: Sequence[str] | Sequence[Sequence[str]],
        min_freq: int = 0,
        reserved: Sequence[str] = (),
    ) -> None:
        self.numbers: dict[str, int] = {}
        self.give("<unk>")
        for token in reserved:
            self.give(token)
        groups: dict[int, list[str]] = {}
        for token, count in count_corpus(tokens).items():
            groups.setdefault(count, []).append(token)
        for count in sorted(groups, reverse=True):
            for token in sorted(groups[count]):
                if count >= min_freq:
                    self.give(token)

    def give(self, token: str) -> None:
        """Give a token the next index unless it has one."""
        if token not in self.numbers:
            self.numbers[token] = len(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, tokens: str | Sequence) -> int | list:
        if isinstance(tokens, list | tuple):
            return list(map(self.__getitem__, tokens))
        if tokens not in self.numbers:
            return 0
        return self.numbers[tokens]

    def to_tokens(self, indices: int | Sequence[int]) -> str | list[str]:
        names = dict(enumerate(self.numbers))
        single = isinstance(indices, int)
        found = []
        for index in [indices] if single else indices:
            if index not in names:
                raise IndexError(index)
            found.append(names[index])
        return found[0] if single else found


def pad_or_truncate(ids: Sequence[int], max_len: int, pad: int) -> list[int]:
    return [ids[place] if place < len(ids) else pad for place in range(max_len)]


def pad_batch(seqs: Sequence[Sequence[int]], pad: int) -> tuple[Tensor, Tensor]:
    longest = 0
    for ids in seqs:
        longest = max(longest, len(ids))
    batch = torch.full((len(seqs), longest), pad, dtype=torch.long)
    lengths = torch.zeros(len(seqs), dtype=torch.long)
    for row, ids in enumerate(seqs):
        for column, one in enumerate(ids):
            batch[row, column] = one
        lengths[row] = len(ids)
    return batch, lengths


def bpe_train(words: dict[str, int], num_merges: int) -> list[tuple[str, str]]:
    pieces = [(list(word), count) for word, count in words.items()]
    merges: list[tuple[str, str]] = []
    while len(merges) < num_merges:
        counts: dict[tuple[str, str], int] = {}
        for symbols, count in pieces:
            for place in range(1, len(symbols)):
                pair = (symbols[place - 1], symbols[place])
                counts[pair] = counts.get(pair, 0) + count
        if len(counts) == 0:
            return merges
        top = max(counts.values())
        chosen = sorted(pair for pair in counts if counts[pair] == top)[0]
        merges.append(chosen)
        pieces = [(replaced(symbols, chosen), count) for symbols, count in pieces]
    return merges


def replaced(symbols: list[str], pair: tuple[str, str]) -> list[str]:
    """Return the symbols with the pair merged."""
    result: list[str] = []
    place = 0
    while place < len(symbols):
        if tuple(symbols[place : place + 2]) == pair:
            result.append(pair[0] + pair[1])
            place += 2
        else:
            result.append(symbols[place])
            place += 1
    return result


def bpe_encode(word: str, merges: Sequence[tuple[str, str]]) -> list[str]:
    symbols = []
    symbols.extend(word)
    for pair in merges:
        symbols = replaced(symbols, pair)
    return symbols

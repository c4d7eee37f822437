"""From raw text to numbers: clean lines, tokens, a vocabulary, padded batches, and byte-pair encoding.

A *token* is a piece of text that a model treats as a unit: a word, a character, or something in between. A
*corpus* is a collection of tokens. The rules in `rules.md`, beside this file, hold here. Besides:

- Only `pad_batch` makes tensors. All other arguments and results are plain Python values. Loops are fine.
- A token is a str, and an index is an int.
- The items of a `Sequence` may be lists or tuples too, if they are sequences. A string is always one line,
  word or token, never a sequence of characters.
- A result is new: it holds no list of an argument or of an earlier result.
- No token and no word in an argument is empty, except where a docstring says so.
- "Smaller" means smaller for Python's `<`. It compares strings by the code points of their characters, so
  "Z" is smaller than "a".

Read: Dive into Deep Learning (d2l.ai) 9.2 and 15.6; Sennrich, Haddow and Birch 2016, Neural Machine
Translation of Rare Words with Subword Units.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor

UNK = "<unk>"  # the token that stands for all unknown ones


def clean_lines(lines: Sequence[str]) -> list[str]:
    """Reduce each line of a text to lower-case words of the letters a to z, with single spaces between them.

    First lower-case the line (`str.lower`). Then replace each longest run of characters other than a to z by
    one space. Last remove the spaces at both ends. So digits, underscores, apostrophes, tabs, line breaks and
    letters with accents all count as "other".

    Args:
        lines: a list or a tuple of strings, also empty ones. A string may hold any characters.

    Returns:
        A new list with one string for each line, in the same order. A line without a letter gives "": no line
        is left out.

    Source: d2l.ai 9.2.1.
    """
    raise NotImplementedError("clean_lines is not written yet")


def tokenize(lines: Sequence[str], token: str = "word") -> list[list[str]]:
    """Split each line into tokens.

    The lines need not be clean: every character stays as it is, capitals and punctuation too.

    Args:
        lines: a list or a tuple of strings, also empty ones.
        token: "word" splits at each longest run of whitespace, and whitespace at the ends of a line is
            ignored. Whitespace is what `str.split` without arguments takes for it, such as spaces, tabs and
            line breaks. "char" makes each character a token, whitespace too.

    Returns:
        A new list with a list of tokens for each line, in the same order. No token is "". A line without
        tokens gives [].

    Raises:
        ValueError: if `token` is anything else, also if there are no lines. The message contains the value
            that was given.

    Source: d2l.ai 9.2.2.
    """
    raise NotImplementedError("tokenize is not written yet")


def count_corpus(tokens: Sequence[str] | Sequence[Sequence[str]]) -> Counter[str]:
    """Count how often each token occurs.

    Args:
        tokens: one sequence of tokens, or a sequence of such sequences (rows), each a list or a tuple. It may
            be empty, and so may each of its rows, the first too.

    Returns:
        A new `collections.Counter` whose keys are exactly the tokens that occur. Tokens are compared as they
        are, so "The" and "the" are two. The order of the keys is free.

    Source: d2l.ai 9.2.3.
    """
    raise NotImplementedError("count_corpus is not written yet")


class Vocab:
    """A vocabulary: it gives each token an index from 0, and finds the token of each index.

    Each token has one index only. The indices are given out in this order, and a token that comes twice keeps
    its first one:

    1. Index 0 is the unknown token `UNK`, "<unk>". It stands for all tokens without an index of their own.
    2. The reserved tokens follow, in the order given. They need not occur in the corpus. "<unk>" may be among
       them, and a reserved token may be given twice: that changes nothing.
    3. The tokens of the corpus that occur `min_freq` times or more follow, the most frequent one first. Of
       equally frequent ones the smaller string comes first. "<unk>" and reserved tokens have their index
       already.

    A vocabulary doesn't notice if the caller later changes the list of tokens, and vocabularies share nothing
    with each other. You may store what you like in it.

    Source: d2l.ai 9.2.3.
    """

    def __init__(
        self,
        tokens: Sequence[str] | Sequence[Sequence[str]],
        min_freq: int = 0,
        reserved: Sequence[str] = (),
    ) -> None:
        """Build the vocabulary of a corpus.

        Args:
            tokens: the corpus, as for `count_corpus`; it may be empty.
            min_freq: rarer tokens of the corpus get no index; at least 0.
            reserved: a list or a tuple of tokens that get an index in any case.
        """
        raise NotImplementedError("Vocab.__init__ is not written yet")

    def __len__(self) -> int:
        """Return the number of tokens that have an index, "<unk>" and the reserved ones included."""
        raise NotImplementedError("Vocab.__len__ is not written yet")

    def __getitem__(self, tokens: str | Sequence) -> int | list:
        """Look tokens up.

        Args:
            tokens: a token, or a list or a tuple of tokens, nested to any depth. Lists and tuples may be
                empty.

        Returns:
            The index of a token; 0 for an unknown one. For a sequence a new list of the same nesting: tuples
            become lists too.
        """
        raise NotImplementedError("Vocab.__getitem__ is not written yet")

    def to_tokens(self, indices: int | Sequence[int]) -> str | list[str]:
        """Find the tokens of indices.

        Args:
            indices: an index, or a list or a tuple of indices, which may be empty.

        Returns:
            The token of an index; for a sequence a new list of tokens.

        Raises:
            IndexError: if an index is below 0 or not less than the number of tokens. Beware: lists accept
                negative indices, and count them from the end.
        """
        raise NotImplementedError("Vocab.to_tokens is not written yet")


def pad_or_truncate(ids: Sequence[int], max_len: int, pad: int) -> list[int]:
    """Bring a sequence of ids to the length `max_len`.

    Args:
        ids: a list or a tuple of ints; it may be empty. `pad` may be among them, and is kept like any other.
        max_len: the length of the result, at least 0.
        pad: the id to fill up with; any int.

    Returns:
        A list of length `max_len`: the first ids, and behind them as often `pad` as needed. It is a new list,
        even if nothing is cut off or added.

    Source: d2l.ai 10.5.3.
    """
    raise NotImplementedError("pad_or_truncate is not written yet")


def pad_batch(seqs: Sequence[Sequence[int]], pad: int) -> tuple[Tensor, Tensor]:
    """Put sequences of ids into one tensor, filled up at the end to the length of the longest.

    The number of sequences is B, and T is the length of the longest one.

    Args:
        seqs: one or more sequences of ints, each a list or a tuple. Sequences may be empty, even all of them.
        pad: the id to fill up with. It may also be among the ids of a sequence, and then it is one of them.

    Returns:
        ids: [B, T] int64, row by row in the order given. It is [B, 0] if all sequences are empty.
        lengths: [B] int64, the number of ids of each sequence, without what was filled up.

        Both are on PyTorch's default device, and exact for all ints that int64 can hold.

    Source: d2l.ai 10.5.3.
    """
    raise NotImplementedError("pad_batch is not written yet")


def bpe_train(words: dict[str, int], num_merges: int) -> list[tuple[str, str]]:
    """Learn the merges of byte-pair encoding from the words of a corpus.

    At the start each word is a list of symbols, its characters. Unlike in Sennrich et al., no symbol for the
    end of a word is added. Each step

    1. counts all pairs of neighbouring symbols. A pair counts at each place in a word where it occurs, also
       at overlapping ones: "aaa" has the pair ("a", "a") twice. Each place counts as often as the word
       occurs. Pairs don't reach from one word into another.
    2. chooses the most frequent pair. Of equally frequent ones it is the smallest, as Python compares tuples:
       first by the left symbol, then by the right one.
    3. merges the pair in all words: it goes through each word from left to right, and replaces the pair by
       one symbol, the two strings joined. Merged symbols are not merged again in the same step: "aaa" becomes
       "aa", "a".

    A pair that occurs only once is merged too. If no pair is left, because each word is one symbol, the
    merges end early.

    Let the time of a step grow with the number of symbols in all words, not with its square. It is fast
    enough to count all pairs anew in each step: in one pass, not in one pass for each different pair. Then a
    thousand words and 40 merges take less than a second.

    Args:
        words: how often each word occurs, at least once. It may be empty. Its order must not matter. A word
            may hold any characters, spaces too.
        num_merges: how many pairs to merge at most; at least 0.

    Returns:
        The merged pairs in the order of the steps, `num_merges` or fewer, each a tuple of two strings.

    Source: Sennrich et al. 2016, algorithm 1; d2l.ai 15.6.2.
    """
    raise NotImplementedError("bpe_train is not written yet")


def bpe_encode(word: str, merges: Sequence[tuple[str, str]]) -> list[str]:
    """Split a word into the symbols that the merges give. The word need not be one of the corpus.

    The word starts as a list of its characters. Then each merge is applied once, in the order of `merges`: it
    goes through the word from left to right, and replaces each pair of neighbouring symbols that is equal to
    the merge's pair by the two strings joined. A pair that only a later merge makes possible stays apart.
    Merges compare whole symbols: ("a", "b") doesn't touch "ca", "b".

    Args:
        word: a string of any characters; it may be empty.
        merges: a list or a tuple of pairs such as `bpe_train` returns, none of them twice; it may be empty.

    Returns:
        A new list of symbols, which give the word if they are joined. Characters that no merge knows stay
        symbols of their own. The word "" gives [].

    Source: Sennrich et al. 2016, section 3.2; d2l.ai 15.6.2.
    """
    raise NotImplementedError("bpe_encode is not written yet")

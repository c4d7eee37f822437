"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from collections import Counter
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from text_preprocessing import (
    Vocab,
    bpe_encode,
    bpe_train,
    clean_lines,
    count_corpus,
    pad_batch,
    pad_or_truncate,
    tokenize,
)

# clean_lines


@check
def test_clean_lines_of_a_sentence():
    """Capitals become small, and all other characters become single spaces."""
    expect(
        clean_lines(['I said, "It\'s 9!"', "(No--why?)"]),
        ["i said it s", "no why"],
        "The comma, the quotes, the apostrophe, the 9 and the dashes are no letters. At the ends of a line "
        "nothing is left of them.",
    )


@check
def test_clean_lines_keeps_every_line():
    """A line without letters gives an empty string at its place."""
    expect(
        clean_lines(["", "Two words", " 42 "]),
        ["", "two words", ""],
        "Three lines give three strings. The first and the last have no letter.",
    )


@check
def test_clean_lines_of_other_letters():
    """A letter outside a to z counts as another character, and so do an underscore and a tab."""
    expect(
        clean_lines(["fa\u00e7ade", "snake_case\tB"]),
        ["fa ade", "snake case b"],
        "The c with a cedilla becomes a space; the underscore and the tab do too.",
    )


# tokenize


@check
def test_tokenize_words():
    """Each line gives the list of its words, however much whitespace is between them."""
    expect(
        tokenize(["to  be or", " not\tto be\n"]),
        [["to", "be", "or"], ["not", "to", "be"]],
        "Two spaces, a tab and a line break separate words like one space. There is no empty token.",
    )


@check
def test_tokenize_characters():
    """With "char" each character is a token, spaces too."""
    expect(
        tokenize(["a be", ""], token="char"),
        [["a", " ", "b", "e"], []],
        "The first line has four characters, the second one has none.",
    )


@check
def test_tokenize_keeps_characters():
    """Nothing is cleaned: capitals and punctuation stay."""
    expect(
        tokenize(["To be, or", "", "NOT to be?"]),
        [["To", "be,", "or"], [], ["NOT", "to", "be?"]],
        "Only whitespace separates words. The empty line has no tokens.",
    )


@check
def test_tokenize_refuses_other_kinds():
    """Another kind of token raises a ValueError that names it."""
    expect(tokenize(["ok"]), [["ok"]], "This kind is known.")
    with expect_error(ValueError, "sentence"):
        tokenize(["To be."], token="sentence")


# count_corpus


@check
def test_count_corpus_of_rows():
    """The tokens of all rows are counted together."""
    count = count_corpus([["to", "be", "to"], [], ["be", "to"]])
    expect(
        sorted(count.items()),
        [("be", 2), ("to", 3)],
        '"be" stands once in the first row and once in the last, "to" twice and once.',
    )


@check
def test_count_corpus_of_one_sequence():
    """In one sequence each string is a token, not its characters."""
    count = count_corpus(["to", "be", "to"])
    expect(sorted(count.items()), [("be", 1), ("to", 2)], 'The tokens are "to", "be" and "to".')


@check
def test_count_corpus_makes_a_counter():
    """The result is a Counter, also for an empty corpus."""
    expect(type(count_corpus([["b"]])).__name__, "Counter")
    expect(count_corpus([]), Counter())


# Vocab


@check
def test_Vocab_order():
    """After <unk> the most frequent token comes first, and equally frequent ones are sorted.

    index = place in the order of (-count, token)
    """
    vocab = Vocab([["to", "be", "or"], ["not", "to", "be"]])
    expect(
        vocab.to_tokens([0, 1, 2, 3, 4]),
        ["<unk>", "be", "to", "not", "or"],
        '"be" and "to" occur twice, "not" and "or" once; "be" < "to" and "not" < "or".',
    )
    expect(len(vocab), 5, "<unk> and four words.")


@check
def test_Vocab_lookup():
    """A token gives its index, and lists give lists. Unknown tokens give 0."""
    vocab = Vocab(["b", "a", "b"])
    expect(vocab["b"], 1, '"b" is the most frequent token, so it follows <unk>.')
    expect(
        vocab[["a", ["b", "z"], ("a",), []]],
        [2, [1, 0], [2], []],
        '"a" has index 2, "b" has 1, and "z" is unknown. The tuple becomes a list.',
    )


@check
def test_Vocab_reserved_tokens():
    """Reserved tokens come after <unk>, in the order given."""
    vocab = Vocab(["x", "<pad>", "x"], reserved=["<pad>", "<eos>"])
    expect(
        vocab.to_tokens([0, 1, 2, 3]),
        ["<unk>", "<pad>", "<eos>", "x"],
        "<pad> has its index already, so it doesn't come again after x.",
    )
    expect(len(vocab), 4, "<unk>, two reserved tokens and x.")


@check
def test_Vocab_min_freq():
    """Tokens that occur min_freq times stay, and rarer ones are unknown."""
    vocab = Vocab(["a", "b", "b", "c", "c", "c"], min_freq=2)
    expect(len(vocab), 3, "<unk>, and c and b, which occur three times and twice.")
    expect(vocab[["a", "b", "c"]], [0, 2, 1], '"a" occurs once only, so it is unknown.')


@check
def test_Vocab_refuses_negative_indices():
    """An index that doesn't exist raises an IndexError, also a negative one."""
    vocab = Vocab(["a"])
    expect(vocab.to_tokens(1), "a", "Index 0 is <unk>, and 1 is the only token.")
    with expect_error(IndexError):
        vocab.to_tokens(-1)


# pad_or_truncate


@check
def test_pad_or_truncate_adds():
    """Too few ids are filled up at the end."""
    expect(pad_or_truncate([7, 8], 4, pad=1), [7, 8, 1, 1], "Two ids are missing.")


@check
def test_pad_or_truncate_cuts():
    """Of too many ids the first ones stay."""
    expect(pad_or_truncate([7, 8, 9], 2, pad=1), [7, 8], "The third id has no place.")
    expect(pad_or_truncate([7, 8], 0, pad=1), [], "There is no place at all.")


@check
def test_pad_or_truncate_makes_a_new_list():
    """The caller's ids stay as they are, whatever happens to the result."""
    ids = [7, 8]
    pad_or_truncate(ids, 2, pad=1).append(9)
    pad_or_truncate(ids, 3, pad=1)
    expect(ids, [7, 8])


# pad_batch


@check
def test_pad_batch_of_three():
    """The rows get the length of the longest sequence, and the lengths tell which ids are real."""
    expect(
        pad_batch([[5], [6, 7, 8], [9, 4]], pad=1),
        (tensor([[5, 1, 1], [6, 7, 8], [9, 4, 1]]), tensor([1, 3, 2])),
        "The longest sequence has 3 ids. The first one needs 2 more, the last one needs 1.",
    )


@check
def test_pad_batch_with_padding_in_the_data():
    """An id that equals the padding counts like any other, and an empty sequence has the length 0."""
    expect(
        pad_batch([[5, 1], []], pad=1),
        (tensor([[5, 1], [1, 1]]), tensor([2, 0])),
        "The first sequence has two ids, the second one has none.",
    )


@check
def test_pad_batch_of_nothing():
    """If all sequences are empty, the rows have the length 0. The dtype is int64 all the same."""
    expect(
        pad_batch([[], []], pad=1),
        (torch.zeros(2, 0, dtype=torch.int64), tensor([0, 0])),
        "Two rows without columns: [2, 0].",
    )


# bpe_train


@check
def test_bpe_train_two_merges():
    """Each step merges the pair that occurs most often, and goes on with the merged symbols."""
    expect(
        bpe_train({"hat": 2, "that": 3, "ten": 4}, 2),
        [("a", "t"), ("h", "at")],
        'At first "a" "t" and "h" "a" occur 2 + 3 = 5 times, and a < h. Then "h" "at" occurs 5 times, and '
        '"t" "e" and "e" "n" occur 4 times.',
    )


@check
def test_bpe_train_equal_counts():
    """Of equally frequent pairs the smallest is merged, whatever the order of the words."""
    expect(
        bpe_train({"xy": 2, "bd": 2, "bc": 2}, 2),
        [("b", "c"), ("b", "d")],
        "All three pairs occur twice. By the left symbol b < x, and by the right one c < d.",
    )


@check
def test_bpe_train_overlapping_pairs():
    """Overlapping places count, and are merged from the left."""
    expect(
        bpe_train({"mmm": 1}, 5),
        [("m", "m"), ("mm", "m")],
        '"mmm" becomes "mm" "m", and then one symbol. Then no pair is left: there are only two merges.',
    )


@check
def test_bpe_train_without_merges():
    """No merges are made if none are asked for, or if there is no pair."""
    expect(bpe_train({"no": 1}, 1), [("n", "o")], "A pair that occurs once is merged too.")
    expect(bpe_train({"no": 1}, 0), [], "0 merges are asked for.")
    expect(bpe_train({"a": 9, "b": 8}, 3), [], "A single character has no neighbour.")


# bpe_encode


@check
def test_bpe_encode_in_order():
    """The merges are applied one after the other, each in the whole word."""
    merges = [("a", "t"), ("h", "at"), ("t", "h")]
    expect(
        bpe_encode("thatch", merges),
        ["t", "hat", "c", "h"],
        "t h at c h, then t hat c h. The last merge needs a t directly before an h, and there is none left.",
    )


@check
def test_bpe_encode_overlapping_pairs():
    """Merging goes from left to right."""
    expect(
        bpe_encode("mmmmm", [("m", "m")]),
        ["mm", "mm", "m"],
        "The first two are merged, then the next two; the fifth stays alone.",
    )


@check
def test_bpe_encode_unknown_characters():
    """Characters that no merge knows stay, and an empty word has no symbols."""
    merges = [("o", "k")]
    expect(bpe_encode("ok!", merges), ["ok", "!"], "The merges don't know the exclamation mark.")
    expect(bpe_encode("", merges), [], "There is nothing to split.")

"""What the docstrings of lesson 10 promise of the arguments, asserted on each hidden input."""


def _is_sequence(value):
    assert type(value) in (list, tuple)


def _are_strings(values):
    _is_sequence(values)
    assert all(type(value) is str for value in values)


def _are_tokens(values):
    _are_strings(values)
    assert all(values)


def _are_ids(values):
    _is_sequence(values)
    for value in values:
        _is_id(value)


def _is_id(value):
    assert type(value) is int
    assert -(2**63) <= value < 2**63


def _is_count(number, least=0):
    assert type(number) is int
    assert number >= least


def _is_corpus(tokens):
    _is_sequence(tokens)
    if tokens and type(tokens[0]) is str:
        _are_tokens(tokens)
    else:
        for row in tokens:
            _are_tokens(row)


def _are_looked_up(tokens):
    if type(tokens) is str:
        assert tokens
    else:
        _is_sequence(tokens)
        for token in tokens:
            _are_looked_up(token)


def clean_lines(lines):
    _are_strings(lines)


def tokenize(lines, token="word"):
    _are_strings(lines)
    assert token in ("word", "char")


def count_corpus(tokens):
    _is_corpus(tokens)


class Vocab:
    def __init__(self, tokens, min_freq=0, reserved=()):
        _is_corpus(tokens)
        _is_count(min_freq)
        _are_tokens(reserved)

    def __getitem__(self, tokens):
        _are_looked_up(tokens)

    def to_tokens(self, indices):
        for index in (indices,) if type(indices) is int else indices:
            assert type(index) is int
        assert type(indices) in (int, list, tuple)


def pad_or_truncate(ids, max_len, pad):
    _are_ids(ids)
    _is_count(max_len)
    _is_id(pad)


def pad_batch(seqs, pad):
    _is_sequence(seqs)
    assert len(seqs) >= 1
    for ids in seqs:
        _are_ids(ids)
    _is_id(pad)


def bpe_train(words, num_merges):
    assert type(words) is dict
    for word, count in words.items():
        assert type(word) is str
        assert word
        _is_count(count, 1)
    _is_count(num_merges)


def bpe_encode(word, merges):
    assert type(word) is str
    _is_sequence(merges)
    for pair in merges:
        assert type(pair) is tuple
        assert len(pair) == 2
        _are_tokens(pair)
    assert len(set(merges)) == len(merges)

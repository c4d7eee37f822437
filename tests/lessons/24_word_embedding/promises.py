"""What the docstrings of lesson 24 promise of the arguments, asserted on each hidden input."""

import re

import torch


def _are_vectors(W):
    assert W.dtype in (torch.float32, torch.float64)
    assert W.dim() == 2
    assert W.numel() >= 1


def _has_a_length(x):
    length = x.detach().norm().item()
    assert length == 0 or 0.0009 < length < 1001


def _belongs_to(x, W):
    assert x.dtype is W.dtype
    assert x.device == W.device
    assert x.shape == W.shape[1:]
    for vector in (*W, x):
        _has_a_length(vector)


def _are_apart(W, x):
    wide, other = W.detach().double(), x.detach().double()
    lengths = (wide.norm(dim=1) * other.norm()).clamp(min=1e-9)
    gaps = (wide @ other / lengths).sort().values.diff()
    assert ((gaps > 1e-4) | (gaps < 1e-12)).all()


def _is_count(number, least=1):
    assert type(number) is int
    assert number >= least


def _is_embedding(embed):
    tokens = embed.idx_to_token
    assert type(tokens) is list
    assert all(type(token) is str for token in tokens)
    assert type(embed.token_to_idx) is dict
    assert embed.token_to_idx == {token: index for index, token in enumerate(tokens)}
    assert len(embed.token_to_idx) == len(tokens) == len(embed.idx_to_vec)
    _are_vectors(embed.idx_to_vec)


def cosine_similarity(W, x, eps=1e-9):
    _are_vectors(W)
    _belongs_to(x, W)
    assert eps > 0


def knn(W, x, k):
    _are_vectors(W)
    _belongs_to(x, W)
    _are_apart(W, x)
    _is_count(k)


def similar_tokens(token, k, embed):
    assert type(token) is str
    _is_count(k)
    _is_embedding(embed)
    if token in embed.token_to_idx:
        _are_apart(embed.idx_to_vec, embed.idx_to_vec[embed.token_to_idx[token]])


def analogy(a, b, c, embed):
    _is_embedding(embed)
    assert len(embed.idx_to_token) > len({a, b, c})
    if {a, b, c} <= set(embed.token_to_idx):
        start, end, other = (embed.idx_to_vec[embed.token_to_idx[token]] for token in (a, b, c))
        _belongs_to(end - start + other, embed.idx_to_vec)
        _are_apart(embed.idx_to_vec, end - start + other)


def load_vectors(path):
    assert type(path) is str
    with open(path, "rb") as file:
        text = file.read().decode("utf-8")
    assert "\r" not in text
    lines = text.removesuffix("\n").split("\n")
    if re.fullmatch(r"\d+ \d+", lines[0]):
        assert [int(number) for number in lines.pop(0).split(" ")] == [len(lines), len(_fields(lines[0])) - 1]
    assert lines
    for line in lines:
        token, *numbers = _fields(line)
        assert token
        assert len(numbers) == len(_fields(lines[0])) - 1 >= 2
        for number in numbers:
            float(number)


def _fields(line):
    return line.removesuffix(" ").split(" ")


def cooccurrence(corpus, vocab_size, window, decay=True):
    assert type(corpus) in (list, tuple)
    _is_count(vocab_size)
    _is_count(window)
    assert type(decay) is bool
    for sentence in corpus:
        assert type(sentence) in (list, tuple)
        for token in sentence:
            _is_count(token, 0)
            assert token < vocab_size


def glove_loss(W, U, b_w, b_u, X, x_max=100.0, alpha=0.75):
    _are_vectors(W)
    _are_vectors(U)
    assert U.shape == W.shape
    assert b_w.shape == b_u.shape == W.shape[:1]
    assert X.shape == (len(W), len(W))
    for x in (U, b_w, b_u, X):
        assert x.dtype is W.dtype
        assert x.device == W.device
    assert not X.requires_grad
    assert ((X == 0) | (X > 0.00099) & (X < 1.001e6)).all()
    assert 0.1 <= x_max <= 1e6
    assert 0 <= alpha <= 1


def char_ngrams(word, n_min=3, n_max=6):
    assert type(word) is str
    _is_count(n_min)
    _is_count(n_max, n_min)

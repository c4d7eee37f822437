"""What the docstrings of lesson 23 promise of the arguments, asserted on each hidden input."""

from math import log
from random import Random

import torch

_IDS = 2**63


def _is_size(number):
    assert type(number) is int
    assert number >= 1


def _are_words(words, size=_IDS):
    assert type(words) in (list, tuple)
    for word in words:
        assert type(word) is int
        assert 0 <= word < size


def _are_word_tensors(size, *tensors):
    for words in tensors:
        assert words.dtype is torch.int64
        assert words.numel() >= 1
        assert int(words.min()) >= 0
        assert int(words.max()) < size


def _is_mask(mask, shape):
    assert mask.dtype is torch.bool
    assert mask.shape == shape


def _are_floats(*tensors):
    first = tensors[0]
    assert first.dtype in (torch.float32, torch.float64)
    for x in tensors:
        assert x.dtype is first.dtype
        assert x.device == first.device
        assert x.numel() >= 1
        assert x.isfinite().all()


def _are_vectors(*tables):
    _are_floats(*tables)
    assert all((x.abs() <= 1000).all() for x in tables)


def keep_prob(counts, t=1e-4):
    assert counts.dtype in (torch.int64, torch.float32, torch.float64)
    assert counts.dim() == 1
    assert len(counts) >= 1
    exact = counts.double()
    assert (exact >= 0).all()
    assert torch.equal(exact, exact.round())
    assert exact.sum() <= 2**53
    assert 1e-12 <= t <= 10


def get_centers_and_contexts(corpus, max_window, rng):
    assert type(corpus) in (list, tuple)
    for sentence in corpus:
        _are_words(sentence)
    _is_size(max_window)
    assert type(rng) is Random


def get_negatives(contexts, weights, K, rng):
    assert type(contexts) in (list, tuple)
    assert type(weights) in (list, tuple)
    assert all(type(weight) in (int, float) and weight >= 0 for weight in weights)
    total = sum(weights)
    assert 1e-9 <= total <= 1e9
    for words in contexts:
        _are_words(words, len(weights))
        left = sum(weight for word, weight in enumerate(weights) if word not in words)
        assert left == 0 or left >= 0.01 * total
    _is_size(K)
    assert type(rng) is Random


def batchify(data):
    assert type(data) in (list, tuple)
    assert len(data) >= 1
    for sample in data:
        assert type(sample) is tuple
        center, contexts, negatives = sample
        assert type(contexts) is type(negatives) is list
        _are_words([center, *contexts, *negatives])


def skip_gram(center, ctx_neg, embed_v, embed_u):
    _are_vectors(embed_v, embed_u)
    assert embed_v.dim() == 2
    assert embed_v.shape == embed_u.shape
    _are_word_tensors(len(embed_v), center, ctx_neg)
    assert center.shape == (len(ctx_neg), 1)
    assert ctx_neg.dim() == 2


def sgns_loss(pred, labels, mask=None):
    _are_floats(pred, labels)
    assert pred.dim() == 2
    assert pred.shape == labels.shape
    assert ((labels == 0) | (labels == 1)).all()
    assert ((pred.abs() <= 20) | (pred.abs() >= 40)).all()
    if mask is not None:
        _is_mask(mask, pred.shape)


def cbow_forward(ctx, mask, embed_u, embed_v):
    _are_vectors(embed_u, embed_v)
    assert embed_v.dim() == 2
    assert embed_v.shape == embed_u.shape
    _are_word_tensors(len(embed_v), ctx)
    assert ctx.dim() == 2
    _is_mask(mask, ctx.shape)


def hierarchical_prob(path, code, v, nodes):
    _are_vectors(v, nodes)
    assert nodes.dim() == 2
    assert v.shape == nodes.shape[1:]
    _are_word_tensors(len(nodes), path)
    _are_word_tensors(2, code)
    assert path.dim() == 1
    assert path.shape == code.shape
    scores = nodes.detach().double()[path] @ v.detach().double()
    assert (scores.abs() <= 60).all()
    assert torch.nn.functional.logsigmoid((1 - 2 * code) * scores).sum() >= log(1e-30)

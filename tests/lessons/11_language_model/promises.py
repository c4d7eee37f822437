"""What the docstrings of lesson 11 promise of the arguments, asserted on each hidden input."""

from collections import Counter

import torch


def _are_strings(values):
    assert all(type(value) is str for value in values)


def _are_ids(corpus):
    assert type(corpus) in (list, tuple)
    for token in corpus:
        assert type(token) is int
        assert -(2**63) <= token < 2**63


def _is_size(number):
    assert type(number) is int
    assert number >= 1


def _is_device(device):
    assert device is None or isinstance(device, str | torch.device)


def _are_logits(logits):
    assert logits.dtype in (torch.float32, torch.float64)
    assert logits.numel() >= 1
    assert not logits.isnan().any()
    assert (logits < torch.inf).all()
    assert (logits.amax(dim=-1) > -torch.inf).all()


def build_char_index(corpus):
    assert type(corpus) is str


def ngram_counts(tokens, n):
    assert type(tokens) in (str, list, tuple)
    _are_strings(tokens)
    _is_size(n)


def ngram_prob(word, context, counts, vocab_size, alpha=1.0):
    assert type(context) is tuple
    _are_strings((word, *context))
    assert type(counts) is Counter
    for run, count in counts.items():
        assert type(run) is tuple
        _are_strings(run)
        _is_size(count)
    if not context:
        assert () in counts
    assert 0 <= counts[(*context, word)] <= counts[context]
    _is_size(vocab_size)
    assert alpha >= 0


def data_iter_random(corpus, batch_size, num_steps, generator=None, device=None):
    _are_ids(corpus)
    _is_size(batch_size)
    _is_size(num_steps)
    assert generator is None or generator.device.type == "cpu"
    _is_device(device)


def data_iter_consecutive(corpus, batch_size, num_steps, device=None):
    _are_ids(corpus)
    _is_size(batch_size)
    _is_size(num_steps)
    _is_device(device)


def perplexity(nll_sum, n_tokens):
    assert type(nll_sum) is float
    assert nll_sum >= 0
    _is_size(n_tokens)


def sample_next(logits, temperature=1.0, top_k=None, generator=None):
    _are_logits(logits)
    assert logits.dim() == 1
    assert temperature == 0 or 0.001 <= temperature <= 1e6
    if top_k is not None:
        _is_size(top_k)
    assert generator is None or generator.device.type == logits.device.type


def top_p_filter(logits, p):
    _are_logits(logits)
    assert logits.dim() >= 1
    assert 0 <= p <= 1
    if 0 < p < 1:
        likeliest = logits.detach().double().softmax(dim=-1).sort(dim=-1, descending=True).values
        sums = likeliest.cumsum(dim=-1)[..., :-1]
        assert ((sums - p).abs() > 1e-4).all()


def sequence_nll(logits, targets, mask=None):
    assert logits.dtype in (torch.float32, torch.float64)
    assert logits.dim() == 3
    assert logits.numel() >= 1
    assert logits.isfinite().all()
    assert targets.dtype is torch.int64
    assert targets.shape == logits.shape[:2]
    assert targets.device == logits.device
    valid = targets
    if mask is not None:
        assert mask.dtype is torch.bool
        assert mask.shape == targets.shape
        assert mask.device == logits.device
        valid = targets[mask]
    assert ((valid >= 0) & (valid < logits.shape[2])).all()

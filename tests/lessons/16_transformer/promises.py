"""What the docstrings of lesson 16 promise of the arguments, asserted on each hidden input."""

import torch


def _are_numbers(*tensors):
    for x in tensors:
        assert x.is_floating_point()
        assert x.isfinite().all()
        assert (x.dtype, x.device) == (tensors[0].dtype, tensors[0].device)
        assert min(x.shape) >= 1


def _are_lengths(valid_lens, longest, *shapes):
    if valid_lens is not None:
        assert valid_lens.dtype in (torch.int64, torch.int32)
        assert tuple(valid_lens.shape) in shapes
        assert ((valid_lens >= 0) & (valid_lens <= longest)).all()


def _is_probability(dropout):
    assert 0 <= dropout < 1


def _is_in_one_mode(module):
    assert all(part.training == module.training for part in module.modules())


def split_heads(X, num_heads):
    _are_numbers(X)
    assert X.dim() == 3
    assert num_heads >= 1
    assert X.shape[2] % num_heads == 0


def merge_heads(X, num_heads):
    _are_numbers(X)
    assert X.dim() == 3
    assert num_heads >= 1
    assert len(X) % num_heads == 0


class MultiHeadAttention:
    def __init__(self, q_size, k_size, v_size, d_model, num_heads, dropout=0.0, bias=False):
        assert min(q_size, k_size, v_size, d_model, num_heads) >= 1
        assert d_model % num_heads == 0
        _is_probability(dropout)
        assert isinstance(bias, bool)

    def forward(self, q, k, v, valid_lens=None):
        _is_in_one_mode(self)
        _are_numbers(q, k, v, self.W_q.weight)
        assert q.dim() == k.dim() == v.dim() == 3
        assert len(q) == len(k) == len(v)
        assert k.shape[1] == v.shape[1]
        layers = (self.W_q, self.W_k, self.W_v)
        assert [x.shape[2] for x in (q, k, v)] == [layer.in_features for layer in layers]
        _are_lengths(valid_lens, k.shape[1], (len(q),), tuple(q.shape[:2]))
        products = self.W_q(q) @ self.W_k(k).mT
        assert (products.abs() <= torch.finfo(q.dtype).max / 2).all()


class PositionalEncoding:
    def __init__(self, d, dropout=0.0, max_len=1000):
        assert min(d, max_len) >= 1
        _is_probability(dropout)

    def forward(self, X):
        _is_in_one_mode(self)
        _are_numbers(X, self.P)
        assert X.dim() == 3
        assert X.shape[2] == self.P.shape[1]
        assert X.shape[1] <= len(self.P)


def apply_rope(x, positions, base=10000.0):
    _are_numbers(x)
    assert x.dim() == 4
    assert x.shape[3] % 2 == 0
    assert not positions.is_floating_point()
    assert positions.shape in ((x.shape[2],), (len(x), x.shape[2]))
    assert (positions >= 0).all()
    assert base > 0


def _are_vectors(module, *tensors):
    _is_in_one_mode(module)
    _are_numbers(*tensors, next(module.parameters()))
    for x in tensors:
        assert x.dim() == 3


class AddNorm:
    def __init__(self, d, dropout=0.0):
        assert d >= 1
        _is_probability(dropout)

    def forward(self, X, Y):
        _are_vectors(self, X, Y)
        assert X.shape == Y.shape
        assert X.shape[2:] == self.norm.normalized_shape


def _are_sizes(d, ffn, num_heads, dropout):
    assert min(d, ffn, num_heads) >= 1
    assert d % num_heads == 0
    _is_probability(dropout)


class EncoderBlock:
    def __init__(self, d, ffn, num_heads, dropout=0.0):
        _are_sizes(d, ffn, num_heads, dropout)

    def forward(self, X, valid_lens=None):
        _are_vectors(self, X)
        assert X.shape[2] == self.attention.W_o.out_features
        _are_lengths(valid_lens, X.shape[1], (len(X),), tuple(X.shape[:2]))


class DecoderBlock:
    def __init__(self, d, ffn, num_heads, dropout, index):
        _are_sizes(d, ffn, num_heads, dropout)
        assert index >= 0

    def forward(self, X, state):
        enc_outputs, enc_valid_lens, cache = state
        past = cache[self.index]
        tensors = [X, enc_outputs] if past is None else [X, enc_outputs, past]
        _are_vectors(self, *tensors)
        for x in tensors:
            assert (len(x), x.shape[2]) == (len(X), self.attention1.W_o.out_features)
        assert isinstance(state, list)
        assert isinstance(cache, list)
        _are_lengths(enc_valid_lens, enc_outputs.shape[1], (len(X),))


def noam_lr(step, d_model, warmup):
    assert all(isinstance(x, int) for x in (step, d_model, warmup))
    assert min(step, d_model, warmup) >= 1

"""What the docstrings of lesson 15 promise of the arguments, asserted on each hidden input."""

import torch


def _are_numbers(*tensors):
    for x in tensors:
        assert x.is_floating_point()
        assert x.isfinite().all()
        assert x.dtype == tensors[0].dtype
        assert min(x.shape) >= 1


def _are_lengths(valid_lens, longest, *shapes):
    if valid_lens is not None:
        assert valid_lens.dtype in (torch.int64, torch.int32)
        assert tuple(valid_lens.shape) in shapes
        assert ((valid_lens >= 0) & (valid_lens <= longest)).all()


def _are_scores_of_keys(scores):
    assert (scores.abs() <= torch.finfo(scores.dtype).max / 2).all()


def _are_keys_and_values(q, k, v, valid_lens):
    _are_numbers(q, k, v)
    assert q.dim() == k.dim() == v.dim() == 3
    assert len(q) == len(k) == len(v)
    assert k.shape[1] == v.shape[1]
    _are_lengths(valid_lens, k.shape[1], (len(q),), tuple(q.shape[:2]))


def masked_softmax(scores, valid_lens=None):
    assert scores.is_floating_point()
    assert scores.dim() == 3
    assert min(scores.shape) >= 1
    _are_lengths(valid_lens, scores.shape[2], (len(scores),), tuple(scores.shape[:2]))
    valid = torch.ones_like(scores, dtype=torch.bool)
    if valid_lens is not None:
        steps = torch.arange(scores.shape[2], device=scores.device)
        valid = (steps < valid_lens.reshape(len(scores), -1, 1)).expand_as(scores)
    _are_scores_of_keys(scores[valid])


def dot_product_attention(q, k, v, valid_lens=None, dropout=0.0, training=False):
    _are_keys_and_values(q, k, v, valid_lens)
    assert q.shape[2] == k.shape[2]
    _are_scores_of_keys(q @ k.mT)
    assert 0 <= dropout < 1
    assert isinstance(training, bool)


class AdditiveAttention:
    def __init__(self, query_size, key_size, num_hiddens, dropout=0.0):
        assert min(query_size, key_size, num_hiddens) >= 1
        assert 0 <= dropout < 1

    def forward(self, q, k, v, valid_lens=None):
        _are_keys_and_values(q, k, v, valid_lens)
        assert q.shape[2] == self.W_q.in_features
        assert k.shape[2] == self.W_k.in_features
        assert self.training == self.dropout.training


def nadaraya_watson(x_query, x_key, y, bandwidth):
    _are_numbers(x_query, x_key, y)
    assert x_query.dim() == x_key.dim() == y.dim() == 1
    assert len(x_key) == len(y)
    assert isinstance(bandwidth, int | float)
    assert bandwidth > 0
    assert (((x_query.unsqueeze(1) - x_key) / bandwidth) ** 2).isfinite().all()


def causal_mask(T, device=None):
    assert isinstance(T, int)
    assert T >= 1
    assert device is None or isinstance(device, torch.device | str)


def attention_step(query, enc_outputs, valid_lens):
    _are_numbers(query, enc_outputs)
    assert query.dim() == 2
    assert enc_outputs.dim() == 3
    assert query.shape == (len(enc_outputs), enc_outputs.shape[2])
    _are_lengths(valid_lens, enc_outputs.shape[1], (len(query),))
    _are_scores_of_keys(enc_outputs @ query.unsqueeze(2))


class Seq2SeqAttentionDecoder:
    def __init__(self, vocab_size, embed_size, num_hiddens, num_layers, dropout=0.0):
        assert min(vocab_size, embed_size, num_hiddens, num_layers) >= 1
        assert 0 <= dropout < 1

    def init_state(self, enc_outputs, valid_lens):
        outputs, (h, c) = enc_outputs
        _are_numbers(outputs, h, c)
        assert outputs.shape[1:] == h.shape[1:]
        assert h.shape == c.shape == (self.rnn.num_layers, outputs.shape[1], self.rnn.hidden_size)
        _are_lengths(valid_lens, len(outputs), (outputs.shape[1],))

    def forward(self, X, state):
        outputs, (h, c), valid_lens = state
        assert X.dtype == torch.int64
        assert X.dim() == 2
        assert X.shape[1] >= 1
        assert ((X >= 0) & (self.embedding.num_embeddings > X)).all()
        assert len(X) == len(outputs) == h.shape[1] == c.shape[1]
        _are_lengths(valid_lens, outputs.shape[1], (len(X),))

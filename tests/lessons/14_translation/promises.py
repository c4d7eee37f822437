"""What the docstrings of lesson 14 promise of the arguments, asserted on each hidden input."""

import torch


def _are_lengths(valid_len, sequences):
    assert valid_len.dtype in (torch.int64, torch.int32)
    assert valid_len.shape == (sequences,)
    assert (valid_len >= 0).all()


def _valid(x, valid_len):
    """The valid steps of [B, T, ...] sequences, in one dimension."""
    return x[torch.arange(x.shape[1], device=x.device) < valid_len.unsqueeze(1)]


def _is_decoding(step, bos, eos, max_len):
    assert callable(step)
    for token in (bos, eos):
        assert type(token) is int
        assert token >= 0
    assert type(max_len) is int
    assert max_len >= 1


def preprocess_nmt(text):
    assert type(text) is str


def build_array(lines, vocab, max_len, is_source):
    assert type(lines) in (list, tuple)
    assert len(lines) >= 1
    for line in lines:
        assert type(line) in (list, tuple)
        assert all(type(token) is str for token in line)
        assert vocab[line] == [vocab[token] for token in line]
    ids = {token: vocab[token] for token in ("<pad>", "<eos>", "<unk>")}
    assert len(set(ids.values())) == 3
    assert all(type(one) is int and one >= 0 for one in ids.values())
    assert type(max_len) is int
    assert max_len >= 1
    assert type(is_source) is bool


def sequence_mask(X, valid_len, value=0.0):
    assert X.dim() >= 2
    assert min(X.shape) >= 1
    assert X.is_floating_point() or X.dtype == torch.int64
    _are_lengths(valid_len, len(X))
    assert _valid(X, valid_len).isfinite().all()
    assert type(value) in (int, float)
    assert X.is_floating_point() or type(value) is int or value == 0


def masked_cross_entropy(logits, labels, valid_len):
    assert logits.is_floating_point()
    assert logits.dim() == 3
    assert min(logits.shape) >= 1
    assert labels.dtype == torch.int64
    assert labels.shape == logits.shape[:2]
    _are_lengths(valid_len, len(logits))
    assert (valid_len <= logits.shape[1]).all()
    assert _valid(logits, valid_len).isfinite().all()
    tokens = _valid(labels, valid_len)
    assert ((tokens >= 0) & (tokens < logits.shape[2])).all()


class Seq2SeqEncoder:
    def __init__(self, vocab_size, embed_size, num_hiddens, num_layers, dropout=0.0):
        assert min(vocab_size, embed_size, num_hiddens, num_layers) >= 1
        assert 0 <= dropout <= 1

    def forward(self, X):
        assert X.dtype == torch.int64
        assert X.dim() == 2
        assert min(X.shape) >= 1
        assert ((X >= 0) & (self.embedding.num_embeddings > X)).all()


def teacher_forcing(Y, bos):
    assert Y.dtype in (torch.int64, torch.int32)
    assert Y.dim() == 2
    assert min(Y.shape) >= 1
    assert type(bos) is int
    assert 0 <= bos < 2**31


def greedy_decode(step, state, bos, eos, max_len):
    _is_decoding(step, bos, eos, max_len)


def beam_search(step, state, bos, eos, beam, max_len, alpha=0.75):
    _is_decoding(step, bos, eos, max_len)
    assert type(beam) is int
    assert beam >= 1
    assert type(alpha) in (int, float)
    assert alpha >= 0


def bleu(pred, ref, k):
    assert type(pred) is str
    assert type(ref) is str
    assert type(k) is int
    assert k >= 1

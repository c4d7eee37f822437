"""What the docstrings of lesson 25 promise of the arguments, asserted on each hidden input."""

from torch import nn


def _are_ids(vocab):
    assert type(vocab) is dict
    assert all(type(token) is str for token in vocab)
    assert all(type(number) is int and number >= 0 for number in vocab.values())


def _are_floating(*tensors):
    for x in tensors:
        assert x.is_floating_point()
        assert x.dtype == tensors[0].dtype
        assert x.device == tensors[0].device
        assert min(x.shape) >= 1
        assert x.isfinite().all()


def _are_tokens(inputs, count):
    assert str(inputs.dtype) == "torch.int64"
    assert inputs.dim() == 2
    assert min(inputs.shape) >= 1
    assert ((inputs >= 0) & (inputs < count)).all()


def preprocess(reviews, vocab, max_len, pad=0, unk=1):
    assert type(reviews) in (list, tuple)
    assert len(reviews) >= 1
    assert all(type(review) is str for review in reviews)
    _are_ids(vocab)
    _are_ids({"<pad>": pad, "<unk>": unk})
    assert type(max_len) is int
    assert max_len >= 1


def corr1d(X, K):
    _are_floating(X, K)
    assert X.dim() == K.dim() == 1
    assert len(K) <= len(X)


def corr1d_multi_in(X, K):
    _are_floating(X, K)
    assert X.dim() == K.dim() == 2
    assert len(K) == len(X)
    assert K.shape[1] <= X.shape[1]


def global_max_pool1d(x):
    assert x.is_floating_point()
    assert x.dim() == 3
    assert min(x.shape) >= 1
    assert not x.isnan().any()
    assert not x.isposinf().any()


def load_pretrained(words, vectors, dim):
    assert type(words) in (list, tuple)
    assert len(words) >= 1
    assert all(type(word) is str for word in words)
    assert type(vectors) is dict
    assert len(vectors) >= 1
    first = next(iter(vectors.values()))
    for word, vector in vectors.items():
        assert type(word) is str
        assert vector.is_floating_point()
        assert (vector.dtype, vector.device) == (first.dtype, first.device)
        assert vector.isfinite().all()
        assert not vector.requires_grad
    assert type(dim) is int
    assert dim >= 1


class BiRNN:
    def __init__(self, vocab_size, embed_size, num_hiddens, num_layers):
        assert min(vocab_size, embed_size, num_hiddens, num_layers) >= 1

    def forward(self, inputs):
        _are_tokens(inputs, self.embedding.num_embeddings)


class TextCNN:
    def __init__(self, vocab_size, embed_size, kernel_sizes, num_channels, dropout=0.5):
        assert type(kernel_sizes) in (list, tuple)
        assert type(num_channels) in (list, tuple)
        assert len(kernel_sizes) == len(num_channels) >= 1
        assert min(vocab_size, embed_size, *kernel_sizes, *num_channels) >= 1
        assert 0 <= dropout <= 1

    def forward(self, inputs):
        _are_tokens(inputs, self.embedding.num_embeddings)


def predict_sentiment(net, vocab, tokens):
    assert isinstance(net, nn.Module)
    _are_ids(vocab)
    assert "<pad>" in vocab
    assert "<unk>" in vocab
    assert type(tokens) in (list, tuple)
    assert all(type(token) is str for token in tokens)

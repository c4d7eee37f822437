"""Sentiment of texts: ids, convolution over words, and two classifiers, one recurrent and one convolutional.

N and B are numbers of texts, T is the number of tokens of a text, and V that of a vocabulary. E is the number
of features of an embedded token, H the number of hidden units, C that of channels, L the length of a
sequence of numbers and w that of a kernel. The rules in `rules.md`, beside this file, hold here. Besides:

- A token is a string, and its id is an integer from 0. A vocabulary is a plain `dict` from tokens to ids.
  Which ids the special tokens have is not fixed: several tokens may even share an id.
- A class is 0 for negative and 1 for positive.
- No result shares memory with another result.
- A Python loop over the entries of a kernel, over kernels or over layers is fine. A loop over texts, channels
  or positions of a tensor is not. Strings, lists and dicts need loops, so `preprocess` and `load_pretrained`
  may fill a tensor row by row. The LSTM may loop over its steps.

Read: Dive into Deep Learning (d2l.ai) 16.1 to 16.3; Kim 2014, Convolutional Neural Networks for Sentence
Classification.
"""

import re
from collections.abc import Sequence

import torch
from torch import Tensor, nn


def preprocess(
    reviews: Sequence[str], vocab: dict[str, int], max_len: int, pad: int = 0, unk: int = 1
) -> Tensor:
    """Turn reviews into one tensor of token ids.

    Each review is treated alike:

    1. Capitals become small letters (`str.lower`).
    2. The tokens are the longest runs of the letters a to z, the digits 0 to 9 and the apostrophe `'`. All
       other characters only separate tokens: spaces, line breaks, punctuation, underscores, curly
       apostrophes and letters with accents too. An apostrophe counts wherever it stands: "'tis" is one
       token, and so is an apostrophe alone.
    3. Each token becomes its id in `vocab`, or `unk` if it is not there.
    4. The first `max_len` ids are kept, and `pad` fills up the row behind them.

    Args:
        reviews: a list or a tuple of one or more strings. A review may be empty, or have no token.
        vocab: the ids of the known tokens. It may be empty. It may hold `pad` or `unk` as the id of a token.
        max_len: the length of the rows, at least 1.
        pad: the id that fills up.
        unk: the id of unknown tokens. It may equal `pad`.

    Returns:
        [N, max_len] int64 on the CPU, where PyTorch makes tensors by default. There is a row for each review
        in the order given. A review without a token gives a row of `pad`.

    Source: d2l.ai 16.1.2, with another rule for tokens.
    """
    raise NotImplementedError("preprocess is not written yet")


def corr1d(X: Tensor, K: Tensor) -> Tensor:
    """Compute the cross-correlation of a sequence of numbers with a kernel.

        Y[i] = sum over a of X[i + a] * K[a]

    The kernel is not flipped, and it stays inside the sequence.

    Args:
        X: [L] numbers.
        K: [w] kernel, w <= L.

    Returns:
        [L - w + 1].

    Not allowed: the convolutions, `unfold` and `fold` of PyTorch.
    Source: d2l.ai 16.3.1.
    """
    raise NotImplementedError("corr1d is not written yet")


def corr1d_multi_in(X: Tensor, K: Tensor) -> Tensor:
    """Compute the cross-correlation of several channels, each with a kernel of its own, and add them up.

        Y[i] = sum over c and a of X[c, i + a] * K[c, a]

    Args:
        X: [C, L] a sequence for each channel.
        K: [C, w] a kernel for each channel, w <= L.

    Returns:
        [L - w + 1], one sequence.

    Not allowed: the convolutions, `unfold` and `fold` of PyTorch.
    Source: d2l.ai 16.3.1.
    """
    raise NotImplementedError("corr1d_multi_in is not written yet")


def global_max_pool1d(x: Tensor) -> Tensor:
    """Find the largest value of each channel, wherever in the sequence it is.

    Args:
        x: [B, C, L]. Besides finite entries it may hold -inf, which marks places that are not to win.

    Returns:
        [B, C]. It is -inf where all L values are. The gradient of an entry goes to the largest value alone.
        Where several values are the largest, such as -inf everywhere, they may share it in any way.

    Not allowed: the poolings of PyTorch, adaptive ones too.
    Source: d2l.ai 16.3.2.
    """
    raise NotImplementedError("global_max_pool1d is not written yet")


def load_pretrained(words: Sequence[str], vectors: dict[str, Tensor], dim: int) -> tuple[Tensor, int]:
    """Make an embedding table for the words of a vocabulary from vectors that somebody else has trained.

    A word without a vector is "out of vocabulary" (oov). Its row is 0. Words are looked up as they are, so
    "The" doesn't find the vector of "the".

    Args:
        words: a list or a tuple of one or more words. Word i gets row i. A word may come several times.
        vectors: one or more vectors by word, all of the same floating-point dtype and on the same device.
            They need not contain the words, and usually they contain many others. They require no gradient.
        dim: the number of entries of a vector, E.

    Returns:
        The tuple (table, oov). The table [V, dim] has the dtype and the device of the vectors, even if all
        words are oov. It is new memory, and requires no gradient. oov is the number of rows whose word has
        no vector, a Python int. A word that comes twice counts twice. A vector that is 0 is a vector.

    Raises:
        ValueError: if the vector of one of the words has another shape than [dim]. The message contains this
            word, or one of them if there are several. Vectors of other words don't matter.

    Source: d2l.ai 16.2.3.
    """
    raise NotImplementedError("load_pretrained is not written yet")


class BiRNN(nn.Module):
    """An LSTM that reads a text in both directions, and a linear layer that sees both ends of it.

    It doesn't know which tokens are padding, and reads all of them. A call changes neither a parameter, nor
    its `grad` and `requires_grad`, nor the mode.

    Source: d2l.ai 16.2.1.
    """

    def __init__(self, vocab_size: int, embed_size: int, num_hiddens: int, num_layers: int) -> None:
        """Make `embedding`, `encoder` and `decoder`. They hold all parameters, and there are no buffers.

        `embedding` is an `nn.Embedding` of V tokens, all alike. `encoder` is an `nn.LSTM` that reads E
        features in both directions. `decoder` is an `nn.Linear` from 4H features to 2, with a bias. All of
        them learn. Nothing is dropped. Leave the first weights as PyTorch draws them.

        Args:
            vocab_size: V.
            embed_size: E.
            num_hiddens: H, the hidden units of each direction.
            num_layers: the layers of the LSTM.
        """
        raise NotImplementedError("BiRNN.__init__ is not written yet")

    def forward(self, inputs: Tensor) -> Tensor:
        """Compute the scores of the two classes for each text.

        The highest layer gives 2H features at each step, those of the forward direction first. The features
        of the first step and then those of the last step, 4H in all, go into `decoder`. With one step they
        go in twice.

        Args:
            inputs: [B, T] int64 ids, from 0 to V - 1, batch-major.

        Returns:
            [B, 2] scores (logits), without softmax. The LSTM starts each call from a state of 0.
        """
        raise NotImplementedError("BiRNN.forward is not written yet")


class TextCNN(nn.Module):
    """Convolutions over the words of a text, and the largest value of each channel.

    Each token has two vectors: one learns, and one stays as it was loaded. A call changes neither a
    parameter, nor its `grad` and `requires_grad`, nor the mode.

    Source: Kim 2014 (CNN-multichannel); d2l.ai 16.3.3.
    """

    def __init__(
        self,
        vocab_size: int,
        embed_size: int,
        kernel_sizes: Sequence[int],
        num_channels: Sequence[int],
        dropout: float = 0.5,
    ) -> None:
        """Make `embedding`, `constant_embedding`, `convs` and `decoder`, which hold all parameters.

        `embedding` and `constant_embedding` are two tables, each an `nn.Embedding` of V tokens, all alike,
        with E features. `constant_embedding` is frozen: its weight doesn't require a gradient, from the
        beginning. As a parameter, it is in `state_dict`. All other parameters learn. `convs` is an
        `nn.ModuleList` with an `nn.Conv1d` for each kernel, in the order given, from 2E channels to its
        number of channels. Each has a bias, stride 1 and no padding. `decoder` is an `nn.Linear` from the
        channels of all kernels to 2, with a bias. Leave the first weights as PyTorch draws them, each table
        by itself. How you drop is free, `nn.Dropout` or a function. There are no buffers.

        Args:
            vocab_size: V.
            embed_size: E.
            kernel_sizes: the widths of one or more kernels, in tokens. Several may be equal.
            num_channels: the number of channels of each kernel, as many numbers as kernels.
            dropout: the share of the pooled features that is dropped in train mode, from 0 to 1.
        """
        raise NotImplementedError("TextCNN.__init__ is not written yet")

    def forward(self, inputs: Tensor) -> Tensor:
        """Compute the scores of the two classes for each text.

        1. Embed each token with both tables: 2E channels, those of `embedding` first.
        2. If the text has fewer tokens than the longest kernel, let vectors of 0 follow behind its last
           token, up to the length of the longest kernel. All kernels then see this longer text.
        3. Apply each convolution, then ReLU, and take the largest value of each channel over all positions.
        4. Concatenate these features in the order of the kernels. In train mode, drop some of them: each is 0
           with probability `dropout`, and otherwise divided by 1 - `dropout`. With a dropout of 1, all are 0.
           Nothing else is dropped.
        5. Apply `decoder`.

        Args:
            inputs: [B, T] int64 ids, from 0 to V - 1, batch-major.

        Returns:
            [B, 2] scores (logits), without softmax.
        """
        raise NotImplementedError("TextCNN.forward is not written yet")


def predict_sentiment(net: nn.Module, vocab: dict[str, int], tokens: Sequence[str]) -> str:
    """Ask a trained classifier whether one text is positive.

    The classifier reads the ids of the tokens, in their order and without padding. Without a token it reads
    `"<pad>"` alone.

    During the call the net is in eval mode with all its submodules, and no gradient is recorded. Before the
    call, submodules may be in different modes. Afterwards each is back in its own mode, even if the net
    raises an exception, which you let through. The caller's grad mode and each parameter stay as they were.

    Args:
        net: maps ids [1, T] int64 to scores [1, 2], those of negative and positive. Its parameters may be of
            any dtype. Don't move it to another device.
        vocab: the ids of the known tokens, "<pad>" and "<unk>" among them. An unknown token gets the id of
            "<unk>".
        tokens: a list or a tuple of tokens, such as step 2 of `preprocess` makes them. It may be empty. They
            are looked up as they are.

    Returns:
        "positive" if the score of class 1 is larger than that of class 0, otherwise "negative". So equal
        scores are negative. The ids go to the device of the net's first parameter, or to the CPU if it has
        none.

    Source: d2l.ai 16.2.3.
    """
    raise NotImplementedError("predict_sentiment is not written yet")

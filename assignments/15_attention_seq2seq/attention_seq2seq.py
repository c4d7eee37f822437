"""Attention, written from scratch: masked softmax, two ways to score, and a decoder that looks back.

B is the number of sequences in a batch, Q the number of queries and K the number of keys, each with its
value. What holds for every function here, unless its docstring says otherwise:

- `valid_lens` says which keys are real and which are padding. It is an integer tensor (int64 or int32) on
  the device of the other inputs: [B], one length for all queries of a sequence, or [B, Q], one for each
  query. A length n, from 0 to K, makes the first n keys valid. None makes all of them valid.
- A key that is not valid has a weight of exactly 0. A query whose length is 0 has no valid key: all its
  weights are 0, and so is its output. No gradient is NaN because of it.
- A result has the dtype and lies on the device of its floating-point input. float64 stays float64, float16
  stays float16, and whatever you create yourself (a mask, an index) is created on the device of the inputs.
- No argument is changed, and no result but a decoder's state shares memory with one.
- A result that is floating-point is differentiable in the floating-point inputs: no `detach`, `.data`,
  `.item()` or NumPy on the way, but where a docstring asks for it.
- Work on whole tensors: no Python loop over sequences, queries or keys. The decoder needs one over its time
  steps, as each step needs the one before.
- Only dropout is random, with numbers from PyTorch's global generator. Where nothing is to be dropped,
  nothing is drawn.
- All sizes are at least 1 and may be 1. No tensor need be contiguous. No inf and no NaN comes in, but where a
  docstring mentions it.
- Your functions may call each other, and `torch.softmax`. They may not call PyTorch's attention:
  `scaled_dot_product_attention`, `nn.MultiheadAttention`, `multi_head_attention_forward`.

Read: Dive into Deep Learning (d2l.ai) 11.1 to 11.4; Goodfellow, Bengio and Courville, Deep Learning, 12.4.5.
"""

import torch
from torch import Tensor, nn


def masked_softmax(scores: Tensor, valid_lens: Tensor | None = None) -> Tensor:
    """Softmax over the keys that are valid.

    Args:
        scores: [B, Q, K], finite where a key is valid, of any sign, and of any size up to half of what the
            dtype can hold. In padding they may be anything, NaN and inf too.
        valid_lens: [B] or [B, Q] integer lengths from 0 to K, or None: see the top of the module.

    Returns:
        [B, Q, K] weights in the dtype of the scores, float16 included. Those of a query sum to 1, or are all
        0 if its length is 0. Padding has a weight of exactly 0, however low the valid scores are, and its
        scores get a gradient of 0. (A large negative number such as -1e6 in their place is not enough: it
        is no float16, and a valid score may be lower.)

    Source: d2l.ai 11.3.2.1.
    """
    raise NotImplementedError("masked_softmax is not written yet")


def dot_product_attention(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    valid_lens: Tensor | None = None,
    dropout: float = 0.0,
    training: bool = False,
) -> tuple[Tensor, Tensor]:
    """Scaled dot-product attention: a weighted mean of values, by how well their keys fit a query.

        weights = masked_softmax(q k^T / sqrt(D)),   out = dropout(weights) v

    Args:
        q: [B, Q, D] queries.
        k: [B, K, D] keys. D may be any size; scores are divided by its square root. The products q . k are
            within the range of the dtype.
        v: [B, K, Dv] values, one for each key; Dv may differ from D.
        valid_lens: [B] or [B, Q] lengths, or None, as for `masked_softmax`. Keys and values of padding are
            finite, and don't show in the result.
        dropout: the probability, from 0 up to but not including 1, that a weight is dropped.
        training: whether to drop anything at all. If False, `dropout` has no effect.

    Returns:
        The tuple (out, weights): out is [B, Q, Dv], and weights [B, Q, K] are those *before* dropout, so
        that they still sum to 1.

        Dropout acts on weights: each of the B * Q * K weights is dropped, that is 0, independently of the
        others, and those that are kept are divided by 1 - dropout, as `nn.functional.dropout` does. It is
        not made up for by normalising again.

    Not allowed: PyTorch's attention.
    Source: Vaswani et al. 2017, 3.2.1; d2l.ai 11.3.3.
    """
    raise NotImplementedError("dot_product_attention is not written yet")


class AdditiveAttention(nn.Module):
    """Attention whose score is a small network: w_v^T tanh(W_q q + W_k k).

    Queries and keys may differ in size. It has three layers without bias, `W_q`, `W_k` and `w_v`, and
    nothing else that is learned or stored in its `state_dict`.

    Its attribute `attention_weights` is None at first. After each `forward` it holds the [B, Q, K] weights
    of that call, before dropout and detached from the graph, to look at.

    Not allowed: PyTorch's attention.
    Source: Bahdanau et al. 2015; d2l.ai 11.3.4.
    """

    def __init__(self, query_size: int, key_size: int, num_hiddens: int, dropout: float = 0.0) -> None:
        """Make the layers, in this order.

        Args:
            query_size: Dq, the features of a query. `W_q` is an `nn.Linear` from these to the hidden units.
            key_size: Dk, the features of a key. `W_k` is an `nn.Linear` from these to the hidden units.
            num_hiddens: the hidden units. `w_v` is an `nn.Linear` from these to one number.
            dropout: the probability of the attribute `dropout`, an `nn.Dropout`.
        """
        raise NotImplementedError("AdditiveAttention.__init__ is not written yet")

    def forward(self, q: Tensor, k: Tensor, v: Tensor, valid_lens: Tensor | None = None) -> Tensor:
        """Attend to the values.

        Args:
            q: [B, Q, Dq] queries.
            k: [B, K, Dk] keys.
            v: [B, K, Dv] values; Dv is any size.
            valid_lens: [B] or [B, Q] lengths, or None, as for `masked_softmax`.

        Returns:
            [B, Q, Dv]: the masked softmax of the scores over the keys gives the weights, and in train mode
            some of the weights are dropped, as in `dot_product_attention`, before they multiply the values.
        """
        raise NotImplementedError("AdditiveAttention.forward is not written yet")


def nadaraya_watson(x_query: Tensor, x_key: Tensor, y: Tensor, bandwidth: float) -> Tensor:
    """Kernel regression with a Gaussian kernel: attention from before it had its name.

        f(x) = sum_j w_j y_j,   w_j = exp(-(x - x_j)^2 / (2 h^2)) / sum_i exp(-(x - x_i)^2 / (2 h^2))

    Args:
        x_query: [M] places where the function is asked for.
        x_key: [N] places where it was seen.
        y: [N] what was seen there.
        bandwidth: h, the standard deviation of the kernel, above 0.

    Returns:
        [M] estimates. They are finite and right also where a query is so far from every key that all
        exponentials underflow (then the nearest key decides; the squared distances in bandwidths are within
        the range of the dtype), and their digits are as good at x = 10000 as at x = 0.

    Source: Nadaraya 1964; Watson 1964; d2l.ai 11.2.
    """
    raise NotImplementedError("nadaraya_watson is not written yet")


def causal_mask(T: int, device: torch.device | str | None = None) -> Tensor:
    """Which steps a step may attend to, when it must not see what comes after it.

    Args:
        T: the number of steps.
        device: where the mask is made; None is the CPU.

    Returns:
        [T, T] bool: row i, column j is True if step i may attend to step j, that is to itself and to all
        before it. (`nn.Transformer` has it the other way round: there True means hidden.)

    Source: Vaswani et al. 2017, 3.2.3.
    """
    raise NotImplementedError("causal_mask is not written yet")


def attention_step(query: Tensor, enc_outputs: Tensor, valid_lens: Tensor | None) -> tuple[Tensor, Tensor]:
    """One step of a decoder that looks back: scaled dot-product attention of one query for each sequence.

    The encoder's outputs are the keys, and the values too.

    Args:
        query: [B, H] the state of the decoder.
        enc_outputs: [B, T, H] the encoder's outputs, padding included.
        valid_lens: [B] lengths of the sequences, from 0 to T, or None.

    Returns:
        The tuple (context, weights): [B, H] the mean of the outputs by their weights, and [B, T] the weights,
        the masked softmax of query . output / sqrt(H). Nothing is dropped.

    Not allowed: PyTorch's attention.
    Source: Luong et al. 2015, with the scale of Vaswani et al. 2017.
    """
    raise NotImplementedError("attention_step is not written yet")


class Seq2SeqAttentionDecoder(nn.Module):
    """An LSTM that looks at the encoder's outputs before each of its steps.

    At each step the hidden state of the *last* (highest) layer, as the step before left it, is the query;
    the encoder's outputs are keys and values. The context that comes out stands before the embedding of the
    token in what the LSTM reads.

    Not allowed: PyTorch's attention. `nn.LSTM` is needed.
    Source: Bahdanau et al. 2015; d2l.ai 11.4.
    """

    def __init__(
        self, vocab_size: int, embed_size: int, num_hiddens: int, num_layers: int, dropout: float = 0.0
    ) -> None:
        """Make `embedding`, `attention`, `rnn` and `dense`, in this order; they hold all parameters.

        Args:
            vocab_size: V, the number of tokens. `embedding` is an `nn.Embedding` of these; `dense`, the last
                layer, is an `nn.Linear` with bias from the hidden units to a score for each.
            embed_size: E, the features of an embedded token.
            num_hiddens: H, the hidden units of the LSTM, and of the encoder. `attention` is an
                `AdditiveAttention` in which queries, keys and hidden units have this size.
            num_layers: L, the layers of the LSTM, and of the encoder. `rnn` is an `nn.LSTM` that reads
                H + E features, time-major, as is its default.
            dropout: of `attention`, and of `rnn` between its layers. (With one layer PyTorch warns that it
                has no effect there; never mind.) Nothing else is dropped.
        """
        raise NotImplementedError("Seq2SeqAttentionDecoder.__init__ is not written yet")

    def init_state(self, enc_outputs: tuple, valid_lens: Tensor | None) -> tuple:
        """Make a state of what an encoder returns.

        Args:
            enc_outputs: the tuple (outputs, (h, c)) of an LSTM: outputs [S, B, H], time-major, for S steps
                of the source; h and c [L, B, H].
            valid_lens: [B] lengths of the sources, from 0 to S, or None.

        Returns:
            The tuple (outputs, (h, c), valid_lens), with the outputs batch-major, [B, S, H]; the rest as it
            was given. It may share memory with what was given.
        """
        raise NotImplementedError("Seq2SeqAttentionDecoder.init_state is not written yet")

    def forward(self, X: Tensor, state: tuple) -> tuple[Tensor, tuple]:
        """Read tokens, and score what comes after each.

        Args:
            X: [B, T] int64 tokens, from 0 to V - 1.
            state: from `init_state`, or from an earlier call, to go on where that one stopped. Neither it
                nor a tensor in it is changed: another call with the same state starts from the same place.

        Returns:
            The tuple (scores, state): scores [B, T, V], not normalised, and a new tuple like the one that
            came in, in which (h, c) is the LSTM's state after the last step.
        """
        raise NotImplementedError("Seq2SeqAttentionDecoder.forward is not written yet")

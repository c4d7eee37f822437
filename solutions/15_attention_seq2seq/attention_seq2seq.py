"""Attention, written from scratch: masked softmax, two ways to score, and a decoder that looks back.

B is the number of sequences in a batch and Q the number of queries. K is the number of keys, each with its
value. The rules in `rules.md`, beside this file, hold here. Besides:

- `valid_lens` says which keys are valid and which are padding. It is an integer tensor (int64 or int32). The
  shape [B] has one length for all queries of a sequence, and [B, Q] one for each query. A length n, from 0 to
  K, makes the first n keys valid. None makes all keys valid.
- A key that is not valid has a weight of exactly 0. A query whose length is 0 has no valid key: all its
  weights are 0, and so is its output. This makes no gradient NaN.
- The score of a valid key is finite, of any sign, and of any size up to half of the largest number of its
  dtype. So is the product q . k before it is scaled.
- Only a decoder's state may share memory with an argument or with the result of another call.
- You may use `detach` and the like where a docstring asks for it.
- No Python loop goes over sequences, queries, keys or features. The decoder needs a loop over its time steps,
  because each step needs the one before.
- Only dropout and the first weights of a module are random. A call that drops nothing draws no random
  numbers.
- Your functions may call `torch.softmax`. They may not call PyTorch's attention:
  `scaled_dot_product_attention`, `nn.MultiheadAttention`, `multi_head_attention_forward`.

Read: Dive into Deep Learning (d2l.ai) 11.1 to 11.4; Goodfellow, Bengio and Courville, Deep Learning, 12.4.5.
"""

import torch
from torch import Tensor, nn


def masked_softmax(scores: Tensor, valid_lens: Tensor | None = None) -> Tensor:
    """Compute softmax over the valid keys.

    Args:
        scores: [B, Q, K]: see the top of the module. Those of padding may be anything, even NaN or inf.
        valid_lens: [B] or [B, Q] integer lengths from 0 to K, or None: see there.

    Returns:
        [B, Q, K] weights in the dtype of the scores, float16 included. The weights of a query sum to 1, or
        are all 0 if its length is 0. Padding has a weight of exactly 0, however low the valid scores are. Its
        scores get a gradient of 0. (It is not enough to replace these scores by a number such as -1e6.
        float16 has no such number, and a valid score may be lower.)

    Source: d2l.ai 11.3.2.1.
    """
    ### BEGIN SOLUTION
    if valid_lens is None:
        return torch.softmax(scores, dim=-1)
    if valid_lens.dim() == 1:
        valid_lens = valid_lens.unsqueeze(1)  # [B,1], the same for all queries
    keys = torch.arange(scores.shape[-1], device=scores.device)  # [K]
    padding = keys >= valid_lens.unsqueeze(-1)  # [B,1,K] or [B,Q,K]
    lowest = torch.finfo(scores.dtype).min  # unlike -inf, it makes no NaN of a row that is all padding
    weights = torch.softmax(scores.masked_fill(padding, lowest), dim=-1)
    return weights.masked_fill(padding, 0.0)  # [B,Q,K]
    ### END SOLUTION


def dot_product_attention(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    valid_lens: Tensor | None = None,
    dropout: float = 0.0,
    training: bool = False,
) -> tuple[Tensor, Tensor]:
    """Compute scaled dot-product attention: means of values, weighted by how well keys fit a query.

        weights = masked_softmax(q k^T / sqrt(D)),   out = dropout(weights) v

    Args:
        q: [B, Q, D] queries.
        k: [B, K, D] keys. D may be any size; scores are divided by its square root.
        v: [B, K, Dv] values, one for each key; Dv may differ from D.
        valid_lens: [B] or [B, Q] lengths, or None, as for `masked_softmax`. Keys and values of padding don't
            affect the result.
        dropout: the probability, from 0 up to but not including 1, that a weight is dropped.
        training: whether to drop anything at all. If False, `dropout` has no effect.

    Returns:
        The tuple (out, weights). out is [B, Q, Dv]. weights [B, Q, K] are those *before* dropout, so they
        still sum to 1.

        Dropout acts on the weights as `nn.functional.dropout` does: each of the B * Q * K weights is dropped,
        that is 0, independently of the others. The kept weights are divided by 1 - dropout. They are not
        normalised again. Which weights a seed drops is up to you.

    Not allowed: PyTorch's attention.
    Source: Vaswani et al. 2017, 3.2.1; d2l.ai 11.3.3.
    """
    ### BEGIN SOLUTION
    scores = q @ k.mT / q.shape[-1] ** 0.5  # [B,Q,D] @ [B,D,K] -> [B,Q,K]
    weights = masked_softmax(scores, valid_lens)
    return nn.functional.dropout(weights, dropout, training) @ v, weights  # [B,Q,Dv], [B,Q,K]
    ### END SOLUTION


class AdditiveAttention(nn.Module):
    """Attention whose score is a small network: w_v^T tanh(W_q q + W_k k).

    Queries and keys may differ in size. The module has three layers without bias: `W_q`, `W_k` and `w_v`.
    Nothing else is learned or stored in its `state_dict`.

    Its attribute `attention_weights` is None at first. After each `forward` it holds the [B, Q, K] weights
    of that call, for inspection: a new tensor, from before dropout and detached from the graph.

    A call changes neither a parameter, nor its `grad` and `requires_grad`, nor the mode.

    Not allowed: PyTorch's attention.
    Source: Bahdanau et al. 2015; d2l.ai 11.3.4.
    """

    def __init__(self, query_size: int, key_size: int, num_hiddens: int, dropout: float = 0.0) -> None:
        """Make the layers, in this order. Leave the first weights as PyTorch draws them.

        Args:
            query_size: Dq, the features of a query. `W_q` is an `nn.Linear` from these to the hidden units.
            key_size: Dk, the features of a key. `W_k` is an `nn.Linear` from these to the hidden units.
            num_hiddens: the hidden units. `w_v` is an `nn.Linear` from these to one number.
            dropout: the probability of the attribute `dropout`, an `nn.Dropout`.
        """
        ### BEGIN SOLUTION
        super().__init__()
        self.W_q = nn.Linear(query_size, num_hiddens, bias=False)
        self.W_k = nn.Linear(key_size, num_hiddens, bias=False)
        self.w_v = nn.Linear(num_hiddens, 1, bias=False)
        self.dropout = nn.Dropout(dropout)
        self.attention_weights: Tensor | None = None
        ### END SOLUTION

    def forward(self, q: Tensor, k: Tensor, v: Tensor, valid_lens: Tensor | None = None) -> Tensor:
        """Attend to the values.

        Args:
            q: [B, Q, Dq] queries.
            k: [B, K, Dk] keys.
            v: [B, K, Dv] values; Dv is any size.
            valid_lens: [B] or [B, Q] lengths, or None, as for `masked_softmax`.

        Returns:
            [B, Q, Dv] weighted means of the values. The weights are the masked softmax of the scores over the
            keys. In train mode, dropout acts on the weights, as in `dot_product_attention`. (The module
            and its `dropout` are always in the same mode.)
        """
        ### BEGIN SOLUTION
        hidden = torch.tanh(self.W_q(q).unsqueeze(2) + self.W_k(k).unsqueeze(1))  # [B,Q,1,H] + [B,1,K,H]
        scores = self.w_v(hidden).squeeze(-1)  # [B,Q,K,1] -> [B,Q,K]
        weights = masked_softmax(scores, valid_lens)
        self.attention_weights = weights.detach()
        return self.dropout(weights) @ v  # [B,Q,Dv]
        ### END SOLUTION


def nadaraya_watson(x_query: Tensor, x_key: Tensor, y: Tensor, bandwidth: float) -> Tensor:
    """Compute kernel regression with a Gaussian kernel, an early form of attention.

        f(x) = sum_j w_j y_j,   w_j = exp(-(x - x_j)^2 / (2 h^2)) / sum_i exp(-(x - x_i)^2 / (2 h^2))

    Args:
        x_query: [M] points at which to estimate the function.
        x_key: [N] points at which the function was observed.
        y: [N] values that were observed there.
        bandwidth: h, the standard deviation of the kernel, a Python number above 0.

    Returns:
        [M] estimates. They are finite and right even if a query is so far from every key that all
        exponentials underflow. Then the nearest key decides. ((x - x_j) / h and its square are within the
        range of the dtype. (x - x_j)^2 and h^2 alone need not be.) For the points as they are given, the
        estimates are as precise at x = 10000 as at x = 0.

    Source: Nadaraya 1964; Watson 1964; d2l.ai 11.2.
    """
    ### BEGIN SOLUTION
    distances = (x_query.unsqueeze(1) - x_key) / bandwidth  # [M,1] - [N] -> [M,N]
    return torch.softmax(-(distances**2) / 2, dim=1) @ y  # [M,N] @ [N]
    ### END SOLUTION


def causal_mask(T: int, device: torch.device | str | None = None) -> Tensor:
    """Make the mask that lets each step attend to itself and to earlier steps, but not to later ones.

    Args:
        T: the number of steps.
        device: the device of the mask. None is PyTorch's default device, which is the CPU.

    Returns:
        [T, T] bool, a new tensor in each call: row i, column j is True if step i may attend to step j. It may
        attend to itself and to all steps before it. (`nn.Transformer` has the opposite convention: there True
        means hidden.)

    Source: Vaswani et al. 2017, 3.2.3.
    """
    ### BEGIN SOLUTION
    steps = torch.arange(T, device=device)
    return steps.unsqueeze(1) >= steps  # [T,1] >= [T] -> [T,T]
    ### END SOLUTION


def attention_step(query: Tensor, enc_outputs: Tensor, valid_lens: Tensor | None) -> tuple[Tensor, Tensor]:
    """Compute the attention of one decoder step: scaled dot-product attention with one query per sequence.

    The encoder's outputs are both the keys and the values.

    Args:
        query: [B, H] the state of the decoder.
        enc_outputs: [B, T, H] the encoder's outputs, padding included.
        valid_lens: [B] lengths of the sequences, from 0 to T, or None.

    Returns:
        The tuple (context, weights). weights [B, T] are the masked softmax of query . output / sqrt(H).
        context [B, H] is the mean of the outputs by these weights. There is no dropout.

    Not allowed: PyTorch's attention.
    Source: Luong et al. 2015, with the scale of Vaswani et al. 2017.
    """
    ### BEGIN SOLUTION
    context, weights = dot_product_attention(query.unsqueeze(1), enc_outputs, enc_outputs, valid_lens)
    return context.squeeze(1), weights.squeeze(1)  # [B,1,H] -> [B,H], [B,1,T] -> [B,T]
    ### END SOLUTION


class Seq2SeqAttentionDecoder(nn.Module):
    """An LSTM that attends to the encoder's outputs before each of its steps.

    At each step the query is h of the *last* (highest) layer, as the step before left it. At the first step
    it comes from the state. The encoder's outputs are the keys and values. The LSTM does one step, on the
    context and the token's embedding, concatenated in this order. After a call, `attention.attention_weights`
    holds the [B, 1, S] weights of the last step.

    A call changes neither a parameter, nor its `grad` and `requires_grad`, nor the mode.

    Not allowed: PyTorch's attention. `nn.LSTM` is needed.
    Source: Bahdanau et al. 2015; d2l.ai 11.4.
    """

    def __init__(
        self, vocab_size: int, embed_size: int, num_hiddens: int, num_layers: int, dropout: float = 0.0
    ) -> None:
        """Make `embedding`, `attention`, `rnn` and `dense`, in this order. They hold all parameters.

        Leave the first weights as PyTorch draws them.

        Args:
            vocab_size: V, the number of tokens. `embedding` is an `nn.Embedding` of these tokens. `dense`,
                the last layer, is an `nn.Linear` with bias from the hidden units to a score for each token.
            embed_size: E, the features of an embedded token.
            num_hiddens: H, the hidden units of the LSTM, and of the encoder. `attention` is an
                `AdditiveAttention` in which queries, keys and hidden units have this size.
            num_layers: L, the layers of the LSTM, and of the encoder. `rnn` is an `nn.LSTM` that reads
                H + E features, time-major, which is its default.
            dropout: the dropout of `attention`, and of `rnn` between its layers. Nothing else is dropped.
                (With one layer, PyTorch warns that the dropout of `rnn` has no effect. Ignore the warning.)
        """
        ### BEGIN SOLUTION
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.attention = AdditiveAttention(num_hiddens, num_hiddens, num_hiddens, dropout)
        self.rnn = nn.LSTM(num_hiddens + embed_size, num_hiddens, num_layers, dropout=dropout)
        self.dense = nn.Linear(num_hiddens, vocab_size)
        ### END SOLUTION

    def init_state(self, enc_outputs: tuple, valid_lens: Tensor | None) -> tuple:
        """Make the decoder's first state from the result of an encoder.

        Args:
            enc_outputs: the tuple (outputs, (h, c)) of an LSTM. outputs are [S, B, H], time-major, with S
                steps of the source. h and c are [L, B, H].
            valid_lens: [B] lengths of the sources, from 0 to S, or None.

        Returns:
            The tuple (outputs, (h, c), valid_lens), with the outputs batch-major, [B, S, H], and equal (h, c)
            and lengths. It may share memory with the arguments.
        """
        ### BEGIN SOLUTION
        outputs, hidden = enc_outputs
        return outputs.transpose(0, 1), hidden, valid_lens
        ### END SOLUTION

    def forward(self, X: Tensor, state: tuple) -> tuple[Tensor, tuple]:
        """Read tokens, and score the next token after each.

        Args:
            X: [B, T] int64 tokens, from 0 to V - 1.
            state: from `init_state`, or from an earlier call, to continue after that call. Change neither the
                state nor a tensor in it, so another call with the same state gives the same result.

        Returns:
            The tuple (scores, state). scores [B, T, V] are not normalised. state is a new tuple like the
            argument, in which (h, c) is the LSTM's state after the last step.
        """
        ### BEGIN SOLUTION
        outputs, hidden, valid_lens = state
        features = []
        for x in self.embedding(X).unbind(1):  # [B,E]
            query = hidden[0][-1].unsqueeze(1)  # [B,1,H], of the last layer
            context = self.attention(query, outputs, outputs, valid_lens).squeeze(1)  # [B,1,H] -> [B,H]
            feature, hidden = self.rnn(torch.cat([context, x], dim=1).unsqueeze(0), hidden)  # [1,B,H]
            features.append(feature)
        scores = self.dense(torch.cat(features).transpose(0, 1))  # [T,B,H] -> [B,T,H] -> [B,T,V]
        return scores, (outputs, hidden, valid_lens)
        ### END SOLUTION

"""The Transformer, written from scratch: heads of attention, positions, and the blocks of both stacks.

B is the number of sequences in a batch, T the number of positions of a sequence, and H the number of heads.
Q is the number of queries and K the number of keys, each with its value. d is the size of a vector that goes
into a block and comes out of it. The rules in `rules.md`, beside this file, hold here. Besides:

- `valid_lens` says which keys are valid and which are padding. It is an integer tensor (int64 or int32). The
  shape [B] has one length for all queries of a sequence, and [B, Q] one for each query. A length n, from 0 to
  K, makes the first n keys valid. None makes all keys valid.
- A key that is not valid has a weight of exactly 0, in each head. A query whose length is 0 has no valid key:
  all its weights are 0. This makes no gradient NaN.
- A product q . k of projected vectors is finite, even before it is scaled. Of valid keys it is at most half
  of the largest number of its dtype.
- The floating-point tensors of a call have the dtype and the device of the module.
- A result may share memory with an argument, and so with another result.
- You may use `detach` and the like where a docstring asks for it.
- No Python loop goes over sequences, positions, heads, queries, keys or features.
- Only dropout and the first weights of a module are random. A call that drops nothing draws no random
  numbers.
- The grader loads the weights of a module by name. So use the names of the docstring, and no other parameters
  or buffers in the `state_dict`. Make the layers in the order of the docstring, and leave their first weights
  as PyTorch draws them. A call changes neither a parameter, nor its `grad` and `requires_grad`, nor the mode.
  A module and its parts are always in the same mode.
- Your functions and classes may call `torch.softmax` and `nn.LayerNorm`. They may not call PyTorch's
  attention and its Transformer: `scaled_dot_product_attention`, `nn.MultiheadAttention`,
  `nn.TransformerEncoderLayer` and the like.

Read: Vaswani et al. 2017, Attention Is All You Need; Dive into Deep Learning (d2l.ai) 11.5 to 11.7.
"""

import torch
from torch import Tensor, nn


def split_heads(X: Tensor, num_heads: int) -> Tensor:
    """Split the features of each vector into heads, and put the heads beside the sequences.

    Head h has the features from h * D / H to (h + 1) * D / H - 1 of each vector. The order is batch-major:
    row b * H + h of the result is head h of sequence b. So the heads of a sequence are neighbours.

    Args:
        X: [B, T, D].
        num_heads: H. It divides D.

    Returns:
        [B*H, T, D/H].

    Source: d2l.ai 11.5.2.
    """
    ### BEGIN SOLUTION
    X = X.unflatten(2, (num_heads, -1))  # [B,T,H,D/H]
    return X.transpose(1, 2).flatten(0, 1)  # [B,H,T,D/H] -> [B*H,T,D/H]
    ### END SOLUTION


def merge_heads(X: Tensor, num_heads: int) -> Tensor:
    """Put the heads of each vector together again: the inverse of `split_heads`.

    Args:
        X: [B*H, T, F], where row b * H + h is head h of sequence b.
        num_heads: H. It divides the number of rows.

    Returns:
        [B, T, H*F]. Head h has the features from h * F to (h + 1) * F - 1.

    Source: d2l.ai 11.5.2.
    """
    ### BEGIN SOLUTION
    X = X.unflatten(0, (-1, num_heads))  # [B,H,T,F]
    return X.transpose(1, 2).flatten(2, 3)  # [B,T,H,F] -> [B,T,H*F]
    ### END SOLUTION


class MultiHeadAttention(nn.Module):
    """Scaled dot-product attention of several heads, each with its own share of the projected features.

        head_h = masked_softmax(q_h k_h^T / sqrt(d_model / H)) v_h
        result = W_o(all heads of a vector, side by side)

    q_h is head h of W_q(q), as `split_heads` makes it, and so are k_h of W_k(k) and v_h of W_v(v).

    Its attribute `attention_weights` is None at first. After each `forward` it holds the [B, H, Q, K] weights
    of that call, for inspection: a new tensor, from before dropout and detached from the graph.

    Not allowed: PyTorch's attention.
    Source: Vaswani et al. 2017, 3.2.2; d2l.ai 11.5.
    """

    def __init__(
        self,
        q_size: int,
        k_size: int,
        v_size: int,
        d_model: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = False,
    ) -> None:
        """Make the layers `W_q`, `W_k`, `W_v` and `W_o`, in this order. Each is an `nn.Linear`.

        Args:
            q_size: Dq, the features of a query. `W_q` maps them to d_model.
            k_size: Dk, the features of a key. `W_k` maps them to d_model.
            v_size: Dv, the features of a value. `W_v` maps them to d_model.
            d_model: the features of the result, and of all heads together. `W_o` maps d_model to d_model.
            num_heads: H.
            dropout: the probability, from 0 up to but not including 1, of the attribute `dropout`, an
                `nn.Dropout`.
            bias: whether each of the four layers has a bias.

        Raises:
            ValueError: if `num_heads` does not divide `d_model`.
        """
        ### BEGIN SOLUTION
        super().__init__()
        if d_model % num_heads != 0:
            raise ValueError(f"{num_heads} heads can't share {d_model} features equally")
        self.num_heads = num_heads
        self.W_q = nn.Linear(q_size, d_model, bias=bias)
        self.W_k = nn.Linear(k_size, d_model, bias=bias)
        self.W_v = nn.Linear(v_size, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)
        self.dropout = nn.Dropout(dropout)
        self.attention_weights: Tensor | None = None
        ### END SOLUTION

    def forward(self, q: Tensor, k: Tensor, v: Tensor, valid_lens: Tensor | None = None) -> Tensor:
        """Attend to the values.

        Args:
            q: [B, Q, Dq] queries.
            k: [B, K, Dk] keys.
            v: [B, K, Dv] values, one for each key.
            valid_lens: [B] or [B, Q] lengths, or None: see the top of the module. They hold for all heads.

        Returns:
            [B, Q, d_model]. In train mode, dropout acts on the weights as `nn.Dropout` does: each of the
            B * H * Q * K weights is dropped independently, and the kept ones are divided by 1 - dropout. They
            are not normalised again. Which weights a seed drops is up to you.
        """
        ### BEGIN SOLUTION
        if valid_lens is None:
            valid_lens = torch.full((len(k),), k.shape[1], device=k.device)
        q, k, v = (split_heads(x, self.num_heads) for x in (self.W_q(q), self.W_k(k), self.W_v(v)))
        lens = valid_lens.repeat_interleave(self.num_heads, dim=0)  # [B*H] or [B*H,Q], as batch-major as q
        padding = torch.arange(k.shape[1], device=k.device) >= lens.reshape(len(k), -1, 1)  # [B*H,1 or Q,K]
        scores = q @ k.mT / q.shape[2] ** 0.5  # [B*H,Q,F] @ [B*H,F,K] -> [B*H,Q,K]
        scores = scores.masked_fill(padding, torch.finfo(scores.dtype).min)
        weights = torch.softmax(scores, dim=2).masked_fill(padding, 0.0)
        self.attention_weights = weights.detach().unflatten(0, (-1, self.num_heads))
        return self.W_o(merge_heads(self.dropout(weights) @ v, self.num_heads))  # [B,Q,d_model]
        ### END SOLUTION


class PositionalEncoding(nn.Module):
    """Add to each vector a fixed pattern that depends on its position alone: waves of many lengths.

        P[t, 2i] = sin(t / 10000^(2i/d)),   P[t, 2i + 1] = cos(t / 10000^(2i/d)),   t = 0, 1, 2, ...

    So sines and cosines alternate. If d is odd, the last feature is a sine without its cosine. (The sum is
    not scaled here; a model multiplies its embeddings by sqrt(d) before.)

    `P` is a buffer of shape [max_len, d], the only one. It is not persistent: the `state_dict` is empty.
    `.to(...)` moves it and changes its dtype, as for every buffer. It requires no gradient.

    Source: Vaswani et al. 2017, 3.5 and 5.4; d2l.ai 11.6.3.
    """

    def __init__(self, d: int, dropout: float = 0.0, max_len: int = 1000) -> None:
        """Make `P` in float32. Compute the angles in float32 or better.

        Args:
            d: the features of a vector, even or odd.
            dropout: the probability, from 0 up to but not including 1, of the attribute `dropout`, an
                `nn.Dropout`.
            max_len: the number of positions that there are encodings for.
        """
        ### BEGIN SOLUTION
        super().__init__()
        positions = torch.arange(max_len, dtype=torch.float64).unsqueeze(1)  # [max_len,1]
        exponents = torch.arange(0, d, 2, dtype=torch.float64) / d  # [ceil(d/2)]
        angles = positions / 10000.0**exponents  # [max_len,ceil(d/2)]
        P = torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)  # [max_len,d], or one column more
        self.register_buffer("P", P[:, :d].float(), persistent=False)
        self.dropout = nn.Dropout(dropout)
        ### END SOLUTION

    def forward(self, X: Tensor) -> Tensor:
        """Add the encodings of the positions 0 to T - 1.

        Args:
            X: [B, T, d], in the dtype of `P`.

        Returns:
            [B, T, d]: dropout of X + P. In train mode, dropout acts on each entry of the sum.

        Raises:
            ValueError: if T is larger than `max_len`.
        """
        ### BEGIN SOLUTION
        T = X.shape[1]
        if len(self.P) < T:
            raise ValueError(f"{T} positions, but encodings for {len(self.P)} only")
        return self.dropout(X + self.P[:T])
        ### END SOLUTION


def apply_rope(x: Tensor, positions: Tensor, base: float = 10000.0) -> Tensor:
    r"""Rotate pairs of features by angles that grow with the position: rotary position embedding.

    Features 2i and 2i + 1 are the two coordinates of a point. At position t it is turned around the origin,
    counterclockwise, by the angle a = t * base^(-2i/D):

        y_{2i} = x_{2i} cos a - x_{2i+1} sin a,   y_{2i+1} = x_{2i} sin a + x_{2i+1} cos a

    So position 0 changes nothing, and lengths stay as they are. If queries and keys are both rotated, the
    product of the query at position m and the key at position n depends on m - n alone. (Other code pairs
    feature i with feature i + D/2. Here neighbours are a pair, as in the paper.)

    Args:
        x: [B, H, T, D] queries or keys. D is even.
        positions: [T] integer positions for all sequences, or [B, T] for each sequence, on the device of x.
            They are at least 0, in any order, and may repeat.
        base: a number above 0.

    Returns:
        [B, H, T, D], a new tensor in the dtype of x. Compute the angles in float32 or better, also if x is
        float16: that has no numbers between 2048 and 2050. If x is float64, compute them in float64.

    Raises:
        ValueError: if D is odd.

    Source: Su et al. 2021, RoFormer, 3.2.2 and equation 34.
    """
    ### BEGIN SOLUTION
    D = x.shape[3]
    if D % 2 != 0:
        raise ValueError(f"{D} features are no pairs")
    frequencies = base ** (-torch.arange(0, D, 2, dtype=torch.float64, device=x.device) / D)  # [D/2]
    angles = positions.unsqueeze(-1) * frequencies  # [T,D/2] or [B,T,D/2]
    if positions.dim() == 2:
        angles = angles.unsqueeze(1)  # [B,1,T,D/2], the same for all heads
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    even, odd = x[..., 0::2], x[..., 1::2]  # [B,H,T,D/2]
    return torch.stack([even * cos - odd * sin, even * sin + odd * cos], dim=-1).flatten(3)
    ### END SOLUTION


class AddNorm(nn.Module):
    """Add what a layer found to what it was given, and normalise the sum: norm(X + dropout(Y)).

    This is the order of the paper, called post-norm. (Many later models normalise first: X + layer(norm(X)).)

    Source: Vaswani et al. 2017, 3.1 and 5.4; d2l.ai 11.7.3.
    """

    def __init__(self, d: int, dropout: float = 0.0) -> None:
        """Make `norm`, an `nn.LayerNorm` over d features with PyTorch's defaults, and `dropout`.

        Args:
            d: the features of a vector.
            dropout: the probability, from 0 up to but not including 1, of the attribute `dropout`, an
                `nn.Dropout`.
        """
        ### BEGIN SOLUTION
        super().__init__()
        self.norm = nn.LayerNorm(d)
        self.dropout = nn.Dropout(dropout)
        ### END SOLUTION

    def forward(self, X: Tensor, Y: Tensor) -> Tensor:
        """Compute norm(X + dropout(Y)).

        Args:
            X: [B, T, d], what the layer was given.
            Y: [B, T, d], what the layer found.

        Returns:
            [B, T, d].
        """
        ### BEGIN SOLUTION
        return self.norm(X + self.dropout(Y))
        ### END SOLUTION


class EncoderBlock(nn.Module):
    """A block of the encoder: each position looks at all valid ones, and then at itself through two layers.

        Y = addnorm1(X, attention(X, X, X)),   result = addnorm2(Y, ffn(Y))

    Not allowed: PyTorch's attention and its Transformer.
    Source: Vaswani et al. 2017, 3.1 and 3.3; d2l.ai 11.7.4.
    """

    def __init__(self, d: int, ffn: int, num_heads: int, dropout: float = 0.0) -> None:
        """Make `attention`, `addnorm1`, `ffn` and `addnorm2`, in this order.

        Args:
            d: the features of a vector. `attention` is a `MultiHeadAttention` without bias, in which queries,
                keys, values and the result have this size. `addnorm1` and `addnorm2` are `AddNorm`.
            ffn: the hidden units of `ffn`, an `nn.Sequential` of an `nn.Linear` from d to these, an
                `nn.ReLU`, and an `nn.Linear` back to d. Both have biases. There is no dropout in it.
            num_heads: H. It divides d.
            dropout: the dropout of `attention` and of both `AddNorm`.
        """
        ### BEGIN SOLUTION
        super().__init__()
        self.attention = MultiHeadAttention(d, d, d, d, num_heads, dropout)
        self.addnorm1 = AddNorm(d, dropout)
        self.ffn = nn.Sequential(nn.Linear(d, ffn), nn.ReLU(), nn.Linear(ffn, d))
        self.addnorm2 = AddNorm(d, dropout)
        ### END SOLUTION

    def forward(self, X: Tensor, valid_lens: Tensor | None = None) -> Tensor:
        """Compute the block.

        Args:
            X: [B, T, d], padding included.
            valid_lens: [B] or [B, T] lengths, from 0 to T, or None: see the top of the module.

        Returns:
            [B, T, d]. Positions of padding have results too: they are queries like all others.
        """
        ### BEGIN SOLUTION
        Y = self.addnorm1(X, self.attention(X, X, X, valid_lens))
        return self.addnorm2(Y, self.ffn(Y))
        ### END SOLUTION


class DecoderBlock(nn.Module):
    """A block of the decoder: each position looks at itself and the earlier ones, then at the encoder.

        Y = addnorm1(X, attention1(X, past and X, past and X))
        Z = addnorm2(Y, attention2(Y, enc_outputs, enc_outputs)),   result = addnorm3(Z, ffn(Z))

    The block is causal in train mode and in eval mode: no position ever sees a later one. So, if nothing is
    dropped, it gives the same results for all positions at once, one after another, or several in each call.

    Its state is a list of three: [enc_outputs, enc_valid_lens, cache].

    - enc_outputs are [B, S, d], the encoder's results for the S positions of the source.
    - enc_valid_lens are [B] lengths of the sources, from 0 to S, or None.
    - cache is a list with one entry for each block of the decoder. Entry `index` belongs to this block. It is
      None before the first call. Later it holds this block's X of all calls so far, concatenated along the
      positions, [B, P, d]: the past.

    Not allowed: PyTorch's attention and its Transformer.
    Source: Vaswani et al. 2017, 3.1 and 3.2.3; d2l.ai 11.7.5.
    """

    def __init__(self, d: int, ffn: int, num_heads: int, dropout: float, index: int) -> None:
        """Make `attention1`, `addnorm1`, `attention2`, `addnorm2`, `ffn` and `addnorm3`, in this order.

        Args:
            d: as for `EncoderBlock`; `attention1` and `attention2` are like its `attention`.
            ffn: as for `EncoderBlock`.
            num_heads: H. It divides d.
            dropout: the dropout of both attentions and of the three `AddNorm`.
            index: the block's place in the cache, from 0.
        """
        ### BEGIN SOLUTION
        super().__init__()
        self.index = index
        self.attention1 = MultiHeadAttention(d, d, d, d, num_heads, dropout)
        self.addnorm1 = AddNorm(d, dropout)
        self.attention2 = MultiHeadAttention(d, d, d, d, num_heads, dropout)
        self.addnorm2 = AddNorm(d, dropout)
        self.ffn = nn.Sequential(nn.Linear(d, ffn), nn.ReLU(), nn.Linear(ffn, d))
        self.addnorm3 = AddNorm(d, dropout)
        ### END SOLUTION

    def forward(self, X: Tensor, state: list) -> tuple[Tensor, list]:
        """Compute the block for the next T positions.

        Args:
            X: [B, T, d], the positions after those in the cache.
            state: see the class. Change neither the list, nor its cache, nor a tensor in them. So another
                call with the same state gives the same result.

        Returns:
            The tuple (Y, state). Y is [B, T, d]. state is a new list [enc_outputs, enc_valid_lens, cache]
            with the same encoder's results and lengths. Its cache is a new list in which entry `index` has X
            behind the past, [B, P + T, d]. The other entries are the same as in the given cache.
        """
        ### BEGIN SOLUTION
        enc_outputs, enc_valid_lens, cache = state
        past = cache[self.index]
        seen = X if past is None else torch.cat([past, X], dim=1)  # [B,P+T,d]
        total = seen.shape[1]
        visible = torch.arange(total - X.shape[1], total, device=X.device) + 1  # [T]: itself and those before
        Y = self.addnorm1(X, self.attention1(X, seen, seen, visible.expand(len(X), -1)))
        Z = self.addnorm2(Y, self.attention2(Y, enc_outputs, enc_outputs, enc_valid_lens))
        cache = [*cache[: self.index], seen, *cache[self.index + 1 :]]
        return self.addnorm3(Z, self.ffn(Z)), [enc_outputs, enc_valid_lens, cache]
        ### END SOLUTION


def noam_lr(step: int, d_model: int, warmup: int) -> float:
    """Compute the learning rate of a step: it grows for `warmup` steps, and then falls like 1/sqrt(step).

        lr = d_model^(-1/2) * min(step^(-1/2), step * warmup^(-3/2))

    Both terms agree at step = warmup, where the rate is largest.

    Args:
        step: the number of the step, counted from 1.
        d_model: the features of a vector, at least 1.
        warmup: the number of steps in which the rate grows, at least 1.

    Returns:
        The rate, a Python float.

    Raises:
        ValueError: if `step` is less than 1.

    Source: Vaswani et al. 2017, 5.3, equation 3.
    """
    ### BEGIN SOLUTION
    if step < 1:
        raise ValueError(f"steps count from 1, not from {step}")
    return d_model**-0.5 * min(step**-0.5, step * warmup**-1.5)
    ### END SOLUTION

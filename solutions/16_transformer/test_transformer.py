"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.

Two values make it easy: the softmax of 0 and log 3 is 1/4 and 3/4, and that of log 4 and 0 is 4/5 and 1/5.
"""

import sys
from math import cos, log, sin
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from transformer import (
    AddNorm,
    DecoderBlock,
    EncoderBlock,
    MultiHeadAttention,
    PositionalEncoding,
    apply_rope,
    merge_heads,
    noam_lr,
    split_heads,
)

# split_heads


@check
def test_split_heads_of_two_positions():
    """Head 0 has the first half of the features of each position, and head 1 the second half.

    [B, T, D] becomes [B * H, T, D / H]
    """
    X = tensor([[[1, 2, 3, 4], [5, 6, 7, 8]]])
    expect(
        split_heads(X, 2),
        tensor([[[1, 2], [5, 6]], [[3, 4], [7, 8]]]),
        "Head 0 has 1, 2 of position 0 and 5, 6 of position 1. Head 1 has 3, 4 and 7, 8.",
    )


@check
def test_split_heads_of_two_sequences():
    """The heads of a sequence are neighbours.

    row b * H + h is head h of sequence b
    """
    X = tensor([[[10, 11]], [[20, 21]]])
    expect(
        split_heads(X, 2),
        tensor([[[10]], [[11]], [[20]], [[21]]]),
        "Sequence 0 has the rows 0 and 1, and sequence 1 has the rows 2 and 3.",
    )


@check
def test_split_heads_with_one_head():
    """A single head has all the features.

    [B, T, D] becomes [B * 1, T, D / 1]
    """
    X = tensor([[[1, 2, 3], [4, 5, 6]]])
    expect(split_heads(X, 1), X, "One head: nothing is split.")


# merge_heads


@check
def test_merge_heads_of_two_positions():
    """The heads of a position stand side by side again.

    [B * H, T, F] becomes [B, T, H * F]
    """
    X = tensor([[[1, 2], [5, 6]], [[3, 4], [7, 8]]])
    expect(
        merge_heads(X, 2),
        tensor([[[1, 2, 3, 4], [5, 6, 7, 8]]]),
        "Position 0 has 1, 2 in head 0 and 3, 4 in head 1. Position 1 has 5, 6 and 7, 8.",
    )


@check
def test_merge_heads_of_two_sequences():
    """Neighbouring rows belong to the same sequence.

    row b * H + h is head h of sequence b
    """
    X = tensor([[[10]], [[11]], [[20]], [[21]]])
    expect(
        merge_heads(X, 2),
        tensor([[[10, 11]], [[20, 21]]]),
        "Rows 0 and 1 are the heads of sequence 0, rows 2 and 3 those of sequence 1.",
    )


@check
def test_merge_heads_after_split_heads():
    """It is the inverse of split_heads."""
    X = torch.arange(60).reshape(2, 5, 6)
    expect(merge_heads(split_heads(X, 3), 3), X, "Splitting and merging gives the same vectors.")


# MultiHeadAttention


@check
def test_MultiHeadAttention_by_hand():
    """Each head attends by its own features. Here all four layers leave vectors as they are.

    head = softmax(q_h k_h^T / sqrt(d_model / H)) v_h
    """
    model = MultiHeadAttention(2, 2, 2, d_model=2, num_heads=2)
    for layer in (model.W_q, model.W_k, model.W_v, model.W_o):
        layer.load_state_dict({"weight": torch.eye(2)})
    q = tensor([[[1.0, 1.0]]])
    k = tensor([[[0.0, log(4)], [log(3), 0.0]]])
    v = tensor([[[4.0, 10.0], [8.0, 20.0]]])
    expect(
        model(q, k, v),
        tensor([[[7.0, 12.0]]]),
        "Each head has one feature, so nothing is scaled. Head 0: scores 0, log 3, so 4/4 + 8 * 3/4 = 7. "
        "Head 1: scores log 4, 0, so 10 * 4/5 + 20/5 = 12.",
    )


@check
def test_MultiHeadAttention_with_lengths():
    """A length of a sequence holds for all its heads.

    with equal scores, a head is the mean of its valid values
    """
    model = MultiHeadAttention(2, 2, 2, d_model=2, num_heads=2)
    for layer in (model.W_q, model.W_k, model.W_v, model.W_o):
        layer.load_state_dict({"weight": torch.eye(2)})
    q, k = torch.zeros(2, 1, 2), torch.ones(2, 2, 2)
    v = tensor([[[2.0, 4.0], [6.0, 8.0]], [[2.0, 4.0], [6.0, 8.0]]])
    expect(
        model(q, k, v, tensor([1, 2])),
        tensor([[[2.0, 4.0]], [[4.0, 6.0]]]),
        "Sequence 0 has one valid value: 2, 4. Sequence 1 has two: (2 + 6)/2 and (4 + 8)/2.",
        (tensor([[[2.0, 6.0]], [[2.0, 6.0]]]), "Head 1 of sequence 0 got the length of sequence 1."),
    )


@check
def test_MultiHeadAttention_keeps_its_weights():
    """attention_weights is None at first. After a call it holds the weights of all heads.

    [B, H, Q, K]
    """
    model = MultiHeadAttention(3, 4, 5, d_model=6, num_heads=2)
    before = model.attention_weights
    q, k, v = torch.ones(1, 1, 3), torch.ones(1, 4, 4), torch.ones(1, 4, 5)
    model(q, k, v, tensor([2]))
    expect(
        (before, model.attention_weights),
        (None, tensor([[[[1 / 2, 1 / 2, 0.0, 0.0]], [[1 / 2, 1 / 2, 0.0, 0.0]]]])),
        "Four equal keys have equal scores, and two of them are valid: 1/2 and 1/2 in both heads.",
    )


@check
def test_MultiHeadAttention_has_four_layers():
    """W_q, W_k, W_v and W_o are linear layers, by default without bias.

    W_q is [d_model, Dq], W_k [d_model, Dk], W_v [d_model, Dv], W_o [d_model, d_model]
    """
    model = MultiHeadAttention(3, 4, 5, d_model=6, num_heads=2)
    expect(
        {name: list(value.shape) for name, value in model.named_parameters()},
        {"W_q.weight": [6, 3], "W_k.weight": [6, 4], "W_v.weight": [6, 5], "W_o.weight": [6, 6]},
        "3, 4 and 5 features of queries, keys and values, and d_model = 6.",
    )


# PositionalEncoding


@check
def test_PositionalEncoding_of_two_features():
    """Position t gets the sine and the cosine of t.

    P[t, 2i] = sin(t / 10000^(2i/d)) and P[t, 2i + 1] = cos(t / 10000^(2i/d))
    """
    model = PositionalEncoding(2)
    expect(
        model(torch.zeros(1, 3, 2)),
        tensor([[[0.0, 1.0], [sin(1), cos(1)], [sin(2), cos(2)]]]),
        "d = 2, so i = 0 alone: 10000^0 = 1. Position 0 gives sin 0 = 0 and cos 0 = 1.",
    )


@check
def test_PositionalEncoding_of_three_features():
    """If d is odd, the last feature is a sine.

    P[t, 2i] = sin(t / 10000^(2i/d)) and P[t, 2i + 1] = cos(t / 10000^(2i/d))
    """
    model = PositionalEncoding(3)
    X = tensor([[[0.0, 0.0, 0.0], [10.0, 20.0, 30.0]]])
    expect(
        model(X),
        tensor([[[0.0, 1.0, 0.0], [10 + sin(1), 20 + cos(1), 30 + sin(10000 ** (-2 / 3))]]]),
        "Position 1: sin 1, cos 1, and with i = 1 sin(1 / 10000^(2/3)) = 0.00215.",
    )


@check
def test_PositionalEncoding_has_a_buffer():
    """P is a buffer that the state_dict leaves out.

    P is [max_len, d]
    """
    model = PositionalEncoding(4, max_len=7)
    buffers = {name: list(value.shape) for name, value in model.named_buffers()}
    expect((buffers, list(model.state_dict())), ({"P": [7, 4]}, []), "max_len = 7 and d = 4.")


@check
def test_PositionalEncoding_has_an_end():
    """More positions than max_len raise a ValueError."""
    model = PositionalEncoding(4, max_len=1)
    with expect_error(ValueError):
        model(torch.zeros(1, 2, 4))


# apply_rope


@check
def test_apply_rope_turns_pairs():
    """Each pair of neighbours is turned by an angle of its own.

    (a, b) becomes (a cos w - b sin w, a sin w + b cos w), with w = t * base^(-2i/D)
    """
    x = tensor([[[[1.0, 0.0, 0.0, 1.0]]]])
    expect(
        apply_rope(x, tensor([2]), base=100.0),
        tensor([[[[cos(2), sin(2), -sin(0.2), cos(0.2)]]]]),
        "Pair 0 is turned by 2 * 100^0 = 2, and pair 1 by 2 * 100^(-2/4) = 0.2.",
    )


@check
def test_apply_rope_at_position_zero():
    """Nothing is turned at position 0. Positions may come in any order.

    (a, b) becomes (a cos w - b sin w, a sin w + b cos w), with w = t * base^(-2i/D)
    """
    x = tensor([[[[0.0, 1.0], [3.0, 4.0]]]])
    expect(
        apply_rope(x, tensor([1, 0])),
        tensor([[[[-sin(1), cos(1)], [3.0, 4.0]]]]),
        "The first vector is at position 1: 0 - sin 1 and 0 + cos 1. The second is at 0.",
    )


@check
def test_apply_rope_of_two_sequences():
    """Positions [B, T] belong to the sequences.

    (a, b) becomes (a cos w - b sin w, a sin w + b cos w), with w = t * base^(-2i/D)
    """
    x = tensor([[[[1.0, 0.0]]], [[[1.0, 0.0]]]])
    expect(
        apply_rope(x, tensor([[3], [5]])),
        tensor([[[[cos(3), sin(3)]]], [[[cos(5), sin(5)]]]]),
        "Sequence 0 is at position 3 and sequence 1 at position 5.",
    )


@check
def test_apply_rope_depends_on_the_distance():
    """A product of a turned query and a turned key depends on their distance alone."""
    q = tensor([[[[1.0, 2.0, 3.0, 4.0]]]])
    k = tensor([[[[2.0, -1.0, 0.5, 1.0]]]])
    expect(
        (apply_rope(q, tensor([9])) * apply_rope(k, tensor([7]))).sum(),
        (apply_rope(q, tensor([2])) * apply_rope(k, tensor([0]))).sum(),
        "9 - 7 = 2 - 0, so both products are equal.",
    )


@check
def test_apply_rope_needs_pairs():
    """An odd number of features raises a ValueError."""
    x = torch.zeros(1, 1, 1, 3)
    with expect_error(ValueError):
        apply_rope(x, tensor([0]))


# AddNorm


@check
def test_AddNorm_by_hand():
    """The sum of X and Y is normalised.

    norm(z) = (z - mean) / sqrt(var + 0.00001), with z = X + Y
    """
    model = AddNorm(2)
    X, Y = tensor([[[1.0, 2.0]]]), tensor([[[2.0, 5.0]]])
    right = 2 / (4 + 1e-5) ** 0.5
    expect(
        model(X, Y),
        tensor([[[-right, right]]]),
        "z = 3 and 7, so the mean is 5 and the variance 4: -2 / sqrt(4.00001) and 2 / sqrt(4.00001).",
    )


@check
def test_AddNorm_of_nothing():
    """A sum of 0 gives the bias of the norm, which is 0 at first.

    norm(z) = (z - mean) / sqrt(var + 0.00001), with z = X + Y
    """
    model = AddNorm(3)
    X = tensor([[[1.0, -2.0, 5.0]]])
    expect(model(X, -X), torch.zeros(1, 1, 3), "z = 0, 0, 0: the mean and the variance are 0.")


@check
def test_AddNorm_drops_entries_of_Y():
    """In train mode, each entry of Y is dropped, or divided by 1 - dropout. X stays.

    norm(z) = (z - mean) / sqrt(var + 0.00001), with z = X + dropout(Y)
    """
    model = AddNorm(2, dropout=0.5)
    X = tensor([[[0.0, 4.0]]]).repeat(1, 60, 1)
    Y = tensor([[[2.0, 0.0]]]).repeat(1, 60, 1)
    result = model(X, Y).abs().round(decimals=2)
    expect(
        sorted(set(result.flatten().tolist())),
        [0.0, 1.0],
        "2 is dropped: z = 0, 4 gives -1, 1. Or it is kept as 2 / (1 - 1/2): z = 4, 4 gives 0, 0.",
        ([1.0], "Nothing was dropped, or what was kept was not divided by 1 - dropout."),
    )


# EncoderBlock


@check
def test_EncoderBlock_has_four_parts():
    """The parts have these names and are made in this order."""
    block = EncoderBlock(6, 8, num_heads=2)
    expect(
        [name for name, _ in block.named_children()],
        ["attention", "addnorm1", "ffn", "addnorm2"],
        "The docstring names the four parts.",
    )


@check
def test_EncoderBlock_normalises_sums():
    """If attention and ffn find nothing, X is normalised twice.

    Y = norm(X + 0) and result = norm(Y + 0)
    """
    block = EncoderBlock(2, 3, num_heads=1)
    for layer in (block.attention.W_o, block.ffn[2]):
        for parameter in layer.parameters():
            parameter.requires_grad_(False).zero_()
    X = tensor([[[1.0, 3.0]]])
    once = 1 / (1 + 1e-5) ** 0.5
    twice = once / (once**2 + 1e-5) ** 0.5
    expect(
        block(X),
        tensor([[[-twice, twice]]]),
        "The mean of 1 and 3 is 2 and the variance 1, so X becomes -1, 1 (up to eps), and so again.",
        (X, "The sums are not normalised: X + 0 + 0."),
    )


@check
def test_EncoderBlock_leaves_out_padding():
    """What stands in the padding has no effect on valid positions."""
    torch.manual_seed(0)
    block = EncoderBlock(6, 8, num_heads=2)
    X = torch.randn(1, 4, 6)
    other = X.clone()
    other[:, 3] = 100.0
    expect(
        block(other, tensor([3]))[:, :3],
        block(X, tensor([3]))[:, :3],
        "The length is 3, so position 3 is padding and positions 0 to 2 stay as they are.",
    )


# DecoderBlock


@check
def test_DecoderBlock_has_six_parts():
    """The parts have these names and are made in this order."""
    block = DecoderBlock(6, 8, num_heads=2, dropout=0.0, index=0)
    expect(
        [name for name, _ in block.named_children()],
        ["attention1", "addnorm1", "attention2", "addnorm2", "ffn", "addnorm3"],
        "The docstring names the six parts.",
    )


@check
def test_DecoderBlock_sees_no_later_position():
    """Another last position changes no earlier result, in train mode and in eval mode."""
    torch.manual_seed(0)
    block = DecoderBlock(6, 8, num_heads=2, dropout=0.0, index=0)
    X, source = torch.randn(1, 3, 6), torch.randn(1, 5, 6)
    other = X.clone()
    other[:, 2] = 9.0
    found, wanted = [], []
    for mode in (True, False):
        block.train(mode)
        found.append(block(other, [source, None, [None]])[0][:, :2])
        wanted.append(block(X, [source, None, [None]])[0][:, :2])
    expect(found, wanted, "Positions 0 and 1 don't see position 2, the only one that differs.")


@check
def test_DecoderBlock_step_by_step():
    """One position after another gives the same results as all at once."""
    torch.manual_seed(0)
    block = DecoderBlock(6, 8, num_heads=2, dropout=0.0, index=0)
    X, source = torch.randn(2, 3, 6), torch.randn(2, 5, 6)
    state = [source, tensor([5, 2]), [None]]
    whole, _ = block(X, state)
    results = []
    for t in range(3):
        result, state = block(X[:, t : t + 1], state)
        results.append(result)
    expect(torch.cat(results, dim=1), whole, "The expected results come from one call.")


@check
def test_DecoderBlock_returns_a_new_state():
    """The new cache holds what the block has read so far. The given one stays as it was.

    [enc_outputs, enc_valid_lens, cache]
    """
    block = DecoderBlock(2, 3, num_heads=1, dropout=0.0, index=1)
    past, X = tensor([[[1.0, 2.0]]]), tensor([[[3.0, 4.0]]])
    state = [torch.ones(1, 4, 2), None, [None, past]]
    _, after = block(X, state)
    expect(
        (after[2], state[2]),
        ([None, tensor([[[1.0, 2.0], [3.0, 4.0]]])], [None, tensor([[[1.0, 2.0]]])]),
        "Entry 1 belongs to this block: 1, 2 was there, and 3, 4 comes behind it. Entry 0 stays.",
    )


# noam_lr


@check
def test_noam_lr_grows():
    """During the warm-up the rate grows with the step.

    lr = d_model^(-1/2) * min(step^(-1/2), step * warmup^(-3/2))
    """
    expect(
        [noam_lr(1, d_model=4, warmup=4), noam_lr(2, d_model=4, warmup=4)],
        [1 / 16, 1 / 8],
        "4^(-1/2) = 1/2 and 4^(-3/2) = 1/8: 1/2 * 1 * 1/8 = 1/16, and 1/2 * 2 * 1/8 = 1/8.",
    )


@check
def test_noam_lr_falls():
    """After the warm-up the rate falls like 1/sqrt(step).

    lr = d_model^(-1/2) * min(step^(-1/2), step * warmup^(-3/2))
    """
    expect(
        [noam_lr(4, d_model=4, warmup=4), noam_lr(16, d_model=4, warmup=4)],
        [1 / 4, 1 / 8],
        "Step 4: 1/2 * 1/2 = 1/4, by both terms. Step 16: 1/2 * 1/4 = 1/8.",
    )


@check
def test_noam_lr_counts_from_one():
    """Step 0 raises a ValueError."""
    with expect_error(ValueError):
        noam_lr(0, d_model=4, warmup=4)

"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.

One value makes it easy: the softmax of log 1, log 2, log 5 is 1/8, 2/8, 5/8.
"""

import sys
from math import exp, log, nan, tanh
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from attention_seq2seq import (
    AdditiveAttention,
    Seq2SeqAttentionDecoder,
    attention_step,
    causal_mask,
    dot_product_attention,
    masked_softmax,
    nadaraya_watson,
)

# masked_softmax


@check
def test_masked_softmax_without_lengths():
    """Without lengths, the weights are the softmax over the keys.

    weight of key j = exp(score_j) / sum_k exp(score_k)
    """
    scores = tensor([[[log(1), log(2), log(5)]]])
    expect(
        masked_softmax(scores),
        tensor([[[1 / 8, 2 / 8, 5 / 8]]]),
        "exp gives 1, 2 and 5, and their sum is 8; so 1/8, 2/8 and 5/8.",
    )


@check
def test_masked_softmax_of_two_sequences():
    """A length of 2 makes the first two keys valid. A length of 0 makes no key valid.

    weight of key j = exp(score_j) / sum_k exp(score_k) over the valid keys, else 0
    """
    scores = tensor([[[log(1), log(2), log(5)]], [[log(1), log(2), log(5)]]])
    expect(
        masked_softmax(scores, tensor([2, 0])),
        tensor([[[1 / 3, 2 / 3, 0.0]], [[0.0, 0.0, 0.0]]]),
        "Sequence 0: 1/(1 + 2), 2/(1 + 2) and 0. Sequence 1 has no valid key: zeros.",
        (tensor([[[1 / 3, 2 / 3, 0.0]], [[1 / 8, 2 / 8, 5 / 8]]]), "A length of 0 should give zeros."),
    )


@check
def test_masked_softmax_with_a_length_for_each_query():
    """With lengths [B, Q], each query has its own length. Scores of padding have no effect.

    weight of key j = exp(score_j) / sum_k exp(score_k) over the valid keys, else 0
    """
    scores = tensor([[[log(1), log(2), log(5)], [log(3), log(1), nan]]])
    expect(
        masked_softmax(scores, tensor([[1, 2]])),
        tensor([[[1.0, 0.0, 0.0], [3 / 4, 1 / 4, 0.0]]]),
        "Query 0 sees one key: 1. Query 1 sees two: 3/(3 + 1) and 1/(3 + 1).",
        (
            tensor([[[1.0, 0.0, 0.0], [3 / 4, 1 / 4, nan]]]),
            "0 * NaN is NaN: replace the scores of padding before softmax.",
        ),
        (tensor([[[1.0, 0.0, 0.0], [nan, nan, nan]]]), "The NaN in the padding got into the sum."),
    )


@check
def test_masked_softmax_in_float16():
    """float16 scores give float16 weights.

    weight of key j = exp(score_j) / sum_k exp(score_k) over the valid keys, else 0
    """
    scores = torch.zeros(1, 1, 3, dtype=torch.float16)
    expect(
        masked_softmax(scores, tensor([2])),
        tensor([[[1 / 2, 1 / 2, 0.0]]], dtype=torch.float16),
        "Two valid keys with equal scores: 1/2 and 1/2.",
    )


# dot_product_attention


@check
def test_dot_product_attention_by_hand():
    """The better a key fits the query, the more its value counts.

    weights = softmax(q k^T / sqrt(D)) and out = weights v
    """
    q = tensor([[[2.0, 0.0, 0.0, 0.0]]])
    k = torch.zeros(1, 3, 4)
    k[0, :, 0] = tensor([log(1), log(2), log(5)])
    v = tensor([[[8.0], [0.0], [16.0]]])
    expect(
        dot_product_attention(q, k, v),
        (tensor([[[11.0]]]), tensor([[[1 / 8, 2 / 8, 5 / 8]]])),
        "q . k is 2 log 1, 2 log 2, 2 log 5; divided by sqrt(4) = 2 that is log 1, log 2, log 5. "
        "The weights are 1/8, 2/8, 5/8, and out = 8/8 + 0 + 16 * 5/8 = 11.",
        (tensor([[[11.0]]]), "Return the weights as well: (out, weights)."),
    )


@check
def test_dot_product_attention_with_a_length():
    """A key that is not valid has the weight 0, and its value does not count.

    weights = masked_softmax(q k^T / sqrt(D)) and out = weights v
    """
    q = tensor([[[1.0]]])
    k = tensor([[[log(1)], [log(2)], [log(5)]]])
    v = tensor([[[3.0], [6.0], [9.0]]])
    expect(
        dot_product_attention(q, k, v, tensor([2])),
        (tensor([[[5.0]]]), tensor([[[1 / 3, 2 / 3, 0.0]]])),
        "D = 1. Two keys have 1/3 and 2/3: 3 * 1/3 + 6 * 2/3 = 5.",
    )


@check
def test_dot_product_attention_drops_weights():
    """In training, each weight is dropped or scaled. The weights before dropout are returned.

    a weight w becomes 0 or w / (1 - dropout)
    """
    q, k = torch.zeros(1, 50, 1), torch.zeros(1, 4, 1)
    v = torch.eye(4).unsqueeze(0)
    out, weights = dot_product_attention(q, k, v, dropout=0.5, training=True)
    expect(
        sorted(set(out.flatten().tolist())),
        [0.0, 0.5],
        "Equal scores give weights of 1/4, and v shows each: 0, or 1/4 / (1 - 1/2) = 1/2.",
        ([0.25], "Nothing was dropped."),
    )
    expect(sorted(set(weights.flatten().tolist())), [0.25], "Equal scores of four keys give weights of 1/4.")


@check
def test_dot_product_attention_drops_nothing_by_default():
    """Outside training, dropout has no effect.

    weights = softmax(q k^T / sqrt(D)) and out = weights v
    """
    q, k = torch.zeros(1, 2, 1), torch.zeros(1, 2, 1)
    v = tensor([[[4.0], [8.0]]])
    expect(
        dot_product_attention(q, k, v, dropout=0.5),
        (tensor([[[6.0], [6.0]]]), torch.full((1, 2, 2), 0.5)),
        "Equal scores give weights of 1/2: 4 * 1/2 + 8 * 1/2 = 6 for both queries.",
    )


# AdditiveAttention


@check
def test_AdditiveAttention_by_hand():
    """A small network computes the score of a query and a key.

    score = w_v . tanh(W_q q + W_k k)
    """
    model = AdditiveAttention(query_size=2, key_size=1, num_hiddens=1)
    model.W_q.load_state_dict({"weight": tensor([[1.0, 1.0]])})
    model.W_k.load_state_dict({"weight": tensor([[2.0]])})
    model.w_v.load_state_dict({"weight": tensor([[log(3)]])})
    q, k = tensor([[[1.0, 19.0]]]), tensor([[[-30.0], [-10.0], [10.0]]])
    v = tensor([[[13.0, 1.0], [0.0, 1.0], [26.0, 1.0]]])
    expect(
        model(q, k, v),
        tensor([[[19.0, 1.0]]]),
        "W_q q = 20 and W_k k = -60, -20, 20. Their sums -40, 0, 40 have the tanh -1, 0, 1, so the scores "
        "are -log 3, 0, log 3 and the weights 1/13, 3/13, 9/13. 13 * 1/13 + 26 * 9/13 = 19, and 1 in all.",
    )


@check
def test_AdditiveAttention_keeps_its_weights():
    """attention_weights is None at first. After a call it holds the detached weights.

    score = w_v . tanh(W_q q + W_k k)
    """
    model = AdditiveAttention(query_size=1, key_size=1, num_hiddens=2)
    before = model.attention_weights
    q, k, v = torch.ones(1, 1, 1), torch.ones(1, 4, 1), torch.ones(1, 4, 3)
    model(q, k, v, tensor([2]))
    weights = model.attention_weights
    expect(
        (before, weights, weights.requires_grad),
        (None, tensor([[[1 / 2, 1 / 2, 0.0, 0.0]]]), False),
        "Four equal keys have equal scores; two of them are valid: 1/2 and 1/2.",
    )


@check
def test_AdditiveAttention_has_three_layers():
    """W_q, W_k and w_v are linear layers without bias.

    W_q is [hidden, query], W_k is [hidden, key] and w_v is [1, hidden]
    """
    model = AdditiveAttention(query_size=2, key_size=5, num_hiddens=3)
    expect(
        {name: list(value.shape) for name, value in model.named_parameters()},
        {"W_q.weight": [3, 2], "W_k.weight": [3, 5], "w_v.weight": [1, 3]},
        "3 hidden units, 2 features of a query, 5 of a key.",
    )


# nadaraya_watson


@check
def test_nadaraya_watson_between_two_keys():
    """Keys at the same distance count the same.

    f(x) = sum_j w_j y_j, where the w_j sum to 1 and are proportional to exp(-(x - x_j)^2 / (2 h^2))
    """
    x_query, x_key, y = tensor([1.0]), tensor([0.0, 2.0]), tensor([10.0, 20.0])
    expect(
        nadaraya_watson(x_query, x_key, y, 0.5),
        tensor([15.0]),
        "Both keys are at a distance of 1, so each has the weight 1/2: 10/2 + 20/2.",
    )


@check
def test_nadaraya_watson_has_a_bandwidth():
    """The smaller the bandwidth, the more the nearest key counts.

    f(x) = sum_j w_j y_j, where the w_j sum to 1 and are proportional to exp(-(x - x_j)^2 / (2 h^2))
    """
    x_query, x_key, y = tensor([0.0]), tensor([0.0, 2.0]), tensor([10.0, 20.0])
    expect(
        nadaraya_watson(x_query, x_key, y, 2.0),
        tensor([(10 + 20 * exp(-0.5)) / (1 + exp(-0.5))]),
        "The weights are as 1 to exp(-2^2 / (2 * 2^2)) = exp(-1/2) = 0.607: (10 + 12.13) / 1.607 = 13.775.",
    )


@check
def test_nadaraya_watson_far_away():
    """Far from all keys the nearest key decides, even if all exponentials round to 0.

    f(x) = sum_j w_j y_j, where the w_j sum to 1 and are proportional to exp(-(x - x_j)^2 / (2 h^2))
    """
    x_query = tensor([-500.0, 500.0])
    x_key, y = tensor([0.0, 2.0]), tensor([10.0, 20.0])
    expect(
        nadaraya_watson(x_query, x_key, y, 1.0),
        tensor([10.0, 20.0]),
        "At -500 the second weight is exp(-1002) times the first: 10. At 500 the second key is nearer: 20.",
    )


# causal_mask


@check
def test_causal_mask_of_three():
    """A step may attend to itself and to earlier steps.

    mask[i, j] = (j <= i)
    """
    expect(
        causal_mask(3),
        tensor([[True, False, False], [True, True, False], [True, True, True]]),
        "Row 0 sees step 0, row 1 the steps 0 and 1, row 2 all three.",
    )


@check
def test_causal_mask_of_one():
    """A single step sees itself.

    mask[i, j] = (j <= i)
    """
    expect(causal_mask(1), tensor([[True]]), "0 <= 0.")


@check
def test_causal_mask_grows_by_a_step():
    """Each step sees one step more than the step before it.

    the number of visible steps in row i is i + 1
    """
    expect(
        causal_mask(4).sum(dim=1),
        tensor([1, 2, 3, 4]),
        "Row 0 sees itself, row 1 two steps, row 2 three and row 3 all four.",
    )


# attention_step


@check
def test_attention_step_by_hand():
    """The encoder's outputs are both keys and values.

    weights = softmax(query . output_t / sqrt(H)) and context = sum_t weights_t output_t
    """
    query = tensor([[2.0, 0.0, 0.0, 0.0]])
    enc_outputs = torch.zeros(1, 3, 4)
    enc_outputs[0, :, 0] = tensor([log(1), log(2), log(5)])
    expect(
        attention_step(query, enc_outputs, None),
        (tensor([[log(2) / 4 + log(5) * 5 / 8, 0.0, 0.0, 0.0]]), tensor([[1 / 8, 2 / 8, 5 / 8]])),
        "The scores are 2 log 1 / 2, 2 log 2 / 2 and 2 log 5 / 2, so the weights are 1/8, 2/8, 5/8; "
        "0/8 + 2/8 * log 2 + 5/8 * log 5 = 1.179.",
    )


@check
def test_attention_step_with_lengths():
    """Each sequence has its own length. An empty sequence has a context of 0.

    weights = masked_softmax(query . output_t / sqrt(H)) and context = sum_t weights_t output_t
    """
    query = torch.zeros(2, 1)
    enc_outputs = tensor([[[2.0], [4.0], [9.0]], [[5.0], [6.0], [7.0]]])
    expect(
        attention_step(query, enc_outputs, tensor([2, 0])),
        (tensor([[3.0], [0.0]]), tensor([[1 / 2, 1 / 2, 0.0], [0.0, 0.0, 0.0]])),
        "Sequence 0 has two steps with equal scores: 2/2 + 4/2 = 3. Sequence 1 has no step: 0.",
    )


@check
def test_attention_step_asks_for_each_sequence():
    """Each sequence has its own query.

    weights = softmax(query . output_t / sqrt(H)) and context = sum_t weights_t output_t
    """
    query = tensor([[log(3)], [-log(3)]])
    enc_outputs = tensor([[[1.0], [0.0]], [[1.0], [0.0]]])
    expect(
        attention_step(query, enc_outputs, None),
        (tensor([[3 / 4], [1 / 4]]), tensor([[3 / 4, 1 / 4], [1 / 4, 3 / 4]])),
        "H = 1. The scores are log 3, 0 and -log 3, 0, so the weights are 3/4, 1/4 and 1/4, 3/4; "
        "3/4 * 1 + 1/4 * 0 = 3/4 and 1/4 * 1 + 3/4 * 0 = 1/4.",
    )


# Seq2SeqAttentionDecoder


@check
def test_Seq2SeqAttentionDecoder_makes_a_state():
    """The state holds the encoder's time-major outputs batch-major. The rest is unchanged.

    [S, B, H] becomes [B, S, H]
    """
    decoder = Seq2SeqAttentionDecoder(11, 3, num_hiddens=1, num_layers=1)
    outputs = tensor([[[1.0], [10.0]], [[2.0], [20.0]], [[3.0], [30.0]]])
    h, c, lengths = torch.ones(1, 2, 1), torch.zeros(1, 2, 1), tensor([3, 1])
    expect(
        decoder.init_state((outputs, (h, c)), lengths),
        (tensor([[[1.0], [2.0], [3.0]], [[10.0], [20.0], [30.0]]]), (h, c), lengths),
        "Sequence 0 has the outputs 1, 2, 3 and sequence 1 has 10, 20, 30.",
    )


@check
def test_Seq2SeqAttentionDecoder_shapes():
    """The decoder gives a score for each token of the vocabulary at each step, and a new state.

    scores [B, T, V], outputs [B, S, H], h and c [L, B, H]
    """
    decoder = Seq2SeqAttentionDecoder(11, 3, num_hiddens=5, num_layers=2)
    h, c = torch.zeros(2, 4, 5), torch.zeros(2, 4, 5)
    state = decoder.init_state((torch.zeros(7, 4, 5), (h, c)), None)
    scores, (outputs, (h, c), _) = decoder(torch.ones(4, 6, dtype=int), state)
    expect(
        [list(x.shape) for x in (scores, outputs, h, c)],
        [[4, 6, 11], [4, 7, 5], [2, 4, 5], [2, 4, 5]],
        "B = 4, T = 6, V = 11, S = 7, H = 5 and L = 2.",
        ([[4, 6, 11], [7, 4, 5], [2, 4, 5], [2, 4, 5]], "The outputs in the state are time-major."),
    )


@check
def test_Seq2SeqAttentionDecoder_goes_on():
    """Two tokens and then a third give the same scores as all three at once."""
    torch.manual_seed(0)
    decoder = Seq2SeqAttentionDecoder(5, 3, num_hiddens=4, num_layers=2)
    h, c = torch.randn(2, 2, 4), torch.randn(2, 2, 4)
    state = decoder.init_state((torch.randn(3, 2, 4), (h, c)), None)
    X = tensor([[1, 2, 3], [4, 0, 2]])
    first, later = decoder(X[:, :2], state)
    last, _ = decoder(X[:, 2:], later)
    expect(
        torch.cat([first, last], dim=1),
        decoder(X, state)[0],
        "The expected scores come from all three tokens at once, from the same first state.",
    )


@check
def test_Seq2SeqAttentionDecoder_reads_the_context_first():
    """The LSTM reads first the context and then the embedded token.

    g = tanh(context), c' = i * g, h' = o * tanh(c') and score = h'
    """
    decoder = Seq2SeqAttentionDecoder(2, 1, num_hiddens=1, num_layers=1)
    for parameter in decoder.parameters():
        parameter.requires_grad_(False).zero_()
    decoder.rnn.weight_ih_l0[2, 0] = 1.0
    decoder.embedding.weight.fill_(9.0)
    decoder.dense.weight.fill_(1.0)
    outputs, zero = tensor([[[0.2]], [[0.6]]]), torch.zeros(1, 1, 1)
    state = decoder.init_state((outputs, (zero, zero)), None)
    right = tanh(tanh(0.4) / 2) / 2
    expect(
        decoder(tensor([[0]]), state)[0],
        tensor([[[right, right]]]),
        "All else is 0, so i = o = 1/2, and equal weights make the context 0.2/2 + 0.6/2 = 0.4: "
        "g = tanh(0.4) = 0.380, c' = 0.190, h' = tanh(0.190)/2 = 0.094.",
    )

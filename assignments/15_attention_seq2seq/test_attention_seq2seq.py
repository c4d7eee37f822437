"""Checks to run while you work: `pytest` in this folder. They are not the mark: more checks run at grading,
where you are told how many. Every number below can be worked out by hand; the messages show how.

One value makes that easy: the softmax of log 1, log 2, log 5 is 1/8, 2/8, 5/8.
"""

import sys
from math import exp, log, nan, tanh
from pathlib import Path

import torch
from torch import Tensor, nn

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


def expect(result: Tensor, values: list | float, why: str) -> None:
    """Compare shape and values; on a difference show the arithmetic `why` first."""
    __tracebackhide__ = True
    torch.testing.assert_close(
        result,
        torch.tensor(values, dtype=torch.float32),
        rtol=1e-4,
        atol=1e-6,
        msg=lambda found: f"{why}\n\n{found}",
    )


LOGS = [log(1), log(2), log(5)]


# masked_softmax


def test_masked_softmax_without_lengths():
    why = "1 + 2 + 5 = 8, so the weights are 1/8, 2/8 and 5/8."
    expect(masked_softmax(torch.tensor([[LOGS]])), [[[0.125, 0.25, 0.625]]], why)


def test_masked_softmax_of_two_sequences():
    scores = torch.tensor([LOGS, LOGS]).unsqueeze(1)  # [2,1,3]
    why = "Sequence 0 has two keys: 1/3 and 2/3. Sequence 1 has none: zeros."
    expect(masked_softmax(scores, torch.tensor([2, 0])), [[[1 / 3, 2 / 3, 0.0]], [[0.0, 0.0, 0.0]]], why)


def test_masked_softmax_with_a_length_for_each_query():
    scores = torch.tensor([[LOGS, [log(3), log(1), nan]]])  # [1,2,3]
    why = "The first query sees one key, with weight 1; the second sees two, 3/4 and 1/4, and never the NaN."
    expect(masked_softmax(scores, torch.tensor([[1, 2]])), [[[1.0, 0.0, 0.0], [0.75, 0.25, 0.0]]], why)


def test_masked_softmax_in_float16():
    weights = masked_softmax(torch.zeros(1, 1, 3, dtype=torch.float16), torch.tensor([2]))
    assert weights.dtype == torch.float16, "The dtype of the scores is kept."
    expect(weights.float(), [[[0.5, 0.5, 0.0]]], "Two valid keys with equal scores.")


# dot_product_attention


def test_dot_product_attention_by_hand():
    q = torch.tensor([[[2.0, 0.0, 0.0, 0.0]]])  # D = 4, so scores are divided by 2
    k = torch.zeros(1, 3, 4)
    k[0, :, 0] = torch.tensor(LOGS)
    v = torch.tensor([[[8.0], [0.0], [16.0]]])
    out, weights = dot_product_attention(q, k, v)
    expect(weights, [[[0.125, 0.25, 0.625]]], "The scores are 2 log 1 / 2, 2 log 2 / 2 and 2 log 5 / 2.")
    expect(out, [[[11.0]]], "8 / 8 + 16 * 5/8 = 11.")
    out, _ = dot_product_attention(q, k, v, torch.tensor([2]))
    expect(out, [[[8 / 3]]], "Of two keys the weights are 1/3 and 2/3: 8/3 + 0.")


def test_dot_product_attention_drops_weights():
    torch.manual_seed(0)
    q, k, v = torch.zeros(2, 50, 1), torch.zeros(2, 4, 1), torch.eye(4).expand(2, 4, 4)
    out, weights = dot_product_attention(q, k, v, dropout=0.5, training=True)
    expect(weights, torch.full((2, 50, 4), 0.25).tolist(), "The weights returned are those before dropout.")
    assert set(out.unique().tolist()) == {0.0, 0.5}, "Each of the weights 1/4 is dropped, or doubled to 1/2."
    out, _ = dot_product_attention(q, k, v, dropout=0.5)
    expect(out, torch.full((2, 50, 4), 0.25).tolist(), "Nothing is dropped if it is not training.")


# AdditiveAttention


def test_additive_attention_by_hand():
    model = AdditiveAttention(query_size=2, key_size=1, num_hiddens=1)
    assert model.attention_weights is None, "There are no weights before the first call."
    state = {"W_q.weight": [[1.0, 1.0]], "W_k.weight": [[3.0]], "w_v.weight": [[2.0]]}
    model.load_state_dict({name: torch.tensor(value) for name, value in state.items()})
    q, k = torch.tensor([[[1.0, -1.0]]]), torch.tensor([[[0.0], [0.5]]])
    v = torch.tensor([[[0.0, 3.0], [1.0, 3.0]]])
    second = exp(2 * tanh(1.5)) / (1 + exp(2 * tanh(1.5)))
    why = "W_q q = 0, W_k k = 0 and 1.5: the scores are 2 tanh(0) and 2 tanh(1.5)."
    expect(model(q, k, v), [[[second, 3.0]]], why)
    expect(model.attention_weights, [[[1 - second, second]]], why)
    expect(model(q, k, v, torch.tensor([1])), [[[0.0, 3.0]]], "One valid key: its value.")


def test_additive_attention_of_different_sizes():
    model = AdditiveAttention(2, 5, 3)
    assert model(torch.ones(4, 6, 2), torch.ones(4, 7, 5), torch.ones(4, 7, 9)).shape == (4, 6, 9)
    names = [name for name, _ in model.named_parameters()]
    assert names == ["W_q.weight", "W_k.weight", "w_v.weight"], "Three layers without bias."


# nadaraya_watson


def test_nadaraya_watson_between_two_keys():
    x, y = torch.tensor([0.0, 2.0]), torch.tensor([10.0, 20.0])
    expect(nadaraya_watson(torch.tensor([1.0]), x, y, 0.5), [15.0], "Halfway: the mean of 10 and 20.")
    why = "With h = 1 the weights at 0 are as 1 to exp(-2): (10 + 20 exp(-2)) / (1 + exp(-2))."
    expect(nadaraya_watson(x[:1], x, y, 1.0), [(10 + 20 * exp(-2)) / (1 + exp(-2))], why)


def test_nadaraya_watson_far_away():
    x, y = torch.tensor([0.0, 2.0]), torch.tensor([10.0, 20.0])
    why = "Far from both keys the nearest one decides: 10 on the left, 20 on the right."
    expect(nadaraya_watson(torch.tensor([-500.0, 500.0]), x, y, 1.0), [10.0, 20.0], why)


# causal_mask


def test_causal_mask_of_three():
    mask = causal_mask(3)
    assert mask.dtype == torch.bool, "True and False, not numbers."
    assert mask.tolist() == [[True, False, False], [True, True, False], [True, True, True]]


# attention_step


def test_attention_step_by_hand():
    query = torch.tensor([[2.0, 0.0, 0.0, 0.0]])  # H = 4, so scores are divided by 2
    outputs = torch.zeros(1, 3, 4)
    outputs[0, :, 0] = torch.tensor(LOGS)
    context, weights = attention_step(query, outputs, None)
    expect(
        weights, [[0.125, 0.25, 0.625]], "As for dot_product_attention, without the dimension of the query."
    )
    mean = 0.25 * log(2) + 0.625 * log(5)
    expect(context, [[mean, 0.0, 0.0, 0.0]], "The outputs are the values too.")
    context, weights = attention_step(query, outputs, torch.tensor([0]))
    expect(context, [[0.0] * 4], "An empty sequence has no context.")


# Seq2SeqAttentionDecoder


def test_decoder_shapes():
    decoder = Seq2SeqAttentionDecoder(vocab_size=11, embed_size=3, num_hiddens=5, num_layers=2)
    encoded = (torch.randn(7, 4, 5), (torch.randn(2, 4, 5), torch.randn(2, 4, 5)))
    state = decoder.init_state(encoded, torch.tensor([7, 3, 1, 5]))
    assert state[0].shape == (4, 7, 5), "The encoder's outputs come time-major and are kept batch-major."
    scores, (outputs, (h, c), _) = decoder(torch.zeros(4, 6, dtype=torch.int64), state)
    assert scores.shape == (4, 6, 11), "[B, T, V]"
    assert outputs.shape == (4, 7, 5), "The outputs stay in the state."
    assert h.shape == c.shape == (2, 4, 5), "[L, B, H]"


def test_decoder_goes_on():
    torch.manual_seed(0)
    decoder = Seq2SeqAttentionDecoder(5, 3, 4, 2)
    state = decoder.init_state((torch.randn(3, 2, 4), (torch.randn(2, 2, 4), torch.randn(2, 2, 4))), None)
    X = torch.tensor([[1, 2, 3], [4, 0, 2]])
    at_once, _ = decoder(X, state)
    first, later = decoder(X[:, :2], state)
    last, _ = decoder(X[:, 2:], later)
    why = "Two tokens and then one more give what three at once do."
    expect(torch.cat([first, last], dim=1), at_once.tolist(), why)


def test_decoder_reads_the_context_first():
    decoder = Seq2SeqAttentionDecoder(2, 1, 1, 1)
    with torch.no_grad():
        for parameter in decoder.parameters():
            parameter.zero_()
        decoder.rnn.weight_ih_l0[2, 0] = 1.0  # the candidate g reads the first feature: the context
        decoder.embedding.weight.fill_(9.0)
        decoder.dense.weight.fill_(1.0)
    zero = torch.zeros(1, 1, 1)
    encoded = (torch.tensor([[[0.2]], [[0.6]]]), (zero, zero))
    scores, _ = decoder(torch.tensor([[0]]), decoder.init_state(encoded, None))
    h = 0.5 * tanh(0.5 * tanh(0.4))
    why = "Equal weights: the context is 0.4. g = tanh(0.4), i = o = 1/2: h = 1/2 tanh(1/2 tanh(0.4))."
    expect(scores, [[[h, h]]], why)
    assert isinstance(decoder.dense, nn.Linear), "dense is an nn.Linear."

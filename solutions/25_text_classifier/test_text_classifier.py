"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from math import inf, tanh
from pathlib import Path

import torch
from torch import nn, tensor

from autograder.checks.expect import check, expect, expect_error

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from text_classifier import (
    BiRNN,
    TextCNN,
    corr1d,
    corr1d_multi_in,
    global_max_pool1d,
    load_pretrained,
    predict_sentiment,
    preprocess,
)

# preprocess


@check
def test_preprocess_of_two_reviews():
    """Capitals become small, and punctuation separates tokens. Short rows are filled up at the end."""
    vocab = {"great": 2, "isn't": 3, "it": 4}
    expect(
        preprocess(["It ISN'T great!", "Great..."], vocab, 4),
        tensor([[4, 3, 2, 0], [2, 0, 0, 0]]),
        "it, isn't, great are 4, 3, 2, and one 0 follows. The second review has one token.",
        (tensor([[4, 1, 1, 2], [2, 0, 0, 0]]), "The apostrophe is part of the token isn't."),
    )


@check
def test_preprocess_of_a_long_review():
    """The first max_len tokens stay. A token that isn't in the vocabulary becomes unk."""
    vocab = {"so": 5, "bad": 6}
    expect(
        preprocess(["so-so, bad, so bad"], vocab, 4, unk=8),
        tensor([[5, 5, 6, 5]]),
        "so, so, bad, so are kept, and the last bad is cut off.",
    )
    expect(preprocess(["so boring"], vocab, 2, unk=8), tensor([[5, 8]]), "boring is unknown, and unk is 8.")


@check
def test_preprocess_without_a_token():
    """A review without a token is a row of pad. Digits are parts of tokens."""
    vocab = {"10": 0, "4ever": 3}
    expect(
        preprocess(["", "10/10, 4ever", "?!"], vocab, 3, pad=7),
        tensor([[7, 7, 7], [0, 0, 3], [7, 7, 7]]),
        "10, 10 and 4ever are tokens. The other two reviews have none.",
    )


# corr1d


@check
def test_corr1d_by_hand():
    """Each number is the sum of a window times the kernel.

    Y[i] = sum over a of X[i + a] * K[a]
    """
    expect(
        corr1d(tensor([1.0, 3.0, 2.0, 5.0]), tensor([2.0, -1.0])),
        tensor([-1.0, 4.0, -1.0]),
        "1*2 - 3 = -1, 3*2 - 2 = 4 and 2*2 - 5 = -1.",
    )


@check
def test_corr1d_with_one_place():
    """A kernel as long as the sequence has one position.

    Y[i] = sum over a of X[i + a] * K[a]
    """
    expect(
        corr1d(tensor([1.0, 2.0, 4.0]), tensor([3.0, 2.0, 1.0])),
        tensor([11.0]),
        "1*3 + 2*2 + 4*1 = 11, in one dimension.",
    )


@check
def test_corr1d_keeps_float64():
    """float64 inputs give a float64 result.

    Y[i] = sum over a of X[i + a] * K[a]
    """
    X = tensor([1.0, 2.0], dtype=torch.float64)
    K = tensor([0.5], dtype=torch.float64)
    expect(corr1d(X, K), tensor([0.5, 1.0], dtype=torch.float64), "1 * 0.5 = 0.5 and 2 * 0.5 = 1.")


# corr1d_multi_in


@check
def test_corr1d_multi_in_by_hand():
    """Each channel has a row of the kernel for itself. What they give is summed.

    Y[i] = sum over c and a of X[c, i + a] * K[c, a]
    """
    X = tensor([[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]])
    K = tensor([[1.0, 1.0], [2.0, -2.0]])
    expect(
        corr1d_multi_in(X, K),
        tensor([1.0, 7.0]),
        "Channel 0 gives 1 + 2 = 3 and 2 + 3 = 5. Channel 1 gives 0*2 - 1*2 = -2 and 1*2 - 0 = 2.",
    )


@check
def test_corr1d_multi_in_with_one_place():
    """Kernels as long as the sequences have one position, so the result has one number.

    Y[i] = sum over c and a of X[c, i + a] * K[c, a]
    """
    X = tensor([[1.0, 2.0], [3.0, 4.0]])
    K = tensor([[1.0, 0.0], [0.0, 2.0]])
    expect(corr1d_multi_in(X, K), tensor([9.0]), "1*1 + 2*0 + 3*0 + 4*2 = 9.")


@check
def test_corr1d_multi_in_weighs_channels():
    """Kernels of one entry weigh the channels.

    Y[i] = sum over c of X[c, i] * K[c, 0]
    """
    X = tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 3.0], [5.0, 5.0, 5.0]])
    K = tensor([[10.0], [1.0], [0.0]])
    expect(corr1d_multi_in(X, K), tensor([10.0, 1.0, 23.0]), "1*10 + 0, 0 + 1*1 and 2*10 + 3*1 = 23.")


# global_max_pool1d


@check
def test_global_max_pool1d_by_hand():
    """Each channel gives its largest value, also if all of them are negative.

    y[b, c] = max over i of x[b, c, i]
    """
    x = tensor([[[1.0, 5.0, 2.0], [-3.0, -1.0, -2.0]]])
    expect(
        global_max_pool1d(x), tensor([[5.0, -1.0]]), "The largest of 1, 5, 2 is 5; of -3, -1, -2 it is -1."
    )


@check
def test_global_max_pool1d_of_one_place():
    """One place is its own maximum. Text and channel stay dimensions.

    y[b, c] = max over i of x[b, c, i]
    """
    x = tensor([[[4.0]], [[-7.0]]])
    expect(global_max_pool1d(x), tensor([[4.0], [-7.0]]), "Two texts, one channel each.")


@check
def test_global_max_pool1d_of_excluded_places():
    """-inf never wins against a number.

    y[b, c] = max over i of x[b, c, i]
    """
    x = tensor([[[-2.0, -inf, -9.0]], [[3.0, 4.0, -inf]]])
    expect(global_max_pool1d(x), tensor([[-2.0], [4.0]]), "-2 is larger than -9, and 4 is larger than 3.")


# load_pretrained


@check
def test_load_pretrained_by_hand():
    """Row i is the vector of word i. A word without a vector has a row of 0, and is counted."""
    vectors = {"dull": tensor([1.0, -2.0]), "fine": tensor([3.0, 4.0])}
    expect(
        load_pretrained(["<pad>", "fine", "dull"], vectors, 2),
        (tensor([[0.0, 0.0], [3.0, 4.0], [1.0, -2.0]]), 1),
        "<pad> has no vector. The others come in the order of the words.",
    )


@check
def test_load_pretrained_of_capitals():
    """Words are looked up as they are, and each row without a vector counts."""
    vectors = {"dull": tensor([1.0, -2.0], dtype=torch.float64)}
    expect(
        load_pretrained(["Dull", "dull", "Dull"], vectors, 2),
        (tensor([[0.0, 0.0], [1.0, -2.0], [0.0, 0.0]], dtype=torch.float64), 2),
        "Only dull has a vector, which is float64. Dull comes twice, so the count is 2.",
    )


@check
def test_load_pretrained_refuses_other_shapes():
    """A vector of one number would fit into a row by broadcasting, but its shape is wrong."""
    vectors = {"dull": tensor([1.0, -2.0]), "fine": tensor([3.0])}
    with expect_error(ValueError, "fine"):
        load_pretrained(["dull", "fine"], vectors, 2)


# BiRNN


@check
def test_BiRNN_shape():
    """Each text has a score for each of the two classes.

    [B, T] -> [B, 2]
    """
    net = BiRNN(vocab_size=9, embed_size=4, num_hiddens=3, num_layers=2)
    scores = net(torch.zeros(5, 7, dtype=torch.int64))
    expect(list(scores.shape), [5, 2], "Five texts of seven tokens.")


@check
def test_BiRNN_by_hand():
    """The linear layer sees the first step, and then the last step, forward features first.

    c' = f * c + i * tanh(x) and h' = o * tanh(c')
    """
    net = BiRNN(vocab_size=2, embed_size=1, num_hiddens=1, num_layers=1)
    for parameter in net.parameters():
        parameter.requires_grad_(False).zero_()
    net.embedding.weight[1, 0] = 0.4
    net.encoder.weight_ih_l0[2, 0] = 1.0
    net.encoder.weight_ih_l0_reverse[2, 0] = 1.0
    net.decoder.weight.copy_(tensor([[1.0, 0, 2, 0], [0, 3.0, 0, 5]]))
    a, b = tanh(tanh(0.4) / 2) / 2, tanh(tanh(0.4) / 4) / 2
    expect(
        net(tensor([[1, 0]])),
        tensor([[a + 2 * b, 3 * a]]),
        "All gates are 1/2. Forward, token 1 gives c = tanh(0.4)/2 and h = tanh(c)/2 = a = 0.094. Token 0 "
        "halves c: h = b = 0.047. Backward, token 0 gives 0 and then token 1 gives a. So the first step "
        "has (a, a), the last one (b, 0), and the scores are a + 2b = 0.189 and 3a + 5*0 = 0.281.",
    )


@check
def test_BiRNN_returns_scores():
    """The scores come straight from the linear layer.

    scores = W [first step, last step] + b
    """
    net = BiRNN(vocab_size=3, embed_size=2, num_hiddens=2, num_layers=1)
    for parameter in net.parameters():
        parameter.requires_grad_(False).zero_()
    net.decoder.bias.copy_(tensor([3.0, -1.0]))
    expect(net(tensor([[2, 0]])), tensor([[3.0, -1.0]]), "All weights are 0, so the bias is left.")


# TextCNN


def counter_of_pairs():
    """A net with one kernel of two tokens. Token 1 has the vectors 1 and 10, token 0 has 0 and 0."""
    net = TextCNN(vocab_size=2, embed_size=1, kernel_sizes=[2], num_channels=[1])
    for parameter in net.parameters():
        parameter.requires_grad_(False).zero_()
    net.embedding.weight[1] = 1.0
    net.constant_embedding.weight[1] = 10.0
    net.convs[0].weight.copy_(tensor([[[1.0, 3.0], [0.1, 0.0]]]))
    net.decoder.weight.copy_(tensor([[1.0], [-2.0]]))
    return net.eval()


@check
def test_TextCNN_by_hand():
    """The largest value of a channel counts, wherever it is.

    feature = max over i of relu(sum over c and a of x[c, i + a] * K[c, a])
    """
    net = counter_of_pairs()
    expect(
        net(tensor([[1, 0, 1]])),
        tensor([[3.0, -6.0]]),
        "Tokens 1, 0: 1*1 + 0*3 + 10*0.1 + 0 = 2. Tokens 0, 1: 0 + 1*3 + 0 + 10*0 = 3. The feature is 3, "
        "and the scores are 3*1 and 3*(-2).",
        (tensor([[2.5, -5.0]]), "This is the mean over both places."),
    )


@check
def test_TextCNN_of_a_short_text():
    """A vector of 0 follows behind a text of one token, so that a kernel of two fits.

    feature = max over i of relu(sum over c and a of x[c, i + a] * K[c, a])
    """
    net = counter_of_pairs()
    expect(
        net(tensor([[1]])),
        tensor([[2.0, -4.0]]),
        "1*1 + 10*0.1 = 2, and the second place adds 0*3 + 0*0.",
        (tensor([[3.0, -6.0]]), "The vector of 0 stands before the token; it belongs behind it."),
    )


@check
def test_TextCNN_tables():
    """One table learns, and the other one is frozen. All other parameters learn."""
    net = TextCNN(9, 4, kernel_sizes=[3, 4], num_channels=[5, 6])
    frozen = [name for name, p in net.named_parameters() if not p.requires_grad]
    expect(frozen, ["constant_embedding.weight"], "Only the table that stays as it is doesn't learn.")
    scores = net(torch.zeros(3, 7, dtype=torch.int64))
    expect(list(scores.shape), [3, 2], "Three texts, two classes.")


@check
def test_TextCNN_drops_in_training_only():
    """With a dropout of 1, no feature is left in train mode.

    scores = W drop(features) + b
    """
    net = counter_of_pairs()
    full = TextCNN(2, 1, [2], [1], dropout=1.0)
    full.load_state_dict(net.state_dict())
    text = tensor([[1, 0, 1]])
    expect(
        (full.train()(text).detach(), full.eval()(text).detach()),
        (tensor([[0.0, 0.0]]), tensor([[3.0, -6.0]])),
        "In training the feature 3 becomes 0, and the bias is 0 too. Otherwise it stays.",
    )


# predict_sentiment


class Votes(nn.Module):
    """The scores are the numbers of tokens 3 (negative) and of tokens 2 (positive)."""

    def forward(self, ids):
        return torch.stack([(ids == 3).sum(1), (ids == 2).sum(1)], dim=1).float()


@check
def test_predict_sentiment_by_votes():
    """The class with the larger score is the answer. Equal scores are negative."""
    vocab = {"<pad>": 0, "<unk>": 1, "fine": 2, "dull": 3}
    texts = [["fine", "dull", "fine"], ["dull"], ["fine", "dull"]]
    expect(
        [predict_sentiment(Votes(), vocab, text) for text in texts],
        ["positive", "negative", "negative"],
        "Negative and positive votes are 1 and 2, then 1 and 0, then 1 and 1.",
    )


@check
def test_predict_sentiment_of_unknown_and_no_tokens():
    """An unknown token is read as <unk>, and a text without a token as <pad>."""
    vocab = {"<unk>": 3, "<pad>": 2}
    expect(
        [predict_sentiment(Votes(), vocab, text) for text in ([], ["fine"])],
        ["positive", "negative"],
        "<pad> is token 2, one vote for positive. <unk> is token 3, one vote for negative.",
    )


@check
def test_predict_sentiment_keeps_modes():
    """The net reads in eval mode, and is in train mode again afterwards."""
    vocab = {"<unk>": 3, "<pad>": 2}
    net = nn.Sequential(Votes(), nn.Dropout(1.0))
    expect(predict_sentiment(net, vocab, []), "positive", "In train mode both scores would be 0.")
    expect([part.training for part in net.modules()], [True, True, True], "As before the call.")

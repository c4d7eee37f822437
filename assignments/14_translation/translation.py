"""Machine translation, written from scratch: batches of sentences, an encoder, the loss, decoding, and BLEU.

B is the number of sequences in a batch, T the number of steps of a sequence, and V the number of tokens of a
vocabulary. Four tokens are special: `<pad>` fills up short sequences, `<bos>` begins a target, `<eos>` ends
it, and `<unk>` stands for unknown tokens. The rules in `rules.md`, beside this file, hold here. Besides:

- A token is a string, and its id is an integer from 0. Which ids the special tokens have is not fixed.
- A length n in `valid_len` makes the first n steps of a sequence valid. The rest is padding. `valid_len` is
  an integer tensor (int64 or int32).
- No result shares memory with another result.
- No Python loop goes over sequences, steps or tokens of a tensor. Texts, lists of tokens and decoding need
  loops. The encoder may loop over its steps, but need not.
- Nothing is random except the first weights of the encoder and its dropout.
- Everything in PyTorch and in Python's standard library is allowed.

Read: Dive into Deep Learning (d2l.ai) 10.5 to 10.8.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn


def preprocess_nmt(text: str) -> str:
    """Bring a text into a form in which spaces separate words and punctuation marks.

    Three things happen, in this order:

    1. Each no-break space, U+00A0 or U+202F, becomes an ordinary space.
    2. Capitals become small letters (`str.lower`).
    3. A space is put before each comma, full stop, exclamation mark and question mark (`,` `.` `!` `?`),
       unless there is a space before it already, or it is the first character of the text.

    All other characters stay as they are, other spaces, tabs, line breaks and Chinese punctuation too. Only
    an ordinary space counts as a space: a mark after a tab or a line break gets one more. In a row of marks,
    each mark is treated alike: "No..." becomes "no . . .".

    Args:
        text: any string, also an empty one.

    Returns:
        The new text.

    Source: d2l.ai 10.5.1.
    """
    raise NotImplementedError("preprocess_nmt is not written yet")


def build_array(
    lines: Sequence[Sequence[str]], vocab: Any, max_len: int, is_source: bool
) -> tuple[Tensor, Tensor]:
    """Turn tokenised sentences into one tensor of ids, and say how many ids of each row are valid.

    A source keeps its first `max_len` tokens, and nothing is added. A target keeps its first `max_len - 1`
    tokens, and `<eos>` follows right after them. So each target has an `<eos>`, even if tokens were cut off.
    There is no `<bos>`: `teacher_forcing` adds it. Last, `<pad>` fills up each row to `max_len`.

    Args:
        lines: one or more sentences, each a list or a tuple of tokens. A sentence may be empty. A token is
            looked up as it is, "<pad>" too: its id counts like any other.
        vocab: a vocabulary like that of lesson 10, of which you need only the square brackets.
            `vocab[token]` is the id of a token. `vocab[tokens]` is a new list of the ids of a list or a tuple
            of tokens. "<pad>" and "<eos>" are in it. It finds the id of "<unk>" for an unknown token by
            itself.
        max_len: the length of the rows, at least 1.
        is_source: True for sentences to translate, False for translations.

    Returns:
        ids: [N, max_len] int64, a row for each sentence in the order given.
        valid_len: [N] int64, the number of ids of each row before the filling, `<eos>` included.

        Both are on the CPU, where PyTorch makes tensors by default.

    Source: d2l.ai 10.5.3, with `<eos>` at the end of long targets too.
    """
    raise NotImplementedError("build_array is not written yet")


def sequence_mask(X: Tensor, valid_len: Tensor, value: float = 0.0) -> Tensor:
    """Replace the padding of sequences by a value.

    Args:
        X: [B, T, ...] floating-point (float16 too) or int64, with any number of dimensions after the first
            two, also none. The padding may hold anything, even NaN or inf.
        valid_len: [B] lengths, from 0. A length of T or more leaves the whole sequence valid.
        value: a number that the dtype of X can hold; for floating-point X also inf or -inf.

    Returns:
        A new tensor with the shape and dtype of X. It equals X in the first `valid_len[b]` steps of sequence
        b, and is `value` in the others. What was padding gets a gradient of 0.

    Source: d2l.ai 10.7.3.
    """
    raise NotImplementedError("sequence_mask is not written yet")


def masked_cross_entropy(logits: Tensor, labels: Tensor, valid_len: Tensor) -> Tensor:
    """Compute the cross-entropy of each sequence, as the mean over its valid tokens.

        loss_b = 1/n_b * sum over the first n_b steps t of -log softmax(logits[b, t])[labels[b, t]]

    The mean is over the n_b valid tokens of a sequence, not over all T steps. A sequence without a valid
    token has a loss of 0.

    Args:
        logits: [B, T, V] scores. Valid ones are finite and of any size, such as 10000. Those of padding may
            be anything, even NaN or inf.
        labels: [B, T] int64. Valid ones are from 0 to V - 1, each an ordinary token. Those of padding may be
            any integer.
        valid_len: [B] lengths, from 0 to T.

    Returns:
        [B] losses in nats. Scores of padding get a gradient of exactly 0, and no gradient is NaN.

    Source: d2l.ai 10.7.3, with the mean over valid tokens.
    """
    raise NotImplementedError("masked_cross_entropy is not written yet")


class Seq2SeqEncoder(nn.Module):
    """An LSTM that reads the tokens of a source from first to last.

    It doesn't know which tokens are padding, and reads all of them. A call changes neither a parameter, nor
    its `grad` and `requires_grad`, nor the mode.

    Source: Sutskever, Vinyals and Le 2014; d2l.ai 10.7.1, with an LSTM.
    """

    def __init__(
        self, vocab_size: int, embed_size: int, num_hiddens: int, num_layers: int, dropout: float = 0.0
    ) -> None:
        """Make `embedding` and `rnn`, in this order. They hold all parameters.

        Leave the first weights as PyTorch draws them.

        Args:
            vocab_size: V, the number of tokens. `embedding` is an `nn.Embedding` of these tokens, all alike.
            embed_size: E, the features of an embedded token.
            num_hiddens: H, the hidden units of the LSTM.
            num_layers: L, the layers of the LSTM. `rnn` is an `nn.LSTM` that reads E features, time-major,
                which is its default, and in one direction.
            dropout: the dropout of `rnn` between its layers. Nothing else is dropped. (With one layer,
                PyTorch warns that it has no effect. Ignore the warning.)
        """
        raise NotImplementedError("Seq2SeqEncoder.__init__ is not written yet")

    def forward(self, X: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Read a batch of sequences.

        Args:
            X: [B, T] int64 tokens, from 0 to V - 1, batch-major.

        Returns:
            The tuple (outputs, (h, c)). outputs [T, B, H] are the hidden states of the highest layer at each
            step, time-major. h and c [L, B, H] are the state of each layer after the last step. The state
            before the first step is 0.
        """
        raise NotImplementedError("Seq2SeqEncoder.forward is not written yet")


def teacher_forcing(Y: Tensor, bos: int) -> tuple[Tensor, Tensor]:
    """Make what a decoder reads in training, and what it should answer.

    At each step the decoder reads the right token of the step before, whatever it answered there. At the
    first step it reads `<bos>`.

    Args:
        Y: [B, T] integer ids of targets, such as `build_array` makes them, without `<bos>`.
        bos: the id of `<bos>`.

    Returns:
        The tuple (inputs, labels), two new tensors with the shape, dtype and device of Y. The inputs begin
        with `bos`, and the first T - 1 tokens of Y follow. The labels equal Y, so the last label, often
        `<eos>` or `<pad>`, is never read. Padding is treated like any other token.

    Source: Williams and Zipser 1989; d2l.ai 10.7.2.
    """
    raise NotImplementedError("teacher_forcing is not written yet")


def greedy_decode(
    step: Callable[[int, Any], tuple[Tensor, Any]], state: Any, bos: int, eos: int, max_len: int
) -> list[int]:
    """Decode a sequence, and take the most probable token at each step.

    The first call of `step` is with `bos` and `state`. Each later one is with the token that was taken last
    and the state that the call before returned. Decoding ends when the most probable token is `eos`, or when
    `max_len` tokens were taken. Then `step` is called no more.

    Args:
        step: the decoder. `step(token, state)` reads a token, a Python int, in a state. It returns the
            log-probabilities of the next token, a floating-point tensor [V], and the state after the token.
            They are 0 or less, and some but not all may be -inf. Their exponentials need not add up to 1.
            They may be on any device, and part of a graph. `step` doesn't change the state that it gets.
        state: the state before `bos`. It may be anything, None too. Only hand it on.
        bos: the id of `<bos>`, which is read first.
        eos: the id of `<eos>`.
        max_len: the largest number of tokens of the result, at least 1.

    Returns:
        The list of the tokens taken, Python ints, without `bos` at the beginning and without `eos`. It is
        empty if `eos` comes first. Of equally probable tokens the one with the smallest id is taken. `bos`
        is a token like any other if the decoder finds it most probable.

    Source: d2l.ai 10.8.1.
    """
    raise NotImplementedError("greedy_decode is not written yet")


def beam_search(
    step: Callable[[int, Any], tuple[Tensor, Any]],
    state: Any,
    bos: int,
    eos: int,
    beam: int,
    max_len: int,
    alpha: float = 0.75,
) -> list[int]:
    """Decode a sequence, and follow several hypotheses at a time.

    A hypothesis is a list of tokens, the sum of their log-probabilities, and the decoder's state. At first
    there is one, without tokens, with the sum 0. Then come at most `max_len` rounds. Each round

    1. extends each open hypothesis: it calls `step` once, with the hypothesis's last token (`bos` if it has
       none) and its state. Each token of the vocabulary makes one candidate, whose sum is the old sum plus
       the token's log-probability.
    2. keeps the `beam` candidates with the largest sums, or all of them if there are fewer. The length plays
       no part here. Of equal sums, the candidate of the better hypothesis of the round before is better, and
       for the same hypothesis the token with the smaller id.
    3. finishes those of the kept ones that end in `eos`: they are set aside and never extended. The others
       are the open hypotheses of the next round, the best one first.

    The search ends when no hypothesis is open, or after `max_len` rounds. It doesn't end earlier. At the end
    all finished hypotheses compete with those that are still open. The largest score wins:

        score = (sum of log-probabilities) / L^alpha,   L = number of tokens, `eos` included

    Of equal scores, the hypothesis that finished in the earlier round wins, and of the same round the better
    one of this round. Open ones come after all finished ones.

    Args:
        step: the decoder, as for `greedy_decode`. It doesn't change the state that it gets, so several
            hypotheses may continue from the same one.
        state: the state before `bos`. It may be anything, None too.
        bos: the id of `<bos>`.
        eos: the id of `<eos>`.
        beam: the number of candidates to keep, at least 1. It may be larger than V. With 1, the result
            equals that of `greedy_decode`.
        max_len: the largest number of rounds, and so of tokens, at least 1.
        alpha: how much long sequences are favoured, at least 0. With 0, the score is the sum itself.

    Returns:
        The list of the tokens of the winner, Python ints, without `bos` at the beginning and without `eos`.

    Source: Wu et al. 2016, section 7; d2l.ai 10.8.3.
    """
    raise NotImplementedError("beam_search is not written yet")


def bleu(pred: str, ref: str, k: int) -> float:
    """Compute the BLEU of a predicted sequence: how many of its n-grams the reference has too.

        BLEU = exp(min(0, 1 - len_ref / len_pred)) * prod over n = 1, ..., k of p_n^(1 / 2^n)

    p_n is the share of the prediction's n-grams that are matched. Each n-gram of the reference matches only
    once: if it occurs twice in the reference and three times in the prediction, two of the three are matched.
    The first factor lowers the score of a prediction that is shorter than the reference.

    Args:
        pred: the predicted tokens. Whitespace separates them, as for `str.split` without arguments. There may
            be none.
        ref: the tokens of the reference, likewise. There may be none.
        k: the longest n-grams, at least 1.

    Returns:
        A Python float from 0 to 1. Tokens are compared as they are, "No" and "no" differ. A prediction of
        fewer than k tokens has no n-grams of k tokens: then the product ends at n = len_pred. A prediction
        without tokens gets 0, whatever the reference is. If no n-gram of some n is matched, p_n and so the
        result is 0. This holds also where the reference has no n-grams of this n.

    Source: Papineni et al. 2002; d2l.ai 10.7.6, whose weights 1 / 2^n these are.
    """
    raise NotImplementedError("bleu is not written yet")

"""Language models: n-gram counts, batches of a text, perplexity, and sampling from a model's scores.

A *token* is a piece of text that a model treats as a unit: here a word or a character, as a string. Its *id*
is its index in a vocabulary. A *language model* gives each possible next token a probability. *Logits* are
the scores before the softmax, and V is the size of the vocabulary. The rules in `rules.md`, beside this file,
hold here. Besides:

- Logarithms are natural ones.
- No result shares a list or memory with an argument or with another result.
- The dtype of logits is float32 or float64.
- Loops are fine, except where a docstring forbids them.

Read: Dive into Deep Learning (d2l.ai) 9.2 and 9.3; Jurafsky and Martin, Speech and Language Processing (draft
of the 3rd edition), chapter 3 on n-grams.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor


def build_char_index(corpus: str) -> tuple[list[str], dict[str, int]]:
    """Give each different character of a text an id, in the order of first appearance.

    Args:
        corpus: any string, also an empty one. Characters are compared as they are, so "A" and "a" are two,
            and spaces and line breaks are characters too.

    Returns:
        idx_to_char: the different characters. The first character of the text has id 0, the next new one
            has id 1, and so on.
        char_to_idx: a plain dict from each character to its id. The order of its keys is free.

    Source: d2l.ai 9.2.3, which sorts by frequency instead.
    """
    raise NotImplementedError("build_char_index is not written yet")


def ngram_counts(tokens: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    """Count the n-grams of a text: all runs of n neighbouring tokens.

    Runs overlap: "a b a b" has the 2-grams a b, b a and a b. Nothing is added at the ends.

    Args:
        tokens: a list or a tuple of strings, or one string, whose characters are then the tokens.
        n: the length of a run, at least 1. It may be larger than the number of tokens.

    Returns:
        A new `collections.Counter` whose keys are exactly the n-grams that occur. Each key is a tuple of n
        strings, also for n = 1. The order of the keys is free.

    Raises:
        ValueError: if n is below 1, also if there are no tokens. The message contains the value of n.

    Source: Jurafsky and Martin, section 3.1.
    """
    raise NotImplementedError("ngram_counts is not written yet")


def ngram_prob(
    word: str, context: tuple[str, ...], counts: Counter[tuple[str, ...]], vocab_size: int, alpha: float = 1.0
) -> float:
    """Estimate the probability that `word` follows `context`, with Laplace's smoothing.

    P(word | context) = (c(context, word) + alpha) / (c(context) + alpha V), where c counts the run of tokens
    in the corpus. So c(context) counts the last tokens of the corpus too, although nothing follows them.

    Args:
        word: a token, seen or unseen.
        context: the tokens before it, seen or unseen, in the order of the text. It may be empty.
        counts: a Counter with the counts of all runs of len(context) tokens and of all that are one longer.
            It may also hold others, which don't matter. The empty run is among them: counts[()] is the number
            of all tokens. What isn't among its keys has the count 0. It must not get new keys.
        vocab_size: V, the number of different tokens, at least 1.
        alpha: what is added to each count; at least 0.

    Returns:
        A float from 0 to 1. If the denominator is 0, because alpha is 0 and the context is unseen, it is 0.0.

    Source: Jurafsky and Martin, section 3.6, where alpha is called k.
    """
    raise NotImplementedError("ngram_prob is not written yet")


def data_iter_random(
    corpus: Sequence[int],
    batch_size: int,
    num_steps: int,
    generator: torch.Generator | None = None,
    device: torch.device | str | None = None,
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield a text in batches of short sequences, in random order.

    With T = num_steps, sequence i is made of the T ids from place i T on. So sequences don't overlap, and the
    first one begins at place 0: there is no random offset. The targets of a sequence are the T ids one place
    later, so the next id must exist for its last one too. There are N = (len(corpus) - 1) // T sequences, and
    the rest of the corpus is left out.

    Args:
        corpus: the ids of a text, any ints that int64 can hold. It may be empty. If it is too short for one
            sequence, there are no batches.
        batch_size: the number of sequences in a batch, at least 1. The last batch holds what is left, so it
            may be smaller; it isn't left out.
        num_steps: T, at least 1.
        generator: a generator on the CPU, whatever `device` is.
        device: where X and Y are made; None means PyTorch's default device.

    Returns:
        An iterator over tuples (X, Y), each [b, T] int64. Row by row, the sequences stand in the order
        `torch.randperm(N, generator=generator)`, so that one seed gives everybody the same batches. Nothing
        else is random. Each call draws anew. Whether you draw at the call or with the first batch is free.
        X and Y don't share memory.

    Source: d2l.ai 9.3.2; there a random offset is added.
    """
    raise NotImplementedError("data_iter_random is not written yet")


def data_iter_consecutive(
    corpus: Sequence[int], batch_size: int, num_steps: int, device: torch.device | str | None = None
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield a text in batches whose rows continue in the next batch.

    With B = batch_size, the text is cut into B rows of L = (len(corpus) - 1) // B ids: row b holds the L ids
    from place b L on. The targets are the ids one place later in the corpus, so the last target of a row may
    be the first id of the next row. Batch j holds the columns j T to j T + T - 1 of all rows, where
    T = num_steps. There are L // T batches, all of the same size. The rest is left out. Nothing is random.

    Args:
        corpus: the ids of a text, any ints that int64 can hold. It may be empty. If it is too short for one
            batch, there are no batches.
        batch_size: B, at least 1.
        num_steps: T, at least 1.
        device: where X and Y are made; None means PyTorch's default device.

    Returns:
        An iterator over tuples (X, Y), each [B, T] int64. All these tensors are new: whoever writes into one
        of them changes no other.

    Source: d2l.ai 9.3.2 calls it sequential partitioning; there a random offset is added.
    """
    raise NotImplementedError("data_iter_consecutive is not written yet")


def perplexity(nll_sum: float, n_tokens: int) -> float:
    """Compute the perplexity of a text from the sum of its negative log-likelihoods.

    It is exp(nll_sum / n_tokens): the number of equally likely tokens between which the model might as well
    have to choose.

    Args:
        nll_sum: the sum of -log P(token | tokens before it) over all tokens, in nats; at least 0. It may be
            infinite.
        n_tokens: the number of tokens in the sum.

    Returns:
        A float of at least 1. If it is too large for a float, return infinity (`math.inf`).

    Raises:
        ValueError: if n_tokens is below 1. The message contains its value.

    Source: d2l.ai 9.3.1; Jurafsky and Martin, section 3.3.
    """
    raise NotImplementedError("perplexity is not written yet")


def sample_next(
    logits: Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    generator: torch.Generator | None = None,
) -> int:
    """Draw the id of the next token.

    The probability of token i is proportional to exp(logits[i] / temperature). With `top_k`, only the `top_k`
    tokens of the largest logits take part, and the others are never drawn. Of equal logits the one with the
    lower id goes first, so exactly `top_k` tokens take part.

    Args:
        logits: [V] scores. They may be -inf, which makes a token impossible, but not all of them. No score is
            NaN or +inf.
        temperature: 0, or 0.001 to 1,000,000. At 0 nothing is drawn: the id of the largest logit is returned,
            and the lowest such id if several are largest.
        top_k: at least 1, or None for all tokens. It may be larger than V.
        generator: a generator on the device of `logits`.

    Returns:
        The id, an int. How you draw is free, as long as the probabilities are right. One seed gives the same
        ids in each run, and draws that follow each other are independent.

    Source: Holtzman et al. 2020, The Curious Case of Neural Text Degeneration, section 3.
    """
    raise NotImplementedError("sample_next is not written yet")


def top_p_filter(logits: Tensor, p: float) -> Tensor:
    """Keep the likeliest tokens that together reach the probability p: the nucleus.

    Sort the tokens of a row by their probability softmax(logits), from the largest; of equal logits the one
    with the lower id goes first. You may also sort the probabilities: no test has different logits whose
    probabilities round to the same number at the border. The first tokens whose probabilities add up to p or
    more are kept, as few as possible, but at least one.

    Args:
        logits: [*, V] scores with any number of dimensions before V, also none. Each row has a nucleus of its
            own. Scores may be -inf, but not all of a row. No score is NaN or +inf.
        p: from 0 to 1. p = 0 keeps one token, and p = 1 keeps all, also those whose probabilities are too
            small to show in a sum. For other p you needn't care how sums round: no sum over some of the
            likeliest tokens of a row is closer to p than 0.0001.

    Returns:
        [*, V]: the logits of the kept tokens as they were, and -inf for the others, always as a new tensor.
        Gradients flow through the kept logits.

    Loops over rows or tokens are not allowed: filter all rows at once.

    Source: Holtzman et al. 2020, section 3.1.
    """
    raise NotImplementedError("top_p_filter is not written yet")


def sequence_nll(logits: Tensor, targets: Tensor, mask: Tensor | None = None) -> Tensor:
    """Compute the negative log-likelihood of each sequence, in nats.

    It is the sum of -log softmax(logits[b, t])[targets[b, t]] over the valid t. Logits and targets belong
    together as they are: nothing is shifted.

    Args:
        logits: [B, T, V] finite scores, which may be in the thousands.
        targets: [B, T] int64 ids from 0 to V - 1. Where a target isn't valid, it may be any number, such as
            -100.
        mask: [B, T] bool, True where a target is valid. None means that all are.

    Returns:
        [B], in the dtype of logits. A sequence without valid targets has 0, and so do its gradients.

    Not allowed: PyTorch's cross-entropy and NLL losses, and loops over sequences, steps or tokens. PyTorch's
    `log_softmax` is allowed.

    Source: d2l.ai 9.3.1.
    """
    raise NotImplementedError("sequence_nll is not written yet")

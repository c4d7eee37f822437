"""Word2vec: training pairs from a text, skip-gram with negative sampling, CBOW, and hierarchical softmax.

A *word* is given by its id, an int from 0 to V - 1, where V is the size of the vocabulary. Word2vec slides
over a text. The word in the middle is the *centre*, and its neighbours are its *contexts*. Each word has two
vectors of D numbers: one for its role as a centre, the other for its role as a context. *Negatives* are words
drawn at random, which the model learns to distinguish from the contexts. The rules in `rules.md`, beside this
file, hold here. Besides:

- The items of a `Sequence` may be lists or tuples too, if they are sequences.
- No result shares a list or memory with an argument or with another result.
- `rng` is a `random.Random`, and random numbers come only from it. The functions of Python's module `random`,
  such as `random.randint`, draw from another generator, so don't call them. An rng in the same state gives
  the same result again.
- Floating-point tensors are float32 or float64. The numbers in vectors of words and nodes are at most 1,000
  in absolute value.
- Gradients flow to each floating-point input of `skip_gram`, `sgns_loss`, `cbow_forward` and
  `hierarchical_prob`. `labels` is an exception: no gradient for it is asked for.
- Functions that get tensors have no Python loop over words, rows or nodes. Loops over lists are fine.

Read: Mikolov, Sutskever, Chen, Corrado and Dean 2013, Distributed Representations of Words and Phrases and
their Compositionality; Dive into Deep Learning (d2l.ai) 15.1 to 15.4.
"""

from collections.abc import Sequence
from itertools import accumulate
from random import Random

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid, softplus


def keep_prob(counts: Tensor, t: float = 1e-4) -> Tensor:
    """Compute with which probability each word of a text is kept in subsampling.

    Frequent words such as "the" tell little about their neighbours, so most of their occurrences are left
    out. A word that makes up the share f of the text is kept with the probability

        min(1, sqrt(t / f))

    The paper gives the probability of leaving it out, 1 - sqrt(t / f). The published program of word2vec uses
    another formula.

    Args:
        counts: [V] how often each word occurs: whole numbers of at least 0, in int64, float32 or float64.
            Their sum is at most 2^53. f is a count divided by the sum of all counts.
        t: the share from which on words are left out, from 1e-12 to 10.

    Returns:
        [V] probabilities. They have the dtype of counts if that is a floating-point one, and PyTorch's
        default dtype for int64. A word with the count 0 has the probability 1, also if all counts are 0. No
        gradient is asked for.

    Source: Mikolov et al. 2013, section 2.3; d2l.ai 15.3.2.
    """
    ### BEGIN SOLUTION
    f = counts / counts.sum().clamp(min=1)  # [V]; without the clamp 0 / 0 for an empty text
    return (t / f).sqrt().clamp(max=1)  # f = 0 gives infinity, which the clamp makes 1
    ### END SOLUTION


def get_centers_and_contexts(
    corpus: Sequence[Sequence[int]], max_window: int, rng: Random
) -> tuple[list[int], list[list[int]]]:
    """List each word of a text as a centre, with the words around it as its contexts.

    Each centre has a window of its own: a random whole number w from 1 to max_window, both ends included. The
    contexts are the words at most w places away in the same sentence, in the order of the sentence. The
    centre's own place is left out. If the same word stands at another place of the window too, it is a
    context there.

    Args:
        corpus: the sentences, each with the ids of its words. It may be empty, and so may be sentences. A
            sentence of one word has no contexts, so sentences of fewer than two words are left out.
        max_window: at least 1. It may be larger than the sentences.
        rng: the generator. Each centre takes one call `rng.randint(1, max_window)`, in the order of the text,
            also if max_window is 1. Nothing else is drawn, and nothing for sentences that are left out. So
            one seed gives everybody the same windows.

    Returns:
        A tuple (centers, contexts). `centers` has the words of all sentences that aren't left out, in the
        order of the text. `contexts` has the list of contexts of each centre.

    Source: d2l.ai 15.3.3.
    """
    ### BEGIN SOLUTION
    centers: list[int] = []
    contexts: list[list[int]] = []
    for sentence in corpus:
        if len(sentence) < 2:
            continue
        for place, word in enumerate(sentence):
            window = rng.randint(1, max_window)  # both ends included
            before = sentence[max(0, place - window) : place]
            after = sentence[place + 1 : place + 1 + window]
            centers.append(word)
            contexts.append([*before, *after])
    return centers, contexts
    ### END SOLUTION


def get_negatives(
    contexts: Sequence[Sequence[int]], weights: Sequence[float], K: int, rng: Random
) -> list[list[int]]:
    """Draw K negatives for each context of each centre.

    A negative is a word that isn't among the contexts of its centre. Each is drawn independently of the
    others, with a probability proportional to its weight. So a word may come more than once. The centre
    itself may come, because this function doesn't know it.

    Args:
        contexts: the contexts of each centre, as `get_centers_and_contexts` gives them. A word may be there
            twice, and then it counts twice. There may be no centres, and a centre may have no contexts. You
            may rely on this: the words that are not contexts of a centre have either the weight 0 all
            together, or at least 1 % of the sum of all weights. So it takes few tries to find them.
        weights: the weight of each word, V ints or floats of at least 0. Their sum is from 1e-9 to 1e9 and
            needn't be 1. Callers pass the counts of the words, raised to the power 0.75. A word with the
            weight 0 is never drawn.
        K: at least 1.
        rng: the generator. How you draw from it is free, as long as the probabilities are right, and so is
            how many numbers you draw. The next call with the same rng draws new ones.

    Returns:
        A list of negatives for each centre, K times as long as its list of contexts. If no word is left for a
        centre, because all words with a positive weight are among its contexts, its list is empty.

    Source: Mikolov et al. 2013, section 2.2; d2l.ai 15.3.4.
    """
    ### BEGIN SOLUTION
    words = range(len(weights))
    sums = list(accumulate(weights))  # once, because choices would add up all weights in each call
    possible = {word for word in words if weights[word] > 0}
    negatives = []
    for words_around in contexts:
        positives = set(words_around)
        wanted = 0 if possible <= positives else K * len(words_around)
        chosen: list[int] = []
        while len(chosen) < wanted:
            (word,) = rng.choices(words, cum_weights=sums)
            if word not in positives:
                chosen.append(word)
        negatives.append(chosen)
    return negatives
    ### END SOLUTION


def batchify(data: Sequence[tuple[int, list[int], list[int]]]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Make a batch of tensors from centres with different numbers of contexts and negatives.

    L is the largest number of contexts and negatives together that a centre of the batch has. A row holds the
    contexts, then the negatives, both in their order, and then zeros up to the length L. But 0 is the id of a
    word too. So only the mask says which entries are words, and no other sign.

    Args:
        data: B samples, each a tuple (centre, contexts, negatives): the id of a word, and two lists of ids.
            The lists of a sample may be empty, one or both. Ids are ints from 0 to 2^63 - 1.

    Returns:
        A tuple of four tensors that share no memory:
        centers: [B, 1] int64, the centres in the order of the data.
        ctx_neg: [B, L] int64, contexts, negatives and padding.
        mask: [B, L] bool, True for contexts and negatives, False for padding.
        labels: [B, L] in PyTorch's default dtype: 1 for contexts, 0 for negatives and padding.
        If all lists of all samples are empty, L is 0. The tensors are made on PyTorch's default device.

    A Python loop over the samples is allowed.

    Source: d2l.ai 15.3.5.
    """
    ### BEGIN SOLUTION
    length = max(len(contexts) + len(negatives) for _, contexts, negatives in data)  # L
    rows, mask, labels = [], [], []
    for _, contexts, negatives in data:
        words = [*contexts, *negatives]
        padding = length - len(words)
        rows.append(words + [0] * padding)
        mask.append([True] * len(words) + [False] * padding)
        labels.append([1.0] * len(contexts) + [0.0] * (length - len(contexts)))
    return (
        torch.tensor([[center] for center, _, _ in data]),  # [B,1]
        torch.tensor(rows, dtype=torch.int64),  # [B,L]
        torch.tensor(mask, dtype=torch.bool),  # [B,L]
        torch.tensor(labels),  # [B,L]
    )
    ### END SOLUTION


def skip_gram(center: Tensor, ctx_neg: Tensor, embed_v: Tensor, embed_u: Tensor) -> Tensor:
    """Compute a score, a logit, for each pair of a centre and a context or negative.

    The logit is the dot product of two vectors: that of the centre in `embed_v`, and that of the other word
    in `embed_u`.

    Args:
        center: [B, 1] int64, the centres.
        ctx_neg: [B, L] int64, the contexts, negatives and padding of each centre. Padding is treated like any
            other word.
        embed_v: [V, D] the vectors of all words as centres.
        embed_u: [V, D] the vectors of all words as contexts.

    Returns:
        [B, 1, L] logits.

    Source: d2l.ai 15.4.1, with the same letters.
    """
    ### BEGIN SOLUTION
    v = embed_v[center]  # [B,1,D]
    u = embed_u[ctx_neg]  # [B,L,D]
    return torch.bmm(v, u.transpose(1, 2))  # [B,1,D] times [B,D,L] is [B,1,L]
    ### END SOLUTION


def sgns_loss(pred: Tensor, labels: Tensor, mask: Tensor | None = None) -> Tensor:
    """Compute the loss of skip-gram with negative sampling for each centre, in nats.

    The loss of an entry with the logit x and the label y is the binary cross-entropy of sigmoid(x):

        -y log sigmoid(x) - (1 - y) log(1 - sigmoid(x))

    The loss of a centre is the mean over the entries of its row whose mask is True. The gradient of an entry
    is (sigmoid(x) - y) / n, where n is the number of these entries of its row. This holds for x = 0 too,
    where max, abs and relu have a kink: with tables of zeros all logits are 0.

    Args:
        pred: [B, L] logits. They may be in the thousands, and then loss and gradient are finite too. No logit
            has an absolute value between 20 and 40, where PyTorch's softplus isn't exact.
        labels: [B, L] 1.0 for a context, 0.0 for all else; the dtype is that of pred.
        mask: [B, L] bool, True for the entries that count. None means that all count.

    Returns:
        [B] losses. A row without entries that count has the loss 0, and its gradients are 0. So are the
        gradients of all entries that don't count.

    Not allowed: PyTorch's binary cross-entropy (binary_cross_entropy, binary_cross_entropy_with_logits,
    BCELoss, BCEWithLogitsLoss, soft_margin_loss, multilabel_soft_margin_loss). PyTorch's logsigmoid and
    softplus are allowed.

    Source: Mikolov et al. 2013, equation 4, where the terms are added; the mean is that of d2l.ai 15.4.2.
    """
    ### BEGIN SOLUTION
    if mask is None:
        mask = torch.ones_like(pred, dtype=torch.bool)
    losses = softplus(pred) - labels * pred  # [B,L], because -log sigmoid(x) = softplus(x) - x
    total = losses.masked_fill(~mask, 0.0).sum(dim=1)  # [B]
    return total / mask.sum(dim=1).clamp(min=1)
    ### END SOLUTION


def cbow_forward(ctx: Tensor, mask: Tensor, embed_u: Tensor, embed_v: Tensor) -> Tensor:
    """Compute the logits of all words as the centre of given contexts: the continuous bag of words.

    CBOW turns skip-gram around. The vectors of the contexts in `embed_u` are averaged, and the logit of each
    word is the dot product of this mean with the word's vector in `embed_v`.

    Args:
        ctx: [B, L] int64, the contexts of each centre, in any order. Where the mask is False, an entry is the
            id of any word, not always 0.
        mask: [B, L] bool, True for contexts, False for padding. The mean is over the entries with True.
        embed_u: [V, D] the vectors of all words as contexts.
        embed_v: [V, D] the vectors of all words as centres. d2l.ai exchanges u and v for CBOW; here they keep
            the roles that they have in `skip_gram`.

    Returns:
        [B, V] logits. A row without contexts has the mean 0, so its logits are 0, and nothing of it reaches
        the gradients.

    Source: Mikolov, Chen, Corrado and Dean 2013, Efficient Estimation of Word Representations in Vector
    Space, section 3.1; d2l.ai 15.1.4.
    """
    ### BEGIN SOLUTION
    u = embed_u[ctx].masked_fill(~mask.unsqueeze(2), 0.0)  # [B,L,D]
    mean = u.sum(dim=1) / mask.sum(dim=1, keepdim=True).clamp(min=1)  # [B,D]
    return mean @ embed_v.T  # [B,V]
    ### END SOLUTION


def hierarchical_prob(path: Tensor, code: Tensor, v: Tensor, nodes: Tensor) -> Tensor:
    """Compute the probability of one word with the hierarchical softmax.

    The words are the leaves of a binary tree with V - 1 inner nodes. A walk begins at the root. At an inner
    node with the vector u it turns left with the probability sigmoid(u . v), and right with the rest, which
    is sigmoid(-u . v). The probability of a word is the probability that the walk ends at its leaf: the
    product over its path. So the probabilities of all words add up to 1.

    Args:
        path: [L] int64, the inner nodes from the root to the last one before the leaf, as rows of `nodes`.
        code: [L] int64, the turn at each node of the path: 0 is left and 1 is right. Word2vec's program and
            d2l.ai have the same signs.
        v: [D] the vector of the centre.
        nodes: [V - 1, D] the vectors of the inner nodes. V is at least 2.

    Returns:
        [] the probability. A small one has to be as exact as a large one, in proportion: 1 - sigmoid(20)
        isn't 0 but 2.1e-9. So the logarithm of the result is exact, and so are the gradients of that
        logarithm. No probability is below 1e-30, and the absolute value of no u . v on a path is above 60.

    Source: Morin and Bengio 2005, Hierarchical Probabilistic Neural Network Language Model; d2l.ai 15.2.2.
    """
    ### BEGIN SOLUTION
    signs = 1 - 2 * code  # [L]: 1 for left, -1 for right
    scores = nodes[path] @ v  # [L]
    return logsigmoid(signs * scores).sum().exp()  # a sum of logarithms for the product
    ### END SOLUTION

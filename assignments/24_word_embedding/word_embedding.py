"""Word vectors: neighbours, analogies, files of vectors, the loss of GloVe, and the n-grams of fastText.

A *word vector* or *embedding* is a row of numbers for a word, such that words with similar meanings have
similar rows. A *token* is here a word, as a string. V is the number of tokens and D how many numbers a
vector has, both at least 1. The rules in `rules.md`, beside this file, hold here. Besides:

- Tensors of vectors are float32 or float64.
- The *length* of a vector is the root of the sum of its squares. Where a cosine is computed, both lengths are
  0, or from 0.001 to 1,000.
- No result shares a list or memory with an argument or with an earlier result.
- Where cosines are compared, two of them either differ by more than 0.0001, or are equal by every right
  formula. So you needn't care how they round.
- Loops are fine, except where a docstring forbids them.

`similar_tokens` and `analogy` get an *embedding*, `embed`: any object with three attributes, of which they
need no others.

- `idx_to_token`: a list of V different tokens. The place of a token in it is the token's index.
- `token_to_idx`: a dict from each of these tokens to its index.
- `idx_to_vec`: [V, D] the vectors. Row i belongs to the token with index i. It may require gradients.

Tokens in calls of these two functions have no quotes, backslashes or unprintable characters.

Read: Dive into Deep Learning (d2l.ai) 15.5 to 15.7; Pennington, Socher and Manning 2014, GloVe: Global
Vectors for Word Representation.
"""

from collections.abc import Sequence

import torch
from torch import Tensor


def cosine_similarity(W: Tensor, x: Tensor, eps: float = 1e-9) -> Tensor:
    """Compute the cosine of the angle between x and each row of W.

    cos_v = W[v] . x / max(|W[v]| |x|, eps), where the dot is the inner product and |.| the length.

    So a vector of length 0 has the cosine 0 with every other one. Beware: PyTorch's own function compares
    each length with eps, and the textbook adds a small number under the root. Here eps is compared with the
    product of the two lengths.

    Args:
        W: [V, D] a vector in each row, V and D at least 1.
        x: [D]
        eps: above 0. It may be larger than products of lengths.

    Returns:
        [V]. Gradients flow into W and x. If any length is 0, all gradients are free, and may be NaN.

    Loops over the rows or over their numbers are not allowed: compute all cosines at once.

    Source: d2l.ai 15.7.2.
    """
    raise NotImplementedError("cosine_similarity is not written yet")


def knn(W: Tensor, x: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """Find the k rows of W with the largest cosines with x: its nearest neighbours.

    Cosines are those of `cosine_similarity` with its default eps. The number of results is m, the smaller one
    of k and V.

    Args:
        W: [V, D] a vector in each row, V and D at least 1.
        x: [D]
        k: at least 1. It may be larger than V.

    Returns:
        indices: [m] int64, the rows with the largest cosines, the largest first. Of rows with equal cosines
            the one with the lower index goes first.
        cosines: [m], their cosines. Whether they belong to the graph of W and x is free.

    Loops over the rows or over their numbers are not allowed; over the k results they are.

    Source: d2l.ai 15.7.2.
    """
    raise NotImplementedError("knn is not written yet")


def similar_tokens(token: str, k: int, embed: object) -> list[tuple[str, float]]:
    """Find the k tokens whose vectors have the largest cosines with the vector of `token`.

    The token itself is never among them. Other tokens may have the same vector, and they are among them.
    The vector of the token may have length 0: then all cosines are 0.

    Args:
        token: a token of the embedding, or an unknown one.
        k: at least 1. It may be larger than V - 1.
        embed: an embedding, as described at the top.

    Returns:
        A list of pairs (token, cosine), sorted as the results of `knn` are, each cosine a Python float. Its
        length is k or V - 1, whichever is smaller, so it may be 0.

    Raises:
        KeyError: if `token` is not among the tokens of the embedding. The message contains the token.

    Source: d2l.ai 15.7.2.
    """
    raise NotImplementedError("similar_tokens is not written yet")


def analogy(a: str, b: str, c: str, embed: object) -> str:
    """Complete "a is to b as c is to ...".

    The answer is the token whose vector has the largest cosine with vec(b) - vec(a) + vec(c). The vectors
    are taken as they are: they are not brought to length 1 first. The sum may have the length 0, and then all
    cosines are 0. The tokens a, b and c themselves are no answers. Of equal cosines the token with the lower
    index wins.

    Args:
        a, b, c: tokens of the embedding, or unknown ones. Two of them or all may be the same.
        embed: an embedding, as described at the top. It has at least one token beside a, b and c.

    Returns:
        The token.

    Raises:
        KeyError: if a, b or c is not among the tokens of the embedding. The message contains that token; if
            several are missing, one of them.

    Source: d2l.ai 15.7.2; Mikolov, Yih and Zweig 2013, Linguistic Regularities in Continuous Space Word
    Representations.
    """
    raise NotImplementedError("analogy is not written yet")


def load_vectors(path: str) -> tuple[list[str], Tensor]:
    """Read word vectors from a text file, as GloVe and fastText publish them.

    Each line holds a token and its D numbers, with one space between neighbours. Files of fastText differ in
    two ways. Their first line is a *header*: two whole numbers, V and D. And their lines end with one more
    space. Each of the two may be there without the other. The header's numbers are right, and no space
    follows them. Of the lines with vectors all end with one more space, or none does.

    Args:
        path: the name of a file. It is UTF-8, and each line ends with a line feed, which may be missing at
            the end of the file. There are no carriage returns and no empty lines. There are one vector or
            more, and D is at least 2. The file doesn't begin with a byte order mark. No token is empty. A
            token holds neither spaces nor line feeds, but any other characters, such as digits only, a tab,
            or a non-breaking space. Beware: `str.split` without arguments and `str.splitlines` take some of
            these for gaps. A number has a form that `float` reads, and is finite in float32.

    Returns:
        tokens: V strings, as they stand in the file, in its order.
        vectors: [V, D] float32, whatever PyTorch's default dtype is, on PyTorch's default device.

    Raises:
        ValueError: if a line has another number of numbers than the first line with a vector. The message
            contains the number of the line. Lines are counted from 1, and the header counts too.

    Source: the files `glove.6B.100d.txt` and `wiki-news-300d-1M.vec` of the two projects.
    """
    raise NotImplementedError("load_vectors is not written yet")


def cooccurrence(corpus: Sequence[Sequence[int]], vocab_size: int, window: int, decay: bool = True) -> Tensor:
    """Count how often tokens occur near each other.

    Take each pair of two different places of a sentence that are d apart, d from 1 to `window`. Say tokens i
    and j stand there. Then the pair adds its weight to X[i, j] and to X[j, i]. The weight is 1 / d, or 1
    without decay. If i equals j, both additions go to X[i, i]: one pair adds twice its weight. No pair
    reaches from one sentence into another.

    Args:
        corpus: sentences, each a list or a tuple of token indices from 0 to V - 1. There may be none, and a
            sentence may be empty.
        vocab_size: V, at least 1. Not every token need occur.
        window: at least 1. It may be larger than the sentences are long.
        decay: whether far neighbours count less.

    Returns:
        X: [V, V] float32, whatever PyTorch's default dtype is, on PyTorch's default device. It is symmetric.

    Source: Pennington et al. 2014, sections 3 and 4.2; d2l.ai 15.5.2.
    """
    raise NotImplementedError("cooccurrence is not written yet")


def glove_loss(
    W: Tensor, U: Tensor, b_w: Tensor, b_u: Tensor, X: Tensor, x_max: float = 100.0, alpha: float = 0.75
) -> Tensor:
    """Compute the loss of GloVe: how badly inner products of vectors fit the logarithms of counts.

    loss = sum over all i, j with X[i, j] > 0 of h(X[i, j]) (W[i] . U[j] + b_w[i] + b_u[j] - log X[i, j])^2,
    where h(x) = min(x / x_max, 1)^alpha. The logarithm is the natural one. It is a sum, not a mean, and there
    is no factor 1/2. Pairs with the count 0 add nothing, for any alpha.

    Args:
        W: [V, D] the vectors of the tokens as centres.
        U: [V, D] the vectors of the tokens as contexts.
        b_w: [V] the biases of the centres.
        b_u: [V] the biases of the contexts.
        X: [V, V] counts in the dtype of W, each 0 or from 0.001 to 1,000,000. Row i belongs to the centre i,
            column j to the context j. It need not be symmetric, and all counts may be 0. It requires no
            gradient.
        x_max: from 0.1 to 1,000,000.
        alpha: from 0 to 1.

    Returns:
        []. Gradients flow into W, U, b_w and b_u. They are finite, also where counts are 0. If all counts are
        0, the loss and these gradients are 0.

    Loops over rows, columns or pairs are not allowed: compute all pairs at once.

    Source: Pennington et al. 2014, equations 8 and 9; d2l.ai 15.5.2.
    """
    raise NotImplementedError("glove_loss is not written yet")


def char_ngrams(word: str, n_min: int = 3, n_max: int = 6) -> list[str]:
    """List the character n-grams by which fastText represents a word.

    First "<" is put before the word and ">" behind it, so that beginnings and ends differ from middles. The
    n-grams are all runs of n neighbouring characters of this marked word, for n from n_min to n_max. The
    marks count as characters. The marked word as a whole comes too, however long it is.

    They are a set, as in the paper: each string comes once. (The authors' program keeps repeated ones.)

    Args:
        word: any string, also an empty one or one with "<" in it. A character is what Python's `len` counts.
        n_min: at least 1.
        n_max: at least n_min. Both may be larger than the length of the marked word.

    Returns:
        A list of different strings. Short n-grams come first, and those of one length in the order of their
        first places in the word. The whole marked word is the last one.

    Source: Bojanowski et al. 2017, Enriching Word Vectors with Subword Information, section 3.2; d2l.ai
    15.6.1.
    """
    raise NotImplementedError("char_ngrams is not written yet")

"""Checks to run while you work: run `pytest` in this folder. They don't decide your score: more checks run at
grading.

Each check is an example worked by hand. Its docstring says what is right and gives the formula. Then
`expect(call, result, calculation)` compares. Pairs after these are wrong results, each with its likely cause;
likely_mistakes.json has more. You can retype the code that a failed check prints, after the imports below.
"""

import sys
from math import exp, log, nan, tanh
from pathlib import Path

import torch
from torch import tensor

from autograder.checks.expect import check, expect

sys.path.insert(0, str(Path(__file__).parent))  # the module beside this file, from wherever pytest runs

from translation import (
    Seq2SeqEncoder,
    beam_search,
    bleu,
    build_array,
    greedy_decode,
    masked_cross_entropy,
    preprocess_nmt,
    sequence_mask,
    teacher_forcing,
)


class Words:
    """A small vocabulary: the id of a word is its place in a list."""

    def __init__(self, *words):
        self.words = list(words)

    def __getitem__(self, word):
        if not isinstance(word, str):
            return [self[one] for one in word]
        return self.words.index(word) if word in self.words else 0


# preprocess_nmt


@check
def test_preprocess_nmt_of_a_sentence():
    """Capitals become small, and each mark gets a space before it."""
    expect(
        preprocess_nmt("Oh no, Tom! Really?"),
        "oh no , tom ! really ?",
        "The comma, the exclamation mark and the question mark stand right behind a word.",
    )


@check
def test_preprocess_nmt_adds_no_second_space():
    """A mark that has a space before it keeps it. A no-break space becomes an ordinary one."""
    expect(
        preprocess_nmt("Go .\u00a0Now\u202f!"),
        "go . now !",
        "The full stop has a space. The exclamation mark has a narrow no-break space, which becomes a space.",
    )


@check
def test_preprocess_nmt_begins_with_a_mark():
    """A mark at the beginning of the text gets no space, whatever the last character is."""
    expect(
        preprocess_nmt("...and?"),
        ". . .and ?",
        "Nothing stands before the first full stop. The other two each follow a full stop.",
        (" . . .and ?", "Nothing stands before the first character; text[-1] is the last one."),
    )


# build_array


@check
def test_build_array_of_sources():
    """A source is cut to max_len tokens, or filled up with <pad>."""
    vocab = Words("<unk>", "<pad>", "<eos>", "we", "try", "again")
    expect(
        build_array([["we", "try", "it", "again"], ["we"]], vocab, 3, True),
        (tensor([[3, 4, 0], [3, 1, 1]]), tensor([3, 1])),
        '"it" is unknown, so its id is 0. The first source loses "again", and the second has one token.',
    )


@check
def test_build_array_of_targets():
    """A target ends in <eos>, also if tokens had to be cut off."""
    vocab = Words("<unk>", "<pad>", "<eos>", "we", "try", "again")
    expect(
        build_array([["we", "try", "again"], ["try"]], vocab, 3, False),
        (tensor([[3, 4, 2], [4, 2, 1]]), tensor([3, 2])),
        "Two tokens and <eos> fill the first row. The second has one token, <eos> and one <pad>.",
        (
            (tensor([[3, 4, 5], [4, 2, 1]]), tensor([3, 2])),
            "The <eos> of the long target was cut off; cut the tokens before you add it.",
        ),
    )


@check
def test_build_array_of_an_empty_sentence():
    """A sentence without tokens has length 0 as a source. As a target it has <eos>."""
    vocab = Words("<eos>", "<unk>", "<pad>")
    expect(build_array([[]], vocab, 2, True), (tensor([[2, 2]]), tensor([0])), "Two <pad> and no token.")
    expect(build_array([[]], vocab, 2, False), (tensor([[0, 2]]), tensor([1])), "<eos>, then one <pad>.")


# sequence_mask


@check
def test_sequence_mask_of_numbers():
    """The first n steps of a sequence stay; the rest becomes the value."""
    X = tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    expect(
        sequence_mask(X, tensor([1, 2]), value=-9.0),
        tensor([[1.0, -9.0, -9.0], [4.0, 5.0, -9.0]]),
        "Sequence 0 has one valid step, sequence 1 has two.",
    )


@check
def test_sequence_mask_of_vectors():
    """A step may be a vector, or of any shape: all of it is replaced, by 0 if no value is given."""
    X = torch.ones(2, 2, 3)
    expect(
        sequence_mask(X, tensor([0, 1])),
        tensor([[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]]),
        "Sequence 0 has no valid step, sequence 1 has one.",
    )


@check
def test_sequence_mask_makes_a_new_tensor():
    """The argument stays as it is."""
    X = tensor([[7, 8, 9]])
    masked = sequence_mask(X, tensor([2]), value=0)
    expect((X, masked), (tensor([[7, 8, 9]]), tensor([[7, 8, 0]])), "Only the result loses the third step.")


# masked_cross_entropy


@check
def test_masked_cross_entropy_is_a_mean_over_valid_tokens():
    """The loss of a sequence is the mean over its valid tokens.

    loss_b = 1/n_b * sum of -log softmax(logits)[label] over the n_b valid steps
    """
    logits = torch.zeros(2, 4, 10)
    labels = torch.ones(2, 4, dtype=torch.int64)
    expect(
        masked_cross_entropy(logits, labels, tensor([1, 4])),
        tensor([log(10), log(10)]),
        "Ten equal scores cost log 10 = 2.303 at each token. So do one of them and the mean of four.",
        (tensor([log(10) / 4, log(10)]), "The sum over valid tokens was divided by all T = 4 steps."),
    )


@check
def test_masked_cross_entropy_by_hand():
    """Scores of padding have no effect, even NaN. A sequence without valid tokens has a loss of 0.

    loss_b = 1/n_b * sum of -log softmax(logits)[label] over the n_b valid steps
    """
    logits = torch.zeros(2, 2, 2)
    logits[0, 0, 0], logits[1] = log(3), nan
    labels = tensor([[0, 1], [1, 0]])
    expect(
        masked_cross_entropy(logits, labels, tensor([2, 0])),
        tensor([(log(4 / 3) + log(2)) / 2, 0.0]),
        "Sequence 0: exp gives 3 and 1, then 1 and 1. So the right tokens have 3/4 and 1/2: "
        "(0.288 + 0.693) / 2 = 0.490. Sequence 1 has no valid token: 0.",
        (tensor([(log(4 / 3) + log(2)) / 2, nan]), "0/0 or 0 * NaN: replace padding before you compute."),
    )


@check
def test_masked_cross_entropy_keeps_steps_and_scores_apart():
    """Each step has its own scores.

    loss_b = 1/n_b * sum of -log softmax(logits)[label] over the n_b valid steps
    """
    logits = tensor([[[0.0, 100.0, 0.0], [100.0, 0.0, 0.0]]])
    expect(
        masked_cross_entropy(logits, tensor([[1, 0]]), tensor([2])),
        tensor([0.0]),
        "At both steps the right token has a score of 100, and the others 0: -log 1 = 0.",
    )


# Seq2SeqEncoder


@check
def test_Seq2SeqEncoder_shapes():
    """Outputs are time-major. The state has a part for each layer.

    outputs [T, B, H], h and c [L, B, H]
    """
    encoder = Seq2SeqEncoder(10, 8, num_hiddens=16, num_layers=2)
    outputs, (h, c) = encoder(torch.zeros(4, 7, dtype=torch.int64))
    expect(
        [list(x.shape) for x in (outputs, h, c)],
        [[7, 4, 16], [2, 4, 16], [2, 4, 16]],
        "B = 4, T = 7, H = 16 and L = 2.",
        ([[4, 7, 16], [2, 4, 16], [2, 4, 16]], "The outputs are batch-major."),
    )


@check
def test_Seq2SeqEncoder_by_hand():
    """The LSTM reads the tokens from first to last.

    c' = f * c + i * tanh(x) and h' = o * tanh(c')
    """
    encoder = Seq2SeqEncoder(2, 1, num_hiddens=1, num_layers=1)
    for parameter in encoder.parameters():
        parameter.requires_grad_(False).zero_()
    encoder.rnn.weight_ih_l0[2, 0] = 1.0
    encoder.embedding.weight[1, 0] = 0.4
    outputs, (_, c) = encoder(tensor([[1, 0]]))
    cells = [tanh(0.4) / 2, tanh(0.4) / 4]
    expect(
        (outputs.flatten(), c.flatten()),
        (tensor([tanh(cells[0]) / 2, tanh(cells[1]) / 2]), tensor(cells[1:])),
        "All gates are 1/2, so token 1 gives c' = tanh(0.4)/2 = 0.190, and token 0 halves it: 0.095. "
        "h' = tanh(c')/2 is 0.094 and 0.047.",
    )


@check
def test_Seq2SeqEncoder_ends_with_its_state():
    """The last output is h of the highest layer."""
    torch.manual_seed(0)
    encoder = Seq2SeqEncoder(5, 3, num_hiddens=4, num_layers=3)
    outputs, (h, _) = encoder(tensor([[1, 2, 0], [4, 4, 3]]))
    expect(outputs[-1], h[-1], "outputs[-1] is the highest layer at the last step, and so is h[-1].")


# teacher_forcing


@check
def test_teacher_forcing_of_two_targets():
    """The decoder reads <bos> and then the right tokens, one step late."""
    Y = tensor([[5, 6, 7, 2], [8, 2, 1, 1]])
    expect(
        teacher_forcing(Y, 9),
        (tensor([[9, 5, 6, 7], [9, 8, 2, 1]]), Y),
        "Each row moves right by one: 9 comes in, and the last token drops out. The labels are Y.",
    )


@check
def test_teacher_forcing_of_one_step():
    """With one step, only <bos> is read."""
    expect(
        teacher_forcing(tensor([[4], [3]]), 0),
        (tensor([[0], [0]]), tensor([[4], [3]])),
        "It reads 0 and should answer 4, or 3.",
    )


@check
def test_teacher_forcing_copies():
    """The argument stays as it is, also if a result is changed."""
    Y = tensor([[5, 6, 2]])
    _, labels = teacher_forcing(Y, 9)
    labels.zero_()
    expect(Y, tensor([[5, 6, 2]]), "The labels are a copy, so Y does not become 0.")


# greedy_decode


def counting(token, state):
    """A decoder of tokens 0 to 3 that counts upwards: token + 1 has probability 7/10."""
    p = torch.full((4,), 0.1)
    p[(token + 1) % 4] = 0.7
    return p.log(), state


def crossroads(token, state):
    """Tokens 0, 1 and 2. The state is the path so far; from 1 and from 2 it ends differently."""
    path = (*state, token)
    p = {(0,): [0.1, 0.5, 0.4], (0, 1): [0.4, 0.3, 0.3], (0, 2): [0.9, 0.1, 0.0]}
    return tensor(p.get(path, [0.8, 0.1, 0.1])).log(), path


@check
def test_greedy_decode_takes_the_most_probable():
    """Each token is the most probable one after the token before it. <eos> ends the sequence."""
    expect(
        greedy_decode(counting, None, bos=0, eos=3, max_len=9),
        [1, 2],
        "After 0 comes 1, after 1 comes 2, and after 2 comes 3, which is <eos> and not in the result.",
        ([1, 2, 3], "<eos> belongs not to the result."),
        ([0, 1, 2], "<bos> belongs not to the result."),
    )


@check
def test_greedy_decode_stops_at_max_len():
    """After max_len tokens it ends, also without <eos>."""
    expect(greedy_decode(counting, None, 2, 9, 3), [3, 0, 1], "Token 9 doesn't exist, so three tokens come.")


@check
def test_greedy_decode_hands_the_state_on():
    """Each call gets the state that the call before returned."""
    expect(
        greedy_decode(crossroads, (), bos=0, eos=0, max_len=5),
        [1],
        "1 has 0.5. After the path (0, 1), <eos> is the most probable with 0.4.",
    )


# beam_search


@check
def test_beam_search_finds_a_better_path():
    """Two hypotheses at a time find a path that begins with the second best token."""
    expect(
        beam_search(crossroads, (), bos=0, eos=0, beam=2, max_len=5, alpha=0.0),
        [2],
        "Token 1 and <eos> have 0.5 * 0.4 = 0.20, token 2 and <eos> have 0.4 * 0.9 = 0.36.",
        ([1], "This is the greedy path: 0.20, and there is a better one."),
    )


@check
def test_beam_search_with_one_beam():
    """A beam of 1 is greedy decoding."""
    expect(
        beam_search(crossroads, (), bos=0, eos=0, beam=1, max_len=5),
        [1],
        "Only token 1 with 0.5 is kept, and then <eos> with 0.4.",
    )


@check
def test_beam_search_favours_length():
    """The score divides the sum of log-probabilities by the length, <eos> included.

    score = sum of log p / L^alpha
    """
    p = {0: [0.5, 0.5], 1: [0.9, 0.1]}

    def step(token, state):
        return tensor(p[token]).log(), state

    expect(
        [beam_search(step, None, 0, 0, 2, 2, alpha) for alpha in (0.0, 1.0)],
        [[], [1]],
        "<eos> at once: log 0.5 = -0.693, L = 1. Token 1 and <eos>: log(0.5 * 0.9) = -0.799, L = 2. "
        "alpha = 0 compares these, and alpha = 1 compares -0.693 with -0.399.",
    )


# bleu


@check
def test_bleu_by_hand():
    """Each length of n-grams counts, with a weight that halves.

    BLEU = exp(min(0, 1 - len_ref/len_pred)) * p_1^(1/2) * p_2^(1/4)
    """
    expect(
        bleu("a b b c d", "a b c d e f", 2),
        exp(1 - 6 / 5) * (4 / 5) ** 0.5 * (3 / 4) ** 0.25,
        "The reference has b once, so 4 of 5 tokens match, and 3 of 4 pairs: ab, bc, cd. "
        "exp(-0.2) * 0.894 * 0.931 = 0.681.",
    )


@check
def test_bleu_of_short_predictions():
    """A prediction shorter than k has no n-grams of k tokens. An empty one gets 0."""
    expect(
        [bleu("go now", "go now", 4), bleu("", "go now", 2)],
        [1.0, 0.0],
        "p_1 = p_2 = 1, and there are no longer n-grams. The second prediction has nothing.",
    )


@check
def test_bleu_clips_counts():
    """A token of the reference matches only once.

    BLEU = exp(min(0, 1 - len_ref/len_pred)) * p_1^(1/2)
    """
    expect(
        bleu("the the the the", "the cat", 1),
        (1 / 4) ** 0.5,
        "One of four matches, and a long prediction is not punished otherwise: 0.25^(1/2) = 0.5.",
    )

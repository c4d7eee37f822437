from itertools import product

import torch

from autograder.judge import graded

pytestmark = graded("beam_search")


def searched(lesson, tables, rows, **settings):
    """The tokens that searches find. The state is a round and a row, so no two sums are equal.

    Each round has `rows` rows of a table, [rounds * rows, V]. Each token leads to a row of the next round.
    """
    found, calls, names = [], [], set()
    for table in tables.log_softmax(2):
        seen = []

        def step(token, state, table=table, seen=seen):
            seen.append(type(token).__name__)
            start, row = state
            row = (5 * row + 3 * token + 1) % rows
            return table[start * rows + row], (start + 1, row)

        found.append(lesson.beam_search(step, (0, 0), **settings))
        calls.append(len(seen))
        names |= set(seen)
    return {
        "the lists of tokens": found,
        "how often step was called": calls,
        "the types of the tokens that step got": sorted(names),
    }


def several(draw, number, V, max_len, rows=13):
    """Tables for `searched`, and the rounds that they are enough for."""
    return {"tables": 2 * draw.normal(number, max_len * rows, V), "rows": rows, "max_len": max_len}


def on_a_map(lesson, ways, rest, bos, eos, **settings):
    """The tokens of a search on a map: the log-probabilities of the next tokens for each list of tokens.

    Where the map says nothing, all tokens have `rest`. The state is the tuple of tokens read.
    """
    reads = []

    def step(token, state):
        path = (*state, token)
        reads.append(list(path[1:]))
        row = next((row for known, row in ways if list(path[1:]) == known), None)
        log_probs = rest.expand(5).clone()
        for place, value in row or []:
            log_probs[place] = value
        return log_probs, path

    tokens = lesson.beam_search(step, (), bos, eos, **settings)
    return {"the list of tokens": tokens, "the sorted list of what was extended": sorted(reads)}


def of_equals(lesson, levels, **settings):
    """The tokens of searches whose log-probabilities are whole numbers, so that many sums are equal."""
    found = []
    for table in levels:

        def step(token, state, table=table):
            row = (2 * state + token + 1) % len(table)
            return -table[row], row

        found.append(lesson.beam_search(step, 0, **settings))
    return {"the lists of tokens": found}


def with_any_state(lesson, levels, **settings):
    """The tokens of searches whose step needs no state, and of those whose state is a tensor in a list."""
    plain, carried = [], []
    for table in levels:

        def step(token, state, table=table):
            return -table[token], state

        def step_with_tensor(token, state, table=table):
            return -table[token] * (1 + state[0]), [state[0] + token]

        plain.append(lesson.beam_search(step, None, **settings))
        carried.append(lesson.beam_search(step_with_tensor, [levels.new_ones(1)], **settings))
    return {"the lists of tokens": plain, "the lists of tokens with a tensor as state": carried}


# <eos> is 0 and <bos> is 1. The numbers are log-probabilities; what is not named has `rest`.
CROSSROADS = [[[], [[2, -1.0], [3, -1.2]]], [[2], [[0, -2.0], [4, -2.1]]], [[3], [[0, -0.1]]]]
EARLY_END = [
    [[], [[0, -1.0], [2, -1.5], [3, -1.6]]],
    [[2], [[4, -0.2]]],
    [[2, 4], [[0, -0.1]]],
    [[3], [[0, -3.0]]],
]
STILL_OPEN = [[[], [[0, -2.0], [2, -0.1]]], [[2], [[0, -2.5], [3, -0.1]]], [[2, 3], [[4, -0.1], [0, -3.0]]]]


def test_searches(compare, draw):
    """Each round extends all open hypotheses, each from its own state, and keeps the best candidates."""
    for beam in (2, 3, 4):
        compare(searched, **several(draw, 15, 6, 5), bos=1, eos=0, beam=beam)


def test_beam_of_one(compare, draw):
    """With a beam of 1 the search is greedy. <bos> and <eos> may have the same id."""
    for eos in (0, 3, 2):
        compare(searched, **several(draw, 25, 5, 6), bos=2, eos=eos, beam=1)


def test_wide_beam(compare, draw):
    """The beam may be wider than the vocabulary, or than the number of candidates."""
    compare(searched, **several(draw, 40, 3, 4), bos=1, eos=2, beam=7)
    compare(searched, **several(draw, 40, 2, 4), bos=1, eos=0, beam=100)
    compare(searched, **several(draw, 40, 4, 4), bos=0, eos=3, beam=4)


def test_crossroads(compare, draw):
    """The second best token may lead to the best sequence. In a round the sum decides."""
    for beam, alpha in product((1, 2, 3), (0.0, 0.75)):
        compare(
            on_a_map,
            ways=CROSSROADS,
            rest=draw.uniform(1, low=-9.5, high=-9.0),
            bos=1,
            eos=0,
            beam=beam,
            max_len=4,
            alpha=alpha,
        )


def test_finished_hypotheses(compare, draw):
    """A finished hypothesis is set aside and never extended. It takes no place from the others later."""
    for beam in (1, 2, 3):
        compare(
            on_a_map,
            ways=EARLY_END,
            rest=draw.uniform(1, low=-9.5, high=-9.0),
            bos=1,
            eos=0,
            beam=beam,
            max_len=5,
            alpha=1.0,
        )


def test_open_hypotheses(compare, draw):
    """After max_len rounds, open hypotheses compete with finished ones."""
    for max_len, alpha in product((1, 2, 3), (0.0, 1.0)):
        compare(
            on_a_map,
            ways=STILL_OPEN,
            rest=draw.uniform(1, low=-9.5, high=-9.0),
            bos=1,
            eos=0,
            beam=2,
            max_len=max_len,
            alpha=alpha,
        )


def test_length(compare, draw):
    """The score is the sum over L to the power alpha, and <eos> counts in L. The default of alpha is 0.75."""
    drawn = several(draw, 25, 4, 5)
    drawn["tables"][:, :, 3] += 1.0
    for settings in ({}, {"alpha": 0.0}, {"alpha": 0.4}, {"alpha": 1.0}, {"alpha": 3.0}, {"alpha": 1}):
        compare(searched, **drawn, bos=0, eos=3, beam=3, **settings)


def test_max_len(compare, draw):
    """There are at most max_len rounds, one or many. Fewer come if nothing is open any more."""
    for max_len in (1, 2, 3, 30):
        drawn = several(draw, 40 if max_len < 9 else 5, 4, max_len)
        drawn["tables"][:, :, 2] -= 1.0
        compare(searched, **drawn, bos=0, eos=2, beam=2)


def test_ties(compare, draw):
    """Of equal sums, the better hypothesis and then the smaller id comes first; then the earlier end."""
    for beam in (1, 2, 3):
        levels = draw.integers(1, 4, 50, 11, 5).float()
        compare(of_equals, levels=levels, bos=4, eos=2, beam=beam, max_len=4, alpha=0.0)
    levels = draw.integers(0, 2, 200, 11, 4).float()
    compare(of_equals, levels=levels, bos=1, eos=0, beam=3, max_len=3, alpha=0.0)


def test_impossible_tokens(compare, draw):
    """Log-probabilities of -inf never win, even if the beam has place for them."""
    levels = draw.uniform(50, 11, 5, low=1.0, high=9.0)
    levels[:, :, 1:4] = torch.inf
    levels[:, ::2, 0] = torch.inf
    for beam in (2, 4):
        compare(of_equals, levels=levels, bos=2, eos=0, beam=beam, max_len=3)


def test_any_state(compare, draw):
    """The state may be anything, and is only handed on."""
    levels = draw.uniform(60, 5, 5, low=1.0, high=9.0)
    compare(with_any_state, levels=levels, bos=1, eos=3, beam=2, max_len=4)
    compare(with_any_state, levels=levels.mT, bos=0, eos=2, beam=3, max_len=4, alpha=0.0)

import torch

from autograder.judge import graded

pytestmark = graded("greedy_decode")


def decoded(lesson, tables, bos, eos, max_len):
    """The tokens of several decoders. The state is a row of a table, and each token leads to another row."""
    found, calls = [], []
    for table in tables.log_softmax(2):
        seen = []

        def step(token, state, table=table, seen=seen):
            seen.append([type(token).__name__, token, state])
            row = (5 * state + 3 * token + 1) % len(table)
            return table[row], row

        found.append(lesson.greedy_decode(step, 0, bos, eos, max_len))
        calls.append(seen)
    return {"the lists of tokens": found, "what step got: type of the token, token, state": calls}


def along_a_path(lesson, path, size, bos, eos, max_len, gap):
    """The tokens of a decoder that follows a path, by which its state counts; the path may end early."""
    asked = []

    def step(token, state):
        asked.append(token)
        log_probs = torch.full_like(gap, -50.0).expand(size).clone()
        log_probs[path[state["place"]]] = -gap.abs().squeeze()
        return log_probs, {"place": state["place"] + 1}

    tokens = lesson.greedy_decode(step, {"place": 0}, bos, eos, max_len)
    return {"the list of tokens": tokens, "the list of tokens that step got": asked}


def of_equals(lesson, levels, bos, eos, max_len):
    """The tokens of decoders where several tokens are equally probable.

    The state tells nothing. It is None, or a generator, which nobody can copy.
    """
    found = []
    for number, table in enumerate(levels):
        state = (one for one in ()) if number % 2 else None
        found.append(
            lesson.greedy_decode(
                lambda token, state, table=table: (-table[token], state), state, bos, eos, max_len
            )
        )
    return {"the lists of tokens": found}


def test_decoders(compare, draw):
    """Each token is the most probable one, given all before it. step gets ints and the last state."""
    compare(decoded, tables=2 * draw.normal(12, 53, 6), bos=draw.integer(1, 6), eos=0, max_len=7)
    compare(decoded, tables=2 * draw.normal(12, 53, 5), bos=0, eos=draw.integer(1, 5), max_len=9)


def test_end(compare, draw):
    """<eos> ends the sequence and is not in the result. step is not called after it."""
    for path in ([2, 1, 4, 0, 3], [3, 0, 2, 2], [4, 4, 2, 1, 1, 0]):
        compare(along_a_path, path=path, size=5, bos=3, eos=0, max_len=12, gap=draw.uniform(1))


def test_end_at_once(compare, draw):
    """If <eos> is the most probable at first, the result is empty."""
    drawn = {"size": 6, "bos": 1, "max_len": 4, "gap": draw.uniform(1)}
    compare(along_a_path, path=[5, 2, 3, 4, 0], eos=5, **drawn)
    compare(along_a_path, path=[2, 5], eos=5, **drawn)


def test_max_len(compare, draw):
    """Without <eos>, max_len tokens come, and step is called as often."""
    for max_len in (1, 2, 5, 200):
        path = draw.integers(0, 4, max_len).tolist()
        compare(along_a_path, path=path, size=5, bos=0, eos=4, max_len=max_len, gap=draw.uniform(1))
    compare(along_a_path, path=[3, 3, 4], size=5, bos=0, eos=4, max_len=2, gap=draw.uniform(1))
    compare(along_a_path, path=[3, 3, 4], size=5, bos=0, eos=4, max_len=3, gap=draw.uniform(1))


def test_any_ids(compare, draw):
    """<bos> and <eos> may be any id. <bos> and token 0 are tokens like any others."""
    for bos, eos, path in (
        (0, 3, [0, 0, 1, 3]),
        (2, 1, [2, 0, 2, 1]),
        (1, 1, [0, 3, 2, 1]),
        (299, 298, [0, 298]),
    ):
        compare(along_a_path, path=path, size=300, bos=bos, eos=eos, max_len=6, gap=draw.uniform(1))


def test_ties(compare, draw):
    """A tie goes to the smallest id."""
    compare(of_equals, levels=draw.integers(1, 3, 20, 6, 6).float(), bos=5, eos=0, max_len=4)
    compare(of_equals, levels=draw.integers(1, 3, 20, 6, 6).float(), bos=0, eos=5, max_len=4)


def test_impossible_tokens(compare, draw):
    """Log-probabilities of -inf are never taken, wherever they stand."""
    levels = draw.uniform(20, 5, 5, low=1.0, high=9.0)
    levels[:, :, 1:4] = torch.inf
    levels[:10, :, 0] = torch.inf
    compare(of_equals, levels=levels, bos=2, eos=1, max_len=3)

import torch

from autograder.judge import graded

pytestmark = graded("top_p_filter")


# The probabilities of tokens in four rows, whose nuclei have other sizes.
PROFILES = (
    (0.5, 0.2, 0.12, 0.1, 0.05, 0.03),
    (0.3, 0.25, 0.2, 0.12, 0.08, 0.05),
    (0.9, 0.04, 0.03, 0.015, 0.01, 0.005),
    (0.2, 0.19, 0.18, 0.17, 0.15, 0.11),
)


def mixed(draw, *profiles):
    """Logits of tokens with these probabilities, shuffled in each row. The likeliest one is never first."""
    rows = []
    for profile in profiles:
        drawn = draw.shuffled(profile)
        while drawn[0] == max(drawn):
            drawn = draw.shuffled(profile)
        rows.append(drawn)
    return torch.stack(rows).log()


def spread(draw, *shape, p, scale=2.0):
    """Logits of this shape, drawn anew until no sum of the likeliest tokens is close to p."""
    while True:
        logits = draw.normal(*shape, scale=scale)
        sums = logits.double().softmax(dim=-1).sort(dim=-1, descending=True).values.cumsum(dim=-1)
        if ((sums[..., :-1] - p).abs() > 3e-4).all():
            return logits


def of_a_layer(lesson, logits, p):
    """Logits that are no leaf of the graph, as in a network."""
    return lesson.top_p_filter(2 * logits, p)


def transposed(lesson, logits, p):
    """Logits that are not contiguous, and that no view makes into one list of rows."""
    return lesson.top_p_filter(logits.transpose(0, 1), p)


def test_nucleus(compare, draw):
    """The likeliest tokens stay until they reach p; each row has a nucleus of its own."""
    for p in (0.25, 0.6, 0.96):
        compare.call(mixed(draw, *PROFILES), p)


def test_token_that_crosses(compare, draw):
    """The token with which the sum reaches p stays."""
    logits = mixed(draw, (0.5, 0.3, 0.15, 0.05))[0]
    for p in (0.45, 0.6, 0.85, 0.96):
        compare.call(logits, p)


def test_each_row(compare, draw):
    """A row with one likely token keeps it alone, while a flat row keeps many."""
    logits = 0.01 * draw.normal(4, 9)
    logits[0, draw.integer(1, 9)] += 8.0
    logits[2, draw.integer(1, 9)] += 8.0
    compare.call(logits, 0.5)


def test_equal_logits(compare, draw):
    """Of equal logits the lower ids stay, whether all are equal or only some."""
    compare.call(torch.full((2, 40), draw.normal(1).item()), 0.335)
    compare.call(torch.zeros(3, 5), 0.5)
    logits = torch.tensor([0.0, 1.0, 0.0, 1.0, 2.0, 1.0, 1.0, 0.0]) + draw.normal(1).round()
    for p in (0.5, 0.6, 0.88):
        compare.call(logits, p)


def test_smallest_p(compare, draw):
    """With p = 0, or a p that is smaller than any probability, the likeliest token stays, and no other."""
    logits = mixed(draw, *PROFILES)
    logits[1] = -1.5
    compare.each({"logits": logits}, p=(0.0, 0.01, 0))


def test_largest_p(compare, draw):
    """With p = 1 all tokens stay, also the least likely. The result is a new tensor all the same."""
    compare.call(mixed(draw, *PROFILES), 1.0)
    compare.call(draw.normal(5) + draw.shuffled([0.0, -40.0, -80.0, -120.0, -3.0]), 1.0)
    compare.call(draw.normal(3, 4), 1)
    compare.call(mixed(draw, *PROFILES), 0.98)


def test_impossible_tokens(compare, draw):
    """A score of -inf stays -inf for any p, and doesn't change the nucleus of the others."""
    logits = mixed(draw, *PROFILES)
    padded = torch.cat([torch.full((4, 2), -torch.inf), logits, torch.full((4, 1), -torch.inf)], dim=1)
    compare.call(padded, 0.6)
    for p in (0.0, 1.0):
        compare.detached.call(padded, p)


def test_dimensions(compare, draw):
    """There may be any number of dimensions before the tokens, of any sizes."""
    for shape in ((6,), (1, 6), (4, 1), (2, 3, 5), (3, 1, 2, 4), (6, 6), (1,), (9, 2)):
        compare.call(spread(draw, *shape, p=0.6), 0.6)
    compare(transposed, logits=spread(draw, 3, 4, 5, p=0.6), p=0.6)


def test_large_logits(compare, draw):
    """Only differences of logits count, so logits in the thousands have the same nucleus."""
    logits = mixed(draw, *PROFILES).mul(64).round() / 64
    for shift in (4096.0, -4096.0):  # the sums are exact
        compare.call(logits + shift, 0.6)


def test_gradients(compare, draw):
    """The gradient flows through the kept logits unchanged, and the others have none."""
    for p in (0.0, 0.6, 1.0):
        compare(of_a_layer, logits=mixed(draw, *PROFILES) / 2, p=p)


def test_whole_tensors(compare, draw):
    """All rows are filtered at once, without a Python loop over rows or tokens."""
    compare.vectorised(lambda rows, tokens: {"logits": spread(draw, rows, tokens, p=0.6), "p": 0.6})


def test_many_tokens(compare, draw):
    """A vocabulary of hundreds of tokens works too."""
    slow, fast = [1 / (token + 5) for token in range(600)], [0.98**token for token in range(600)]
    compare.call(mixed(draw, slow, fast), 0.4)

import torch

from autograder.judge import graded
from autograder.judge.scenarios import in_half

pytestmark = graded("last_valid")


def spoilt(outputs, lengths, value):
    """The outputs with `value` in their padding."""
    padding = torch.arange(len(outputs)).unsqueeze(1) >= lengths  # [T,B]
    return outputs.masked_fill(padding.unsqueeze(2), value)


def test_mixed_lengths(compare, draw):
    """Each sequence gives its own last valid step, also in float16."""
    outputs, lengths = draw.normal(5, 7, 3), draw.lengths(5, 7)
    compare.call(outputs, lengths)
    compare.on("plain")(in_half, function_="last_valid", outputs=outputs, lengths=lengths)


def test_sizes(compare, draw):
    """Steps, sequences and units are not confused, even if all sizes are equal, or one of them is 1."""
    compare.call(draw.normal(4, 4, 4), draw.permutation(4) + 1)
    compare.call(draw.normal(6, 1, 4), torch.tensor([draw.integer(2, 6)]))
    compare.call(draw.normal(4, 5, 1), draw.lengths(4, 5))


def test_full_length(compare, draw):
    """Sequences without padding give their last step."""
    compare.call(draw.normal(4, 3, 5), torch.full((3,), 4))


def test_length_of_one(compare, draw):
    """Sequences of length 1 give their first step, whether padding follows or not."""
    for sizes in ((5, 4, 3), (1, 1, 1)):
        compare.call(draw.normal(*sizes), torch.ones(sizes[1], dtype=torch.int64))


def test_length_of_zero(compare, draw):
    """A sequence of length 0 gives a row of zeros, beside others that give their last step."""
    lengths = draw.lengths(5, 6)
    lengths[draw.integer(0, 6)] = 0
    compare.call(draw.normal(5, 6, 3), lengths)


def test_spoilt_padding(compare, draw):
    """Padding of NaN or inf changes neither the result nor the gradient."""
    lengths = draw.permutation(5)
    for value in (torch.nan, torch.inf):
        compare.call(spoilt(draw.normal(4, 5, 3), lengths, value), lengths)


def test_states_of_zero(compare, draw):
    """Only the lengths decide which steps are valid; a valid step may hold zeros, and padding may not."""
    outputs, lengths = draw.normal(5, 4, 3), draw.shuffled([2, 3, 5, 4])
    compare.call(torch.zeros(5, 4, 3), lengths)
    outputs[1:3] = 0.0
    compare.call(outputs, lengths)


def test_thousands(compare, draw):
    """Of thousands of steps or sequences, each sequence gives its exact last step."""
    steps = 2051 + 2 * draw.integer(0, 20)  # odd: float16 can't tell it from its neighbours
    compare.call(draw.normal(steps, 3, 2), draw.shuffled([steps - 2, 258, steps]))
    compare.call(draw.normal(2, steps, 2), draw.lengths(2, steps))


def test_whole_tensors(compare, draw):
    """The sequences of a batch are looked up at once, without a Python loop."""
    compare.vectorised(
        lambda sequences: {"outputs": draw.normal(5, sequences, 3), "lengths": draw.lengths(5, sequences)}
    )

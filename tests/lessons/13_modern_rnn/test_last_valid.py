import torch

from autograder.judge import graded

pytestmark = graded("last_valid")


def spoilt(outputs, lengths, value):
    """The outputs with `value` in their padding."""
    padding = torch.arange(len(outputs)).unsqueeze(1) >= lengths  # [T,B]
    return outputs.masked_fill(padding.unsqueeze(2), value)


def test_mixed_lengths(compare, draw):
    """Each sequence gives its own last valid step."""
    compare.call(draw.normal(5, 7, 3), draw.lengths(5, 7))


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
    for steps in (5, 1):
        compare.call(draw.normal(steps, 4, 3), torch.ones(4, dtype=torch.int64))


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
    outputs[1:3] = 0.0
    compare.call(outputs, lengths)


def test_many_steps(compare, draw):
    """Long sequences give their exact last step too."""
    compare.call(draw.normal(draw.integer(60, 90), 3, 2), draw.shuffled([17, 58, 59]))


def test_whole_tensors(compare, draw):
    """The sequences of a batch are looked up at once, without a Python loop."""
    compare.vectorised(
        lambda sequences: {"outputs": draw.normal(5, sequences, 3), "lengths": draw.lengths(5, sequences)}
    )

import torch

from autograder.judge import graded


def spoilt(outputs, lengths, value):
    """The outputs with `value` in their padding."""
    padding = torch.arange(len(outputs)).unsqueeze(1) >= lengths  # [T,B]
    return outputs.masked_fill(padding.unsqueeze(2), value)


def mixture(draw, steps, batch):
    """[batch] lengths from 1 to `steps`, both of them among these, in random order."""
    lengths = torch.cat([torch.tensor([1, steps]), draw.integers(1, steps + 1, batch - 2)])
    return lengths[draw.permutation(batch)]


@graded("last_valid")
def test_mixed_lengths(compare, draw):
    """Each sequence gives its own last valid step."""
    compare.call(draw.normal(5, 7, 3), mixture(draw, 5, 7))


@graded("last_valid")
def test_equal_sizes(compare, draw):
    """Steps, sequences and units are not confused, even if there are as many of each."""
    compare.call(draw.normal(4, 4, 4), draw.permutation(4) + 1)


@graded("last_valid")
def test_full_length(compare, draw):
    """Sequences without padding give their last step."""
    compare.call(draw.normal(4, 3, 5), torch.full((3,), 4))


@graded("last_valid")
def test_length_of_one(compare, draw):
    """Sequences of length 1 give their first step, whether padding follows or not."""
    compare.call(draw.normal(5, 4, 3), torch.ones(4, dtype=torch.int64))
    compare.call(draw.normal(1, 3, 4), torch.ones(3, dtype=torch.int64))


@graded("last_valid")
def test_sizes_of_one(compare, draw):
    """A batch of one sequence and a single unit keep their dimensions."""
    compare.call(draw.normal(6, 1, 4), torch.tensor([draw.integer(2, 6)]))
    compare.call(draw.normal(4, 5, 1), mixture(draw, 4, 5))


@graded("last_valid")
def test_length_of_zero(compare, draw):
    """A sequence of length 0 gives a row of zeros, beside others that give their last step."""
    lengths = mixture(draw, 5, 6)
    lengths[draw.integer(0, 6)] = 0
    compare.call(draw.normal(5, 6, 3), lengths)


@graded("last_valid")
def test_spoilt_padding(compare, draw):
    """Padding of NaN or inf changes neither the result nor the gradient."""
    lengths = torch.tensor([0, 1, 2, 3, 4])[draw.permutation(5)]
    compare.call(spoilt(draw.normal(4, 5, 3), lengths, torch.nan), lengths)
    compare.call(spoilt(draw.normal(4, 5, 3), lengths, torch.inf), lengths)


@graded("last_valid")
def test_states_of_zero(compare, draw):
    """Only the lengths decide which steps are valid; a valid step may hold zeros, and padding may not."""
    outputs, lengths = draw.normal(5, 4, 3), torch.tensor([2, 3, 5, 4])[draw.permutation(4)]
    outputs[1:3] = 0.0
    compare.call(outputs, lengths)


@graded("last_valid")
def test_many_steps(compare, draw):
    """Long sequences give their exact last step too."""
    outputs, lengths = draw.normal(draw.integer(60, 90), 3, 2), torch.tensor([17, 58, 59])
    compare.call(outputs, lengths[draw.permutation(3)])


@graded("last_valid")
def test_whole_tensors(compare, draw):
    """The sequences of a batch are looked up at once, without a Python loop."""

    def arguments(sequences):
        return {"outputs": draw.normal(5, sequences, 3), "lengths": mixture(draw, 5, sequences)}

    compare.vectorised(arguments)

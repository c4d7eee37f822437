from collections.abc import Iterator

from autograder.judge import graded

pytestmark = graded("data_iter_consecutive")


def ids(draw, length):
    """As many different ids, so that each tells its place."""
    return (draw.permutation(length) + 100).tolist()


def batches(lesson, corpus, batch_size, num_steps):
    return {"the list of batches": list(lesson.data_iter_consecutive(corpus, batch_size, num_steps))}


def facts(lesson, corpus, batch_size, num_steps):
    """That the result is an iterator that ends, and that the next call gives the same."""
    found = lesson.data_iter_consecutive(corpus, batch_size, num_steps)
    is_iterator = isinstance(found, Iterator)
    first = list(found)
    return {
        "the result is an iterator": is_iterator,
        "the list of batches": first,
        "the list of batches after the last one": list(found),
        "the list of batches of the next call": list(
            lesson.data_iter_consecutive(corpus, batch_size, num_steps)
        ),
    }


def on_device(lesson, corpus, batch_size, num_steps, beside, written):
    """The batches where another tensor lies; the device may be given as text."""
    device = str(beside.device) if written else beside.device
    return {"the list of batches": list(lesson.data_iter_consecutive(corpus, batch_size, num_steps, device))}


def written_to(lesson, corpus, batch_size, num_steps):
    """The inputs and targets of each batch, while each tensor is overwritten as soon as it was seen."""
    inputs, targets = [], []
    for X, Y in lesson.data_iter_consecutive(corpus, batch_size, num_steps):
        inputs.append(X.clone())
        X.fill_(-1)
        targets.append(Y.clone())
        Y.fill_(-2)
    return {
        "the list of inputs as they came": inputs,
        "the list of targets after a change to the inputs": targets,
    }


def test_rows(compare, draw):
    """Each row is a part of the text, and continues in the next batch. The targets are one place later."""
    for length, size, steps in ((37, 3, 4), (41, 2, 5), (43, 7, 2)):
        compare(batches, corpus=ids(draw, length), batch_size=size, num_steps=steps)


def test_rest_of_a_row(compare, draw):
    """Columns that don't fill a batch are left out: all batches have the same size."""
    for length, size, steps in ((29, 2, 4), (31, 2, 4), (40, 3, 5), (25, 4, 4)):
        compare(batches, corpus=ids(draw, length), batch_size=size, num_steps=steps)


def test_last_ids(compare, draw):
    """A row has (len - 1) // B ids, since the last target must exist too. The rest is left out."""
    for length in (23, 24, 25, 26, 27, 28):
        compare(batches, corpus=ids(draw, length), batch_size=3, num_steps=4)
        compare(batches, corpus=ids(draw, length), batch_size=2, num_steps=3)


def test_short_corpora(compare, draw):
    """A corpus that is too short for a batch gives none, and B T + 1 ids give one."""
    for length, size, steps in ((7, 2, 3), (6, 2, 3), (2, 1, 1), (1, 1, 1), (0, 1, 1), (0, 3, 2), (4, 9, 1)):
        compare(batches, corpus=ids(draw, length), batch_size=size, num_steps=steps)


def test_sizes_of_one(compare, draw):
    """One row, one step and one batch keep both dimensions."""
    for size, steps in ((1, 3), (4, 1), (1, 1), (1, 9), (9, 1)):
        compare(batches, corpus=ids(draw, 10), batch_size=size, num_steps=steps)


def test_iterator(compare, draw):
    """The result is an iterator over one pass, and the next call gives the same: nothing is random."""
    compare(facts, corpus=ids(draw, 40), batch_size=3, num_steps=4)


def test_device(compare, draw):
    """X and Y are on the given device, which may be a torch.device or its name."""
    for written in (False, True):
        inputs = {"corpus": ids(draw, 30), "beside": draw.normal(1), "written": written}
        compare.detached(on_device, **inputs, batch_size=3, num_steps=4)


def test_any_ids(compare, draw):
    """Ids may be equal, negative or as large as int64 allows, in a list or in a tuple."""
    corpus = [0, 0, 2**63 - 1, -(2**63), 2**53 + 1, -1, 1, 0, *ids(draw, 5)]
    compare(batches, corpus=corpus, batch_size=2, num_steps=3)
    compare(batches, corpus=tuple(ids(draw, 17)), batch_size=2, num_steps=3)


def test_new_tensors(compare, draw):
    """All tensors are new: writing into X or Y changes no other one."""
    compare(written_to, corpus=ids(draw, 30), batch_size=3, num_steps=3)
    compare(written_to, corpus=ids(draw, 13), batch_size=1, num_steps=4)


def test_long_corpus(compare, draw):
    """A corpus of thousands of ids works too."""
    compare.on("plain")(batches, corpus=ids(draw, 4000), batch_size=32, num_steps=20)

from collections.abc import Iterator

import torch

from autograder.judge import graded

pytestmark = graded("data_iter_random")


def ids(draw, length):
    """As many different ids, so that each tells its place."""
    return (draw.permutation(length) + 100).tolist()


def batches(lesson, corpus, batch_size, num_steps, seed):
    source = torch.Generator().manual_seed(seed)
    return {"the list of batches": list(lesson.data_iter_random(corpus, batch_size, num_steps, source))}


def facts(lesson, corpus, batch_size, num_steps, seed):
    """That the result is an iterator that ends, and that the next call draws the next order."""
    source = torch.Generator().manual_seed(seed)
    found = lesson.data_iter_random(corpus, batch_size, num_steps, generator=source)
    is_iterator = isinstance(found, Iterator)
    first = list(found)
    return {
        "the result is an iterator": is_iterator,
        "the list of batches": first,
        "the list of batches after the last one": list(found),
        "the list of batches of the next call": list(
            lesson.data_iter_random(corpus, batch_size, num_steps, generator=source)
        ),
    }


def of_global(lesson, corpus, batch_size, num_steps, seed):
    """Without a generator; and what the global one draws next, which tells how much was drawn."""
    torch.manual_seed(seed)
    found = list(lesson.data_iter_random(corpus, batch_size, num_steps))
    return {"the list of batches": found, "the next numbers of the global generator": torch.rand(3).tolist()}


def on_device(lesson, corpus, batch_size, num_steps, seed, beside, written):
    """The batches where another tensor lies; the device may be given as text."""
    device = str(beside.device) if written else beside.device
    source = torch.Generator().manual_seed(seed)
    found = lesson.data_iter_random(corpus, batch_size, num_steps, source, device=device)
    return {"the list of batches": list(found)}


def written_to(lesson, corpus, batch_size, num_steps, seed):
    """The targets after the inputs were overwritten, and the inputs of the next call."""
    source = torch.Generator().manual_seed(seed)
    found = []
    for X, Y in lesson.data_iter_random(corpus, batch_size, num_steps, source):
        X.fill_(-1)
        found.append(Y)
    again = lesson.data_iter_random(corpus, batch_size, num_steps, torch.Generator().manual_seed(seed))
    return {
        "the list of targets after a change to the inputs": found,
        "the list of inputs of the next call": [X for X, _ in again],
    }


def test_order(compare, draw):
    """The sequences begin at multiples of num_steps, in the order of torch.randperm, with later targets."""
    for length, size, steps in ((37, 3, 4), (41, 5, 2), (46, 2, 9)):
        corpus = ids(draw, length)
        compare(batches, corpus=corpus, batch_size=size, num_steps=steps, seed=draw.seed())


def test_last_batch(compare, draw):
    """The last batch holds what is left, and one batch holds everything if it is large enough."""
    for length, size, steps in ((22, 4, 3), (29, 6, 4), (16, 50, 3), (16, 5, 3), (31, 9, 3)):
        corpus = ids(draw, length)
        compare(batches, corpus=corpus, batch_size=size, num_steps=steps, seed=draw.seed())


def test_last_sequence(compare, draw):
    """The last sequence needs one id behind it. What doesn't fill a sequence is left out."""
    for length in (20, 21, 22, 24, 25, 26):
        compare(batches, corpus=ids(draw, length), batch_size=2, num_steps=5, seed=draw.seed())


def test_short_corpora(compare, draw):
    """A corpus that is too short for a sequence gives no batches, and one of T + 1 ids gives one."""
    for length, steps in ((2, 1), (3, 3), (2, 3), (1, 1), (0, 1), (0, 4), (1, 5)):
        compare(batches, corpus=ids(draw, length), batch_size=2, num_steps=steps, seed=draw.seed())


def test_sizes_of_one(compare, draw):
    """One step or one sequence in a batch keep both dimensions."""
    for size, steps in ((1, 4), (3, 1), (1, 1)):
        compare(batches, corpus=ids(draw, 10), batch_size=size, num_steps=steps, seed=draw.seed())


def test_iterator(compare, draw):
    """The result is an iterator over one pass. The next call with the same generator has the next order."""
    compare(facts, corpus=ids(draw, 40), batch_size=2, num_steps=3, seed=draw.seed())


def test_global_generator(compare, draw):
    """Without a generator, the global one shuffles, and draws nothing else."""
    compare(of_global, corpus=ids(draw, 40), batch_size=4, num_steps=3, seed=draw.seed())


def test_device(compare, draw):
    """X and Y are on the given device, which may be a torch.device or its name."""
    for written in (False, True):
        inputs = {"corpus": ids(draw, 25), "seed": draw.seed(), "beside": draw.normal(1), "written": written}
        compare.detached(on_device, **inputs, batch_size=3, num_steps=4)


def test_any_ids(compare, draw):
    """Ids may be equal, negative or as large as int64 allows, in a list or in a tuple."""
    corpus = [0, 0, 2**63 - 1, -(2**63), 2**53 + 1, -1, 1, 0, *ids(draw, 5)]
    compare(batches, corpus=corpus, batch_size=2, num_steps=3, seed=draw.seed())
    compare(batches, corpus=tuple(ids(draw, 17)), batch_size=2, num_steps=3, seed=draw.seed())


def test_new_tensors(compare, draw):
    """X and Y share no memory: writing into X leaves Y as it is."""
    compare(written_to, corpus=ids(draw, 30), batch_size=3, num_steps=4, seed=draw.seed())
    compare(written_to, corpus=ids(draw, 12), batch_size=1, num_steps=2, seed=draw.seed())


def test_long_corpus(compare, draw):
    """A corpus of thousands of ids works too."""
    compare.on("plain")(batches, corpus=ids(draw, 4000), batch_size=32, num_steps=20, seed=draw.seed())

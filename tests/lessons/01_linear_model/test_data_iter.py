from collections.abc import Iterator

import torch

from autograder.judge import graded

pytestmark = graded("data_iter")


def batches(lesson, X, y, size, seed, **settings):
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    return {"the list of batches": list(lesson.data_iter(size, X, y, generator=generator, **settings))}


def facts(lesson, X, y, seed):
    """That the result is an iterator that ends, and that the next call draws the next order."""
    generator = torch.Generator()
    generator.manual_seed(seed)
    found = lesson.data_iter(2, X, y, True, generator)
    is_iterator = isinstance(found, Iterator)
    first = [rows for rows, _ in found]
    again = [rows for rows, _ in lesson.data_iter(2, X, y, True, generator)]
    return {
        "the result is an iterator": is_iterator,
        "the list of batches after the last one": list(found),
        "the list of batches of the first call": first,
        "the list of batches of the next call": again,
    }


def of_global(lesson, X, y, seed, shuffle):
    """Without a generator; and what the global one draws next, which tells how much was drawn."""
    torch.manual_seed(seed)
    found = list(lesson.data_iter(3, X, y, shuffle))
    return {"the list of batches": found, "the next numbers of the global generator": torch.rand(3)}


def written_to(lesson, X, y, shuffle):
    """X and y after each batch was filled with zeros."""
    X, y = X.detach().clone(), y.detach().clone()
    for rows, targets in lesson.data_iter(2, X, y, shuffle):
        rows.zero_()
        targets.zero_()
    return {"X afterwards": X, "y afterwards": y}


def test_every_sample_once(compare, draw):
    """Shuffled batches hold each sample once, in the order of torch.randperm, with its own target."""
    for size in (1, 3, 4):
        X, y = draw.normal(12, 3), draw.normal(12, 1)
        compare(batches, X=X, y=y, size=size, seed=draw.seed(), shuffle=True)


def test_last_batch(compare, draw):
    """The last batch holds what is left, and one batch holds everything if it is large enough."""
    for n, size in ((11, 4), (7, 6), (3, 50), (5, 5)):
        compare(batches, X=draw.normal(n, 2), y=draw.normal(n, 1), size=size, seed=draw.seed())


def test_without_shuffling(compare, draw):
    """Without shuffling, the batches follow the rows, of which there may be hundreds."""
    for n, size in ((6, 2), (7, 3), (300, 128)):
        compare(batches, X=draw.normal(n, 4), y=draw.normal(n, 1), size=size, seed=None, shuffle=False)


def test_zeros(compare, draw):
    """Features or targets of 0 are samples like any others. There may be more features than samples."""
    X, y = draw.normal(4, 6), draw.normal(4, 1)
    compare(batches, X=torch.zeros(4, 6), y=y, size=3, seed=draw.seed())
    compare(batches, X=X, y=torch.zeros(4, 1), size=3, seed=draw.seed())


def test_sizes_of_one(compare, draw):
    """One sample, one feature and one batch keep all dimensions."""
    compare(batches, X=draw.normal(1, 1), y=draw.normal(1, 1), size=1, seed=draw.seed())
    compare(batches, X=draw.normal(5, 1), y=draw.normal(5, 1), size=2, seed=draw.seed())


def test_iterator(compare, draw):
    """The result is an iterator over one pass. The next call with the same generator has the next order."""
    compare(facts, X=draw.normal(9, 2), y=draw.normal(9, 1), seed=draw.seed())


def test_global_generator(compare, draw):
    """Without a generator, the global one shuffles. Nothing is drawn without shuffling."""
    inputs = {"X": draw.normal(8, 2), "y": draw.normal(8, 1), "seed": draw.seed()}
    for shuffle in (True, False):
        compare.on("plain", "strided")(of_global, **inputs, shuffle=shuffle)


def test_whole_batches(compare, draw):
    """A batch is taken out of X and y at once, without a Python loop over its samples."""
    compare.vectorised(
        lambda samples, features: {
            "X": draw.normal(samples, features),
            "y": draw.normal(samples, 1),
            "size": 50,
            "seed": draw.seed(),
        },
        batches,
    )


def test_copies(compare, draw):
    """A batch is a copy: writing to it leaves X and y as they are."""
    for shuffle in (True, False):
        compare.on("plain", "strided")(written_to, X=draw.normal(5, 2), y=draw.normal(5, 1), shuffle=shuffle)

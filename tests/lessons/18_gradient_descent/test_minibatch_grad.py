import torch

from autograder.judge import graded

pytestmark = graded("minibatch_grad")


def on_cpu(seed):
    """A generator with this seed."""
    generator = torch.Generator()
    generator.manual_seed(seed)
    return generator


def of_errors(lesson, x, X, y, batch, seed, n=None):
    """The estimate for the halved squared errors of X x - y, and the indices that grad_i got.

    Args:
        n: the number of samples that the batch is drawn from; by default all.
    """
    calls = []

    def grad_i(point, i):
        calls.append(i.clone())
        return (X[i] @ point - y[i]).unsqueeze(1) * X[i]

    generator = on_cpu(seed)
    estimate = lesson.minibatch_grad(grad_i, x, len(X) if n is None else n, batch, generator)
    return {
        "the estimate": estimate,
        "the list of calls of grad_i with their indices, sorted": [i.sort().values for i in calls],
        "the indices are on the device of x": all(i.device == x.device for i in calls),
        "what the generator draws next": torch.rand(2, generator=generator),
    }


def without_noise(lesson, x, X, y, batch, seed):
    """The estimate alone, for a batch of all samples."""
    generator = on_cpu(seed)

    def grad_i(point, i):
        return (X[i] @ point - y[i]).unsqueeze(1) * X[i]

    return lesson.minibatch_grad(grad_i, x, len(X), batch, generator)


def in_turn(lesson, x, centres, batch, seed):
    """Three estimates with one generator, and what grad_i returned, after the calls."""
    generator, kept = on_cpu(seed), []

    def grad_i(point, i):
        kept.append(point - centres[i])
        return kept[-1]

    estimates = [lesson.minibatch_grad(grad_i, x, len(centres), batch, generator) for _ in range(3)]
    return {
        "the list of estimates": estimates,
        "the sums of what grad_i returned": torch.stack([g.detach().sum(dim=0) for g in kept]),
    }


def of_global(lesson, x, centres, batch, seed):
    """The estimate without a generator, and what the global one draws next."""
    torch.manual_seed(seed)
    estimate = lesson.minibatch_grad(lambda point, i: point - centres[i], x, len(centres), batch)
    return {"the estimate": estimate, "what the global generator draws next": torch.rand(2)}


def refused(lesson, x, centres, batch, seed):
    """What is raised, and what happened before."""
    generator, calls, said = on_cpu(seed), [], "no exception"

    def grad_i(point, i):
        calls.append(i)
        return point - centres[i]

    try:
        lesson.minibatch_grad(grad_i, x, len(centres), batch, generator)
    except ValueError as error:
        said = f"ValueError that {'names' if 'batch' in str(error) else 'does not name'} batch"
    drawn = torch.rand(2, generator=generator)
    right = lesson.minibatch_grad(grad_i, x, len(centres), len(centres), generator)
    return {
        "what is raised": said,
        "the number of calls of grad_i": len(calls),
        "what the generator draws next": drawn,
        "the estimate of a batch that is allowed": right,
    }


def samples(draw, rows, D, batch, **options):
    return {
        "x": draw.normal(D),
        "X": draw.normal(rows, D),
        "y": draw.normal(rows),
        "batch": batch,
        "seed": draw.seed(),
        **options,
    }


def test_estimate(compare, draw):
    """It is the mean gradient of a batch: the first entries of torch.randperm, without replacement."""
    for n, D, batch in ((12, 3, 5), (9, 4, 8), (300, 2, 4)):
        compare(of_errors, **samples(draw, n, D, batch))


def test_all_samples(compare, draw):
    """A batch of all samples gives the full gradient, whatever the seed is."""
    for n, D in ((6, 3), (2, 5)):
        compare(without_noise, **samples(draw, n, D, n))
        compare(of_errors, **samples(draw, n, D, n))


def test_one_sample(compare, draw):
    """A batch may have one sample, and there may be one sample only."""
    for n, D in ((7, 3), (5, 1), (1, 4), (1, 1)):
        compare(of_errors, **samples(draw, n, D, 1))


def test_number_of_samples(compare, draw):
    """Only the first n samples can be drawn."""
    compare(of_errors, **samples(draw, 12, 3, 4, n=6))
    compare(of_errors, **samples(draw, 9, 2, 3, n=3))


def test_next_batch(compare, draw):
    """The next call draws the next batch. What grad_i returned stays as it is."""
    compare(in_turn, x=draw.normal(3), centres=draw.normal(8, 3), batch=4, seed=draw.seed())
    compare(in_turn, x=torch.zeros(2), centres=draw.normal(6, 2), batch=1, seed=draw.seed())


def test_global_generator(compare, draw):
    """Without a generator, the global one draws, once."""
    inputs = {"x": draw.normal(3), "centres": draw.normal(8, 3), "batch": 3, "seed": draw.seed()}
    compare(of_global, **inputs)


def test_refused(compare, draw):
    """A batch of 0, of fewer or of more than n samples raises ValueError. Nothing is drawn before."""
    for batch in (0, -1, 6, 50):
        compare(refused, x=draw.normal(2), centres=draw.normal(5, 2), batch=batch, seed=draw.seed())


def test_zeros(compare, draw):
    """The point may be 0, and so may all gradients be."""
    drawn = samples(draw, 8, 3, 5)
    compare(of_errors, **drawn | {"x": torch.zeros(3)})
    compare(of_errors, **drawn | {"X": torch.zeros(8, 3)})


def test_whole_batches(compare, draw):
    """grad_i gets the whole batch at once, without a Python loop over samples or coordinates."""
    compare.vectorised(lambda batch, coordinates: samples(draw, 30, coordinates, batch), of_errors)

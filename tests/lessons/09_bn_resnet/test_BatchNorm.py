import torch

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, loaded, refusal

pytestmark = graded("BatchNorm")


def in_batches(lesson, sizes, weights, batches, training=True):
    """The result of each batch in turn, and the buffers after the last."""
    model = loaded(lesson, "BatchNorm", sizes, weights).train(training)
    results = [model(x) for x in batches]
    return {
        "the list of results": results,
        "running_mean afterwards": model.running_mean.clone(),
        "running_var afterwards": model.running_var.clone(),
        "a buffer requires gradients": model.running_mean.requires_grad or model.running_var.requires_grad,
        "the module keeps its mode": model.training is training,
    }


def gradients(lesson, sizes, weights, x, cotangent, training):
    model = loaded(lesson, "BatchNorm", sizes, weights).train(training)
    y = model(x)
    y.backward(cotangent.detach())
    return {
        "the result": y.detach(),
        "the gradients of the parameters": {name: p.grad for name, p in model.named_parameters()},
    }


def parts(lesson, num_features, num_dims):
    model, other = (lesson.BatchNorm(num_features, num_dims) for _ in range(2))
    first = {name: value.detach().clone() for name, value in model.state_dict().items()}
    shape = (2, num_features, *[1] * (num_dims - 2))
    result = model(1e-3 * torch.arange(2.0 * num_features).reshape(shape) ** 2).detach()
    after = {name: value.detach().clone() for name, value in model.state_dict().items()}
    state = model.double().state_dict()
    return {
        "the state at first": first,
        "the result with the default eps": result,
        "the state after a batch, with the default momentum": after,
        "the state of another module": {name: value.clone() for name, value in other.state_dict().items()},
        "the module is in train mode": model.training,
        "each parameter requires gradients": all(p.requires_grad for p in model.parameters()),
        "the dtypes after .double()": {name: str(value.dtype) for name, value in state.items()},
        **anatomy(model),
    }


def left_alone(lesson, sizes, weights, x):
    """What a call in train mode leaves of the module, when nothing is to be recorded."""
    model = loaded(lesson, "BatchNorm", sizes, weights)
    model.beta.requires_grad_(False)
    model.gamma.grad = torch.ones_like(model.gamma)
    with torch.no_grad():
        y = model(x)
        records = torch.is_grad_enabled()
    return {
        "the result": y,
        "gradients are recorded after the call": records,
        "running_mean afterwards": model.running_mean.clone(),
        "running_var afterwards": model.running_var.clone(),
        "the parameters are as they were": all(
            torch.equal(getattr(model, name), weights[name]) for name in ("gamma", "beta")
        ),
        "a frozen beta stays frozen": not model.beta.requires_grad,
        "the grad of gamma is as it was": bool((model.gamma.grad == 1).all()),
    }


def then_evaluated(lesson, sizes, weights, x, other):
    """A step of training, then the same in eval mode, then training again."""
    model = loaded(lesson, "BatchNorm", sizes, weights)
    model(x)
    evaluated = model.eval()(other)
    again = model(other)
    return {
        "the result in eval mode": evaluated,
        "a second call in eval mode gives the same": torch.equal(evaluated, again),
        "the result in train mode": model.train()(other),
        "running_var afterwards": model.running_var.clone(),
    }


def refusals(lesson, sizes, weights, rows, images, single):
    """What is refused, and the buffers after that."""
    model = loaded(lesson, "BatchNorm", sizes, weights)
    wrong = {"images": images, "a single row": single, "a column": rows[:, :1], "a vector": rows[0]}
    found = {f"in train mode, for {name}": refusal(ValueError, "", model, x) for name, x in wrong.items()}
    found["running_mean after the refusals"] = model.running_mean.clone()
    found["running_var after the refusals"] = model.running_var.clone()
    model.eval()
    del wrong["a single row"]
    found |= {f"in eval mode, for {name}": refusal(ValueError, "", model, x) for name, x in wrong.items()}
    found |= {f"num_dims {n}": refusal(ValueError, "", lesson.BatchNorm, 3, n) for n in (0, 1, 3, 5)}
    of_images = loaded(lesson, "BatchNorm", (sizes[0], 4), weights)
    found["for rows where images are expected"] = refusal(ValueError, "", of_images, rows)
    return {**found, "the result in eval mode of a single row": model(single)}


def layer(draw, channels, num_dims, momentum=0.3, eps=0.1):
    """The sizes and the state of a layer, no two numbers alike."""
    return {
        "sizes": (channels, num_dims, momentum, eps),
        "weights": {
            "gamma": draw.normal(channels),
            "beta": draw.normal(channels),
            "running_mean": draw.normal(channels),
            "running_var": draw.uniform(channels, low=0.5, high=3.0),
        },
    }


def test_parts(compare, draw):
    """It has two parameters and two buffers of the right names and first values, and nothing else."""
    for num_features, num_dims in ((draw.integer(2, 5), 2), (draw.integer(5, 8), 4), (1, 4)):
        compare.on("plain")(parts, num_features=num_features, num_dims=num_dims)
    compare(in_batches, **layer(draw, 2, 2), batches=[draw.normal(3, 2)])


def test_train_mode(compare, draw):
    """In train mode it normalises by the batch, and each batch moves the buffers on."""
    compare(in_batches, **layer(draw, 3, 2), batches=[draw.normal(n, 3, mean=2.0) for n in (4, 2, 5)])
    shapes = ((2, 2, 3, 4), (3, 2, 1, 2))
    compare(in_batches, **layer(draw, 2, 4), batches=[draw.normal(*shape, mean=2.0) for shape in shapes])


def test_eval_mode(compare, draw):
    """In eval mode it normalises by the buffers and leaves them as they are, for any number of samples."""
    batches = [draw.normal(n, 3) for n in (4, 1)]
    compare(in_batches, **layer(draw, 3, 2), batches=batches, training=False)
    compare(in_batches, **layer(draw, 1, 2), batches=[draw.normal(1, 1), torch.zeros(2, 1)], training=False)
    batches = [draw.normal(*shape) for shape in ((3, 2, 2, 3), (1, 2, 1, 1))]
    compare(in_batches, **layer(draw, 2, 4), batches=batches, training=False)


def test_sizes_of_one(compare, draw):
    """One feature, one channel or one image keeps its dimension."""
    compare(in_batches, **layer(draw, 1, 2), batches=[draw.normal(3, 1)])
    compare(in_batches, **layer(draw, 1, 4), batches=[draw.normal(1, 1, 2, 2), draw.normal(2, 1, 1, 1)])
    compare(in_batches, **layer(draw, 3, 4), batches=[draw.normal(3, 3, 3, 3)])


def test_options(compare, draw):
    """momentum and eps are those of the constructor, in both modes; momentum may be 0 or 1."""
    for momentum in (0.0, 1.0, 0.4):
        batches = [draw.normal(4, 3, scale=0.1) for _ in range(2)]
        compare(in_batches, **layer(draw, 3, 2, momentum, 0.3), batches=batches)
    drawn = layer(draw, 2, 4, 0.2, 0.7)
    compare(in_batches, **drawn, batches=[draw.normal(2, 2, 2, 2)], training=False)


def test_gradients(compare, draw):
    """The gradient reaches gamma and beta, and x through the statistics of the batch."""
    for training in (True, False):
        drawn = layer(draw, 3, 2)
        compare(gradients, **drawn, x=draw.normal(5, 3), cotangent=draw.normal(5, 3), training=training)
    shape = (2, 3, 2, 3)
    compare(
        gradients, **layer(draw, 3, 4), x=draw.normal(*shape), cotangent=draw.normal(*shape), training=True
    )


def test_training_and_evaluation(compare, draw):
    """eval mode uses what train mode has learned, and doesn't change it."""
    compare(then_evaluated, **layer(draw, 3, 2, 0.5), x=draw.normal(6, 3, mean=5.0), other=draw.normal(4, 3))


def test_left_alone(compare, draw):
    """A call changes only the buffers, and these also under no_grad."""
    compare.on("plain", "float64")(left_alone, **layer(draw, 3, 2), x=draw.normal(5, 3, mean=1.0))
    compare(in_batches, **layer(draw, 2, 2), batches=[draw.normal(3, 2)])


def test_refusals(compare, draw):
    """x with other dimensions or features raises a ValueError, even if it broadcasts. No buffer changes."""
    compare.detached(
        refusals,
        **layer(draw, 3, 2),
        rows=draw.normal(4, 3),
        images=draw.normal(2, 3, 2, 3),
        single=draw.normal(1, 3),
    )


def test_whole_tensors(compare, draw):
    """Samples, channels, rows and columns are normalised at once, without a Python loop."""
    compare.vectorised(
        lambda samples, channels, rows, columns: {
            **layer(draw, channels, 4),
            "batches": [draw.normal(samples, channels, rows, columns)],
        },
        in_batches,
    )

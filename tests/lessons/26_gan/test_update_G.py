import torch

from autograder.judge import graded
from autograder.judge.scenarios import updates

pytestmark = graded("update_G")


def net(draw, inputs, hidden, outputs):
    return draw.normals((inputs, hidden), (hidden,), (hidden, outputs), (outputs,))


def players(draw, *batches, features=2, noise=3, hidden=4, shows=("G",)):
    """Batches of noise, the weights of both networks, and an optimizer of G."""
    return {
        "function_": "update_G",
        "batches": [(draw.normal(size, noise),) for size in batches],
        "networks": {"D": net(draw, features, hidden, 1), "G": net(draw, noise, hidden + 1, features)},
        "trained": "G",
        "shows": list(shows),
    }


def test_one_step(compare, draw):
    """G makes one step that reduces its loss. The result is the loss before it, as a Python float."""
    compare(updates, **players(draw, 6))
    small = players(draw, 1, features=1, noise=1, hidden=2)
    compare(updates, **{**small, "batches": [(torch.zeros(1, 1),)]}, lr=2.0)


def test_sure_discriminator(compare, draw):
    """G learns most where D is sure of its fakes, because the loss does not saturate."""
    drawn = players(draw, 5)
    drawn["networks"]["D"][3] -= float(draw.uniform(1, low=15.0, high=40.0))
    drawn["networks"]["G"][0] /= 20
    compare(updates, **{**drawn, "batches": [(20 * draw.normal(5, 3),)]})


def test_discriminator_unchanged(compare, draw):
    """D keeps its parameters. If no parameter of D had a gradient before, none has one afterwards."""
    compare(updates, **players(draw, 5, shows=["D", "grads of D"]))


def test_gradients_of_the_discriminator(compare, draw):
    """Gradients that D had before the call are still there afterwards, with their old values."""
    drawn = players(draw, 5, shows=["D", "grads of D"])
    old = [draw.normal(*p.shape) for p in drawn["networks"]["D"][:3]]
    compare(updates, **drawn, old={"D": old})


def test_frozen_parameters(compare, draw):
    """Frozen parameters don't change and stay frozen, even with old gradients, momentum and weight decay."""
    drawn = players(draw, 5, shows=["D", "G", "grads of D"])
    old = {"G": [draw.normal(*p.shape) for p in drawn["networks"]["G"]]}
    frozen = {"D": ["b", "v"], "G": ["w"]}
    compare(updates, **drawn, old=old, frozen=frozen, momentum=0.9, weight_decay=0.1)


def test_leftover_gradients(compare, draw):
    """Gradients from before the call do not count in the step."""
    drawn = players(draw, 5)
    drawn["batches"] *= 2
    old = [draw.normal(*p.shape) for p in drawn["networks"]["G"]]
    compare(updates, **drawn, old={"G": old})


def test_train_mode(compare, draw):
    """In train mode, both networks use the statistics of the batch and update the running ones once."""
    drawn = players(draw, 7, shows=["D", "G", "calls of D", "calls of G"])
    compare(updates, **drawn, lr=0.1, modes={"D": (True, True), "G": (True, True)})


def test_modes(compare, draw):
    """Each network is called in its current mode and stays in it, and so does each of its submodules."""
    drawn = players(draw, 5, shows=["D", "G", "calls of D", "calls of G"])
    for first, second in (((True, False), (False, True)), ((False, False), (True, False))):
        compare(updates, **drawn, lr=0.1, modes={"D": first, "G": second})


def test_optimizers(compare, draw):
    """The given optimizer makes one step per call, and keeps its state between calls."""
    compare(updates, **players(draw, 5, 5, 5), lr=0.2, momentum=0.9)


def test_whole_batch(compare, draw):
    """All samples are computed at once, without a Python loop."""
    compare.vectorised(lambda samples: players(draw, samples), updates)

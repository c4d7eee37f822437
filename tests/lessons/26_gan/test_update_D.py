import torch

from autograder.judge import graded
from autograder.judge.scenarios import updates

pytestmark = graded("update_D")


def weights(draw, inputs, hidden, outputs):
    return draw.normals((inputs, hidden), (hidden,), (hidden, outputs))


def game(draw, *batches, features=2, noise=3, hidden=4, shows=("D",)):
    """Batches of real samples and noise, the weights of both networks, and an optimizer of D."""
    return {
        "function_": "update_D",
        "batches": [(draw.normal(size, features, mean=1.0), draw.normal(size, noise)) for size in batches],
        "networks": {
            "D": weights(draw, features, hidden, 1),
            "G": weights(draw, noise, hidden + 1, features),
        },
        "trained": "D",
        "shows": list(shows),
    }


def test_one_step(compare, draw):
    """D makes one step that reduces its loss. The result is the loss before it, as a Python float."""
    compare(updates, **game(draw, 6, shows=["D", "G", "order"]))
    small = game(draw, 1, features=1, noise=1, hidden=2)
    compare(updates, **{**small, "batches": [(torch.zeros(1, 1), torch.zeros(1, 1))]}, lr=2.0)


def test_samples_of_any_shape(compare, draw):
    """Samples may be images, also with large numbers. Their gradients are used as they are."""
    drawn = game(draw, 5, features=6)
    ((X, Z),) = drawn["batches"]
    drawn["networks"]["D"][0] /= 20
    compare(updates, **{**drawn, "batches": [(20 * X.view(5, 2, 3), Z)]}, shape=(2, 3))


def test_generator_untouched(compare, draw):
    """G keeps its parameters and its .grad: None stays None, and other gradients keep their values."""
    frozen = {"G": ("b", "v")[draw.integer(0, 2)]}
    drawn = {**game(draw, 5, shows=["G", "grads of G"]), "old": {"G": [draw.normal(3, 5)]}}
    compare(updates, **drawn, frozen=frozen)


def test_old_gradients(compare, draw):
    """Gradients from before the call do not count in the step."""
    drawn = game(draw, 5)
    drawn["batches"] *= 2
    old = [draw.normal(*weight.shape) for weight in drawn["networks"]["D"]]
    compare(updates, **drawn, old={"D": old})


def test_frozen_parameters(compare, draw):
    """Frozen parameters of D stay as they are, even with an old gradient, momentum and weight decay."""
    drawn = game(draw, 5)
    old = [draw.normal(*weight.shape) for weight in drawn["networks"]["D"]]
    compare(updates, **drawn, old={"D": old}, frozen={"D": ["w"]}, momentum=0.9, weight_decay=0.1)


def test_train_mode(compare, draw):
    """In train mode, batch norm uses and updates its statistics, with real and fake in separate batches."""
    drawn = game(draw, 7, shows=["D", "G", "calls of D", "calls of G", "order"])
    compare(updates, **drawn, lr=0.1, modes={"D": (True, True), "G": (True, True)})


def test_modes(compare, draw):
    """Each network is called in its current mode and stays in it, and so does each of its submodules."""
    drawn = game(draw, 5, shows=["D", "G", "calls of D", "calls of G"])
    for first, second in (((True, False), (False, True)), ((False, False), (True, False))):
        compare(updates, **drawn, lr=0.1, modes={"D": first, "G": second})


def test_optimizers(compare, draw):
    """The given optimizer makes one step per call, and keeps its state between calls."""
    compare(updates, **game(draw, 5, 5, 5), lr=0.2, momentum=0.9)


def test_whole_batch(compare, draw):
    """All samples are computed at once, without a Python loop."""
    compare.vectorised(lambda samples: game(draw, samples), updates)

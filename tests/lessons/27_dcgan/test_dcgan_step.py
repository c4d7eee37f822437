import torch

from autograder.judge import graded
from autograder.judge.scenarios import Perceptron

pytestmark = graded("dcgan_step")


def played(lesson, batches, D, G, shows=(), old=(), frozen=(), modes=(), shape=None, lr=0.5, **options):
    """The losses of some steps, and what they leave behind.

    D and G are the weights of two networks. Each has an SGD with two groups of parameters.
    """
    old, frozen, modes = dict(old), dict(frozen), dict(modes)
    nets, optimizers, order, reached = {}, {}, [], []
    for name, weights in (("D", D), ("G", G)):
        net = nets[name] = Perceptron(
            weights,
            bool(modes),
            shape=shape if name == "G" else None,
            modes=modes.get(name, (True, True)),
        )
        net.register_forward_pre_hook(lambda *_, name=name: order.append(name))
        for p, grad in zip(net.parameters(), old.get(name, ()), strict=False):
            p.grad = grad.detach().clone()
        for parameter in frozen.get(name, ()):
            getattr(net, parameter).requires_grad_(False)
        first, second, *others = net.parameters()
        groups = [{"params": [first, second]}, {"params": others, "lr": lr / 2}]
        optimizers[name] = torch.optim.SGD(groups, lr=lr, **options)
    if "gradients that reach G" in shows:
        nets["G"].v.register_hook(lambda grad: reached.append(list(grad.shape)))
    losses = [
        lesson.dcgan_step(X.detach(), Z.detach(), *nets.values(), *optimizers.values()) for X, Z in batches
    ]
    losses = [dict(sorted(found.items())) if isinstance(found, dict) else found for found in losses]
    facts = {
        "calls": {
            "the list of networks in the order of their calls": order,
            **{
                f"the list of shapes and modes that {name} gets": [list(call) for call in net.calls]
                for name, net in nets.items()
            },
        },
        "gradients that reach G": {"the list of shapes of gradients that reach G": reached},
        "flags": {
            f"the same parameters of {name} are frozen as before": all(
                p.requires_grad == (key not in frozen.get(name, ())) for key, p in net.named_parameters()
            )
            for name, net in nets.items()
        },
        "grads": {
            f"the grad of {key} of {name}": None if p.grad is None else p.grad.clone()
            for name, net in nets.items()
            for key, p in net.named_parameters()
        },
    }
    found = {"the list of losses": losses}
    for name, net in nets.items():
        found |= {f"{key} of {name}": value for key, value in net.state_dict().items()}
    for fact in shows:
        found |= facts[fact]
    return found


def game(draw, *batches, features=3, noise=2, hidden=4):
    """Batches of real pictures and noise, and the weights of both networks."""
    return {
        "batches": [(draw.normal(size, features, mean=1.0), draw.normal(size, noise)) for size in batches],
        "D": draw.normals((features, hidden), (hidden,), (hidden,), ()),
        "G": draw.normals((noise, hidden + 1), (hidden + 1,), (hidden + 1, features), (features,)),
    }


def test_one_step(compare, draw):
    """D makes a step and then G makes one, against the new D. The losses are Python floats."""
    compare(played, **game(draw, 6))


def test_pictures(compare, draw):
    """Pictures may have any shape, and there may be one of them only."""
    compare(played, **game(draw, 5, features=12), shape=(2, 3, 2))
    compare(played, **game(draw, 1, features=1, noise=1, hidden=2))


def test_numbers(compare, draw):
    """There may be more fakes than real pictures, or fewer: each mean is over its own batch."""
    drawn = game(draw, 6)
    ((X, Z),) = drawn["batches"]
    compare(played, **{**drawn, "batches": [(X[:2], Z)]})
    compare(played, **{**drawn, "batches": [(X, Z[:1])]})


def test_far_logits(compare, draw):
    """Where D is sure, in the right or in the wrong, losses and gradients are finite and right."""
    for shift in (-2000.0, 30.0):
        drawn = game(draw, 5)
        drawn["D"][3] = drawn["D"][3] + shift
        compare(played, **drawn)


def test_zero_logits(compare, draw):
    """At logits of 0 the gradients are right too, and where all pixels or all noise is 0."""
    drawn = game(draw, 4)
    ((X, Z),) = drawn["batches"]
    compare(played, **{**drawn, "batches": [(0.0 * X, Z)]})
    compare(played, **{**drawn, "batches": [(X, 0.0 * Z)]})
    compare(played, **{**drawn, "D": [drawn["D"][0], *(0.0 * p for p in drawn["D"][1:])]})


def test_passes(compare, draw):
    """The passes are G(Z), D(X), D(fakes) and again D(fakes). The gradient of D's loss never reaches G."""
    compare(played, **game(draw, 3, 5), shows=["calls", "gradients that reach G"])


def test_old_gradients(compare, draw):
    """Gradients from before the call do not count, and none is left after it."""
    drawn = game(draw, 5, 4)
    old = {name: [draw.normal(*p.shape) for p in drawn[name]] for name in ("D", "G")}
    compare(played, **drawn, old=old, shows=["grads"])
    compare(played, **drawn, shows=["grads"])


def test_frozen_parameters(compare, draw):
    """Frozen parameters stay as they are, and stay frozen, even with old gradients and weight decay."""
    drawn = game(draw, 5, 4)
    old = {name: [draw.normal(*p.shape) for p in drawn[name]] for name in ("D", "G")}
    frozen = {"D": ["w", "c"], "G": ["b", "v"]}
    compare(played, **drawn, old=old, frozen=frozen, shows=["flags", "grads"], momentum=0.9, weight_decay=0.1)


def test_train_mode(compare, draw):
    """In train mode batch norm uses and updates its statistics: once a call in G, three times in D."""
    both = (True, True)
    compare(played, **game(draw, 7), lr=0.1, modes={"D": both, "G": both}, shows=["calls"])


def test_modes(compare, draw):
    """Each network is called in its current mode and stays in it, and so does each of its submodules."""
    drawn = game(draw, 5)
    for first, second in (((True, False), (False, True)), ((False, False), (True, False))):
        compare(played, **drawn, lr=0.1, modes={"D": first, "G": second}, shows=["calls"])


def test_optimizers(compare, draw):
    """Each optimizer makes one step per call, and keeps its state between calls."""
    compare(played, **game(draw, 5, 5, 5), lr=0.2, momentum=0.9)


def test_whole_batch(compare, draw):
    """All pictures are computed at once, without a Python loop."""
    compare.vectorised(lambda pictures: game(draw, pictures), played)

"""Wrong versions of `layer_grad_norms` that students write."""

import torch

from autograder.judge import change, mistake

squared = change(
    "It is the sum of squares; its root is missing.",
    ("torch.linalg.vector_norm(grad).item()", "(grad * grad).sum().item()"),
)

mean_square = change(
    "It is the root of the mean square; the norm is the root of the sum.",
    ("torch.linalg.vector_norm(grad).item()", "grad.square().mean().sqrt().item()"),
)

spectral = change(
    "It is another norm of matrices, such as the largest singular value; take the root of the "
    "sum of squares.",
    (
        "torch.linalg.vector_norm(grad)",
        "(torch.linalg.matrix_norm(grad, 2) if grad.dim() == 2 else grad.norm())",
    ),
)

frees_graph = change(
    "The graph is gone after the call, so the caller can't call loss.backward() any more.",
    ("retain_graph=True, ", ""),
)

fails_for_unused = change(
    "It fails for a parameter that the loss doesn't depend on; its norm is 0.0.", (", allow_unused=True", "")
)

unused_left_out = change(
    "A parameter that the loss doesn't depend on is left out; its norm is 0.0.",
    (
        "return dict(zip(trainable, norms, strict=True))",
        "return {n: x for n, x, g in zip(trainable, norms, grads) if g is not None}",
    ),
)

frozen_are_zero = change(
    "Frozen parameters are listed with 0.0; leave them out.",
    (
        "return dict(zip(trainable, norms, strict=True))",
        "return {n: dict(zip(trainable, norms)).get(n, 0.0) for n, _ in model.named_parameters()}",
    ),
)

shared_twice = change(
    "A shared parameter is listed under each of its names; it should be listed once.",
    ("model.named_parameters()", "model.named_parameters(remove_duplicate=False)"),
)


@mistake("It calls loss.backward(), which adds to .grad; compute the gradients without storing them.")
def by_backward(model, loss):
    loss.backward(retain_graph=True)
    return {
        name: 0.0 if p.grad is None else p.grad.norm().item()
        for name, p in model.named_parameters()
        if p.requires_grad
    }


@mistake("It clears .grad of the model before or after; gradients that were there should stay.")
def clears(model, loss):
    model.zero_grad()
    loss.backward(retain_graph=True)
    norms = {
        name: 0.0 if p.grad is None else p.grad.norm().item()
        for name, p in model.named_parameters()
        if p.requires_grad
    }
    model.zero_grad()
    return norms


@mistake("It puts the old values back into .grad, but in new tensors, or zeros in the place of None.")
def restores_copies(model, loss):
    old = {p: p.grad for p in model.parameters()}
    model.zero_grad()
    norms = {}
    if loss.requires_grad and any(p.requires_grad for p in model.parameters()):
        loss.backward(retain_graph=True)
    for name, p in model.named_parameters():
        if p.requires_grad:
            norms[name] = 0.0 if p.grad is None else p.grad.norm().item()
        p.grad = torch.zeros_like(p) if old[p] is None else old[p].clone()
    return norms


@mistake("It changes .grad of tensors outside the model that the loss depends on.")
def changes_others(model, loss):
    trainable = {name: p for name, p in model.named_parameters() if p.requires_grad}
    old = {name: p.grad for name, p in trainable.items()}
    for p in trainable.values():
        p.grad = None
    if trainable:
        loss.backward(retain_graph=True)
    norms = {name: 0.0 if p.grad is None else p.grad.norm().item() for name, p in trainable.items()}
    for name, p in trainable.items():
        p.grad = old[name]
    return norms

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

sum_of_sizes = change(
    "It is the sum of the sizes of the entries; the norm is the root of the sum of their squares.",
    ("vector_norm(grad)", "vector_norm(grad, 1)"),
)

largest_entry = change(
    "It is the size of the largest entry; the norm is the root of the sum of squares.",
    ("vector_norm(grad)", "vector_norm(grad, float('inf'))"),
)

spectral = change(
    "It is another norm of matrices, such as the largest singular value; take the root of the "
    "sum of squares.",
    (
        "torch.linalg.vector_norm(grad)",
        "(torch.linalg.matrix_norm(grad, 2) if grad.dim() == 2 else grad.norm())",
    ),
)

of_parameters = change(
    "It measures the parameters, not their gradients.",
    (
        "[0.0 if grad is None else torch.linalg.vector_norm(grad).item() for grad in grads]",
        "[torch.linalg.vector_norm(p.detach()).item() for p in trainable.values()]",
    ),
)

as_tensors = change(
    "The norms are tensors; they should be Python floats.", ("vector_norm(grad).item()", "vector_norm(grad)")
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

fails_if_all_frozen = change(
    "It fails if all parameters are frozen; the result is then {}.",
    (
        "    if not trainable:\n        return {}\n",
        "    if not trainable:\n        raise ValueError('nothing to do')\n",
    ),
)

weights_only = change(
    "Only weights are listed; biases and other parameters have gradients too.",
    ("if p.requires_grad}", "if p.requires_grad and p.dim() > 1}"),
)

sorted_names = change(
    "The names are sorted; their order should be that of named_parameters.",
    ("return dict(zip(trainable, norms, strict=True))", "return dict(sorted(zip(trainable, norms)))"),
)

shared_twice = change(
    "A shared parameter is listed under each of its names; it should be listed once.",
    ("model.named_parameters()", "model.named_parameters(remove_duplicate=False)"),
)

by_layer = change(
    "The names are those of the layers; each parameter has a norm under its own name.",
    ("{name: p for", "{name.rpartition('.')[0]: p for"),
)

one_norm = change(
    "All parameters get the norm of the whole gradient; each has its own.",
    (
        "return dict(zip(trainable, norms, strict=True))",
        "return dict.fromkeys(trainable, sum(x * x for x in norms) ** 0.5)",
    ),
)

top_only = change(
    "Only parameters of the model itself are listed; those of its submodules count too.",
    ("model.named_parameters()", "model.named_parameters(recurse=False)"),
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

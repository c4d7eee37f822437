"""Wrong versions of `clip_grad_norm_` that students write."""

import torch

from autograder.judge import change, mistake

each_by_itself = change(
    "Each gradient is clipped by its own norm, which changes their common direction.",
    (
        "if total > max_norm:\n            for grad in grads:\n                grad.mul_(max_norm / total)",
        "for grad, norm in zip(grads, norms):\n            if norm > max_norm:\n"
        "                grad.mul_(max_norm / norm)",
    ),
)

always_scales = change(
    "It scales gradients also if their norm is small enough, so small ones grow.",
    ("if total > max_norm:", "if total > 0:"),
)

norm_after = change(
    "It returns the norm after clipping; return the norm before.",
    ("    return total\n", "    return total.clamp(max=max_norm)\n"),
)

returns_none = change(
    "It returns nothing; return the norm before clipping.", ("    return total\n", "    return None\n")
)

returns_float = change(
    "The norm is a Python number; it should be a tensor.", ("    return total\n", "    return total.item()\n")
)

like_pytorch = change(
    "It adds 1e-6 to the norm, as PyTorch does; here nothing is added.",
    ("max_norm / total", "max_norm / (total + 1e-6)"),
)

without_root = change(
    "The sum of squares is taken for the norm; its root is missing.",
    ("total = torch.linalg.vector_norm(norms, norm_type)", "total = (norms**2).sum()"),
)

sum_of_norms = change(
    "The norms of the gradients are added up; their common norm is that of all entries together.",
    ("total = torch.linalg.vector_norm(norms, norm_type)", "total = norms.sum()"),
)

largest_norm = change(
    "It takes the largest norm of a gradient; the common norm is that of all entries together.",
    ("total = torch.linalg.vector_norm(norms, norm_type)", "total = norms.amax()"),
)

mean_of_entries = change(
    "The norm is divided by the number of entries or gradients; it is no mean.",
    (
        "total = torch.linalg.vector_norm(norms, norm_type)",
        "total = torch.linalg.vector_norm(norms, norm_type) / len(norms)",
    ),
)

without_norm_type = change(
    "The argument norm_type is ignored.",
    ("vector_norm(grad, norm_type)", "vector_norm(grad)"),
    ("vector_norm(norms, norm_type)", "vector_norm(norms)"),
)

norm_of_norms_is_two = change(
    "norm_type is used inside each gradient only; the norms are put together with the norm 2.",
    ("vector_norm(norms, norm_type)", "vector_norm(norms)"),
)

clips_entries = change(
    "Each entry is limited by itself, which changes the direction; scale all gradients by one factor.",
    ("grad.mul_(max_norm / total)", "grad.clamp_(-max_norm, max_norm)"),
)

of_parameters = change(
    "It takes the norm of the parameters, not of their gradients.",
    (
        "grads = [p.grad for p in params if p.grad is not None]",
        "params = [p for p in params if p.grad is not None]\n    grads = [p.grad for p in params]",
    ),
    ("vector_norm(grad, norm_type) for grad in grads", "vector_norm(p.detach(), norm_type) for p in params"),
)

scales_parameters = change(
    "It scales the parameters too; only gradients should change.",
    (
        "grads = [p.grad for p in params if p.grad is not None]",
        "params = [p for p in params if p.grad is not None]\n    grads = [p.grad for p in params]",
    ),
    (
        "for grad in grads:\n                grad.mul_(",
        "for grad in [*grads, *params]:\n                grad.mul_(",
    ),
)

none_fails = change(
    "It fails for a parameter whose .grad is None; skip it.", (" if p.grad is not None]", "]")
)

none_is_zero = change(
    "A missing gradient is replaced by zeros; it should stay None.",
    (
        "grads = [p.grad for p in params if p.grad is not None]",
        "params = list(params)\n    for p in params:\n"
        "        p.grad = torch.zeros_like(p) if p.grad is None else p.grad\n"
        "    grads = [p.grad for p in params]",
    ),
)

fails_without_any = change(
    "Without any gradient it fails; the norm is then 0.",
    ("    if not grads:\n        return torch.tensor(0.0)\n", ""),
)

read_twice = change(
    "It iterates over params twice, but a generator can be read only once, so no gradient is clipped.",
    ("grads = [p.grad", "params = iter(params)\n    grads = [p.grad"),
    (
        "for grad in grads:\n                grad.mul_",
        "for grad in [p.grad for p in params]:\n                grad.mul_",
    ),
)

new_gradients = change(
    "New tensors replace the gradients; update the given ones in place.",
    (
        "grads = [p.grad for p in params if p.grad is not None]",
        "params = [p for p in params if p.grad is not None]\n    grads = [p.grad for p in params]",
    ),
    (
        "for grad in grads:\n                grad.mul_(max_norm / total)",
        "for p in params:\n                p.grad = p.grad * (max_norm / total)",
    ),
)

through_data = change(
    "It scales the gradients through .data, which hides the change from autograd.",
    ("grad.mul_(", "grad.data.mul_("),
)

with_graph = change(
    "The norm belongs to a graph if the gradients do; compute it under torch.no_grad().",
    (
        "    with torch.no_grad():\n"
        "        norms = torch.stack([torch.linalg.vector_norm(grad, norm_type) for grad in "
        "grads])\n        total = torch.linalg.vector_norm(norms, norm_type)",
        "    norms = torch.stack([torch.linalg.vector_norm(grad, norm_type) for grad in "
        "grads])\n    total = torch.linalg.vector_norm(norms, norm_type)\n"
        "    with torch.no_grad():",
    ),
)

largest_signed = change(
    "With norm_type=math.inf it takes the largest entry, not the largest size; entries may be negative.",
    (
        "norms = torch.stack([torch.linalg.vector_norm(grad, norm_type) for grad in grads])",
        "norms = torch.stack([grad.max() if norm_type == math.inf else "
        "torch.linalg.vector_norm(grad, norm_type) for grad in grads])",
    ),
)

shrinks_only_to_factor = change(
    "It clips if the norm is larger than 1; the limit is max_norm.", ("if total > max_norm:", "if total > 1:")
)


@mistake("It calls torch.nn.utils, which is not allowed; compute the norm and scale by yourself.")
def by_library(params, max_norm, norm_type=2.0):
    params = list(params)
    total = torch.nn.utils.get_total_norm([p.grad for p in params if p.grad is not None], norm_type)
    if total > max_norm:
        with torch.no_grad():
            for p in params:
                if p.grad is not None:
                    p.grad.mul_(max_norm / total)
    return total.detach()

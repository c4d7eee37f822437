"""Wrong versions of `clip_grad_norm_` that students write."""

from autograder.judge import change

each_by_itself = change(
    "Each gradient is clipped by its own norm, which changes their common direction.",
    (
        "if total > max_norm:\n            for grad in grads:\n                grad.mul_(max_norm / total)",
        "for grad, norm in zip(grads, norms):\n            if norm > max_norm:\n"
        "                grad.mul_(max_norm / norm)",
    ),
)

writes_always = change(
    "It writes to gradients whose norm is small enough, if only the same values; leave these alone.",
    (
        "if total > max_norm:\n            for grad in grads:\n                grad.mul_(max_norm / total)",
        "for grad in grads:\n            grad.mul_(torch.where(total > max_norm, max_norm / total, 1.0))",
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

like_pytorch = change(
    "It adds 1e-6 to the norm, as PyTorch does; here nothing is added.",
    ("max_norm / total", "max_norm / (total + 1e-6)"),
)

sum_of_norms = change(
    "The norms of the gradients are added up; their common norm is that of all entries together.",
    ("total = torch.linalg.vector_norm(norms, norm_type)", "total = norms.sum()"),
)

norm_of_norms_is_two = change(
    "norm_type is used inside each gradient only; the norms are put together with the norm 2.",
    ("vector_norm(norms, norm_type)", "vector_norm(norms)"),
)

none_fails = change(
    "It fails for a parameter whose .grad is None; skip it.", (" if p.grad is not None]", "]")
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

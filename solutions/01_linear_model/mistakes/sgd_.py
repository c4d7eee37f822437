"""Wrong versions of `sgd_` that students write."""

from autograder.judge import change

uphill = change("The step goes uphill: subtract it.", ("p -= lr", "p += lr"))
new_tensors = change(
    "`p = p - ...` makes a new tensor; the caller's parameter stays as it was.",
    ("p -= lr * p.grad / batch_size", "p = p - lr * p.grad / batch_size"),
)
not_divided = change("The gradient is not divided by batch_size.", (" / batch_size", ""))
lr_divided_twice = change("It divides by batch_size twice.", (" / batch_size", " / batch_size**2"))
gradient_cleared = change(
    "It sets the gradient to zero; it must only read it.",
    ("p -= lr * p.grad / batch_size", "p -= lr * p.grad / batch_size\n                p.grad.zero_()"),
)
gradient_removed = change(
    "It sets the gradient to None; it must only read it.",
    ("p -= lr * p.grad / batch_size", "p -= lr * p.grad / batch_size\n                p.grad = None"),
)
gradient_scaled = change(
    "It divides `.grad` itself by batch_size; it must only read it.",
    ("p -= lr * p.grad / batch_size", "p -= lr * p.grad.div_(batch_size)"),
)
through_data = change(
    "The update through `.data` hides the change from autograd; write into p under `torch.no_grad()`.",
    ("p -= lr * p.grad / batch_size", "p.data -= lr * p.grad / batch_size"),
)
memory_replaced = change(
    "`p.data = ...` gives the parameter other memory; it must be updated in place.",
    ("p -= lr * p.grad / batch_size", "p.data = p.data - lr * p.grad / batch_size"),
)
crashes_without_gradient = change(
    "It fails for a parameter whose gradient is None; skip such a parameter.",
    ("if p.grad is not None:", "if True:"),
)
stops_without_gradient = change(
    "It stops at the first parameter without gradient; skip only this one.",
    (
        "            if p.grad is not None:\n",
        "            if p.grad is None:\n                break\n            if True:\n",
    ),
)
reads_twice = change(
    "It reads the parameters twice, but an iterator can be read only once.",
    ("        for p in params:", "        any(p.grad is not None for p in params)\n        for p in params:"),
)
grad_mode_left_off = change(
    "Afterwards gradients are recorded even if they were switched off before: use `with torch.no_grad()`.",
    (
        "    with torch.no_grad():",
        "    torch.set_grad_enabled(True)\n    with torch.no_grad():",
    ),
)

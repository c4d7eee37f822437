"""Wrong versions of `make_tensor` that students write."""

from autograder.judge import change

capital_tensor = change(
    "Without dtype, integers become floats, at least with requires_grad=True. They should give int64, and "
    "bools bool.",
    ("dtype=dtype", "dtype=torch.get_default_dtype() if dtype is None else dtype"),
)
float32_floats = change(
    "Floats become float32, even if the default dtype is another one: see torch.get_default_dtype().",
    (
        "    return",
        "    if dtype is None and torch.tensor(data).is_floating_point():\n"
        "        dtype = torch.float32\n    return",
    ),
)
ignores_dtype = change(
    "The argument dtype is ignored.",
    ("dtype=dtype, ", ""),
)
rounds_twice = change(
    "The numbers are rounded to the inferred dtype first, so float64 gets float32's digits. "
    "Give dtype to the call that makes the tensor.",
    (
        "data, dtype=dtype, device=device, requires_grad=requires_grad)",
        "data, device=device).to(dtype).requires_grad_(requires_grad)",
    ),
)
ignores_device = change(
    "The argument device is ignored.",
    ("device=device, ", ""),
)
moves_a_leaf = change(
    "An operation, such as a conversion, comes after requires_grad was set, so the result is no leaf. "
    "Give all arguments to the call that makes it.",
    (
        "dtype=dtype, device=device, requires_grad=requires_grad)",
        "dtype=dtype, requires_grad=requires_grad).to(device).mul(1)",
    ),
)
ignores_requires_grad = change(
    "The argument requires_grad is ignored.",
    (", requires_grad=requires_grad)", ")"),
)
squeezed = change(
    "Dimensions of size 1 are squeezed away; every level of nesting should give a dimension.",
    ("    return ", "    x = "),
    (", requires_grad=requires_grad)", ", requires_grad=requires_grad)\n    return x.squeeze()"),
)

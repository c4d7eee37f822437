"""Wrong versions of `one_hot` that students write."""

from autograder.judge import change

classes_first = change(
    "The classes are the first dimension; they should be the last one.",
    (".to(dtype)", ".movedim(-1, 0).to(dtype)"),
)
dim_one = change(
    "The classes become dimension 1, which is the last one only for a vector; use dimension -1.",
    (".to(dtype)", ".movedim(-1, min(1, idx.dim())).to(dtype)"),
)
seen_classes = change(
    "The columns end at the largest class in idx; there should be num_classes columns.",
    ("torch.arange(num_classes,", "torch.arange(int(idx.max()) + 1,"),
)
ignores_dtype = change(
    "The argument dtype is ignored: the result is always float32.",
    ("to(dtype)", "to(torch.float32)"),
)
integers = change(
    "Without dtype it returns integers, as PyTorch's own one_hot does; the default is float32.",
    ("dtype: torch.dtype = torch.float32", "dtype: torch.dtype = torch.int64"),
)
default_dtype = change(
    "Without dtype it returns PyTorch's default dtype, which a program may change; float32 is asked for.",
    ("dtype: torch.dtype = torch.float32", "dtype: torch.dtype | None = None"),
    ("to(dtype)", "to(dtype or torch.get_default_dtype())"),
)
on_the_cpu = change(
    "The result is on the CPU; it should be on the device of idx.",
    ("    return (idx", "    idx, classes = idx.cpu(), classes.cpu()\n    return (idx"),
)
drops_class_zero = change(
    "Classes are counted from 1, so class 0 has no 1 in its row; the first column belongs to class 0.",
    ("arange(num_classes", "arange(1, num_classes + 1"),
)
squeezed = change(
    "Dimensions of size 1 are squeezed away; the result should have the shape of idx and one dimension more.",
    (".to(dtype)", ".squeeze().to(dtype)"),
)
loops_over_samples = change(
    "A Python loop goes over the samples or the classes; one operation on the whole tensor does the same.",
    (
        "return (idx.unsqueeze(-1) == classes).to(dtype)",
        "rows = [(one == classes).to(dtype) for one in idx.flatten()]\n"
        "    rows = torch.stack(rows) if rows else (idx.flatten()[:, None] == classes).to(dtype)\n"
        "    return rows.view(*idx.shape, num_classes)",
    ),
)

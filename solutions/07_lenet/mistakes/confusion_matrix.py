"""Wrong versions of `confusion_matrix` that students write."""

from autograder.judge import change, mistake

transposed = change(
    "Rows and columns are exchanged: rows should be the true classes.",
    ("target * num_classes + pred", "pred * num_classes + target"),
)
normalised = change(
    "The entries are shares of their row; they should be counts.",
    (
        "reshape(num_classes, num_classes)",
        "reshape(num_classes, num_classes) / target.bincount(minlength=num_classes).clamp(min=1)[:, None]",
    ),
)
as_floats = change(
    "The counts are floating-point numbers; their dtype should be int64.",
    ("reshape(num_classes, num_classes)", "reshape(num_classes, num_classes).float()"),
)
without_minlength = change(
    "It fails if the last classes don't occur. Give bincount the least length of its result.",
    (", minlength=num_classes**2", ""),
)
wide_as_needed = change(
    "It has as many classes as occur; num_classes should decide.",
    (
        "    cells =",
        "    num_classes = int(classes.max()) + 1 if len(classes) else num_classes\n    cells =",
    ),
)
diagonal_only = change(
    "Only right predictions are counted.",
    ("torch.bincount(cells", "torch.bincount(cells[pred == target]"),
)
wrong_only = change(
    "Only wrong predictions are counted.",
    ("torch.bincount(cells", "torch.bincount(cells[pred != target]"),
)
broadcasts = change(
    "Shapes that differ raise no ValueError.",
    ("if pred.shape != target.shape:", "if False:"),
    ("torch.cat([pred, target])", "torch.cat([pred.flatten(), target.flatten()])"),
    ("torch.bincount(cells,", "torch.bincount(cells.flatten(),"),
)
compares_numel = change(
    "A [N, 1] tensor beside a [N] one raises no ValueError: only their numbers of entries are compared.",
    ("if pred.shape != target.shape:", "if pred.numel() != target.numel():"),
    ("torch.cat([pred, target])", "torch.cat([pred.flatten(), target.flatten()])"),
    ("target * num_classes + pred ", "target.flatten() * num_classes + pred.flatten() "),
)
too_large_passes = change(
    "Classes that are not less than num_classes raise no ValueError.",
    (" | (classes >= num_classes)", ""),
    ("return torch.bincount", "cells = cells.clamp(max=num_classes**2 - 1)\n    return torch.bincount"),
)
negative_passes = change(
    "Negative classes raise no ValueError.",
    ("(classes < 0) | ", ""),
    ("return torch.bincount", "cells = cells.clamp(min=0)\n    return torch.bincount"),
)
checks_cells = change(
    "A class out of range is noticed only if its cell is out of range too.",
    (
        "    classes = torch.cat([pred, target])\n    if ((classes < 0) | (classes >= num_classes)).any():",
        "    classes = target * num_classes + pred\n"
        "    if ((classes < 0) | (classes >= num_classes**2)).any():",
    ),
)
checks_pred_only = change(
    "A class of target that is out of range raises no ValueError that names num_classes.",
    ("torch.cat([pred, target])", "pred"),
)


@mistake("A Python loop goes over the samples or over the classes.")
def loops(pred, target, num_classes):
    if pred.shape != target.shape:
        raise ValueError("the shapes differ")
    if any(not 0 <= c < num_classes for c in [*pred.tolist(), *target.tolist()]):
        raise ValueError("num_classes")
    counts = pred.new_zeros(num_classes, num_classes)
    for t, p in zip(target, pred, strict=True):
        counts[t, p] += 1
    return counts


@mistake("Each cell is at most 1: `counts[target, pred] += 1` adds once, however often a pair occurs.")
def adds_once(pred, target, num_classes):
    if pred.shape != target.shape:
        raise ValueError("the shapes differ")
    if any(not 0 <= c < num_classes for c in [*pred.tolist(), *target.tolist()]):
        raise ValueError("num_classes")
    counts = pred.new_zeros(num_classes, num_classes)
    counts[target, pred] += 1
    return counts


on_the_cpu = change(
    "The matrix is on the CPU; it should be on the device of pred.",
    ("torch.bincount(cells,", "torch.bincount(cells.cpu(),"),
)

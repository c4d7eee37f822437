"""Wrong versions of `count_parameters` that students write."""

from autograder.judge import change, mistake

counts_tensors = change(
    "It counts the parameters themselves; each has many numbers.",
    ("p.numel()", "1"),
)
first_sizes = change(
    "It adds up the first size of each parameter, not the product of all sizes.",
    ("p.numel()", "(len(p) if p.dim() else 1)"),
)
frozen_too = change(
    "trainable_only has no effect: frozen parameters always count.",
    (" if p.requires_grad or not trainable_only", ""),
)
never_frozen = change(
    "trainable_only=False has no effect: frozen parameters never count.",
    ("p.requires_grad or not trainable_only", "p.requires_grad"),
)
only_frozen = change(
    "With trainable_only=False it counts frozen parameters alone; all should count.",
    ("p.requires_grad or not trainable_only", "p.requires_grad is trainable_only"),
)
all_by_default = change(
    "By default frozen parameters count too; trainable_only should be True by default.",
    ("trainable_only: bool = True", "trainable_only: bool = False"),
)
shared_twice = change(
    "A shared parameter counts each time that the model holds it; it should count once.",
    ("for p in model.parameters()", "for _, p in model.named_parameters(remove_duplicate=False)"),
)
shared_twice_over_modules = change(
    "A parameter that two different modules share counts twice; it should count once.",
    ("for p in model.parameters()", "for m in model.modules() for p in m.parameters(recurse=False)"),
)
state_of_model = change(
    "It counts buffers too, such as the running statistics of batch norm.",
    (
        "sum(p.numel() for p in model.parameters() if p.requires_grad or not trainable_only)",
        "sum(p.numel() for p in [*model.parameters(), *model.buffers()] "
        "if p.requires_grad or not trainable_only or not isinstance(p, nn.Parameter))",
    ),
)
with_gradient_only = change(
    "It counts only parameters that have a gradient already.",
    ("p.requires_grad or not", "p.grad is not None or not"),
)
weights_only = change(
    "It leaves out parameters with fewer than two dimensions, such as biases.",
    ("if p.requires_grad or", "if p.dim() > 1 and p.requires_grad or"),
)
returns_tensor = change(
    "It returns a tensor, not a Python int.",
    ("return sum(", "return torch.tensor(0) + sum("),
)
returns_float = change("It returns a float, not an int.", ("return sum(", "return 1.0 * sum("))


@mistake("It counts the weights and biases of the model's direct children alone, not of all its modules.")
def direct_children(model, trainable_only=True):
    found = {
        p
        for child in model.children()
        for name in ("weight", "bias")
        if (p := getattr(child, name, None)) is not None
    }
    return sum(p.numel() for p in found if p.requires_grad or not trainable_only)


@mistake("Parameters with equal values count once, even if no module shares them.")
def by_values(model, trainable_only=True):
    found = {str((p.shape, p.tolist())): p for p in model.parameters()}.values()
    return sum(p.numel() for p in found if p.requires_grad or not trainable_only)

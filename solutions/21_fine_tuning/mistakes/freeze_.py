"""Wrong versions of `freeze_` that students write."""

from autograder.judge import change

without_dot = change(
    'A prefix covers names that only begin alike: "fc" covers "fc2" too.',
    ('f"{name}.".startswith(f"{prefix}.")', "name.startswith(prefix)"),
)
anywhere = change(
    'A prefix is found inside of a name too: "fc" covers "body.fc".',
    ('f"{name}.".startswith(f"{prefix}.")', 'f".{prefix}." in f".{name}."'),
)
statistics_move = change(
    "Frozen batch norms stay in train mode, so their running statistics still move.",
    ("            module.eval()\n", "            pass\n"),
)
all_norms = change(
    "Batch norms under a prefix go to eval mode too; they should keep their mode.",
    ("if module not in kept and isinstance(", "if isinstance("),
)
all_modules = change(
    "All frozen modules go to eval mode; only the batch norms should.",
    ("(nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)", "nn.Module"),
)
grad_stays = change(
    "Frozen parameters keep their old grad, so an optimizer still moves them.",
    ("            p.grad = None\n", ""),
)
first_name_only = change(
    "A tied parameter counts by the first of its names only.",
    ("list(model.named_parameters(remove_duplicate=False))", "list(model.named_parameters())"),
)
thaws = change(
    "Parameters under a prefix that were frozen before become trainable; they should stay frozen.",
    ("        if p not in kept:", "        p.requires_grad_(True)\n        if p not in kept:"),
)
lists_frozen = change(
    "The result lists the frozen parameters; it should list the trainable ones.",
    ("if p.requires_grad]", "if not p.requires_grad]"),
)
accepts_typing_errors = change(
    "A prefix with nothing under it is accepted; it should raise a ValueError.",
    ("if not under:", "if False:"),
)
refuses_too_late = change(
    "The model is changed before the ValueError is raised.",
    (
        "            raise ValueError(",
        "            model.requires_grad_(False)\n            raise ValueError(",
    ),
)
norms_with_parameters_only = change(
    "A batch norm without parameters stays in train mode.",
    (
        "if module not in kept and isinstance(",
        "if module not in kept and list(module.parameters()) and isinstance(",
    ),
)

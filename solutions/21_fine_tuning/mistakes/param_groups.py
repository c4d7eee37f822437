"""Wrong versions of `param_groups` that students write."""

from autograder.judge import change

head_first = change(
    "The head comes first; the body should.",
    ("weight_decay},\n    ]", "weight_decay},\n    ][::-1]"),
)
without_dot = change(
    'The head has names that only begin alike: "fc" covers "fc2" too.',
    ('f"{name}.".startswith(f"{head}.")', "name.startswith(head)"),
)
anywhere = change(
    'The head is found inside of a name too: "fc" covers "body.fc".',
    ('f"{name}.".startswith(f"{head}.")', 'f".{head}." in f".{name}."'),
)
modules_only = change(
    "A head that is a single parameter is not found.",
    ('f"{name}.".startswith(f"{head}.")', 'name.startswith(f"{head}.")'),
)
frozen_too = change(
    "Frozen parameters are in the groups too.",
    ("in model.parameters() if p.requires_grad]", "in model.parameters()]"),
)
rates_swapped = change(
    "The body has the rate of the head, and the head that of the body.",
    ('"params": top, "lr": lr * head_mult', '"params": top, "lr": lr'),
    ('"params": body, "lr": lr', '"params": body, "lr": lr * head_mult'),
)
fixed_factor = change(
    "The rate of the head is always 10 times that of the body.", ("lr * head_mult", "lr * 10")
)
body_without_decay = change(
    "The body has no weight decay; both groups should have it.",
    ('"lr": lr, "weight_decay": weight_decay}', '"lr": lr, "weight_decay": 0.0}'),
)
read_once = change(
    "params is a generator or an iterator, which is empty when it is read again.",
    ('"params": body', '"params": iter(body)'),
    ('"params": top', '"params": iter(top)'),
)
first_name_only = change(
    "A tied parameter belongs to the part of its first name only.",
    ("model.named_parameters(remove_duplicate=False)", "model.named_parameters()"),
)
listed_twice = change(
    "A tied parameter is listed once for each of its names.",
    ("in model.parameters() if", "in (q for _, q in model.named_parameters(remove_duplicate=False)) if"),
)
accepts_typing_errors = change(
    "A head without any parameter is accepted; it should raise a ValueError.",
    ("if not of_head:", "if False:"),
)

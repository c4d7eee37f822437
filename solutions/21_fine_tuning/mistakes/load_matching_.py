"""Wrong versions of `load_matching_` that students write."""

import torch
from torch import Tensor, nn

from autograder.judge import change, mistake

dropped_everywhere = change(
    '"module." is dropped in the middle of names too.',
    ('key.removeprefix("module.")', 'key.replace("module.", "")'),
)
dropped_repeatedly = change(
    'If a key begins with "module.module.", both are dropped; only the first should be.',
    (
        'name = key.removeprefix("module.")',
        'name = key.removeprefix("module.").removeprefix("module.")',
    ),
)
not_dropped = change(
    'A "module." at the start of a key is not dropped.', ('key.removeprefix("module.")', "key")
)
whole_keys = change(
    'The lists hold keys with a leading "module."; it should be dropped there too.',
    ("loaded.append(name)", "loaded.append(key)"),
    ("skipped.append(name)", "skipped.append(key)"),
)
by_count = change(
    "A tensor of another shape is loaded if it has as many numbers.",
    ("own[name].shape == value.shape", "own[name].numel() == value.numel()"),
    ("own[name].copy_(value)", "own[name].copy_(value.reshape(own[name].shape))"),
)
parameters_only = change(
    "Buffers, such as running statistics, are skipped.",
    ("model.state_dict()  # its tensors share memory with the model", "dict(model.named_parameters())"),
)
all_buffers = change(
    "A buffer that is no part of the model's state_dict is loaded too.",
    (
        "model.state_dict()  # its tensors share memory with the model",
        "{**model.state_dict(), **dict(model.named_buffers())}",
    ),
)
takes_out = change(
    "It takes entries out of the caller's dict.",
    ("in state.items():", "in list(state.items()):"),
    ("loaded.append(name)", "loaded.append(name)\n                del state[key]"),
)
takes_over = change(
    "The model takes over the tensors of the state; it should copy their numbers.",
    ("own[name].copy_(value)", "model.load_state_dict({name: value}, strict=False, assign=True)"),
)
sorted_names = change(
    "The lists are sorted by name; they should be in the order of the state.",
    ("return loaded, skipped", "return sorted(loaded), sorted(skipped)"),
)
swapped = change(
    "The skipped names come first; the loaded ones should.",
    ("return loaded, skipped", "return skipped, loaded"),
)


@mistake("A tensor of another shape is loaded if it can be broadcast.")
def broadcasts(model: nn.Module, state: dict[str, Tensor]) -> tuple[list[str], list[str]]:
    own = model.state_dict()
    lists: tuple[list[str], list[str]] = ([], [])
    with torch.no_grad():
        for key, value in state.items():
            name = key.removeprefix("module.")
            try:
                own[name].copy_(value)
                lists[0].append(name)
            except (KeyError, RuntimeError):
                lists[1].append(name)
    return lists

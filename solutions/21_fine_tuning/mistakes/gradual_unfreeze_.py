"""Wrong versions of `gradual_unfreeze_` that students write."""

from collections.abc import Sequence

from torch import nn

from autograder.judge import change, mistake

one_block_late = change(
    "From epoch 1 on a block too few is trainable, and in epoch 0 all are.",
    ("blocks[-(epoch + 1) :]", "blocks[-epoch:]"),
)
one_block_early = change(
    "In each epoch there is a block too many.", ("blocks[-(epoch + 1) :]", "blocks[-(epoch + 2) :]")
)
from_the_input = change(
    "It begins with the first block; it should begin with the last.",
    ("blocks[-(epoch + 1) :]", "blocks[: epoch + 1]"),
)
one_at_a_time = change(
    "Only a single block is trainable in each epoch; those after it should be too.",
    ("blocks[-(epoch + 1) :]", "blocks[max(len(blocks) - 1 - epoch, 0) :][:1]"),
)
never_thaws = change(
    "What was frozen before stays frozen when its turn comes.", ("model.requires_grad_()", "pass")
)
never_freezes = change(
    "Nothing is frozen: all parameters are trainable.",
    (
        "return freeze_(model, blocks[-(epoch + 1) :])",
        "return [name for name, p in model.named_parameters() if p.requires_grad]",
    ),
)
norms_move = change(
    "Batch norms of frozen blocks are not put into eval mode.",
    (
        "    return freeze_(model, blocks[-(epoch + 1) :])",
        "    modes = [(module, module.training) for module in model.modules()]\n"
        "    result = freeze_(model, blocks[-(epoch + 1) :])\n"
        "    for module, training in modes:\n"
        "        module.training = training\n"
        "    return result",
    ),
)
trains = change(
    "Modules in eval mode are put into train mode; they should keep their mode.",
    ("    return freeze_(", "    model.train()\n    return freeze_("),
)
accepts_negative = change(
    "A negative epoch is accepted; it should raise a ValueError.", ("if epoch < 0:", "if False:")
)
checks_its_turn_only = change(
    "A block with nothing under it is refused only when its turn comes; it should be at once.",
    ("for block in blocks:", "for block in blocks[-(epoch + 1) :]:"),
)
returns_blocks = change(
    "It returns the names of the blocks; it should return those of the trainable parameters.",
    (
        "    return freeze_(model, blocks[-(epoch + 1) :])",
        "    freeze_(model, blocks[-(epoch + 1) :])\n    return list(blocks[-(epoch + 1) :])",
    ),
)


@mistake("What is in no block is not frozen.")
def leaves_others(model: nn.Module, blocks: Sequence[str], epoch: int) -> list[str]:
    kinds = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)
    if epoch < 0:
        raise ValueError("epoch")
    parts = [*model.named_parameters(remove_duplicate=False), *model.named_modules(remove_duplicate=False)]
    under = [{x for name, x in parts if f"{name}.".startswith(f"{block}.")} for block in blocks]
    if not all(under):
        raise ValueError(str(blocks[[bool(one) for one in under].index(False)]))
    active = set().union(*under[-(epoch + 1) :])
    for one in set().union(*under):
        if isinstance(one, nn.Parameter):
            one.requires_grad_(one in active)
            one.grad = one.grad if one in active else None
        elif one not in active and isinstance(one, kinds):
            one.eval()
    return [name for name, p in model.named_parameters() if p.requires_grad]

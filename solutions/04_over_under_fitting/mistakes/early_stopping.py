"""Wrong versions of `early_stopping` that students write."""

from collections.abc import Sequence

from autograder.judge import change, mistake

best_of_all = change(
    "It takes the lowest loss of all epochs, also of those after the stop.", ("break", "continue")
)
epoch_of_the_stop = change(
    "It returns the epoch at which training stops; the last improvement is asked for.",
    ("break", "return epoch"),
)
ties_improve = change(
    "An equal loss counts as an improvement; it must be lower.",
    ("loss < val_losses[best] - min_delta", "loss <= val_losses[best] - min_delta"),
)
stops_late = change("It stops one epoch too late.", ("epoch - best >= patience", "epoch - best > patience"))
stops_early = change(
    "It stops one epoch too early.",
    ("epoch - best >= patience", "epoch - best >= patience - 1 and epoch > 0"),
)
ignores_min_delta = change("The argument min_delta is ignored.", (" - min_delta:", ":"))
delta_added = change(
    "min_delta has the wrong sign, so even a higher loss can be an improvement.",
    ("[best] - min_delta", "[best] + min_delta"),
)
relative_delta = change(
    "min_delta is taken as a share of the loss; it is a difference.",
    ("val_losses[best] - min_delta", "val_losses[best] * (1 - min_delta)"),
)
compares_with_previous = change(
    "Each loss is compared with the one before it; it should be compared with the last improvement.",
    ("loss < val_losses[best]", "epoch > 0 and loss < val_losses[epoch - 1]"),
)
highest = change(
    "It looks for the highest value; a lower loss is better.",
    ("loss < val_losses[best] - min_delta", "loss > val_losses[best] + min_delta"),
)
returns_loss = change(
    "It returns the loss; the index of its epoch is asked for.", ("return best", "return val_losses[best]")
)
counts_from_one = change(
    "The epochs are counted from 1; they are counted from 0.", ("return best", "return best + 1")
)
any_patience = change(
    "It accepts a patience below 1; a ValueError is asked for.", ("patience < 1:", "False:")
)
zero_patience = change("It accepts a patience of 0.", ("patience < 1:", "patience < 0:"))
refuses_one = change("It refuses a patience of 1, which is allowed.", ("patience < 1:", "patience <= 1:"))
none_without_stop = change(
    "If training never stops, it returns None; the last improvement is asked for.",
    ("break\n    return best", "return best\n    return None"),
)
last_without_stop = change(
    "If training never stops, it returns the last epoch; the last improvement is asked for.",
    ("break\n    return best", "return best\n    return len(val_losses) - 1"),
)
sorts_losses = change(
    "It changes the caller's list.",
    (
        "    return best",
        "    if isinstance(val_losses, list):\n        val_losses[best + 1 :] = []\n    return best",
    ),
)


@mistake("The counter is not set back at an improvement, so it counts all epochs without one.")
def counts_all(val_losses: Sequence[float], patience: int, min_delta: float = 0.0) -> int:
    if patience < 1:
        raise ValueError(f"patience={patience}")
    best = bad = 0
    for epoch, loss in enumerate(val_losses):
        if loss < val_losses[best] - min_delta:
            best = epoch
        elif epoch > 0:
            bad += 1
            if bad >= patience:
                break
    return best


@mistake("A small step down moves the comparison too, so many small steps never add up to an improvement.")
def drifts(val_losses: Sequence[float], patience: int, min_delta: float = 0.0) -> int:
    if patience < 1:
        raise ValueError(f"patience={patience}")
    best = bad = 0
    lowest = val_losses[0]
    for epoch, loss in enumerate(val_losses[1:], start=1):
        if loss < lowest - min_delta:
            best, bad = epoch, 0
        else:
            bad += 1
            if bad >= patience:
                break
        lowest = min(lowest, loss)
    return best


@mistake("It returns the lowest loss before the stop, also where it is no improvement by min_delta.")
def lowest_before_the_stop(val_losses: Sequence[float], patience: int, min_delta: float = 0.0) -> int:
    if patience < 1:
        raise ValueError(f"patience={patience}")
    best, seen = 0, []
    for epoch, loss in enumerate(val_losses):
        seen.append(loss)
        if loss < val_losses[best] - min_delta:
            best = epoch
        elif epoch - best >= patience:
            break
    return seen.index(min(seen))

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
ignores_min_delta = change("The argument min_delta is ignored.", (" - min_delta:", ":"))
relative_delta = change(
    "min_delta is taken as a share of the loss; it is a difference.",
    ("val_losses[best] - min_delta", "val_losses[best] * (1 - min_delta)"),
)
compares_with_previous = change(
    "Each loss is compared with the one before it; it should be compared with the last improvement.",
    ("loss < val_losses[best]", "epoch > 0 and loss < val_losses[epoch - 1]"),
)
zero_patience = change("It accepts a patience of 0.", ("patience < 1:", "patience < 0:"))
none_without_stop = change(
    "If training never stops, it returns None; the last improvement is asked for.",
    ("break\n    return best", "return best\n    return None"),
)


@mistake("All epochs without improvement count; only those in a row should.")
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

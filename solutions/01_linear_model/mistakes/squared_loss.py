"""Wrong versions of `squared_loss` that students write."""

from autograder.judge import change

all_pairs = change(
    "[N, 1] minus [N] broadcasts to [N, N]: it takes all pairs of predictions and targets.",
    ("(y_hat.reshape(n) - y.reshape(n)) ** 2 / 2", "((y_hat - y) ** 2 / 2).squeeze(1)"),
)
all_pairs_averaged = change(
    "[N, 1] minus [N] broadcasts to [N, N]: each loss is a mean over all targets.",
    ("(y_hat.reshape(n) - y.reshape(n)) ** 2 / 2", "((y_hat - y) ** 2 / 2).mean(dim=1)"),
)
not_halved = change("The factor 1/2 is missing.", (" ** 2 / 2", " ** 2"))
mean = change(
    "It is the mean; each sample has its own loss, [N].",
    ("(y_hat.reshape(n) - y.reshape(n)) ** 2 / 2", "((y_hat.reshape(n) - y.reshape(n)) ** 2 / 2).mean()"),
)
total = change(
    "It is the sum; each sample has its own loss, [N].",
    ("(y_hat.reshape(n) - y.reshape(n)) ** 2 / 2", "((y_hat.reshape(n) - y.reshape(n)) ** 2 / 2).sum()"),
)
column = change(
    "The result is a column [N, 1]; [N] is asked for.",
    (
        "(y_hat.reshape(n) - y.reshape(n)) ** 2 / 2",
        "((y_hat.reshape(n) - y.reshape(n)) ** 2 / 2).unsqueeze(1)",
    ),
)
absolute = change("It is half of the absolute error; the error must be squared.", (" ** 2 / 2", ".abs() / 2"))
half_inside = change(
    "The error is halved before it is squared: that gives a quarter.",
    ("(y_hat.reshape(n) - y.reshape(n)) ** 2 / 2", "((y_hat.reshape(n) - y.reshape(n)) / 2) ** 2"),
)
broadcasts_one_target = change(
    "A single target is broadcast over all predictions; another number of targets must raise ValueError.",
    ("not in ((n,), (n, 1))", "not in ((n,), (n, 1), (1,), (1, 1))"),
    ("y.reshape(n))", "y.reshape(-1))"),
)
no_check = change(
    "Targets of a wrong shape must raise ValueError; here they are reshaped or broadcast.",
    ("if tuple(y.shape) not in ((n,), (n, 1)):", "if y.dim() > 9:"),
    ("y.reshape(n))", "y.reshape(-1))"),
)
row_accepted = change(
    "A row of targets [1, N] is accepted; only [N] and [N, 1] are allowed.",
    ("not in ((n,), (n, 1))", "not in ((n,), (n, 1), (1, n))"),
)

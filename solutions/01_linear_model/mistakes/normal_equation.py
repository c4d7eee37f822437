"""Wrong versions of `normal_equation` that students write."""

from autograder.judge import change, mistake

no_bias = change(
    "The columns are not centred, so the plane goes through 0.",
    ("    Xc, yc = X - mean_x, y - mean_y", "    Xc, yc = X, y"),
)
only_y_centred = change(
    "X is not centred, so w is wrong unless its columns have the mean 0.",
    ("Xc, yc = X - mean_x,", "Xc, yc = X,"),
)
bias_is_the_mean_of_y = change(
    "b is the mean of y; subtract what w predicts at the mean of X.",
    ("mean_y - (mean_x @ w).squeeze(1)", "mean_y"),
)
ridge_of_the_mean = change(
    "The penalty is multiplied by N; it is added to the sum of the squared errors, not to their mean.",
    ("penalty = ridge *", "penalty = len(X) * ridge *"),
)
ridge_squared = change("The penalty's weight is squared.", ("penalty = ridge *", "penalty = ridge**2 *"))
ridge_ignored = change("The penalty is ignored.", ("penalty = ridge *", "penalty = 0 * ridge *"))
ridge_subtracted = change("The penalty is subtracted.", ("Xc.T @ Xc + penalty", "Xc.T @ Xc - penalty"))
ridge_everywhere = change(
    "The penalty is added to every entry of the matrix; it belongs on the diagonal.",
    (
        "torch.eye(X.shape[1], dtype=X.dtype, device=X.device)",
        "torch.ones(X.shape[1], X.shape[1], dtype=X.dtype, device=X.device)",
    ),
)
inverse = change(
    "The inverse of Xc^T Xc doesn't exist if columns depend on each other. Use the pseudo-inverse of Xc.",
    ("torch.linalg.pinv(Xc) @ yc", "torch.linalg.inv(Xc.T @ Xc) @ (Xc.T @ yc)"),
)
number_for_b = change(
    "b is a single number []; its shape is [1].",
    ("(mean_x @ w).squeeze(1)", "(mean_x @ w).squeeze()"),
    ("y.mean(dim=0)  #", "y.mean()  #"),
)
flat_w = change(
    "w is [D]; a column is asked for, [D, 1].",
    ("    return w, mean_y", "    w = w.squeeze(1)\n    return w, mean_y"),
    ("(mean_x @ w).squeeze(1)", "mean_x @ w"),
)


@mistake("The bias is penalised too: its column of ones gets the penalty.")
def bias_penalised(X, y, ridge=0.0):
    import torch

    ones = torch.cat([X, torch.ones_like(y)], dim=1)
    penalty = ridge * torch.eye(ones.shape[1], dtype=X.dtype, device=X.device)
    w = torch.linalg.pinv(ones.T @ ones + penalty) @ (ones.T @ y)
    return w[:-1], w[-1]


@mistake("A column of ones beside columns far from 0 loses precision; subtract the means instead.")
def column_of_ones(X, y, ridge=0.0):
    import torch

    ones = torch.cat([X, torch.ones_like(y)], dim=1)
    penalty = ridge * torch.eye(ones.shape[1], dtype=X.dtype, device=X.device)
    penalty[-1, -1] = 0.0
    w = torch.linalg.pinv(ones.T @ ones + penalty) @ (ones.T @ y)
    return w[:-1], w[-1]

"""Wrong versions of `linreg_grad` that students write."""

from autograder.judge import change

total = change(
    "Both gradients are sums; the loss is a mean, so divide by N.",
    (" / len(X), errors.mean(dim=0)", ", errors.sum(dim=0)"),
)
only_b_is_a_mean = change("The gradient in w is not divided by N.", (" / len(X), ", ", "))
only_w_is_a_mean = change(
    "The gradient in b is a sum; it must be a mean.", ("errors.mean(dim=0)", "errors.sum(dim=0)")
)
twice = change(
    "It is twice as large: it belongs to the squared error without the factor 1/2.",
    ("errors = X @ w + b - y", "errors = 2 * (X @ w + b - y)"),
)
sign = change(
    "The sign is wrong: the error is the prediction less the target.", ("X @ w + b - y", "y - X @ w - b")
)
bias_left_out = change("The bias is missing in the prediction.", ("X @ w + b - y", "X @ w - y"))
number_for_b = change(
    "The gradient in b is a single number []; it has the shape of b, [1].",
    ("errors.mean(dim=0)", "errors.mean()"),
)
divides_by_features = change(
    "It divides by the number of features; divide by the number of samples.", ("/ len(X)", "/ X.shape[1]")
)
row_for_w = change(
    "The gradient in w is a row [1, D]; it has the shape of w, [D, 1].",
    ("X.T @ errors / len(X)", "errors.T @ X / len(X)"),
)
flat_w = change(
    "The gradient in w is [D]; it has the shape of w, [D, 1].",
    ("X.T @ errors / len(X)", "(X.T @ errors / len(X)).squeeze(1)"),
)
loops = change(
    "A Python loop goes over samples or features; a product of matrices adds all up.",
    ("X.T @ errors / len(X)", "sum(x.unsqueeze(1) * e for x, e in zip(X, errors)) / len(X)"),
)

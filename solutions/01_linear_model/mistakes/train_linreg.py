"""Wrong versions of `train_linreg` that students write."""

from autograder.judge import change

gradients_pile_up = change(
    "The gradients of earlier batches are still there: backward adds to them.",
    ("            w.grad = b.grad = None  # backward adds to what is there\n", ""),
)
divides_by_batch_size = change(
    "The last batch is divided by batch_size, although it may have fewer samples.",
    ("sgd_([w, b], lr, len(X_batch))", "sgd_([w, b], lr, batch_size)"),
)
mean_divided_again = change(
    "It divides by the number of samples twice: by the mean, and in sgd_.",
    ("y_batch).sum().backward()", "y_batch).mean().backward()"),
)
one_epoch = change(
    "It makes one epoch, whatever epochs says.", ("for _ in range(epochs):", "for _ in range(1):")
)
history_of_the_last_batch = change(
    "The history has the loss of the last batch; the mean over all samples is asked for.",
    (
        "squared_loss(linreg(X, w, b), y).mean().item()",
        "squared_loss(linreg(X_batch, w, b), y_batch).mean().item()",
    ),
)
history_of_sums = change(
    "The history has sums; the mean over the samples is asked for.", ("y).mean().item()", "y).sum().item()")
)
history_of_tensors = change(
    "The history has tensors; Python floats are asked for.", ("y).mean().item()", "y).mean()")
)
history_of_batches = change(
    "The history has an entry for each batch; one for each epoch is asked for.",
    (
        "        with torch.no_grad():\n            history",
        "            with torch.no_grad():\n                history",
    ),
)
never_shuffled = change("The batches are not shuffled.", ("y, True, generator)", "y, False, generator)"))
generator_ignored = change(
    "Random numbers come from PyTorch's global generator; all must come from `generator`.",
    ("y, True, generator)", "y, True)"),
)
one_order = change(
    "Each epoch has the same order: the generator starts anew.",
    (
        "        for X_batch, y_batch in data_iter(batch_size",
        "        if generator is not None:\n            generator.manual_seed(generator.initial_seed())\n"
        "        for X_batch, y_batch in data_iter(batch_size",
    ),
)
random_start = change(
    "w starts at random numbers; it must start at 0.",
    ("X.new_zeros(X.shape[1], 1)", "(0.01 * torch.randn(X.shape[1], 1)).to(X)"),
)
bias_not_trained = change("b stays 0: it is no parameter of the step.", ("sgd_([w, b]", "sgd_([w]"))
with_graph = change(
    "w and b require gradients; detach them before you return them.",
    ("return w.detach(), b.detach(), history", "return w, b, history"),
)
changes_grad_of_X = change(
    "The backward pass writes into X.grad if X requires gradients: detach X and y first.",
    ("    X, y = X.detach(), y.detach()  # only w and b are trained\n", ""),
)

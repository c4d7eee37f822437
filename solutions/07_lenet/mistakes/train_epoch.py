"""Wrong versions of `train_epoch` that students write."""

from autograder.judge import change

means_over_samples = change(
    "It divides the sum of the batches' means by the number of samples. A batch counts n times its mean.",
    ("loss.item() * len(y)", "loss.item()"),
)
mean_of_means = change(
    "The loss is the mean over the batches, so the samples of a smaller batch count more.",
    ("total, right, count = 0.0, 0, 0", "total, right, count, batches = 0.0, 0, 0, 0"),
    ("loss.item() * len(y)", "loss.item()\n        batches += 1"),
    ("(total / count,", "(total / batches,"),
)
last_loss = change(
    "The loss is that of the last batch.",
    ("total += loss.item() * len(y)", "total = loss.item()"),
    ("(total / count,", "(total,"),
)
sums = change(
    "The loss is the sum over the samples, not the mean.",
    ("(total / count,", "(total,"),
)
accuracy_of_batches = change(
    "The accuracy is the mean over the batches, so the samples of a smaller batch count more.",
    ("total, right, count = 0.0, 0, 0", "total, right, count, batches = 0.0, 0, 0, 0"),
    (
        "(logits.argmax(dim=1) == y).sum().item()",
        "(logits.argmax(dim=1) == y).double().mean().item()\n        batches += 1",
    ),
    ("right / count)", "right / batches)"),
)
counts_right = change(
    "The second result is the number of right predictions, not their share.",
    ("right / count)", "float(right))"),
)
in_percent = change(
    "The accuracy is in percent; it should be a share.", ("right / count)", "100 * right / count)")
)
full_batches = change(
    "It counts every batch as if it had the size of the first one.",
    ("total, right, count = 0.0, 0, 0", "total, right, count, full = 0.0, 0, 0, 0"),
    ("total += loss.item() * len(y)", "full = full or len(y)\n        total += loss.item() * full"),
    ("count += len(y)", "count += full"),
)
without_clearing = change(
    "Old gradients are not cleared, so they add up from step to step.", ("        opt.zero_grad()\n", "")
)
clears_once = change(
    "Gradients are cleared before the first batch only, so those of earlier batches count in each step.",
    ("        opt.zero_grad()\n", ""),
    ("    model.train()\n", "    model.train()\n    opt.zero_grad()\n"),
)
clears_afterwards = change(
    "Gradients are cleared only after a step, so those from before the call count in the first step.",
    ("        opt.zero_grad()\n", ""),
    ("        opt.step()\n", "        opt.step()\n        opt.zero_grad()\n"),
)
clears_too_late = change(
    "Nothing is learned: there is no step, or gradients are cleared between the backward pass and the step.",
    ("        opt.zero_grad()\n", ""),
    ("        opt.step()\n", "        opt.zero_grad()\n        opt.step()\n"),
)
zeros_instead = change(
    "Old gradients become zeros, not None, so momentum or weight decay still moves frozen parameters.",
    ("opt.zero_grad()", "opt.zero_grad(set_to_none=False)"),
)
keeps_frozen_gradients = change(
    "It clears gradients of trainable parameters only, so frozen ones with an old gradient move.",
    (
        "        opt.zero_grad()\n",
        "        for p in model.parameters():\n            p.grad = None if p.requires_grad else p.grad\n",
    ),
)
steps_once = change(
    "There is one step for the whole epoch instead of one for each batch.",
    ("        opt.step()\n", ""),
    ("    return (total", "    opt.step()\n    return (total"),
)
without_train = change(
    "The model stays in the mode that it has; it should be in train mode.",
    ("    model.train()\n", ""),
)
train_in_loop = change(
    "Without batches the model is not put into train mode.",
    ("    model.train()\n", ""),
    ("        x, y = x.to", "        model.train()\n        x, y = x.to"),
)
ends_in_eval = change(
    "Afterwards the model is in eval mode; it should stay in train mode.",
    ("    return (total", "    model.eval()\n    return (total"),
)
restores_mode = change(
    "Afterwards the model is back in its earlier mode; it should stay in train mode.",
    ("    model.train()\n", "    was = model.training\n    model.train()\n"),
    ("    return (total", "    model.train(was)\n    return (total"),
)
sets_flags = change(
    "It sets the flags `training` itself, and so overrules a model with a `train` of its own.",
    ("    model.train()\n", "    for module in model.modules():\n        module.training = True\n"),
)
stays_on_cpu = change(
    "The batches are not moved to `device`.",
    ("        x, y = x.to(device), y.to(device)\n", ""),
)
moves_x_only = change(
    "It moves x to `device`, but not y.",
    ("x, y = x.to(device), y.to(device)", "x = x.to(device)"),
)
always_cuda = change(
    "It moves the batches to cuda, whatever `device` is.",
    ("x.to(device), y.to(device)", "x.cuda(), y.cuda()"),
)
own_loss = change(
    "It computes the cross-entropy instead of calling loss_fn.",
    ("loss_fn(logits, y)", "nn.functional.cross_entropy(logits, y)"),
)
swapped_arguments = change(
    "loss_fn gets its arguments in the wrong order: the logits come first.",
    ("loss_fn(logits, y)", "loss_fn(y, logits)"),
)
keeps_graphs = change(
    "The graph of every batch is kept until the end of the epoch. Add up numbers, not loss tensors.",
    ("total += loss.item() * len(y)", "total += loss * len(y)"),
    ("return (total / count,", "return (float(total) / count,"),
)
returns_tensors = change(
    "It returns tensors, not Python floats.",
    ("(total / count, right / count)", "(torch.tensor(total / count), torch.tensor(right / count))"),
)
predicts_again = change(
    "The model is called again after the step; both results should come from before it.",
    ("logits.argmax", "model(x).argmax"),
)
flattens = change(
    "It flattens the samples before it calls the model, but a model for images needs their shape.",
    ("model(x)", "model(x.flatten(1))"),
)
empty_fails = change(
    "A loader without batches ends in a division by zero.",
    (" if count else (0.0, 0.0)", ""),
)
walks_twice = change(
    "It iterates over the loader twice, but a generator is empty the second time.",
    ("0.0, 0, 0\n", "0.0, 0, sum(len(y) for _, y in loader)\n"),
    ("        count += len(y)\n", ""),
)
skips_small_batch = change(
    "It skips the last batch if it is smaller than the others.",
    ("total, right, count = 0.0, 0, 0", "total, right, count, full = 0.0, 0, 0, 0"),
    (
        "        logits = model(x)\n",
        "        full = max(full, len(y))\n        if len(y) < full:\n            continue\n"
        "        logits = model(x)\n",
    ),
)

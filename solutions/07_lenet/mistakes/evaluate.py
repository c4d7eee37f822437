"""Wrong versions of `evaluate` that students write."""

from autograder.judge import change

means_over_samples = change(
    "It divides the sum of the batches' means by the number of samples. A batch counts n times its mean.",
    (".item() * len(y)", ".item()"),
)
mean_of_means = change(
    "The loss is the mean over the batches, so the samples of a smaller batch count more.",
    ("total, right, count = 0.0, 0, 0", "total, right, count, batches = 0.0, 0, 0, 0"),
    (".item() * len(y)", ".item()\n                batches += 1"),
    ("(total / count,", "(total / batches,"),
)
accuracy_of_batches = change(
    "The accuracy is the mean over the batches, so the samples of a smaller batch count more.",
    ("total, right, count = 0.0, 0, 0", "total, right, count, batches = 0.0, 0, 0, 0"),
    (
        "(logits.argmax(dim=1) == y).sum().item()",
        "(logits.argmax(dim=1) == y).double().mean().item()\n                batches += 1",
    ),
    ("right / count)", "right / batches)"),
)
sums = change(
    "The loss is the sum over the samples, not the mean.",
    ("(total / count,", "(total,"),
)
last_batch = change(
    "Both results are those of the last batch.",
    ("total +=", "total ="),
    ("right +=", "right ="),
    ("count +=", "count ="),
)
counts_right = change(
    "The second result is the number of right predictions, not their share.",
    ("right / count)", "float(right))"),
)
exchanged = change(
    "The results are exchanged: the loss comes first.",
    ("(total / count, right / count)", "(right / count, total / count)"),
)
in_train_mode = change(
    "The model is not put into eval mode, so dropout and batch norm work as in training.",
    ("        model.eval()\n", ""),
)
leaves_eval_mode = change(
    "The model stays in eval mode, so later training runs without dropout.",
    ("module.training = training", "pass"),
)
always_train_mode = change(
    "Afterwards everything is in train mode, even what was in eval mode before.",
    ("module.training = training", "module.training = True"),
)
restores_one_mode = change(
    "Afterwards all submodules have the model's mode; each should get back its own earlier mode.",
    ("module.training = training", "module.training = modes[0][1]"),
)
restores_submodules_too = change(
    "train(mode) also sets submodules, so a shared one ends in a wrong mode. Set `training` of each module.",
    ("module.training = training", "module.train(training)"),
)
mode_after_exception = change(
    "The modes are not restored if the model, the loader or loss_fn raises an exception.",
    ("    try:", "    if True:"),
    ("    finally:", "    if True:"),
)
misses_an_interrupt = change(
    "`except Exception` misses KeyboardInterrupt, so the modes are not restored if the user stops the call.",
    (
        "    finally:",
        "    except Exception:\n        for module, training in modes:\n"
        "            module.training = training\n"
        "        raise\n    if True:",
    ),
)
records = change(
    "Gradients are recorded, so each batch builds a graph that only costs memory.",
    ("torch.no_grad()", "torch.enable_grad()"),
)
records_loss = change(
    "Gradients are recorded while loss_fn is computed.",
    (
        "total += loss_fn(logits, y)",
        "with torch.enable_grad():\n                    total += loss_fn(logits, y)",
    ),
)
grad_mode_on = change(
    "Afterwards gradients are recorded, even if they were not before.",
    ("    return (total", "    torch.set_grad_enabled(True)\n    return (total"),
)
freezes = change(
    "It freezes the parameters and leaves them frozen, so the model can't be trained any more.",
    ("        model.eval()\n", "        model.eval().requires_grad_(False)\n"),
)
stays_on_cpu = change(
    "The batches are not moved to `device`.",
    ("                x, y = x.to(device), y.to(device)\n", ""),
)
moves_x_only = change(
    "It moves x to `device`, but not y.",
    ("x, y = x.to(device), y.to(device)", "x = x.to(device)"),
)
own_loss = change(
    "It computes the cross-entropy instead of calling loss_fn.",
    ("loss_fn(logits, y)", "nn.functional.cross_entropy(logits, y)"),
)
swapped_arguments = change(
    "loss_fn gets its arguments in the wrong order: the logits come first.",
    ("loss_fn(logits, y)", "loss_fn(y, logits)"),
)
returns_tensors = change(
    "It returns tensors, not Python floats.",
    ("(total / count, right / count)", "(torch.tensor(total / count), torch.tensor(right / count))"),
)
empty_fails = change(
    "A loader without batches ends in a division by zero.",
    (" if count else (0.0, 0.0)", ""),
)
walks_twice = change(
    "It iterates over the loader twice, but a generator is empty the second time.",
    ("0.0, 0, 0\n", "0.0, 0, sum(len(y) for _, y in loader)\n"),
    ("                count += len(y)\n", ""),
)
flattens = change(
    "It flattens the samples before it calls the model, but a model for images needs their shape.",
    ("model(x)", "model(x.flatten(1))"),
)
squeezes = change(
    "The logits are squeezed, so a batch of one sample loses its first dimension.",
    ("model(x)", "model(x).squeeze()"),
)

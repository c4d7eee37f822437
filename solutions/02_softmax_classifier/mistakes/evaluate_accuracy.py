"""Wrong versions of `evaluate_accuracy` that students write."""

from autograder.judge import change

mean_of_batch_means = change(
    "It is the mean of the batches' accuracies, so the samples of a smaller batch count more.",
    (".sum().item()", ".double().mean().item()"),
    ("total += len(y)", "total += 1"),
)
all_batches_full = change(
    "It divides by the number of batches times the first batch's size, but batches differ in size.",
    ("right = total = 0", "right = total = full = 0"),
    ("total += len(y)", "full = full or len(y)\n                total += full"),
)
all_but_last_full = change(
    "It assumes that all batches but the last are as large as the first, but each may have its own size.",
    ("right = total = 0", "right = total = 0\n    sizes = []"),
    ("total += len(y)", "sizes.append(len(y))\n                total = len(sizes[1:]) * sizes[0] + len(y)"),
)
last_batch_only = change(
    "It is the accuracy of the last batch alone.",
    ("right +=", "right ="),
    ("total +=", "total ="),
)
first_batch_only = change(
    "It returns after the first batch.",
    ("total += len(y)", "total += len(y)\n                break"),
)
count_of_right = change(
    "It is the number of right predictions, not their share.",
    ("right / total if total else 0.0", "float(right)"),
)
returns_tensor = change(
    "It returns a tensor, not a Python float.",
    ("right / total if total else 0.0", "torch.tensor(right / total if total else 0.0)"),
)
squeezes_logits = change(
    "The logits are squeezed, so a batch of one sample loses its first dimension.",
    ("model(x).argmax", "model(x).squeeze().argmax"),
)
flattens_samples = change(
    "It flattens the samples before it calls the model, but a model for images needs their shape.",
    ("model(x)", "model(x.flatten(1))"),
)
stays_in_train_mode = change(
    "The model is not put into eval mode, so dropout and batch norm work as in training.",
    ("    model.eval()\n", ""),
)
leaves_eval_mode = change(
    "The model stays in eval mode, so later training runs without dropout.",
    ("module.training = training", "pass"),
)
leaves_train_mode = change(
    "The model is always left in train mode, even if it was in eval mode before.",
    ("module.training = training", "module.training = True"),
)
restores_root_mode_only = change(
    "Afterwards all submodules have the model's mode; each should get back its own earlier mode.",
    ("module.training = training", "module.training = model.training"),
    ("for module, training in modes:", "model.training = modes[0][1]\n        for module, _ in modes:"),
)
restores_on_success_only = change(
    "The mode is not restored if the model or the loader raises an exception.",
    ("try:", "if True:"),
    ("finally:", "if True:"),
)
restores_submodules_too = change(
    "train(mode) also sets the submodules, so one that two others share ends in a wrong mode. Set the "
    "attribute training of each.",
    ("module.training = training", "module.train(training)"),
)
misses_an_interrupt = change(
    "`except Exception` misses KeyboardInterrupt, so the mode is not restored if the user stops the call. "
    "Use finally.",
    (
        "finally:",
        "except Exception:\n        for module, training in modes:\n            module.training = training\n"
        "        raise\n    if True:",
    ),
)
thaws_parameters = change(
    "Afterwards all parameters require gradients, even those that were frozen before.",
    ("model.eval()", "model.eval().requires_grad_(False)"),
    ("finally:", "finally:\n        model.requires_grad_(True)"),
)
records_gradients = change(
    "It records gradients, so each batch builds a graph that only costs memory.",
    ("torch.no_grad()", "torch.enable_grad()"),
)
switches_gradients_on = change(
    "It switches gradients on at the end, even if the caller had switched them off.",
    ("    return right", "    torch.set_grad_enabled(True)\n    return right"),
)
freezes_parameters = change(
    "It sets requires_grad to False and does not restore it, so the model can't be trained afterwards.",
    ("model.eval()", "model.eval().requires_grad_(False)"),
)
walks_twice = change(
    "It iterates over the loader twice, but a generator is empty the second time.",
    ("right = total = 0", "right, total = 0, sum(len(y) for _, y in loader)"),
    ("total += len(y)", "pass"),
)
peeks_at_first_batch = change(
    "It takes the first batch out to inspect it, but a generator gives that batch only once.",
    ("    modes =", "    next(iter(loader), None)\n    modes ="),
)
needs_dataset = change(
    "It reads the size from loader.dataset, which a list of batches or a generator does not have.",
    ("right / total if total else 0.0", "right / len(loader.dataset)"),
)
fails_on_empty_loader = change(
    "A loader without batches ends in a division by zero.",
    (" if total else 0.0", ""),
)
notices_empty_list_only = change(
    "It handles an empty list, but an empty generator ends in a division by zero.",
    (" if total else 0.0", " if loader else 0.0"),
)
needs_parameters = change(
    "A model without parameters fails, because it has no first parameter that tells the device.",
    ("next((p.device for p in model.parameters()), None)", "next(model.parameters()).device"),
)
ignores_device = change(
    "The argument device is ignored: batches always go to the model's device.",
    ("    if device is None:\n        device", "    device"),
)
needs_device_object = change(
    "A device given as a string fails, because only a torch.device has the attribute type.",
    ("x.to(device), y.to(device)", "x.to(device.type), y.to(device.type)"),
)
moves_only_if_told = change(
    "Without the argument device the batches are not moved to the model's device.",
    ("next((p.device for p in model.parameters()), None)", "None"),
)
moves_x_only = change(
    "It moves x to the device but not y, so the predictions can't be compared with y.",
    ("x, y = x.to(device), y.to(device)", "x = x.to(device)"),
)

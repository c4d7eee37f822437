"""Wrong versions of `layer_shapes` that students write."""

from autograder.judge import change, mistake

hooks_stay = change(
    "The hooks are not removed, so later calls of the model still run them.",
    ("handle.remove()", "pass"),
)
hooks_stay_after_exception = change(
    "The hooks are not removed if the model raises an exception. Remove them in `finally`.",
    (
        "            handle.remove()",
        "            handle.remove() if not __import__('sys').exc_info()[0] else None",
    ),
)
removes_all_hooks = change(
    "It removes the hooks of others too.",
    (
        "            handle.remove()",
        "            handle.remove()\n        for leaf in leaves:\n            leaf._forward_hooks.clear()",
    ),
)
in_train_mode = change(
    "The model runs in its own mode, so in train mode batch norm and dropout work as in training.",
    ("        model.eval()\n", ""),
)
leaves_eval_mode = change(
    "Afterwards the model is in eval mode; each submodule should be back in its own earlier mode.",
    (
        "            module.training = training  # module.train() would set its submodules too",
        "            pass",
    ),
)
restores_one_mode = change(
    "Afterwards all submodules have the model's mode; each should be back in its own earlier one.",
    ("module.training = training", "module.training = modes[0][1]"),
)
always_train_mode = change(
    "Afterwards everything is in train mode, even what was in eval mode before.",
    ("module.training = training", "module.training = True"),
)
restores_submodules_too = change(
    "train(mode) also sets submodules, so a shared one ends in a wrong mode. Set `training` of each module.",
    ("module.training = training", "module.train(training)"),
)
mode_after_exception = change(
    "The modes are not restored if the model raises an exception.",
    (
        "            module.training = training",
        "            module.training = module.training if __import__('sys').exc_info()[0] else training",
    ),
)
swallows_exception = change(
    "An exception of the model doesn't get through.",
    ("    finally:", "    except Exception:\n        pass\n    finally:"),
)
records = change(
    "Gradients are recorded during the call.",
    ("with torch.no_grad():", "with torch.enable_grad():"),
)
grad_mode_on = change(
    "Afterwards gradients are recorded, even if they were not before.",
    ("    return rows", "    torch.set_grad_enabled(True)\n    return rows"),
)
containers_too = change(
    "Containers are listed too; only modules without submodules should be.",
    (" if not list(module.children())]", "]"),
)
direct_children = change(
    "It lists the model's direct children instead of the leaves.",
    ("[module for module in names if not list(module.children())]", "list(model.children()) or [model]"),
)
class_names = change(
    "The names are those of the classes; they should be those of `named_modules`.",
    ("names[module],", "type(module).__name__,"),
)
last_part_of_name = change(
    "The names lack their first parts, those of the modules around: such as conv1 for features.conv1.",
    ("names[module],", "names[module].split('.')[-1],"),
)
last_name = change(
    "A leaf with two names is listed by its last one; it should be the first.",
    (
        "for name, module in model.named_modules()}",
        "for name, module in model.named_modules(remove_duplicate=False)}",
    ),
)
once_each = change(
    "A leaf that is called twice is listed once.",
    ("        rows.append(", "        names[module] in dict(rows) or rows.append("),
)
input_shapes = change(
    "It lists the shape of each layer's input; it should be that of its result.",
    ("tuple(output.shape)", "tuple((*inputs, output)[0].shape)"),
)
without_batch = change(
    "The shapes lack their first size.",
    ("tuple(output.shape)", "tuple(output.shape[1:])"),
)
shapes_as_lists = change(
    "The shapes are lists; they should be tuples.",
    ("tuple(output.shape)", "list(output.shape)"),
)
in_order_of_names = change(
    "The order is that in which the layers were made; it should be that of their calls.",
    ("    return rows", "    return sorted(rows, key=lambda row: list(names.values()).index(row[0]))"),
)
called_twice = change(
    "The model is called twice.",
    ("            model(x)\n", "            model(x)\n            rows.clear()\n            model(x)\n"),
)


@mistake(
    "It passes x through the layers one by one instead of calling the model, so calls are missed or made up."
)
def by_hand(model, x):
    rows = []
    for name, module in model.named_modules():
        if not list(module.children()):
            x = module(x)
            rows.append((name, tuple(x.shape)))
    return rows

"""Wrong versions of `set_bn_eval_` that students write."""

from autograder.judge import change

whole_model = change(
    "The whole model is put into eval mode, not only its batch norms.",
    ("    for layer in layers:\n        layer.eval()\n", "    model.eval()\n"),
)
images_only = change(
    "Only nn.BatchNorm2d counts; the other batch norms stay as they are.",
    ("(nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)", "(nn.BatchNorm2d,)"),
)
two_kinds = change(
    "nn.BatchNorm3d and nn.SyncBatchNorm don't count and stay as they are.",
    (", nn.BatchNorm3d, nn.SyncBatchNorm)", ")"),
)
exact_type_only = change(
    "Instances of subclasses don't count. Use isinstance.",
    ("isinstance(module, kinds)", "type(module) in kinds"),
)
by_name = change(
    "The name of a class decides: any with BatchNorm in it counts, and a subclass without it doesn't.",
    ("isinstance(module, kinds)", '"BatchNorm" in type(module).__name__'),
)
instance_norms_too = change(
    "Instance norms count too, and go to eval mode.",
    ("nn.SyncBatchNorm)", "nn.SyncBatchNorm, nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d)"),
)
top_level_only = change(
    "Batch norms deeper inside of the model are not found.", ("model.modules()", "model.children()")
)
model_left_out = change(
    "A model that is itself a batch norm is left out.",
    ("in model.modules() if", "in list(model.modules())[1:] if"),
)
counts_those_switched = change(
    "Batch norms that were in eval mode before are not counted.",
    ("return len(layers)", "return switched"),
    ("    for layer in layers:", "    switched = sum(x.training for x in layers)\n    for layer in layers:"),
)
counts_places = change(
    "A layer in several places is counted several times.",
    ("for module in model.modules()", "for _, module in model.named_modules(remove_duplicate=False)"),
)
freezes = change(
    "It freezes the parameters of the batch norms as well; only their mode should change.",
    ("layer.eval()", "layer.eval().requires_grad_(False)"),
)
for_ever = change(
    "A later `train()` doesn't put the batch norms back into train mode; it should.",
    ("layer.eval()", "layer.eval()\n        layer.train = lambda mode=True, layer=layer: layer"),
)

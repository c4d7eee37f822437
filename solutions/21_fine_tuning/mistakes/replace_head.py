"""Wrong versions of `replace_head` that students write."""

from autograder.judge import change

fixed_inputs = change(
    "in_features is always 512; it should be that of the old layer.", ("(old.in_features,", "(512,")
)
always_bias = change(
    "The new layer has a bias even if the old one has none.", ("bias=old.bias is not None, ", "")
)
default_dtype = change(
    "The new layer has PyTorch's default dtype and device, not those of the old one.", (", **like)", ")")
)
dtype_of_model = change(
    "The dtype is that of the model's first parameter; it should be that of the old layer.",
    ('"dtype": old.weight.dtype', '"dtype": next(model.parameters()).dtype'),
)
mode_lost = change(
    "The new layer is in train mode even if the old one is in eval mode.",
    ("    new.train(old.training)\n", ""),
)
frozen_like_old = change(
    "If the old layer is frozen, the new one is too; it should be trainable.",
    (
        "    new.train(old.training)\n",
        "    new.train(old.training).requires_grad_(old.weight.requires_grad)\n",
    ),
)
at_top = change(
    "For a dotted name, the old layer stays where it is, and the model itself gets a new attribute.",
    ("setattr(modules[parent], last, new)", "setattr(model, last, new)"),
)
returns_model = change(
    "It returns the model; it should return the new layer.", ("return new", "return model")
)
exact_type_only = change(
    "A head of a subclass of nn.Linear is refused. Use isinstance.",
    ("if not isinstance(old, nn.Linear):", "if type(old) is not nn.Linear:"),
)
other_exception = change(
    "A layer that is not linear doesn't raise a ValueError.",
    ("if not isinstance(old, nn.Linear):", "if old is None:"),
)
all_zero = change(
    "The first weights are 0; they should be those of a new nn.Linear.",
    ("    new.train(", "    nn.init.zeros_(new.weight)\n    new.train("),
)
old_layer_changed = change(
    "It changes the old layer itself; the new one should be another object.",
    (
        "    setattr(modules[parent], last, new)\n    return new",
        "    old.weight, old.bias, old.out_features = new.weight, new.bias, num_classes\n    return old",
    ),
)

"""Wrong versions of `init_weights_` that students write."""

from autograder.judge import change

exact_type_only = change(
    "Instances of subclasses of nn.Linear and nn.Conv2d stay as they are. Use isinstance.",
    ("isinstance(m, (nn.Linear, nn.Conv2d))", "type(m) in (nn.Linear, nn.Conv2d)"),
)
linear_only = change(
    "Convolutions stay as they are.", ("isinstance(m, (nn.Linear, nn.Conv2d))", "isinstance(m, nn.Linear)")
)
convolutions_only = change(
    "Linear layers stay as they are.", ("isinstance(m, (nn.Linear, nn.Conv2d))", "isinstance(m, nn.Conv2d)")
)
all_with_weights = change(
    "It changes modules that have a weight but are neither nn.Linear nor nn.Conv2d.",
    (
        "isinstance(m, (nn.Linear, nn.Conv2d))",
        "isinstance(getattr(m, 'weight', None), Tensor) and m.weight.dim() > 1",
    ),
)
norm_too = change(
    "It sets the biases of batch norm and other modules to 0; they should stay as they are.",
    (
        "        if m.bias is not None:",
        "    if isinstance(getattr(m, 'bias', None), Tensor):\n        if m.bias is not None:",
    ),
)
any_convolution = change(
    "It changes convolutions that are no nn.Conv2d, such as nn.Conv1d and nn.ConvTranspose2d.",
    ("nn.Conv2d)", "nn.Conv2d, nn.Conv1d, nn.Conv3d, nn.ConvTranspose2d)"),
)
needs_bias = change(
    "A layer without bias ends in an exception.",
    ("        if m.bias is not None:\n            nn", "        nn"),
)
bias_stays = change(
    "The bias stays as it is; it should be 0.",
    ("            nn.init.zeros_(m.bias)", "            pass"),
)
bias_drawn = change(
    "The bias is random; it should be 0.",
    ("nn.init.zeros_(m.bias)", "nn.init.uniform_(m.bias, -0.1, 0.1)"),
)
normal = change(
    "The weights have a normal distribution; it should be uniform.",
    ("xavier_uniform_", "xavier_normal_"),
)
kaiming = change(
    "The bound is sqrt(3 / fan_in); it should depend on fan_in + fan_out.",
    ("nn.init.xavier_uniform_(m.weight)", 'nn.init.kaiming_uniform_(m.weight, nonlinearity="linear")'),
)
positive = change(
    "The weights are never negative; they should be from -a to a.",
    ("nn.init.xavier_uniform_(m.weight)", "nn.init.xavier_uniform_(m.weight).data.abs_()"),
)
gain_of_relu = change(
    "The weights are sqrt(2) times as large.",
    ("xavier_uniform_(m.weight)", "xavier_uniform_(m.weight, gain=2**0.5)"),
)
without_kernel = change(
    "For convolutions the bound is wrong: it leaves out the size of the kernel.",
    (
        "nn.init.xavier_uniform_(m.weight)",
        "a = (6 / sum(m.weight.shape[:2])) ** 0.5\n        nn.init.uniform_(m.weight, -a, a)",
    ),
)
seeds = change(
    "Layers of the same shape get the same weights, as if the generator were seeded in each call.",
    ("        nn.init.xavier", "        torch.manual_seed(0)\n        nn.init.xavier"),
)
replaces = change(
    "The weight is a new parameter, so an optimizer that was made before doesn't know it.",
    (
        "        nn.init.xavier_uniform_(m.weight)",
        "        m.weight = nn.Parameter(torch.empty_like(m.weight))\n"
        "        nn.init.xavier_uniform_(m.weight)",
    ),
)
whole_model = change(
    "It also changes the layers inside m; each of them gets a call of its own.",
    (
        "    if isinstance(m",
        "    for child in m.children():\n        init_weights_(child)\n    if isinstance(m",
    ),
)

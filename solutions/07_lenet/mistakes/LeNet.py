"""Wrong versions of `LeNet` that students write."""

from autograder.judge import change

without_padding = change(
    "The first convolution has no padding, so the linear layers get 256 numbers of an image, not 400.",
    ("kernel_size=5, padding=2", "kernel_size=5"),
    ("16 * 5 * 5", "16 * 4 * 4"),
)
padding_twice = change(
    "The second convolution has a padding too; only the first should have one.",
    ("nn.Conv2d(6, 16, kernel_size=5)", "nn.Conv2d(6, 16, kernel_size=5, padding=2)"),
    ("16 * 5 * 5", "16 * 7 * 7"),
)
pads_with_border = change(
    "The margin repeats the pixels at the border; it should be zeros.",
    ("padding=2", "padding=2, padding_mode='replicate'"),
)
always_sigmoid = change(
    "It equals the network with sigmoid, whatever the argument activation is.",
    ("activations[activation]", "nn.Sigmoid"),
)
always_average = change(
    "It equals the network with average pooling, whatever the argument pool is.",
    ("pools[pool]", "nn.AvgPool2d"),
)
relu_by_default = change(
    "By default it equals the network with ReLU; the default should be sigmoid.",
    ('activation: str = "sigmoid"', 'activation: str = "relu"'),
)
max_by_default = change(
    "By default it equals the network with max pooling; the default should be average pooling.",
    ('pool: str = "avg"', 'pool: str = "max"'),
)
pools_first = change(
    "It pools before the activation; the activation comes first. With average pooling that matters.",
    (
        "act(),\n            pooling(kernel_size=2, stride=2),  # [N,6,14,14]",
        "pooling(kernel_size=2, stride=2),\n            act(),",
    ),
    (
        "act(),\n            pooling(kernel_size=2, stride=2),  # [N,16,5,5]",
        "pooling(kernel_size=2, stride=2),\n            act(),",
    ),
)
linear_convolutions = change(
    "There is no activation after the convolutions.",
    ("act(),\n            pooling(kernel_size=2, stride=2),  # [N,6,14,14]", "pooling(2),"),
    ("act(),\n            pooling(kernel_size=2, stride=2),  # [N,16,5,5]", "pooling(2),"),
)
linear_head = change(
    "There is no activation between the linear layers.",
    (
        "nn.Linear(16 * 5 * 5, 120),\n            act(),\n            "
        "nn.Linear(120, 84),\n            act(),",
        "nn.Linear(16 * 5 * 5, 120),\n            nn.Linear(120, 84),",
    ),
)
activation_at_the_end = change(
    "The activation is applied to the logits too; the last layer should have none.",
    ("nn.Linear(84, num_classes),", "nn.Linear(84, num_classes),\n            act(),"),
)
softmax_at_the_end = change(
    "It returns probabilities; the result should be the logits, because the loss applies softmax itself.",
    ("nn.Linear(84, num_classes),", "nn.Linear(84, num_classes),\n            nn.Softmax(dim=1),"),
)
squeezes = change(
    "The logits of a single image or class lose their dimension of 1.",
    ("self.classifier(self.features(x))", "self.classifier(self.features(x)).squeeze()"),
)
ten_classes = change(
    "It has 10 logits, whatever num_classes is.",
    ("nn.Linear(84, num_classes)", "nn.Linear(84, 10)"),
)
without_bias = change(
    "The convolutions have no bias.",
    ("padding=2)", "padding=2, bias=False)"),
    ("nn.Conv2d(6, 16, kernel_size=5)", "nn.Conv2d(6, 16, kernel_size=5, bias=False)"),
)
unknown_is_sigmoid = change(
    "An unknown activation raises no ValueError.",
    ('raise ValueError(f"activation', 'activation = ("sigmoid" or f"activation'),
)
unknown_is_average = change(
    "An unknown pooling raises no ValueError.",
    ('raise ValueError(f"pool ', 'pool = ("avg" or f"pool '),
)
late_refusal = change(
    "An unknown name raises an exception of another kind than ValueError.",
    (
        'raise ValueError(f"activation must be one of {list(activations)}, not {activation!r}")',
        "raise KeyError(activation)",
    ),
    ('raise ValueError(f"pool must be one of {list(pools)}, not {pool!r}")', "raise KeyError(pool)"),
)
other_case_too = change(
    "It accepts names in capitals too; all names but the listed ones should raise a ValueError.",
    (
        "        if activation not in",
        "        activation, pool = activation.lower(), pool.lower()\n        if activation not in",
    ),
)
head_first = change(
    "parameters() gives the linear layers before the convolutions; their order should be that of the table.",
    ("super().__init__()", "super().__init__()\n        self.classifier = None"),
    ("        self.features = nn.Sequential(", "        features = nn.Sequential("),
    (
        "nn.Linear(84, num_classes),\n        )",
        "nn.Linear(84, num_classes),\n        )\n        self.features = features",
    ),
)
with_dropout = change(
    "In train mode some units are dropped; LeNet has no dropout.",
    ("nn.Linear(84, num_classes),", "nn.Dropout(0.5),\n            nn.Linear(84, num_classes),"),
)
own_weights = change(
    "Its first weights are not those that PyTorch draws if the layers are made in the order of the table.",
    ("        )\n        ### END", "        )\n        self.apply(init_weights_)\n        ### END"),
)

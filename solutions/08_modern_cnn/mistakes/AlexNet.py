"""Wrong versions of `AlexNet` that students write."""

from autograder.judge import change

pool_touches = change(
    "The poolings have their default stride of 3; it should be 2, so that the windows overlap.",
    ("nn.MaxPool2d(3, stride=2)", "nn.MaxPool2d(3)"),
    ("256 * 5 * 5", "256"),
)


average_pools = change(
    "The poolings take means; they should take the largest pixel.", ("nn.MaxPool2d", "nn.AvgPool2d")
)


first_without_padding = change(
    "The first convolution has no padding; it should be 1.", (", stride=4, padding=1)", ", stride=4)")
)


torchvision_channels = change(
    "The channels are 64, 192, 384, 256, 256, as in torchvision; here they are 96, 256, 384, 384, 256.",
    ("in_channels, 96", "in_channels, 64"),
    ("nn.Conv2d(96, 256", "nn.Conv2d(64, 192"),
    ("nn.Conv2d(256, 384", "nn.Conv2d(192, 384"),
    ("nn.Conv2d(384, 384", "nn.Conv2d(384, 256"),
    ("nn.Conv2d(384, 256, 3, padding=1),  #", "nn.Conv2d(256, 256, 3, padding=1),  #"),
)

grey_only = change(
    "in_channels is ignored: the first convolution takes one channel.",
    ("nn.Conv2d(in_channels,", "nn.Conv2d(1,"),
)

ten_classes = change(
    "num_classes is ignored: there are always ten logits.", ("4096, num_classes", "4096, 10")
)

without_dropout = change(
    "Nothing is ever dropped; dropout should follow each of the two hidden linear layers.",
    ("            nn.Dropout(0.5),\n", ""),
)

dropout_once = change(
    "Dropout follows only the first of the two hidden linear layers.",
    ("nn.Dropout(0.5),\n            nn.Linear(4096, num_classes)", "nn.Linear(4096, num_classes)"),
)


always_dropping = change(
    "Units are dropped in eval mode too.",
    ("self.classifier(self.features(x).flatten(1))", "self.classifier.train()(self.features(x).flatten(1))"),
)


relu_at_the_end = change(
    "A ReLU follows the last layer, so no logit is below 0.",
    ("nn.Linear(4096, num_classes),", "nn.Linear(4096, num_classes),\n            nn.ReLU(),"),
)


hidden_without_relu = change(
    "The ReLU of layer 11 is missing.",
    ("nn.Linear(4096, 4096),\n            nn.ReLU(),", "nn.Linear(4096, 4096),"),
)

flatten_of_torchvision = change(
    "The first linear layer takes 256 * 6 * 6 numbers; of an image of 224 x 224, 256 * 5 * 5 are left.",
    ("256 * 5 * 5", "256 * 6 * 6"),
)

rows_first = change(
    "The numbers of an image are put in a row in the order H, W, C; it should be C, H, W.",
    ("self.features(x).flatten(1)", "self.features(x).movedim(1, -1).flatten(1)"),
)

other_probability = change(
    "Units are dropped with another probability than 0.5.", ("nn.Dropout(0.5)", "nn.Dropout(0.2)")
)

without_graph = change(
    "The convolutions are computed without a graph, so they can't learn.",
    ("self.features(x)", "self.features(x).detach()"),
)

one_mask = change(
    "All images of a batch lose the same units; each should lose others.",
    (
        "nn.ReLU(),\n            nn.Dropout(0.5),\n            nn.Linear(4096, 4096)",
        "nn.ReLU(),\n            nn.Linear(4096, 4096)",
    ),
    (
        "nn.ReLU(),\n            nn.Dropout(0.5),\n            nn.Linear(4096, num_classes)",
        "nn.ReLU(),\n            nn.Linear(4096, num_classes)",
    ),
    (
        "return self.classifier(self.features(x).flatten(1))",
        "one, relu, two, _, three = self.classifier\n"
        "        h = relu(one(self.features(x).flatten(1)))\n"
        "        h = h * nn.functional.dropout(torch.ones_like(h[:1]), training=self.training)\n"
        "        h = relu(two(h))\n"
        "        return three(h * nn.functional.dropout(torch.ones_like(h[:1]), training=self.training))",
    ),
)

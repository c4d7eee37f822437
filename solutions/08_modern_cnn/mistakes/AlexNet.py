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

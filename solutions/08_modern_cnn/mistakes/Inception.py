"""Wrong versions of `Inception` that students write."""

from autograder.judge import change

pooling_first = change(
    "The paths are concatenated in another order: path 4 comes first; it should come last.",
    ("(self.path1, self.path2, self.path3, self.path4)", "(self.path4, self.path1, self.path2, self.path3)"),
)

exchanges_middle = change(
    "The results of path 2 and path 3 are exchanged.",
    ("(self.path1, self.path2, self.path3, self.path4)", "(self.path1, self.path3, self.path2, self.path4)"),
)

along_rows = change(
    "The paths are put together along the rows (dim 2); put their channels together.", ("dim=1", "dim=2")
)

added = change(
    "The four results are added; they should be concatenated.",
    ("torch.cat([path(x) for path in paths], dim=1)", "sum(path(x) for path in paths)"),
)

one_after_the_other = change(
    "Each path takes the result of the path before; all four should start from x.",
    ("nn.Conv2d(in_channels, c2[0], 1)", "nn.Conv2d(c1, c2[0], 1)"),
    ("nn.Conv2d(in_channels, c3[0], 1)", "nn.Conv2d(c2[1], c3[0], 1)"),
    ("nn.Conv2d(in_channels, c4, 1)", "nn.Conv2d(c3[1], c4, 1)"),
    ("[path(x) for path in paths]", "[x := path(x) for path in paths]"),
)

pool_stride = change(
    "The pooling has the stride 3, its default, so path 4 is smaller than the others.",
    ("nn.MaxPool2d(3, 1, 1)", "nn.MaxPool2d(3, padding=1)"),
)

pool_without_padding = change(
    "The pooling has no padding, so path 4 is smaller than the others.",
    ("nn.MaxPool2d(3, 1, 1)", "nn.MaxPool2d(3, 1)"),
)

pool_with_zeros = change(
    "Zeros pad the image before the pooling; where all pixels are negative, these are the largest.",
    ("nn.MaxPool2d(3, 1, 1)", "nn.ZeroPad2d(1), nn.MaxPool2d(3, 1)"),
)

average_pool = change(
    "Path 4 takes the mean of each window, not the largest pixel.", ("nn.MaxPool2d", "nn.AvgPool2d")
)

pool_behind = change(
    "In path 4 the pooling comes behind the convolution; it should come first.",
    (
        "nn.MaxPool2d(3, 1, 1), nn.Conv2d(in_channels, c4, 1),",
        "nn.Conv2d(in_channels, c4, 1), nn.MaxPool2d(3, 1, 1),",
    ),
)

three_without_padding = change(
    "The 3 x 3 convolution has no padding, so path 2 is smaller than the others.",
    ("3, padding=1)", "3)"),
)

five_with_padding_one = change(
    "The 5 x 5 convolution has the padding 1; it needs 2 to keep the size.", ("5, padding=2", "5, padding=1")
)

path3_with_three = change(
    "Path 3 has a 3 x 3 convolution; its kernel should be 5 x 5.", ("5, padding=2", "3, padding=1")
)

no_relu_behind_reduction = change(
    "In paths 2 and 3 the ReLU behind the first convolution is missing.",
    ("nn.Conv2d(in_channels, c2[0], 1), nn.ReLU(),", "nn.Conv2d(in_channels, c2[0], 1),"),
    ("nn.Conv2d(in_channels, c3[0], 1), nn.ReLU(),", "nn.Conv2d(in_channels, c3[0], 1),"),
)

no_relu_at_the_end = change(
    "The ReLU behind the last convolution of each path is missing.",
    ("nn.Conv2d(in_channels, c1, 1), nn.ReLU())", "nn.Conv2d(in_channels, c1, 1))"),
    ("3, padding=1), nn.ReLU()", "3, padding=1)"),
    ("5, padding=2), nn.ReLU()", "5, padding=2)"),
    ("nn.Conv2d(in_channels, c4, 1), nn.ReLU())", "nn.Conv2d(in_channels, c4, 1))"),
)

path4_without_relu = change(
    "The ReLU of path 4 is missing.",
    ("nn.Conv2d(in_channels, c4, 1), nn.ReLU())", "nn.Conv2d(in_channels, c4, 1))"),
)

relu_behind_pool = change(
    "A ReLU follows the pooling of path 4; only the convolutions have one.",
    ("nn.MaxPool2d(3, 1, 1),", "nn.MaxPool2d(3, 1, 1), nn.ReLU(),"),
)

reduces_to_the_second = change(
    "In path 2 the first convolution gives c2[1] channels already; it should give c2[0].",
    ("nn.Conv2d(in_channels, c2[0], 1)", "nn.Conv2d(in_channels, c2[1], 1)"),
    ("nn.Conv2d(c2[0], c2[1], 3", "nn.Conv2d(c2[1], c2[1], 3"),
)

without_reduction = change(
    "In paths 2 and 3 the 1 x 1 convolution in front is missing.",
    ("nn.Conv2d(in_channels, c2[0], 1), nn.ReLU(), nn.Conv2d(c2[0],", "nn.Conv2d(in_channels,"),
    ("nn.Conv2d(in_channels, c3[0], 1), nn.ReLU(), nn.Conv2d(c3[0],", "nn.Conv2d(in_channels,"),
)

not_registered = change(
    "The paths are in a Python list, so `parameters()` doesn't find their weights.",
    ("self.path1 = ", "self.paths = []\n        path1 = "),
    ("self.path2 = ", "path2 = "),
    ("self.path3 = ", "path3 = "),
    ("self.path4 = ", "path4 = "),
    ("c4, 1), nn.ReLU())\n", "c4, 1), nn.ReLU())\n        self.paths += [path1, path2, path3, path4]\n"),
    ("(self.path1, self.path2, self.path3, self.path4)", "self.paths"),
)

without_bias = change(
    "The first convolutions of paths 2 and 3 have no bias.",
    ("c2[0], 1)", "c2[0], 1, bias=False)"),
    ("c3[0], 1)", "c3[0], 1, bias=False)"),
)

"""Wrong versions of `conv2d` that students write."""

from autograder.judge import change

flips_kernels = change(
    "The kernels are flipped, but convolution in deep learning means cross-correlation.",
    ("w.reshape", "w.flip(2, 3).reshape"),
)

bias_per_input_channel = change(
    "The bias is added once for each input channel. Add it once to each output channel.",
    ("+ b.reshape", "+ C_group * b.reshape"),
)

bias_along_columns = change(
    "The bias is broadcast along the last dimension, but it is one number for each output channel.",
    ("+ b.reshape(C_out, 1, 1)", "+ b"),
)

exchanges_strides = change(
    "The two strides of a pair are swapped: the first is the step down.",
    ("pair(stride)", "pair(stride)[::-1]"),
)
exchanges_paddings = change(
    "A pair of paddings is read as (left and right, above and below), but the height comes first.",
    ("pair(padding)", "pair(padding)[::-1]"),
)

square_result = change(
    "The result's height is taken for the root of the number of positions. Compute it with conv_out_size.",
    ("reshape(N, C_out, height, width)", "reshape(N, C_out, int((height * width) ** 0.5), -1)"),
)

pads_afterwards = change(
    "It pads the result of the unpadded convolution. Pad the image before the convolution.",
    ("pair(padding)", "(0, 0)"),
    ("return y if", "y = y if"),
    (
        "b.reshape(C_out, 1, 1)",
        "b.reshape(C_out, 1, 1)\n"
        "    rows, columns = pair(padding)\n"
        "    return pad2d(y, (columns, columns, rows, rows))",
    ),
)

exchanges_dilations = change(
    "The two dilations of a pair are swapped: the first is for the kernel's rows.",
    ("pair(dilation)", "pair(dilation)[::-1]"),
)

first_group_only = change(
    "Every group sees the first group's input channels.",
    ("im2col(x,", "im2col(x[:, :C_group],"),
    ("reshape(N, groups,", "reshape(N, 1,"),
)

interleaves_groups = change(
    "The groups' input channels are interleaved, but a group consists of consecutive channels.",
    ("im2col(x,", "im2col(x.unflatten(1, (-1, groups)).transpose(1, 2).flatten(1, 2),"),
)

interleaves_outputs = change(
    "The output channels of the groups are interleaved, but those of a group should be consecutive.",
    ("(kernels @ columns).reshape", "(kernels @ columns).transpose(1, 2).reshape"),
)

first_channel_only = change(
    "The input channels are not summed: only the first channel of each group is used.",
    ("    N, _, H, W =", "    x, w = x[:, :: w.shape[1]], w[:, :1]\n    N, _, H, W ="),
)

"""Wrong versions of `conv2d` that students write."""

from autograder.judge import change

flips_kernels = change(
    "The kernels are flipped: deep learning's convolution is a cross-correlation.",
    ("w.reshape", "w.flip(2, 3).reshape"),
)

transposes_kernels = change(
    "The kernels are transposed: their rows are laid along the columns of the image.",
    ("    N, _, H, W =", "    w = w.transpose(2, 3)\n    N, _, H, W ="),
)

without_bias = change(
    "The bias is ignored.", ("return y if b is None else y + b.reshape(C_out, 1, 1)", "return y")
)

bias_per_input_channel = change(
    "The bias is added once for each input channel of the sum; an output channel gets it once.",
    ("+ b.reshape", "+ C_group * b.reshape"),
)

bias_along_columns = change(
    "The bias is broadcast along the last dimension: it must be one number for each output channel.",
    ("+ b.reshape(C_out, 1, 1)", "+ b"),
)

without_stride = change("The stride is ignored.", ("pair(stride)", "(1, 1)"))

first_stride_only = change(
    "Of a pair of strides only the first is used, for both directions.",
    ("pair(stride)", "(pair(stride)[0], pair(stride)[0])"),
)

exchanges_paddings = change(
    "A pair of paddings is taken for (right and left, above and below); the height comes first.",
    ("pair(padding)", "pair(padding)[::-1]"),
)

pads_afterwards = change(
    "With padding, the result of the unpadded convolution is given a margin; the image needs it before.",
    ("pair(padding)", "(0, 0)"),
    ("return y if", "y = y if"),
    (
        "b.reshape(C_out, 1, 1)",
        "b.reshape(C_out, 1, 1)\n"
        "    rows, columns = pair(padding)\n"
        "    return pad2d(y, (columns, columns, rows, rows))",
    ),
)

padding_in_strides = change(
    "The padding is multiplied by the stride: the margin is as wide as padding says, whatever the stride.",
    ("    height, width =", "    ph, pw = ph * sh, pw * sw\n    height, width ="),
)

repeats_border = change(
    "The margin is the value at the border, repeated; padding is with zeros.",
    (
        "    N, _, H, W =",
        "    (rows, columns), padding = pair(padding), 0\n"
        "    x = torch.nn.functional.pad(x, (columns, columns, rows, rows), mode='replicate')\n"
        "    N, _, H, W =",
    ),
)

without_dilation = change("The dilation is ignored.", ("pair(dilation)", "(1, 1)"))

exchanges_dilations = change(
    "A pair of dilations is exchanged: the first is for the kernel's rows.",
    ("pair(dilation)", "pair(dilation)[::-1]"),
)

first_group_only = change(
    "Every group sees the first group's input channels.",
    ("im2col(x,", "im2col(x[:, :C_group],"),
    ("reshape(N, groups,", "reshape(N, 1,"),
)

interleaves_groups = change(
    "The groups' input channels are interleaved: a group is a run of channels that lie side by side.",
    ("im2col(x,", "im2col(x.unflatten(1, (-1, groups)).transpose(1, 2).flatten(1, 2),"),
)

interleaves_outputs = change(
    "The output channels of the groups are interleaved: those of a group lie side by side.",
    ("(kernels @ columns).reshape", "(kernels @ columns).transpose(1, 2).reshape"),
)

first_channel_only = change(
    "The input channels are not summed: only the first of each group is used.",
    ("    N, _, H, W =", "    x, w = x[:, :: w.shape[1]], w[:, :1]\n    N, _, H, W ="),
)

detached_kernels = change(
    "The kernels are treated as constants: no gradient flows back to w, so nothing is learned.",
    ("w.reshape", "w.detach().reshape"),
)

loops_over_images = change(
    "A Python loop goes over the images of the batch; compute them all at once.",
    (
        "im2col(x, (kh, kw), (sh, sw), (ph, pw), (dh, dw))",
        "torch.cat([im2col(image[None], (kh, kw), (sh, sw), (ph, pw), (dh, dw)) for image in x])",
    ),
)

"""Wrong versions of `conv2d` that students write."""

from autograder.judge import change

flips_kernels = change(
    "The kernels are flipped, but convolution in deep learning means cross-correlation.",
    ("w.reshape", "w.flip(2, 3).reshape"),
)

transposes_kernels = change(
    "The kernels are transposed: their rows run along the columns of the image.",
    ("    N, _, H, W =", "    w = w.transpose(2, 3)\n    N, _, H, W ="),
)

without_bias = change(
    "The bias is ignored.", ("return y if b is None else y + b.reshape(C_out, 1, 1)", "return y")
)

bias_per_input_channel = change(
    "The bias is added once for each input channel. Add it once to each output channel.",
    ("+ b.reshape", "+ C_group * b.reshape"),
)

bias_along_columns = change(
    "The bias is broadcast along the last dimension, but it is one number for each output channel.",
    ("+ b.reshape(C_out, 1, 1)", "+ b"),
)

without_stride = change("The stride is ignored.", ("pair(stride)", "(1, 1)"))

first_stride_only = change(
    "Of a pair of strides only the first is used, for both directions.",
    ("pair(stride)", "(pair(stride)[0], pair(stride)[0])"),
)

exchanges_strides = change(
    "The two strides of a pair are swapped: the first is the step down.",
    ("pair(stride)", "pair(stride)[::-1]"),
)
exchanges_paddings = change(
    "A pair of paddings is read as (left and right, above and below), but the height comes first.",
    ("pair(padding)", "pair(padding)[::-1]"),
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

padding_in_strides = change(
    "It multiplies the padding by the stride, but the stride does not change the width of the margin.",
    ("    height, width =", "    ph, pw = ph * sh, pw * sw\n    height, width ="),
)

repeats_border = change(
    "The margin repeats the pixels at the border; it should be zeros.",
    (
        "    N, _, H, W =",
        "    (rows, columns), padding = pair(padding), 0\n"
        "    x = torch.nn.functional.pad(x, (columns, columns, rows, rows), mode='replicate')\n"
        "    N, _, H, W =",
    ),
)

without_dilation = change("The dilation is ignored.", ("pair(dilation)", "(1, 1)"))

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

detached_kernels = change(
    "The kernels are detached, so no gradient flows back to w.",
    ("w.reshape", "w.detach().reshape"),
)

loops_over_images = change(
    "A Python loop goes over the images of the batch; compute them all at once.",
    (
        "im2col(x, (kh, kw), (sh, sw), (ph, pw), (dh, dw))",
        "torch.cat([im2col(image[None], (kh, kw), (sh, sw), (ph, pw), (dh, dw)) for image in x])",
    ),
)

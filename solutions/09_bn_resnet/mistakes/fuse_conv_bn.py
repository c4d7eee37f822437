"""Wrong versions of `fuse_conv_bn` that students write."""

import copy

import torch
from torch import nn

from autograder.judge import change, mistake

without_eps = change("eps is left out.", ("(bn.running_var + bn.eps).sqrt()", "bn.running_var.sqrt()"))
fixed_eps = change("eps is always 1e-5; it should be that of bn.", ("bn.eps", "1e-5"))
eps_outside = change(
    "eps is added to the deviation, after the root; it should be added to the variance.",
    ("(bn.running_var + bn.eps).sqrt()", "(bn.running_var.sqrt() + bn.eps)"),
)
by_variance = change(
    "It divides by the variance; it should be by its root.",
    ("(bn.running_var + bn.eps).sqrt()", "(bn.running_var + bn.eps)"),
)
bias_not_scaled = change(
    "The bias is not multiplied by gamma / deviation; only the weight is.",
    (
        "(shift * scale + bn.bias if bn.affine else shift * scale)",
        "(shift + bn.bias if bn.affine else shift)",
    ),
)
old_bias_lost = change(
    "The bias of the convolution is lost.",
    ("-bn.running_mean if conv.bias is None else conv.bias - bn.running_mean", "-bn.running_mean"),
)
old_bias_not_scaled = change(
    "The old bias is added as it is; batch norm scales it too.",
    (
        "-bn.running_mean if conv.bias is None else conv.bias - bn.running_mean",
        "-bn.running_mean if conv.bias is None else conv.bias / scale - bn.running_mean",
    ),
    ("if bn.affine:", "if bn.affine and conv.bias is None:"),
)
beta_scaled = change(
    "beta is multiplied by gamma / deviation; it should be added as it is.",
    ("shift * scale + bn.bias if", "(shift + bn.bias) * scale if"),
)
mean_not_subtracted = change(
    "running_mean is left out.",
    (
        "-bn.running_mean if conv.bias is None else conv.bias - bn.running_mean",
        "torch.zeros_like(bn.running_mean) if conv.bias is None else conv.bias",
    ),
)
mean_added = change(
    "running_mean is added; it should be subtracted.",
    (
        "-bn.running_mean if conv.bias is None else conv.bias - bn.running_mean",
        "bn.running_mean if conv.bias is None else conv.bias + bn.running_mean",
    ),
)
gamma_left_out = change("gamma is left out.", ("scale = scale * bn.weight", "pass"))
input_channels_scaled = change(
    "If there are as many input channels as output channels, the weight is scaled along the input channels.",
    ("conv.weight * scale.reshape(-1, 1, 1, 1)", "conv.weight * scale.reshape([-1, 1, 1, 1][is_square:])"),
    (
        "with torch.no_grad():",
        "is_square = bn.num_features == conv.weight.shape[1]\n    with torch.no_grad():",
    ),
)
groups_lost = change(
    "The settings are not all kept: it has neither groups, nor dilation, nor padding_mode.",
    ("        conv.dilation,\n        conv.groups,\n        padding_mode=conv.padding_mode,\n", ""),
)
padding_mode_lost = change("padding_mode is not kept.", ("        padding_mode=conv.padding_mode,\n", ""))
dilation_lost = change("The dilation is not kept.", ("conv.dilation,", "1,"))
stride_lost = change("The stride is not kept.", ("conv.stride,", "1,"))
square_kernel = change(
    "The kernel is made square, with its height.",
    ("conv.kernel_size,", "conv.kernel_size[0],"),
    (
        "fused.weight.copy_(conv.weight * scale.reshape(-1, 1, 1, 1))",
        "fused.weight = nn.Parameter(conv.weight * scale.reshape(-1, 1, 1, 1))",
    ),
)
default_dtype = change(
    "The new convolution has PyTorch's default dtype and device, not those of conv.",
    ("        device=conv.weight.device,\n        dtype=conv.weight.dtype,\n", ""),
)
needs_bias = change(
    "A convolution without bias fails; its bias counts as 0.",
    ("-bn.running_mean if conv.bias is None else ", ""),
)
needs_affine = change(
    "A batch norm without affine fails; it has gamma 1 and beta 0.",
    ("if bn.affine:", "if True:"),
    ("if bn.affine else shift * scale", ""),
)
any_features = change(
    "A batch norm with another number of features raises no ValueError.",
    ("if bn.num_features != conv.out_channels:", "if False:"),
)
without_statistics = change(
    "A batch norm without running statistics should raise a ValueError.",
    ("if bn.running_mean is None or bn.running_var is None:", "if False:"),
)
frozen = change(
    "The new parameters require no gradients; they should.",
    ("return fused", "return fused.requires_grad_(False)"),
)
puts_into_eval_mode = change(
    "It puts bn into eval mode and leaves it there.",
    ("    with torch.no_grad():", "    bn.eval()\n    with torch.no_grad():"),
)
only_in_eval_mode = change(
    "A batch norm in train mode is refused; its mode should make no difference.",
    ("if bn.num_features != conv.out_channels:", "if bn.training or bn.num_features != conv.out_channels:"),
)


@mistake("It changes conv itself; conv should stay as it is.")
def changes_conv(conv: nn.Conv2d, bn: nn.BatchNorm2d) -> nn.Conv2d:
    if bn.running_mean is None or bn.num_features != conv.out_channels:
        raise ValueError("bn does not fit")
    with torch.no_grad():
        scale = 1 / (bn.running_var + bn.eps).sqrt()
        bias = -bn.running_mean if conv.bias is None else conv.bias - bn.running_mean
        if bn.affine:
            scale = scale * bn.weight
        bias = bias * scale if bn.bias is None else bias * scale + bn.bias
        conv.weight.mul_(scale.reshape(-1, 1, 1, 1))
    conv.bias = nn.Parameter(bias)
    conv.weight.requires_grad_()
    return conv


@mistake(
    "The new parameters belong to the graph of the old ones, so they are no leaves or have a shared bias."
)
def shares_bias(conv: nn.Conv2d, bn: nn.BatchNorm2d) -> nn.Conv2d:
    if bn.running_mean is None or bn.num_features != conv.out_channels:
        raise ValueError("bn does not fit")
    fused = copy.deepcopy(conv)
    with torch.no_grad():
        scale = 1 / (bn.running_var + bn.eps).sqrt()
        bias = -bn.running_mean if conv.bias is None else conv.bias - bn.running_mean
        if bn.affine:
            scale = scale * bn.weight
        fused.weight = nn.Parameter(conv.weight * scale.reshape(-1, 1, 1, 1))
        shifted = bias * scale if bn.bias is None else bias * scale + bn.bias
        if bn.bias is None:
            fused.bias = nn.Parameter(shifted)
        else:
            fused.bias = bn.bias
            fused.bias.copy_(shifted)
    return fused

import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("fuse_conv_bn")


def layers(kernels, bias, affine, stats, options):
    """A convolution and a batch norm with these numbers; `bias` and `affine` may be None."""
    out_channels, of_group, *kernel = kernels.shape
    like = {"device": kernels.device, "dtype": kernels.dtype}
    options = {"groups": 1, "eps": 1e-5, **options}
    eps, in_channels = options.pop("eps"), of_group * options["groups"]
    conv = nn.Conv2d(in_channels, out_channels, tuple(kernel), bias=bias is not None, **options, **like)
    bn = nn.BatchNorm2d(out_channels, eps, affine=affine is not None, **like).eval()
    with torch.no_grad():
        conv.weight.copy_(kernels)
        if bias is not None:
            conv.bias.copy_(bias)
        if affine is not None:
            bn.weight.copy_(affine[0])
            bn.bias.copy_(affine[1])
        bn.running_mean.copy_(stats[0])
        bn.running_var.copy_(stats[1])
    torch.manual_seed(0)  # however much was drawn, the generator is left in the same place
    return conv, bn


def fused(lesson, x, kernels, bias, affine, stats, **options):
    """The new convolution's result, and its parameters."""
    conv, bn = layers(kernels, bias, affine, stats, options)
    new = lesson.fuse_conv_bn(conv, bn)
    torch.manual_seed(0)
    return {
        "the result of the new convolution": new(x),
        "its weight": new.weight.detach(),
        "its bias": new.bias.detach(),
    }


def settings(lesson, kernels, bias, affine, stats, **options):
    """What the new convolution is, in words and numbers."""
    conv, bn = layers(kernels, bias, affine, stats, options)
    with torch.no_grad():
        new = lesson.fuse_conv_bn(conv, bn)
    torch.manual_seed(0)
    names = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups")
    return {
        **{name: getattr(new, name) for name in (*names, "padding_mode")},
        "it is an nn.Conv2d": type(new) is nn.Conv2d,
        "it is another module than conv": new is not conv,
        "the list of names of its parameters": [name for name, _ in new.named_parameters()],
        "its parameters are leaves that require gradients": all(
            isinstance(p, nn.Parameter) and p.is_leaf and p.requires_grad for p in new.parameters()
        ),
        "its weight": new.weight.detach(),
    }


def others(lesson, x, kernels, bias, affine, stats, eps):
    """What becomes of the old layers, if the batch norm is in train mode and parts are frozen."""
    conv, bn = layers(kernels, bias, affine, stats, {"eps": eps})
    bn.train()
    conv.weight.requires_grad_(False)
    bn.bias.grad = torch.ones_like(bn.bias)
    old = [*conv.parameters(), *bn.parameters(), *bn.buffers()]
    before = [one.detach().clone() for one in old]
    new = lesson.fuse_conv_bn(conv, bn)
    torch.manual_seed(0)
    result = new(x)
    with torch.no_grad():
        for p in new.parameters():
            p.zero_()
    return {
        "the result of the new convolution": result,
        "writing to the new parameters leaves the old layers as they were": all(
            map(torch.equal, old, before)
        ),
        "the batch norm stays in train mode": bn.training,
        "a frozen weight stays frozen": not conv.weight.requires_grad,
        "the new parameters require gradients": new.weight.requires_grad and new.bias.requires_grad,
        "the grad of the batch norm is as it was": bool((bn.bias.grad == 1).all()),
        "the old layers have their old parameters": all(
            one is two
            for one, two in zip(old, [*conv.parameters(), *bn.parameters(), *bn.buffers()], strict=True)
        ),
    }


def refusals(lesson, kernels, bias, affine, stats, eps):
    """Batch norms that don't fit or have no statistics."""
    conv, bn = layers(kernels, bias, affine, stats, {"eps": eps})
    count = len(bias)
    wrong = {
        "one feature": nn.BatchNorm2d(1),
        "a feature too many": nn.BatchNorm2d(count + 1),
        "one feature without affine": nn.BatchNorm2d(1, affine=False),
        "no running statistics": nn.BatchNorm2d(count, track_running_stats=False),
        "no running statistics in eval mode": nn.BatchNorm2d(count, track_running_stats=False).eval(),
    }
    found = {name: refusal(ValueError, "", lesson.fuse_conv_bn, conv, other) for name, other in wrong.items()}
    weight = lesson.fuse_conv_bn(conv, bn).weight.detach()
    torch.manual_seed(0)
    return {**found, "the weight for a batch norm that fits": weight}


def pair(draw, in_channels, out_channels, *kernel, groups=1, bias=True, affine=True, **options):
    """Kernels, bias and the numbers of a batch norm, no two alike."""
    of_channels = draw.normals(*[(out_channels,)] * 4)
    return {
        "kernels": draw.normal(out_channels, in_channels // groups, *kernel),
        "bias": of_channels[0] if bias else None,
        "affine": of_channels[1:3] if affine else None,
        "stats": [of_channels[3], draw.uniform(out_channels, low=0.2, high=3.0)],
        **({"groups": groups} if groups > 1 else {}),
        **({"eps": 0.1} | options),
    }


def test_equal_results(compare, draw):
    """One convolution gives what convolution and batch norm gave in eval mode."""
    compare(fused, x=draw.normal(2, 3, 5, 6), **pair(draw, 3, 4, 3, 2))
    compare(fused, x=draw.normal(3, 3, 3, 3), **pair(draw, 3, 3, 3, 3))


def test_missing_parts(compare, draw):
    """The convolution may have no bias, and the batch norm no gamma and beta."""
    for bias, affine in ((False, True), (True, False), (False, False)):
        compare(fused, x=draw.normal(2, 2, 4, 3), **pair(draw, 2, 3, 2, 2, bias=bias, affine=affine))


def test_options(compare, draw):
    """The new convolution keeps stride, padding, dilation and padding_mode."""
    x = draw.normal(2, 2, 8, 7)
    compare(fused, x=x, **pair(draw, 2, 3, 3, 2, stride=(2, 1), padding=(1, 0), dilation=(1, 2)))
    compare(fused, x=x, **pair(draw, 2, 3, 3, 3, padding="same", padding_mode="reflect"))
    compare(fused, x=x, **pair(draw, 2, 3, 2, 3, padding=1, padding_mode="circular", bias=False))


def test_groups(compare, draw):
    """The new convolution keeps the groups, also one for each channel."""
    compare(fused, x=draw.normal(2, 4, 4, 5), **pair(draw, 4, 6, 2, 3, groups=2))
    compare(fused, x=draw.normal(2, 3, 4, 4), **pair(draw, 3, 3, 3, 3, groups=3, bias=False))


def test_eps(compare, draw):
    """eps is that of the batch norm, and is added to the variance, which may be 0."""
    compare(fused, x=draw.normal(2, 2, 3, 4), **pair(draw, 2, 3, 2, 2, eps=0.5))
    drawn = pair(draw, 2, 3, 2, 2)
    drawn["stats"][1][0] = 1e-5
    del drawn["eps"]  # of the batch norm it is 1e-5
    compare(fused, x=draw.normal(2, 2, 3, 4), **drawn)
    drawn = pair(draw, 2, 3, 2, 2, eps=1e-18)
    drawn["stats"][1] *= 1e-16
    compare(fused, x=draw.normal(2, 2, 3, 4), **drawn)
    drawn = pair(draw, 2, 3, 2, 2, eps=1e-3)
    drawn["stats"][1][1] = 0.0
    compare(fused, x=draw.normal(2, 2, 3, 4), **drawn)


def test_sizes_of_one(compare, draw):
    """There may be one channel, one pixel or one image, and gamma may be 0."""
    compare(fused, x=draw.normal(1, 1, 1, 1), **pair(draw, 1, 1, 1, 1))
    drawn = pair(draw, 3, 2, 1, 1)
    drawn["affine"][0][0] = 0.0
    compare(fused, x=draw.normal(1, 3, 2, 1), **drawn)


def test_settings(compare, draw):
    """It is a new nn.Conv2d with bias, whose settings and dtype are those of the old one."""
    for options in (
        {"stride": (1, 2), "padding": 1},
        {"padding": "valid", "dilation": 2, "groups": 2, "bias": False},
        {"padding": "same", "padding_mode": "replicate", "affine": False},
    ):
        compare.on("plain", "float64", "default64")(settings, **pair(draw, 4, 6, 3, 2, **options))


def test_old_layers(compare, draw):
    """Both old layers stay as they are, share no memory with the new one, and the mode doesn't matter."""
    compare.on("plain", "strided", "float64")(others, x=draw.normal(2, 2, 4, 5), **pair(draw, 2, 3, 2, 2))


def test_refusals(compare, draw):
    """A batch norm with other features or without running statistics raises a ValueError."""
    compare.on("plain")(refusals, **pair(draw, 2, draw.integer(3, 6), 2, 2, eps=0.1))

"""Library: var_mean, lerp, vector_norm, Sequential and hooks for what the reference writes out."""

import copy

import torch
from torch import Tensor, nn
from torch.nn.utils import skip_init


def batch_norm(
    x: Tensor,
    gamma: Tensor,
    beta: Tensor,
    running_mean: Tensor,
    running_var: Tensor,
    training: bool,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Tensor, Tensor, Tensor]:
    rows = x.movedim(1, -1)  # [N,C] or [N,H,W,C]
    if not training:
        y = torch.addcmul(beta, rows - running_mean, gamma * torch.rsqrt(running_var + eps))
        return y.movedim(-1, 1), torch.clone(running_mean), torch.clone(running_var)
    flat = rows.flatten(0, -2)  # [n,C]
    if flat.size(0) < 2:
        raise ValueError(f"{list(x.shape)} has one value for each channel")
    var, mean = torch.var_mean(flat, dim=0, correction=0)
    y = torch.addcmul(beta, rows - mean, gamma * torch.rsqrt(var + eps)).movedim(-1, 1)
    new_mean = torch.lerp(running_mean, mean.detach(), momentum)
    return y, new_mean, torch.lerp(running_var, flat.detach().var(dim=0), momentum)


class BatchNorm(nn.Module):
    running_mean: Tensor
    running_var: Tensor

    def __init__(self, num_features: int, num_dims: int, momentum: float = 0.1, eps: float = 1e-5) -> None:
        super().__init__()
        match num_dims:
            case 2 | 4:
                self.options = {"momentum": momentum, "eps": eps}
            case _:
                raise ValueError(f"{num_dims} dimensions are neither 2 nor 4")
        self.num_dims = num_dims
        for name, value in (("gamma", 1.0), ("beta", 0.0)):
            self.register_parameter(name, nn.Parameter(torch.full((num_features,), value)))
        for name, value in (("running_mean", 0.0), ("running_var", 1.0)):
            self.register_buffer(name, torch.full((num_features,), value))

    def forward(self, x: Tensor) -> Tensor:
        if x.ndim != self.num_dims or x.size(1) != self.gamma.numel():
            raise ValueError("x has another shape")
        y, self.running_mean, self.running_var = batch_norm(
            x, self.gamma, self.beta, self.running_mean, self.running_var, self.training, **self.options
        )
        return y


@torch.no_grad()  # the contract lets the results be detached
def batch_norm_backward(
    dout: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    var, mean = torch.var_mean(x, dim=0, correction=0)
    scale = torch.rsqrt(var + eps)
    z = torch.mul(x - mean, scale)
    dgamma, dbeta = torch.linalg.vecdot(dout, z, dim=0), dout.sum(0)
    dx = dout.sub(dbeta / len(x)).addcmul(z, dgamma, value=-1 / len(x)).mul(scale * gamma)
    return dx, dgamma, dbeta


def layer_norm(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    var, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
    return torch.addcmul(bias, torch.sub(x, mean) * torch.rsqrt(var + eps), weight)


def rms_norm(x: Tensor, weight: Tensor, eps: float = 1e-6) -> Tensor:
    precise = x.to(torch.promote_types(x.dtype, torch.float32))
    total = torch.linalg.vecdot(precise, precise).unsqueeze(-1)  # [*,1]
    scaled = torch.mul(precise, torch.rsqrt(total / x.size(-1) + eps))
    return torch.mul(scaled, weight).type_as(x)


class Residual(nn.Module):
    def __init__(
        self, in_channels: int, out_channels: int, use_1x1conv: bool = False, stride: int = 1
    ) -> None:
        super().__init__()
        keeps = in_channels == out_channels and stride == 1
        if not (keeps or use_1x1conv):
            raise ValueError(f"x does not fit to {out_channels} channels with stride {stride}")
        self.body = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 3, stride, 1),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(out_channels, out_channels, 3, padding="same"),
            nn.BatchNorm2d(out_channels),
        )
        self.skip = nn.Conv2d(in_channels, out_channels, 1, stride) if use_1x1conv else nn.Identity()
        self.last = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        return self.last(torch.add(self.skip(x), self.body(x)))


def resnet_block(
    in_channels: int, out_channels: int, num_residuals: int, first_block: bool = False
) -> nn.Sequential:
    if first_block and in_channels != out_channels:
        raise ValueError("the first stage keeps the channels")
    stage = nn.Sequential()
    for index in range(num_residuals):
        halves = index == 0 and not first_block
        inputs = out_channels if index else in_channels
        stage.append(Residual(inputs, out_channels, halves, 1 + halves))
    return stage


class DenseBlock(nn.Module):
    def __init__(self, num_convs: int, in_channels: int, growth: int) -> None:
        super().__init__()
        for index, channels in enumerate(range(in_channels, in_channels + num_convs * growth, growth)):
            self.add_module(f"norm{index}", nn.BatchNorm2d(channels))
            self.add_module(f"conv{index}", nn.Conv2d(channels, growth, 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        parts = [x]
        layers = iter(self.children())
        for norm, conv in zip(layers, layers, strict=True):
            parts.append(conv(nn.functional.relu(norm(torch.cat(parts, 1)))))
        return torch.cat(parts, 1)


def fuse_conv_bn(conv: nn.Conv2d, bn: nn.BatchNorm2d) -> nn.Conv2d:
    if not bn.track_running_stats or bn.num_features != conv.out_channels:
        raise ValueError("this batch norm does not belong to this convolution")
    names = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups")
    options = {name: getattr(conv, name) for name in (*names, "padding_mode")}
    fused = skip_init(nn.Conv2d, **options, device=conv.weight.device, dtype=conv.weight.dtype)
    # In eval mode, batch norm is a linear function of each channel: its value at 0 is the shift.
    frozen = copy.deepcopy(bn).eval()
    with torch.no_grad():
        shift = frozen(conv.weight.new_zeros(1, conv.out_channels, 1, 1)).flatten()
        factor = (bn.running_var + bn.eps) ** -0.5 * (1 if bn.weight is None else bn.weight)
        fused.weight.copy_(torch.einsum("oikl,o->oikl", conv.weight, factor))
        fused.bias.copy_(shift if conv.bias is None else torch.addcmul(shift, conv.bias, factor))
    return fused

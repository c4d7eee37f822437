"""Plain: sums in float64, channels as rows of a matrix, layers made on their own, copies of modules."""

import copy

import torch
from torch import Tensor, nn


def _moments(rows: Tensor) -> tuple[Tensor, Tensor]:
    """[C,n] -> mean [C,1] and sum of squared distances [C,1]."""
    mean = rows.sum(dim=1, keepdim=True) / rows.shape[1]
    distances = rows - mean
    return mean, (distances * distances).sum(dim=1, keepdim=True)


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
    rows = x.transpose(0, 1).double()
    shape = rows.shape
    rows = rows.reshape(shape[0], -1)  # [C,n]
    count = rows.shape[1]
    mean, var = running_mean.double()[:, None], running_var.double()[:, None]
    new_mean, new_var = running_mean + 0, running_var + 0
    if training:
        if count <= 1:
            raise ValueError("more values are needed")
        mean, squares = _moments(rows)
        var = squares / count
        moved = (mean.detach()[:, 0] - running_mean) * momentum + running_mean
        spread = (squares.detach()[:, 0] / (count - 1) - running_var) * momentum + running_var
        new_mean, new_var = moved.to(x.dtype), spread.to(x.dtype)
    y = (rows - mean) * (var + eps) ** -0.5 * gamma[:, None] + beta[:, None]
    return y.reshape(shape).transpose(0, 1).to(x.dtype), new_mean, new_var


class BatchNorm(nn.Module):
    def __init__(self, num_features: int, num_dims: int, momentum: float = 0.1, eps: float = 1e-5) -> None:
        if num_dims != 2 and num_dims != 4:
            raise ValueError("x has 2 or 4 dimensions")
        super().__init__()
        self.expected = num_dims, num_features
        self.momentum = momentum
        self.eps = eps
        ones, zeros = torch.ones(2, num_features), torch.zeros(2, num_features)
        self.gamma, self.beta = nn.Parameter(ones[0].clone()), nn.Parameter(zeros[0].clone())
        self.running_mean = nn.Buffer(zeros[1].clone())
        self.running_var = nn.Buffer(ones[1].clone())

    def forward(self, x: Tensor) -> Tensor:
        if (x.dim(), x.shape[1] if x.dim() > 1 else 0) != self.expected:
            raise ValueError(f"x is {tuple(x.shape)}")
        if self.training:
            count = x.numel() // x.shape[1]
            if count < 2:
                raise ValueError("one value for each feature")
            with torch.no_grad():
                rows = x.transpose(0, 1).reshape(x.shape[1], -1)
                mean, squares = _moments(rows)
                self.running_mean.data = self.running_mean + self.momentum * (mean[:, 0] - self.running_mean)
                self.running_var.data = (1 - self.momentum) * self.running_var + (
                    self.momentum * squares[:, 0] / (count - 1)
                )
        return batch_norm(
            x, self.gamma, self.beta, self.running_mean, self.running_var, self.training, eps=self.eps
        )[0]


def batch_norm_backward(
    dout: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    # Step by step, as in the paper: through z, the variance and the mean.
    count = x.shape[0]
    centred = x - x.sum(0) / count
    var = (centred**2).sum(0) / count + eps
    root = var.sqrt()
    dz = dout * gamma
    dvar = -(dz * centred).sum(0) / (2 * var * root)
    dmean = -dz.sum(0) / root - 2 * dvar * centred.sum(0) / count
    dx = dz / root + dvar * 2 * centred / count + dmean / count
    return dx, (dout * (centred / root)).sum(0), dout.sum(0)


def layer_norm(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    rows = x.reshape(-1, x.shape[-1]).double()  # [n,D]
    mean, squares = _moments(rows)
    z = (rows - mean) / torch.sqrt(squares / x.shape[-1] + eps)
    return (z * weight + bias).reshape(x.shape).to(x.dtype)


def rms_norm(x: Tensor, weight: Tensor, eps: float = 1e-6) -> Tensor:
    if x.dtype in (torch.float16, torch.bfloat16):
        return rms_norm(x.float(), weight.float(), eps).to(x.dtype)
    return weight * x * (x.pow(2).sum(-1, keepdim=True) / x.shape[-1] + eps).pow(-0.5)


class Residual(nn.Module):
    def __init__(
        self, in_channels: int, out_channels: int, use_1x1conv: bool = False, stride: int = 1
    ) -> None:
        super().__init__()
        if not use_1x1conv:
            for has, needs in ((in_channels, out_channels), (stride, 1)):
                if has != needs:
                    raise ValueError(f"{has} is not {needs}")
        self.layers = nn.ModuleList()
        for inputs, step in ((in_channels, stride), (out_channels, 1)):
            self.layers.append(nn.Conv2d(inputs, out_channels, (3, 3), (step, step), (1, 1)))
            self.layers.append(nn.BatchNorm2d(out_channels))
        if use_1x1conv:
            self.layers.append(nn.Conv2d(in_channels, out_channels, 1, stride=stride))

    def forward(self, x: Tensor) -> Tensor:
        conv1, bn1, conv2, bn2, *rest = self.layers
        y = bn2(conv2(bn1(conv1(x)).clamp(min=0)))
        for shortcut in rest:
            x = shortcut(x)
        return (y + x).clamp(min=0)


def resnet_block(
    in_channels: int, out_channels: int, num_residuals: int, first_block: bool = False
) -> nn.Sequential:
    if not first_block:
        blocks = [Residual(in_channels, out_channels, True, 2)]
    elif in_channels == out_channels:
        blocks = [Residual(in_channels, in_channels)]
    else:
        raise ValueError(f"{in_channels} channels can't become {out_channels}")
    while len(blocks) < num_residuals:
        blocks.append(Residual(out_channels, out_channels))
    return nn.Sequential(*blocks)


class DenseBlock(nn.Module):
    def __init__(self, num_convs: int, in_channels: int, growth: int) -> None:
        super().__init__()
        pairs = []
        for _ in range(num_convs):
            pairs.append(
                nn.ModuleList([nn.BatchNorm2d(in_channels), nn.Conv2d(in_channels, growth, 3, 1, 1)])
            )
            in_channels += growth
        self.pairs = nn.ModuleList(pairs)

    def forward(self, x: Tensor) -> Tensor:
        for norm, conv in self.pairs:
            x = torch.hstack((x, conv(torch.relu(norm(x)))))
        return x


def fuse_conv_bn(conv: nn.Conv2d, bn: nn.BatchNorm2d) -> nn.Conv2d:
    if bn.running_var is None:
        raise ValueError("there are no running statistics")
    if tuple(bn.running_var.shape) != (conv.out_channels,):
        raise ValueError("the channels differ")
    fused = copy.deepcopy(conv)
    scale = 1 / torch.sqrt(bn.running_var + bn.eps)
    if bn.weight is not None:
        scale = scale * bn.weight.data
    bias = scale * (-bn.running_mean if conv.bias is None else conv.bias.data - bn.running_mean)
    fused.weight = nn.Parameter(conv.weight.data * scale[:, None, None, None])
    fused.bias = nn.Parameter(bias if bn.bias is None else bias + bn.bias.data)
    return fused

"""Wrong versions of `BatchNorm` that students write."""

import torch
from torch import Tensor, nn

from autograder.judge import change, mistake

plain_attributes = change(
    "The running statistics are no buffers, so the state_dict lacks them and .to(...) leaves them behind.",
    (
        'self.register_buffer("running_mean", torch.zeros(num_features))',
        "self.running_mean = torch.zeros(num_features)",
    ),
    (
        'self.register_buffer("running_var", torch.ones(num_features))',
        "self.running_var = torch.ones(num_features)",
    ),
)
statistics_as_parameters = change(
    "The running statistics are parameters; they should be buffers, which no optimizer changes.",
    (
        'self.register_buffer("running_mean", torch.zeros(num_features))',
        "self.running_mean = nn.Parameter(torch.zeros(num_features), requires_grad=False)",
    ),
    (
        'self.register_buffer("running_var", torch.ones(num_features))',
        "self.running_var = nn.Parameter(torch.ones(num_features), requires_grad=False)",
    ),
)
outside_the_state = change(
    "The buffers are not persistent, so the state_dict lacks them.",
    (
        "zeros(num_features))\n        self.register",
        "zeros(num_features), persistent=False)\n        self.register",
    ),
    (
        '("running_var", torch.ones(num_features))',
        '("running_var", torch.ones(num_features), persistent=False)',
    ),
)
variance_from_zero = change(
    "running_var is 0 at first; it should be 1.",
    ('("running_var", torch.ones(', '("running_var", torch.zeros('),
)
gamma_from_zero = change(
    "gamma is 0 at first, so the first result is beta; gamma should be 1.",
    ("self.gamma = nn.Parameter(torch.ones(", "self.gamma = nn.Parameter(torch.zeros("),
)
always_training = change(
    "In eval mode, at least while gradients are recorded, it uses the batch and updates the buffers.",
    ("*statistics, self.training,", "*statistics, True,"),
    ("if self.training:", "if True:"),
)
never_training = change(
    "In train mode it normalises by the buffers and doesn't update them.",
    ("*statistics, self.training,", "*statistics, False,"),
)
never_updates = change("The running statistics are never updated.", ("if self.training:", "if False:"))
without_recording = change(
    "Under no_grad the buffers are not updated, although the module is in train mode.",
    ("if self.training:", "if self.training and torch.is_grad_enabled():"),
)
only_the_mean = change("running_var is never updated.", ("            self.running_var.copy_(var)\n", ""))
swapped_statistics = change(
    "running_mean and running_var are swapped when they are updated.",
    ("running_mean.copy_(mean)", "running_mean.copy_(var)"),
    ("running_var.copy_(var)", "running_var.copy_(mean)"),
)
default_momentum = change(
    "The constructor's momentum and eps are ignored.",
    ("self.training, self.momentum, self.eps", "self.training"),
)
default_eps = change("The constructor's eps is ignored.", ("self.momentum, self.eps\n", "self.momentum\n"))
eps_before_momentum = change(
    "momentum and eps are swapped.", ("self.momentum, self.eps\n", "self.eps, self.momentum\n")
)
shaped_like_images = change(
    "Parameters and buffers of images have the shape [1, C, 1, 1]; it should be [C].",
    ("torch.ones(num_features)", "torch.ones([num_features] if num_dims == 2 else [1, num_features, 1, 1])"),
    (
        "torch.zeros(num_features)",
        "torch.zeros([num_features] if num_dims == 2 else [1, num_features, 1, 1])",
    ),
    ("self.gamma, self.beta, *statistics", "*[p.flatten() for p in (self.gamma, self.beta, *statistics)]"),
    ("copy_(mean)", "view(-1).copy_(mean)"),
    ("copy_(var)", "view(-1).copy_(var)"),
    ("len(self.gamma)", "self.gamma.numel()"),
)
any_shape = change(
    "It accepts x of a wrong shape; it should raise a ValueError.",
    ("if x.dim() != self.num_dims or x.shape[1] != len(self.gamma):", "if False:"),
)
any_features = change(
    "It accepts x with another number of features, if that broadcasts; it should raise a ValueError.",
    (" or x.shape[1] != len(self.gamma):", ":"),
)
any_num_dims = change(
    "It accepts any num_dims; other numbers than 2 and 4 should raise a ValueError.",
    ("if num_dims not in (2, 4):", "if False:"),
)
counts_batches = change(
    "The state_dict has a further buffer, a counter of batches; it should have the four tensors only.",
    (
        'self.register_buffer("running_mean"',
        'self.register_buffer("batches", torch.tensor(0))\n        self.register_buffer("running_mean"',
    ),
)


@mistake("The buffers keep the graph of each batch, so memory grows from step to step.")
class KeepsTheGraph(nn.Module):
    def __init__(self, num_features: int, num_dims: int, momentum: float = 0.1, eps: float = 1e-5) -> None:
        super().__init__()
        if num_dims not in (2, 4):
            raise ValueError("num_dims is 2 or 4")
        self.shape, self.momentum, self.eps = [-1] + [1] * (num_dims - 2), momentum, eps
        self.gamma = nn.Parameter(torch.ones(num_features))
        self.beta = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x: Tensor) -> Tensor:
        if x.dim() != len(self.shape) + 1 or x.shape[1] != len(self.gamma):
            raise ValueError("x has a wrong shape")
        mean, var = self.running_mean, self.running_var
        if self.training:
            dims = [0, *range(2, x.dim())]
            if x.numel() == x.shape[1]:
                raise ValueError("one value for each feature")
            mean, var = x.mean(dims), x.var(dims, correction=0)
            self.running_mean = self.running_mean + self.momentum * (mean - self.running_mean)
            self.running_var = self.running_var + self.momentum * (x.var(dims) - self.running_var)
        z = (x - mean.view(self.shape)) / (var.view(self.shape) + self.eps).sqrt()
        return z * self.gamma.view(self.shape) + self.beta.view(self.shape)

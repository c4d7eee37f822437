"""Wrong versions of `SoftmaxRegression` that students write."""

import torch
from torch import Tensor, nn

from autograder.judge import change, mistake

without_flatten = change(
    "The input is not flattened: the layer works on its last dimension alone.",
    ("x.flatten(start_dim=1)", "x"),
)
flattens_batch = change(
    "The first dimension is flattened too, so the batch becomes one long sample.",
    ("x.flatten(start_dim=1)", "x.flatten()"),
)
applies_softmax = change(
    "Softmax is applied in forward: the loss needs logits and would apply it once more.",
    ("start_dim=1))", "start_dim=1)).softmax(dim=1)"),
)
applies_log_softmax = change(
    "Log-softmax is applied in forward: the result should be the raw logits of the layer.",
    ("start_dim=1))", "start_dim=1)).log_softmax(dim=1)"),
)
applies_relu = change(
    "A ReLU follows the layer, so negative logits and their gradients become 0.",
    ("start_dim=1))", "start_dim=1)).relu()"),
)
cuts_off_logits = change(
    "The logits are clamped to a range, but they may have any size, and clamped ones get no gradient.",
    ("start_dim=1))", "start_dim=1)).clamp(-50.0, 50.0)"),
)
squeezes_everything = change(
    "All dimensions of size 1 are squeezed away, so a batch of one sample loses its batch dimension.",
    ("start_dim=1))", "start_dim=1)).squeeze()"),
)
squeezes_single_sample = change(
    "The first dimension is squeezed away if it has size 1: the logits of one sample should be [1, C].",
    ("start_dim=1))", "start_dim=1)).squeeze(0)"),
)
squeezes_single_output = change(
    "A single output loses its dimension: [N, 1] logits should stay [N, 1].",
    ("start_dim=1))", "start_dim=1)).squeeze(-1)"),
)
needs_contiguous = change(
    "It flattens with view, which fails for inputs that are not contiguous, such as a transposed image.",
    ("x.flatten(start_dim=1)", "x.view(len(x), -1)"),
)
without_bias = change(
    "The layer has no bias.",
    ("nn.Linear(num_inputs, num_outputs)", "nn.Linear(num_inputs, num_outputs, bias=False)"),
)
other_name = change(
    "The layer is not called linear, so saved weights can't be loaded.",
    ("self.linear", "self.layer"),
)
hidden_layer = change(
    "There is a second layer. The classifier should have one linear layer: one weight matrix and one bias.",
    (
        "        self.linear =",
        "        self.hidden = nn.Linear(num_inputs, num_inputs)\n        self.linear =",
    ),
    ("self.linear(x.flatten(start_dim=1))", "self.linear(self.hidden(x.flatten(start_dim=1)).relu())"),
)


@mistake("forward uses detached weights, so the layer can't be trained.")
class DetachedWeights(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(1) @ self.linear.weight.detach().T + self.linear.bias.detach()


@mistake("The layer is written by hand; linear should be an nn.Linear.")
class OwnLayer(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        weight, bias = torch.randn(num_outputs, num_inputs), torch.zeros(num_outputs)
        self.linear = nn.ParameterDict({"weight": nn.Parameter(weight), "bias": nn.Parameter(bias)})

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(1) @ self.linear["weight"].T + self.linear["bias"]

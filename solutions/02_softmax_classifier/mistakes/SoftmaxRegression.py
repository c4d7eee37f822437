"""Wrong versions of `SoftmaxRegression` that students write."""

import torch
from torch import Tensor, nn

from autograder.judge import mistake


@mistake("The input is not flattened: the layer works on its last dimension alone.")
class WithoutFlatten(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


@mistake("The first dimension is flattened too: the batch becomes one long sample.")
class FlattensBatch(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x.flatten())


@mistake("Softmax is applied in forward: the loss needs logits and would apply it once more.")
class AppliesSoftmax(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(self.linear(x.flatten(1)), dim=1)


@mistake("Log-softmax is applied in forward: the result should be the raw logits of the layer.")
class AppliesLogSoftmax(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return torch.log_softmax(self.linear(x.flatten(1)), dim=1)


@mistake("A ReLU follows the layer: negative logits are lost, and with them their gradient.")
class AppliesReLU(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x.flatten(1)).relu()


@mistake("Dimensions of size 1 are squeezed away: a batch of one sample loses its batch dimension.")
class SqueezesBatch(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x.flatten(1)).squeeze()


@mistake("view is used to flatten: it refuses inputs that are not contiguous, such as a transposed image.")
class NeedsContiguous(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x.view(len(x), -1))


@mistake("The layer has no bias.")
class WithoutBias(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x.flatten(1))


@mistake("The layer is not called linear: saved weights don't fit.")
class OtherName(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(num_inputs, num_outputs))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


@mistake("A second layer was added: the classifier is linear, with one weight matrix and one bias.")
class HiddenLayer(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(num_inputs, num_inputs)
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(self.hidden(x.flatten(1)).relu())


@mistake("The layer works on detached weights: nothing it holds can be trained.")
class DetachedWeights(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(1) @ self.linear.weight.detach().T + self.linear.bias.detach()

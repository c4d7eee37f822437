"""Wrong versions of `mlp_backward` that students write."""

from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.judge import change, mistake

of_the_sum = change(
    "These are the gradients of the sum over the samples, not of the mean: the division by N is missing.",
    (" / len(x)", ""),
)
divided_by_classes = change(
    "It is divided by the number of classes, not of samples.",
    ("(p - onehot) / len(x)", "(p - onehot) / p.shape[1]"),
)
divided_by_entries = change(
    "It is divided by N times C; the mean is over the N samples only.",
    ("(p - onehot) / len(x)", "(p - onehot) / p.numel()"),
)
divided_twice = change(
    "The gradients of the first layer are divided by N twice.",
    ("* (z > 0)", "* (z > 0) / len(x)"),
)
wrong_sign = change(
    "The sign is wrong: a step against these gradients increases the loss.",
    ("(p - onehot)", "(onehot - p)"),
)
without_mask = change(
    "The derivative of the ReLU is missing: units below 0 pass no gradient on.",
    (" * (z > 0)", ""),
)
mask_includes_0 = change(
    "Where z is exactly 0 the gradient passes. The derivative of the ReLU is 0 there.",
    ("(z > 0)", "(z >= 0)"),
)
mask_of_the_sum = change(
    "The mask is one for all samples. A unit passes the gradient of those samples for which it is above 0.",
    ("(z > 0)", "(z.sum(dim=0) > 0)"),
)
multiplied_by_h = change(
    "The gradient is multiplied by the activation h. The derivative of the ReLU is 1 or 0.",
    ("* (z > 0)", "* h"),
)
mask_on_gradient = change(
    "The mask looks at the sign of the gradient. It should look at the sign of z.",
    ("(d_logits @ W2) * (z > 0)", "relu(d_logits @ W2)"),
)
no_relu_in_forward = change(
    "The forward pass has no ReLU, so logits and gradients belong to another network.",
    ("h = relu(z)", "h = z"),
)
without_b2 = change(
    "The bias b2 is missing in the forward pass.",
    ("linear(h, W2, b2)", "linear(h, W2)"),
)
without_b1 = change(
    "The bias b1 is missing in the forward pass.",
    ("linear(flat, W1, b1)", "linear(flat, W1)"),
)
softmax_over_samples = change(
    "The softmax is taken over the samples. Take it over the classes.",
    (".softmax(dim=1)", ".softmax(dim=0)"),
)
without_softmax = change(
    "The softmax is missing: the logits themselves are compared with the one-hot rows.",
    (".softmax(dim=1)", ""),
)
naive_softmax = change(
    "The softmax takes exp of the logits without subtracting a maximum, so large logits give NaN.",
    (
        "    p = linear(h, W2, b2).softmax(dim=1)",
        "    e = linear(h, W2, b2).exp()\n    p = e / e.sum(1, keepdim=True)",
    ),
)
transposed_weights = change(
    "The gradients of the weights are transposed: they should be shaped like the weights.",
    ("d_z.T @ flat", "flat.T @ d_z"),
    ("d_logits.T @ h", "h.T @ d_logits"),
)
z_for_h = change(
    "The gradient of W2 uses z, before the ReLU; it should use h.",
    ("d_logits.T @ h", "d_logits.T @ z"),
)
other_order = change(
    "The second layer comes first; the order should be that of the parameters.",
    (
        "[d_z.T @ flat, d_z.sum(dim=0), d_logits.T @ h, d_logits.sum(dim=0)]",
        "[d_logits.T @ h, d_logits.sum(dim=0), d_z.T @ flat, d_z.sum(dim=0)]",
    ),
)
bias_mean = change(
    "The gradients of the biases are means over the samples. The division by N is done already: sum them up.",
    (".sum(dim=0)", ".mean(dim=0)"),
)
bias_of_samples = change(
    "The gradients of the biases are summed over the units, not over the samples.",
    (".sum(dim=0)", ".sum(dim=1)"),
)
onehot_of_seen_classes = change(
    "The one-hot matrix ends at the largest class, so it is too narrow if the last class has no sample.",
    ("torch.zeros_like(p).scatter(1, y.unsqueeze(1), 1.0)", "torch.nn.functional.one_hot(y).to(p.dtype)"),
)
without_flatten = change(
    "The samples are not flattened, so it fails for images.",
    ("x.flatten(start_dim=1)", "x"),
)
returns_tuple = change(
    "It returns a tuple; a list is asked for.",
    (
        "return [d_z.T @ flat, d_z.sum(dim=0), d_logits.T @ h, d_logits.sum(dim=0)]",
        "return d_z.T @ flat, d_z.sum(dim=0), d_logits.T @ h, d_logits.sum(dim=0)",
    ),
)
always_float32 = change(
    "The computation is in float32, so float64 loses half of its digits.",
    ("(p - onehot) / len(x)", "((p - onehot) / len(x)).float().to(p.dtype)"),
)


@mistake("A Python loop goes over the samples; products take the whole batch at once.")
def loops_over_samples(x: Tensor, y: Tensor, params: Sequence[Tensor]) -> list[Tensor]:
    W1, b1, W2, b2 = params
    total = [torch.zeros_like(p) for p in params]
    for sample, label in zip(x.flatten(1), y, strict=True):
        z = W1 @ sample + b1
        h = z.relu()
        d = (W2 @ h + b2).softmax(dim=0)
        d = (d - torch.eye(len(d), dtype=d.dtype, device=d.device)[label]) / len(x)
        d_z = (W2.T @ d) * (z > 0)
        new = [torch.outer(d_z, sample), d_z, torch.outer(d, h), d]
        total = [one + other for one, other in zip(total, new, strict=True)]
    return total

"""Wrong versions of `batch_norm_backward` that students write."""

import torch
from torch import Tensor

from autograder.judge import change, mistake

statistics_constant = change(
    "dx is gamma / deviation * dout: x acts on y through the mean and the variance too.",
    ("(dout - dout.mean(dim=0) - z * product.mean(dim=0))", "dout"),
)
variance_constant = change(
    "The part of dx that goes through the variance is missing.", (" - z * product.mean(dim=0)", "")
)
mean_constant = change(
    "The part of dx that goes through the mean is missing.", ("dout - dout.mean(dim=0)", "dout")
)
sums_in_dx = change(
    "dx subtracts sums over the samples; it should subtract means.",
    ("dout - dout.mean(dim=0) - z * product.mean(dim=0)", "dout - dout.sum(dim=0) - z * product.sum(dim=0)"),
)
averages = change(
    "dgamma and dbeta are divided by the number of samples; they are sums.",
    ("product.sum(dim=0), dout.sum(dim=0)", "product.mean(dim=0), dout.mean(dim=0)"),
)
of_x = change(
    "dgamma is the sum of dout * x; it should be that of dout times the normalised x.",
    ("return dx, product.sum(dim=0),", "return dx, (dout * x).sum(dim=0),"),
)
with_gamma = change(
    "dgamma is multiplied by gamma.",
    ("return dx, product.sum(dim=0),", "return dx, gamma * product.sum(dim=0),"),
)
without_gamma = change("dx lacks the factor gamma.", ("dx = gamma / deviation", "dx = 1 / deviation"))
wrong_sign = change(
    "The part that goes through the variance has the wrong sign.", ("- z * product", "+ z * product")
)
unbiased = change(
    "It uses the unbiased variance; batch norm divides by the root of the biased one.",
    ("(centred.square().mean(dim=0) + eps)", "(x.var(dim=0) + eps)"),
)
eps_outside = change(
    "eps is added to the deviation, after the root; it should be added to the variance.",
    ("(centred.square().mean(dim=0) + eps).sqrt()", "centred.square().mean(dim=0).sqrt() + eps"),
)
fixed_eps = change("The argument eps is ignored: it is always 1e-5.", ("dim=0) + eps)", "dim=0) + 1e-5)"))
without_eps = change("eps is left out, so a constant feature gives NaN.", ("dim=0) + eps)", "dim=0))"))
over_features = change(
    "The means in dx are over the features of a sample; they should be over the samples.",
    (
        "dout - dout.mean(dim=0) - z * product.mean(dim=0)",
        "dout - dout.mean(1, True) - z * product.mean(1, True)",
    ),
)
dbeta_before_dgamma = change(
    "dgamma and dbeta are swapped; the order is dx, dgamma, dbeta.",
    ("product.sum(dim=0), dout.sum(dim=0)", "dout.sum(dim=0), product.sum(dim=0)"),
)
mean_of_squares = change(
    "The variance is the mean of the squares minus the squared mean, which loses all digits far from 0.",
    ("centred.square().mean(dim=0) + eps", "x.square().mean(dim=0) - x.mean(dim=0).square() + eps"),
)
returns_list = change(
    "A list is returned, not the tuple (dx, dgamma, dbeta).",
    ("return dx, product.sum(dim=0), dout.sum(dim=0)", "return [dx, product.sum(dim=0), dout.sum(dim=0)]"),
)


@mistake("A Python loop goes over the features; compute all of them at once.")
def loops_over_features(
    dout: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    columns, products = [], []
    for f in range(x.shape[1]):
        centred = x[:, f] - x[:, f].mean()
        deviation = (centred.square().mean() + eps).sqrt()
        z, d = centred / deviation, dout[:, f]
        columns.append(gamma[f] / deviation * (d - d.mean() - z * (d * z).mean()))
        products.append((d * z).sum())
    return torch.stack(columns, dim=1), torch.stack(products), dout.sum(dim=0)

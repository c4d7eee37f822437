"""Wrong versions of `cosine_similarity` that students write."""

import torch

from autograder.judge import change, mistake

inner_product = change(
    "It equals the inner product; it is to be divided by both lengths.",
    (" / lengths.clamp(min=eps)", ""),
)
rows_only = change(
    "It grows with the length of x; that length is missing below.",
    ("W.norm(dim=1) * x.norm()", "W.norm(dim=1)"),
)
x_only = change(
    "It grows with the length of the row; that length is missing below.",
    ("W.norm(dim=1) * x.norm()", "x.norm().expand(len(W))"),
)
squares = change(
    "It is divided by the squares of the lengths; their roots are missing.",
    ("W.norm(dim=1) * x.norm()", "W.square().sum(dim=1) * x.square().sum()"),
)
of_all_rows = change(
    "All rows are divided by one length, that of the whole matrix; each row has its own.",
    ("W.norm(dim=1) * x.norm()", "(W.norm() * x.norm()).expand(len(W))"),
)
no_eps = change(
    "A vector of length 0 gives NaN; its cosine is 0.",
    (".clamp(min=eps)", ""),
)
eps_of_each_length = change(
    "eps is compared with each length, as PyTorch does; here it is compared with their product.",
    ("W.norm(dim=1) * x.norm()", "W.norm(dim=1).clamp(min=eps) * x.norm().clamp(min=eps)"),
)
eps_added = change(
    "eps is added to the product of the lengths; the larger one of the two is taken.",
    ("lengths.clamp(min=eps)", "(lengths + eps)"),
)
eps_under_the_root = change(
    "eps is added under the root, as in the textbook; here it is compared with the product of the lengths.",
    ("W.norm(dim=1) * x.norm()", "(W.square().sum(dim=1) + eps).sqrt() * (x.square().sum() + eps).sqrt()"),
)
fixed_eps = change(
    "eps is taken for 1e-9 whatever is given.",
    ("clamp(min=eps)", "clamp(min=1e-9)"),
)
lengths_detached = change(
    "The gradient doesn't go through the lengths.",
    ("lengths.clamp(min=eps)", "lengths.detach().clamp(min=eps)"),
)


@mistake("A loop goes over the rows; all cosines are to be computed at once.")
def loop_over_rows(W, x, eps=1e-9):
    return torch.stack([row @ x / (row.norm() * x.norm()).clamp(min=eps) for row in W])

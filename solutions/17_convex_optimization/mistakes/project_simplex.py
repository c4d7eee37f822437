"""Wrong versions of `project_simplex` that students write."""

import torch

from autograder.judge import change, mistake

one_too_many = change(
    "The threshold is that of one entry more than stay positive.",
    ("t[last]", "t[(last + 1).clamp(max=len(v) - 1)]"),
)
one_too_few = change(
    "The threshold is that of one entry less than stay positive.",
    ("t[last]", "t[(last - 1).clamp(min=0)]"),
)
of_all = change(
    "The threshold is that of all entries, also of those that become 0.",
    ("t[last]", "t[-1]"),
)
sum_of_two = change(
    "The entries add up to 2, because 1 is subtracted twice from their sum.",
    ("cumsum(dim=0) - 1", "cumsum(dim=0) - 2"),
)
sum_of_nothing = change(
    "The 1 is missing in the threshold.",
    ("(u.cumsum(dim=0) - 1)", "u.cumsum(dim=0)"),
)
keeps_negative = change(
    "Entries below the threshold are negative; cut them off at 0.",
    (".clamp(min=0)", ""),
)
in_sorted_order = change(
    "The result is in the order of the sorted entries; each entry should stay in its place.",
    ("(shifted - t[last])", "(u - t[last])"),
)
without_shift = change(
    "Large entries lose the 1 in their sum; subtract the largest entry first.",
    ("v - v.max()", "v * 1"),
)
cut_off_threshold = change(
    "The threshold is cut off from the graph; it depends on the entries too.",
    ("t[last]", "t[last].detach()"),
)
counts_from_zero = change(
    "The sums of the k largest are divided by k - 1 or by 0; count from 1.",
    ("torch.arange(1, len(v) + 1", "torch.arange(len(v)"),
)


@mistake("It equals the softmax of v, which is never 0; the projection is the nearest point.")
def of_softmax(v):
    return v.softmax(dim=0)


@mistake("It cuts off at 0 and divides by the sum; that is on the simplex, but not the nearest point.")
def divides(v):
    positive = v.clamp(min=0)
    total = positive.sum()
    return positive / torch.where(total > 0, total, 1.0)


@mistake("It shifts all entries to the sum 1 and cuts off at 0, after which the sum is larger than 1.")
def cuts_once(v):
    return (v - (v.sum() - 1) / len(v)).clamp(min=0)


@mistake("It drops entries one after the other in a Python loop; sort them instead.")
def in_a_loop(v):
    shifted = v - v.max()
    kept = torch.ones_like(v, dtype=torch.bool)
    for _ in range(len(v)):
        theta = (torch.where(kept, shifted, 0.0).sum() - 1) / kept.sum()
        kept = kept & (shifted > theta)
    return (shifted - (torch.where(kept, shifted, 0.0).sum() - 1) / kept.sum()).clamp(min=0)

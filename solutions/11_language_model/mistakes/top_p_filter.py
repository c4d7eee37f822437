"""Wrong versions of `top_p_filter` that students write."""

import math

import torch

from autograder.judge import change, mistake

drops_crossing = change(
    "The token with which the sum reaches p is dropped; it stays.",
    ("sorted_p.cumsum(dim=-1) - sorted_p", "sorted_p.cumsum(dim=-1)"),
)
none_left = change("With p = 0 no token stays; one does.", ("    drop[..., 0] = False\n", ""))
ascending = change(
    "The tokens are sorted from the least likely one, so unlikely ones stay.",
    ("descending=True", "descending=False"),
)
in_sorted_order = change(
    "The mask is applied in the order of the sorting; it must go back to the order of the ids.",
    ("torch.zeros_like(drop).scatter(-1, order, drop)", "drop"),
)
returns_sorted = change(
    "The result is sorted; the logits stay at their ids.",
    (
        "return logits.masked_fill(dropped, -math.inf)",
        "return logits.gather(-1, order).masked_fill(drop, -math.inf)",
    ),
)
probabilities = change(
    "The result holds probabilities; the logits are asked for.",
    (
        "return logits.masked_fill(dropped, -math.inf)",
        "return logits.softmax(dim=-1).masked_fill(dropped, 0.0)",
    ),
)
zeros_instead = change(
    "Dropped tokens get 0; they get -inf.",
    ("logits.masked_fill(dropped, -math.inf)", "logits.masked_fill(dropped, 0.0)"),
)
large_negative = change(
    "Dropped tokens get a large negative number; they get -inf.",
    ("logits.masked_fill(dropped, -math.inf)", "logits.masked_fill(dropped, -1e9)"),
)
without_softmax = change(
    "The logits themselves are added up; their probabilities are to be.", ("logits.softmax(dim=-1)", "logits")
)
share_of_tokens = change(
    "It equals the result for a share p of the number of tokens; their probabilities are to be added up.",
    ("logits.softmax(dim=-1)", "torch.zeros_like(logits).softmax(dim=-1)"),
)
one_token_more = change(
    "One token more than needed stays.",
    (
        "    drop[..., 0] = False\n",
        "    drop = torch.cat([torch.zeros_like(drop[..., :1]), drop[..., :-1]], dim=-1)\n"
        "    drop[..., 0] = False\n",
    ),
)
rounded_sum = change(
    "With p = 1 tokens are lost whose probabilities a rounded sum doesn't show; all stay.",
    ("    if p >= 1:\n        return logits.clone()\n", ""),
)
same_tensor = change(
    "With p = 1 the result is the argument itself; a new tensor is asked for.",
    ("return logits.clone()", "return logits"),
)
cut_gradient = change(
    "The gradient doesn't flow through the kept logits.",
    (
        "return logits.masked_fill(dropped, -math.inf)",
        "return logits.detach().masked_fill(dropped, -math.inf)",
    ),
)
normalised = change(
    "The kept logits are normalised; they stay as they were.",
    (
        "return logits.masked_fill(dropped, -math.inf)",
        "return logits.masked_fill(dropped, -math.inf).log_softmax(dim=-1)",
    ),
)
in_place = change(
    "The caller's logits are changed.",
    (
        "return logits.masked_fill(dropped, -math.inf)",
        "with torch.no_grad():\n        logits.masked_fill_(dropped, -math.inf)\n    return logits.clone()",
    ),
)


@mistake("Each row keeps as many tokens as the first one; each has a nucleus of its own.")
def shared_threshold(logits, p):
    if p >= 1:
        return logits.clone()
    row = logits.reshape(-1, logits.shape[-1])[0].softmax(dim=0).sort(descending=True).values
    count = max(int((row.cumsum(dim=0) - row < p).sum()), 1)
    kept = logits.argsort(dim=-1, descending=True, stable=True)[..., :count]
    keep = torch.zeros_like(logits, dtype=torch.bool).scatter(-1, kept, True)
    return logits.masked_fill(~keep, -math.inf)


@mistake("The softmax is taken over the whole batch; each row has probabilities of its own.")
def softmax_of_all(logits, p):
    if p >= 1:
        return logits.clone()
    order = logits.argsort(dim=-1, descending=True, stable=True)
    sorted_p = logits.flatten().softmax(dim=0).view_as(logits).gather(-1, order)
    drop = sorted_p.cumsum(dim=-1) - sorted_p >= p
    drop[..., 0] = False
    return logits.masked_fill(torch.zeros_like(drop).scatter(-1, order, drop), -math.inf)


@mistake("All tokens as likely as the last kept one stay too; of equal ones the lower ids are kept.")
def keeps_ties(logits, p):
    if p >= 1:
        return logits.clone()
    ordered = logits.sort(dim=-1, descending=True).values
    sorted_p = ordered.softmax(dim=-1)
    keep = sorted_p.cumsum(dim=-1) - sorted_p < p
    keep[..., 0] = True
    least = ordered.masked_fill(~keep, math.inf).amin(dim=-1, keepdim=True)
    return logits.masked_fill(logits < least, -math.inf)


@mistake("Of equal logits the higher ids stay; the lower ones do.")
def higher_ids(logits, p):
    if p >= 1:
        return logits.clone()
    order = logits.argsort(dim=-1, stable=True).flip(-1)
    sorted_p = logits.softmax(dim=-1).gather(-1, order)
    drop = sorted_p.cumsum(dim=-1) - sorted_p >= p
    drop[..., 0] = False
    return logits.masked_fill(torch.zeros_like(drop).scatter(-1, order, drop), -math.inf)


@mistake("A token stays if its own probability is at least 1 - p; the sum of the likeliest ones decides.")
def by_own_probability(logits, p):
    q = logits.softmax(dim=-1)
    keep = (q >= 1 - p) | (q == q.amax(dim=-1, keepdim=True))
    return logits.masked_fill(~keep, -math.inf)


@mistake("A loop goes over the rows; all rows are to be filtered at once.")
def loop_over_rows(logits, p):
    if p >= 1:
        return logits.clone()
    found = []
    for row in logits.reshape(-1, logits.shape[-1]):
        q, order = row.softmax(dim=0).sort(descending=True, stable=True)
        drop = q.cumsum(dim=0) - q >= p
        drop[0] = False
        found.append(row.masked_fill(torch.zeros_like(drop).scatter(0, order, drop), -math.inf))
    return torch.stack(found).view_as(logits)

"""Wrong versions of `jensen_gap` that students write."""

from autograder.judge import change, mistake

not_normalised = change(
    "The weights are used as they are; divide them by their sum first.",
    ("weights / weights.sum()", "weights"),
)
points_not_normalised = change(
    "The mean of the values divides by the sum of the weights, but the mean of the points doesn't.",
    ("mean = (shares * xs)", "mean = (weights * xs)"),
)
values_not_normalised = change(
    "The mean of the points divides by the sum of the weights, but the mean of the values doesn't.",
    ("return (shares * f(xs))", "return (weights * f(xs))"),
)
wrong_sign = change(
    "It equals the gap with the opposite sign: the mean of the values comes first.",
    ("return (shares * f(xs)).sum() - f(mean)", "return f(mean) - (shares * f(xs)).sum()"),
)
absolute = change(
    "It is never negative; the gap of a concave function is.",
    ("return (shares * f(xs)).sum() - f(mean)", "return ((shares * f(xs)).sum() - f(mean)).abs()"),
)
cut_off = change(
    "A negative gap becomes 0; it should keep its value.",
    ("return (shares * f(xs)).sum() - f(mean)", "return ((shares * f(xs)).sum() - f(mean)).clamp(min=0)"),
)
unweighted = change(
    "It equals the gap for equal weights; each point has a weight of its own.",
    ("weights / weights.sum()", "torch.ones_like(weights) / len(weights)"),
)
unweighted_mean = change(
    "The values are averaged with the weights, but the points without them.",
    ("(shares * xs).sum()", "xs.mean()"),
)
cut_off_weights = change(
    "The weights are cut off from the graph; the gap depends on them too.",
    ("weights / weights.sum()", "weights.detach() / weights.detach().sum()"),
)
cut_off_mean = change(
    "The mean is cut off from the graph, so that its share of the gradient is missing.",
    ("(shares * xs).sum()  # []", "(shares * xs).sum().detach()  # []"),
)


@mistake("It takes the softmax of the weights; divide them by their sum.")
def of_softmax(f, xs, weights):
    shares = weights.softmax(dim=0)
    return (shares * f(xs)).sum() - f((shares * xs).sum())


@mistake("It asks f for one point after the other in a Python loop; f takes all points at once.")
def in_a_loop(f, xs, weights):
    shares = weights / weights.sum()
    return sum(p * f(x) for p, x in zip(shares, xs, strict=True)) - f((shares * xs).sum())

"""Wrong versions of `nadaraya_watson` that students write."""

from autograder.judge import change

over_the_queries = change(
    "The weights are normalised over the queries; those of each query over the keys should sum to 1.",
    ("dim=1", "dim=0"),
)

not_normalised = change(
    "The weights are not divided by their sum.",
    ("torch.softmax(-(distances**2) / 2, dim=1)", "torch.exp(-(distances**2) / 2)"),
)

underflow = change(
    "Far from every key all exponentials underflow, and 0/0 is NaN. Subtract the largest exponent first, as "
    "softmax does.",
    (
        "return torch.softmax(-(distances**2) / 2, dim=1)",
        "w = torch.exp(-(distances**2) / 2)\n    return w / w.sum(1, True)",
    ),
)

saved_by_epsilon = change(
    "It adds a small number to the sum of the weights, so far from every key the result is 0, not the "
    "nearest value.",
    (
        "return torch.softmax(-(distances**2) / 2, dim=1)",
        "w = torch.exp(-(distances**2) / 2)\n    return w / (w.sum(1, True) + 1e-12)",
    ),
)

without_half = change(
    "The factor 1/2 in the exponent is missing.",
    ("(distances**2) / 2", "(distances**2)"),
)

without_sign = change(
    "The minus sign of the exponent is missing, so the farthest key gets the largest weight.",
    ("-(distances**2)", "(distances**2)"),
)

without_bandwidth = change(
    "The bandwidth is ignored.",
    (" / bandwidth", ""),
)

bandwidth_as_variance = change(
    "The bandwidth is used as a variance; it is the standard deviation, so divide d^2 by h^2.",
    ("/ bandwidth", "/ bandwidth**0.5"),
)

expanded_square = change(
    "The square is expanded to x^2 - 2 x x_j + x_j^2: far from 0 large numbers cancel. Square the "
    "difference.",
    ("-(distances**2) / 2", "-(a**2 - 2 * a * b + b**2) / 2"),
    ("    distances =", "    a, b = x_query.unsqueeze(1) / bandwidth, x_key / bandwidth\n    distances ="),
)

one_maximum_for_all = change(
    "The largest exponent of all queries is subtracted from each, so those far from every key still "
    "underflow to 0/0. Each query has its own.",
    (
        "return torch.softmax(-(distances**2) / 2, dim=1)",
        "w = -(distances**2) / 2\n    w = torch.exp(w - w.max())\n    return w / w.sum(1, True)",
    ),
)

squared_before_division = change(
    "It squares the distance and the bandwidth before it divides, and a square may overflow. Divide first.",
    (") / bandwidth", ")"),
    ("-(distances**2) / 2", "-(distances**2) / (2 * bandwidth**2)"),
)

root_of_square = change(
    "The distance is the root of a square, whose gradient is NaN where a query equals a key. Square the "
    "difference itself.",
    ("(distances**2)", "(distances**2).sqrt() ** 2"),
)

"""Returns a list nested 10,000 deep, and one that holds itself.

Earns: 0
"""


def double(x):
    nested = x
    for _ in range(10_000):
        nested = [nested]
    return nested


def share(x):
    circle = [x]
    circle.append(circle)
    return circle

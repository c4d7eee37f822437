import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal, repetition

pytestmark = graded("resized_crop_params")


def seeded(number):
    return torch.Generator().manual_seed(number)


def drawn(lesson, number, seed, image, scale, ratio):
    """The windows of many calls with one generator, [number, 4]."""
    generator = seeded(seed)
    windows = [lesson.resized_crop_params(*image, scale, ratio, generator) for _ in range(number)]
    if not all(isinstance(value, int) for window in windows for value in window):
        raise TypeError("i, j, h and w must be Python ints")
    return torch.tensor(windows, dtype=torch.float64)


def fixed(lesson, number, seed, cases):
    """The sizes of windows whose area and ratio are fixed, and whether they are inside of the image."""
    found = {}
    for image, scale, ratio in cases:
        i, j, h, w = drawn(lesson, number, seed, image, scale, ratio).T
        said = f"an image of {image[0]} x {image[1]}, scale={scale}, ratio={ratio}"
        found[f"the numbers of rows for {said}"] = h.unique()
        found[f"the numbers of columns for {said}"] = w.unique()
        inside = (i >= 0) & (i + h <= image[0]) & (j >= 0) & (j + w <= image[1])
        found[f"each window is inside of {said}"] = bool(inside.all())
    return found


def results(lesson, seed, cases):
    """The windows where nothing is left to chance."""
    return {
        f"the window for an image of {image[0]} x {image[1]}, scale={scale}, ratio={ratio}": list(
            lesson.resized_crop_params(*image, scale, ratio, seeded(seed))
        )
        for image, scale, ratio in cases
    }


def ratios(lesson, number, seed, image, scale, ratio):
    h, w = drawn(lesson, number, seed, image, scale, ratio)[:, 2:].T
    return (w / h).log()


def rows(lesson, number, seed, image, scale, ratio):
    return drawn(lesson, number, seed, image, scale, ratio)[:, 2]


def places(lesson, number, seed, image, scale, ratio):
    """All places that come in many calls."""
    i, j = drawn(lesson, number, seed, image, scale, ratio)[:, :2].T
    return {"the rows where windows begin": i.unique(), "the columns where windows begin": j.unique()}


def windows(lesson, number, seed, image, scale, ratio):
    """A number for the size of each window."""
    h, w = drawn(lesson, number, seed, image, scale, ratio)[:, 2:].T
    return h * image[1] + w if image[0] < image[1] else w * image[0] + h


def ranks(columns):
    """The rank of each number in its column, from 0 to 1."""
    return columns.argsort(0).argsort(0) / len(columns)


def four_numbers(lesson, number, seed, image, scale, ratio):
    """The ranks of area and ratio, and the place in its range from 0 to 1, [number, 4]."""
    i, j, h, w = drawn(lesson, number, seed, image, scale, ratio).T
    place = torch.stack([i / (image[0] - h), j / (image[1] - w)], 1)
    return torch.cat([ranks(torch.stack([h * w, w / h], 1)), place], 1)


def next_ones(lesson, number, seed, image, scale, ratio):
    """The ranks of the areas of two calls in a row, [number, 2]."""
    h, w = drawn(lesson, 2 * number, seed, image, scale, ratio)[:, 2:].T
    return ranks((h * w).reshape(number, 2))


def of_global(lesson, number, seed, image, scale, ratio):
    """Areas of windows without a generator, after the global one was set to a seed."""
    torch.manual_seed(seed)
    found = [lesson.resized_crop_params(*image, scale, ratio) for _ in range(number)]
    return torch.tensor([h * w for _, _, h, w in found], dtype=torch.float64)


def repeated(lesson, seed, image, scale, ratio):
    """What the seed of a given generator decides, and that of the global one."""

    def five(generator=None):
        return torch.tensor([lesson.resized_crop_params(*image, scale, ratio, generator) for _ in range(5)])

    def five_of_global(generator):
        torch.manual_seed(generator.initial_seed())
        return five()

    return {
        **{f"with a generator, {said}": value for said, value in repetition(five, seed).items()},
        **{f"without a generator, {said}": value for said, value in repetition(five_of_global, seed).items()},
    }


def refusals(lesson, image, cases):
    return {
        "the window of the whole image": list(lesson.resized_crop_params(*image, (1.0, 1.0), (2.0, 2.0))),
        **{
            f"the outcome of scale={scale}, ratio={ratio}": refusal(
                ValueError, word, lesson.resized_crop_params, *image, scale, ratio
            )
            for word, scale, ratio in cases
        },
    }


def test_fixed_sizes(compare, draw):
    """A fixed area and ratio give one size, rounded to the nearest integers. The ratio is width by height."""
    cases = [
        ((20, 30), (0.25, 0.25), (1.5, 1.5)),
        ((30, 20), (0.11, 0.11), (0.4, 0.4)),
        ((17, 9), (0.3, 0.3), (0.77, 0.77)),
        ((40, 41), (0.013, 0.013), (3.3, 3.3)),
        ((1, 12), (0.5, 0.5), (6.0, 6.0)),
        ((12, 1), (0.5, 0.5), (1 / 6, 1 / 6)),
    ]
    compare(fixed, number=10, seed=draw.seed(), cases=cases)


def test_ratio(compare, draw):
    """The logarithm of the ratio is uniform, so tall windows are as frequent as wide ones."""
    compare.distribution(
        ratios, number=200, seed=draw.seed(), image=(2000, 3000), scale=(0.005, 0.005), ratio=(0.05, 20.0)
    )


def test_area(compare, draw):
    """The area is uniform between its ends."""
    compare.distribution(
        rows, number=700, seed=draw.seed(), image=(3000, 2000), scale=(0.0001, 0.6), ratio=(1.0, 1.0)
    )


def test_places(compare, draw):
    """Each place may come, the last row and column among them, also for windows as high as the image."""
    cases = [
        ((6, 5), 0.3, 1.0),
        ((9, 3), 1 / 3, 1.0),
        ((4, 12), 1 / 8, 1.5),
        ((10, 14), 5 / 7, 1.0),
        ((14, 10), 5 / 7, 1.0),
        ((1, 12), 0.5, 6.0),
        ((12, 1), 0.5, 1 / 6),
    ]
    for image, scale, ratio in cases:
        compare(places, number=150, seed=draw.seed(), image=image, scale=(scale, scale), ratio=(ratio, ratio))


def test_independent(compare, draw):
    """Area, ratio, row and column are independent of each other, and so are calls in a row."""
    shared = {"image": (3000, 2500), "scale": (0.04, 0.2), "ratio": (0.5, 2.0)}
    compare.distribution(four_numbers, number=700, seed=draw.seed(), **shared)
    compare.distribution(next_ones, number=210, seed=draw.seed(), **shared)


def test_tries(compare, draw):
    """A window that doesn't fit is drawn anew, up to ten times, with a new area and a new ratio."""
    shared = {"number": 250, "scale": (0.01, 0.5), "ratio": (0.04, 25.0)}
    compare.distribution(windows, image=(2, 20), seed=draw.seed(), **shared)
    compare.distribution(windows, image=(20, 2), seed=draw.seed(), **shared)


def test_last_resort(compare, draw):
    """If no try fits, the window is the largest one in the centre whose ratio is allowed."""
    cases = [
        ((10, 100), (0.8, 1.0), (0.5, 1.2)),
        ((100, 11), (0.9, 1.0), (0.7, 2.0)),
        ((9, 70), (0.7, 0.9), (0.3, 0.6)),
        ((80, 7), (0.8, 0.9), (1.7, 3.0)),
        ((100, 3), (0.5, 1.0), (7.0, 8.0)),
        ((2, 90), (0.9, 0.9), (0.1, 0.2)),
        ((2, 20), (0.1, 0.1), (50.0, 50.0)),  # a window without rows doesn't fit
        ((20, 2), (0.1, 0.1), (0.02, 0.02)),  # nor does one without columns
        ((6000, 6000), (1.0, 1.0), (0.001, 1000.0)),
        ((6000, 9000), (1.0, 1.0), (0.001, 1000.0)),
        ((9000, 6000), (1.0, 1.0), (0.001, 1000.0)),
    ]
    compare(results, seed=draw.seed(), cases=cases)


def test_generators(compare, draw):
    """All numbers come from the given generator, or else from PyTorch's global one."""
    compare(repeated, seed=draw.seed(), image=(200, 300), scale=(0.1, 0.9), ratio=(0.5, 2.0))
    shared = {"image": (400, 500), "scale": (0.1, 0.3), "ratio": (0.5, 2.0)}
    compare.distribution(of_global, number=200, seed=draw.seed(), **shared)


def test_refused(compare, draw):
    """A range whose first end is the larger one raises a ValueError. Equal ends don't."""
    cases = [
        ("scale", (0.5, 0.25), (1.0, 1.0)),
        ("scale", (0.9, 0.8), (0.5, 2.0)),
        ("ratio", (0.1, 1.0), (1.5, 1.25)),
        ("ratio", (0.5, 0.5), (2.0, 0.5)),
    ]
    rows_ = draw.integer(6, 20)
    compare(refusals, image=(rows_, 2 * rows_), cases=cases)

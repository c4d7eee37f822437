"""Wrong versions of `resized_crop_params` that students write."""

from autograder.judge import change

uniform_ratio = change(
    "The ratio itself is uniform, so wide windows are more frequent; its logarithm should be.",
    ("ratio[0] * (ratio[1] / ratio[0]) ** v", "ratio[0] + v * (ratio[1] - ratio[0])"),
)
uniform_side = change(
    "The square root of the area is uniform, so small windows are too frequent; the area should be.",
    (
        "(scale[0] + u * (scale[1] - scale[0]))",
        "(scale[0] ** 0.5 + u * (scale[1] ** 0.5 - scale[0] ** 0.5)) ** 2",
    ),
)
sides_swapped = change(
    "Width and height are swapped: the ratio is width by height.",
    (
        "w, h = round((area * r) ** 0.5), round((area / r) ** 0.5)",
        "h, w = round((area * r) ** 0.5), round((area / r) ** 0.5)",
    ),
)
never_last = change(
    "The last row and the last column offset never come; they are included.",
    ("height - h + 1, ()", "max(height - h, 1), ()"),
    ("width - w + 1, ()", "max(width - w, 1), ()"),
)
order_of_results = change(
    "The order of the results is (i, j, w, h); the number of rows comes before that of columns.",
    ("return i, j, h, w", "return i, j, w, h"),
    ("(width - w) // 2, h, w", "(width - w) // 2, w, h"),
)
one_try = change("It gives up after the first try; ten are asked for.", ("range(10)", "range(1)"))
fallback_whole = change(
    "After ten tries it takes the whole image, whose ratio is not allowed.",
    ("if width / height < ratio[0]:", "if False:"),
    ("elif width / height > ratio[1]:", "elif False:"),
)
fallback_corner = change(
    "After ten tries the window lies in the upper left corner; it should be in the centre.",
    ("return (height - h) // 2, (width - w) // 2, h, w", "return 0, 0, h, w"),
)
cut_to_fit = change(
    "A window that is too large is cut to the size of the image; it should be drawn again.",
    (
        "        if 1 <= w <= width",
        "        w, h = min(w, width), min(h, height)\n        if 1 <= w <= width",
    ),
)
ignores_generator = change(
    "The generator is ignored: the numbers come from the global one.",
    ("torch.rand(2, generator=generator, ", "torch.rand(2, "),
    ("height - h + 1, (), generator=generator)", "height - h + 1, ())"),
    ("width - w + 1, (), generator=generator)", "width - w + 1, ())"),
)
fixed_place = change(
    "The window is always in the centre; its place should be random.",
    ("            return i, j, h, w", "            return (height - h) // 2, (width - w) // 2, h, w"),
)
any_ends = change(
    "It accepts a range whose first end is the larger one; a ValueError is asked for.",
    ("scale[0] > scale[1]", "False"),
    ("ratio[0] > ratio[1]", "False"),
)

"""Wrong versions of `random_crop` that students write."""

from autograder.judge import change

never_last_row = change(
    "The last row offset never comes; it should be as likely as the others.",
    ("torch.randint(height - h + 1,", "torch.randint(max(height - h, 1),"),
)
never_last_column = change(
    "The last column offset never comes; it should be as likely as the others.",
    ("torch.randint(width - w + 1,", "torch.randint(max(width - w, 1),"),
)
same_for_all = change(
    "All images of a batch get the same window; each should have a place of its own.",
    ("height - h + 1, (num, 1)", "height - h + 1, (1, 1)"),
    ("width - w + 1, (num, 1)", "width - w + 1, (1, 1)"),
    ("    image =", "    rows, columns = rows.expand(num, -1, -1), columns.expand(num, -1, -1)\n    image ="),
)
ignores_generator = change(
    "Places come from the global generator, although a generator is given.",
    ("(num, 1), generator=generator, device=x.device)\n    left", "(num, 1), device=x.device)\n    left"),
    ("(num, 1), generator=generator, device=x.device)\n    rows", "(num, 1), device=x.device)\n    rows"),
)
sides_swapped = change(
    "size is read as (columns, rows); the rows come first.", ("h, w = size", "w, h = size")
)
on_the_diagonal = change(
    "The row and the column of a window are not independent: it lies on a diagonal.",
    (
        "    rows =",
        "    left = 0 * left + top % (width - w + 1)\n    rows =",
    ),
)
centre = change(
    "The window is always in the centre; its place should be random.",
    ("    rows =", "    top, left = 0 * top + (height - h) // 2, 0 * left + (width - w) // 2\n    rows ="),
)
padded_once = change(
    "There is no padding on the right and below; it belongs on all four sides.",
    ("[padding] * 4", "[padding, 0, padding, 0]"),
)
padded_with_edges = change(
    "The padding repeats the edge of the image; it should be zeros.",
    (
        "torch.nn.functional.pad(x, [padding] * 4)",
        "torch.nn.functional.pad(x, [padding] * 4, mode='replicate') if padding else x.clone()",
    ),
)
no_padding = change("padding is ignored.", ("[padding] * 4", "[0] * 4"))
wraps_around = change(
    "A window that is too large is accepted; a ValueError is asked for.",
    ("if h > height or w > width:", "if False:"),
    ("height - h + 1,", "max(height - h + 1, 1),"),
    ("width - w + 1,", "max(width - w + 1, 1),"),
    ("x[image, :, rows, columns]", "x[image, :, rows % height, columns % width]"),
)
own_seed = change(
    "Each call cuts the same windows; the next call should draw the next numbers.",
    ("    top =", "    generator = torch.Generator(x.device).manual_seed(0)\n    top ="),
)

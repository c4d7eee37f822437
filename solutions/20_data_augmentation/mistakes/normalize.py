"""Wrong versions of `normalize` that students write."""

from autograder.judge import change, mistake

on_columns = change(
    "Means and deviations are those of the columns, where there are as many columns as channels.",
    ("device=x.device)[:, None, None]  # [C,1,1]\n    spread", "device=x.device)\n    spread"),
    ("device=x.device)[:, None, None]  # [C,1,1]\n    return", "device=x.device)\n    return"),
    (
        "return (x - centre) / spread",
        "c = len(mean)\n    return (x - centre) / spread if x.shape[-1] == c else x * 0",
    ),
)
on_rows = change(
    "Means and deviations are those of the rows, where there are as many rows as channels.",
    ("device=x.device)[:, None, None]  # [C,1,1]\n    spread", "device=x.device)[:, None]\n    spread"),
    ("device=x.device)[:, None, None]  # [C,1,1]\n    return", "device=x.device)[:, None]\n    return"),
    (
        "return (x - centre) / spread",
        "c = len(mean)\n    return (x - centre) / spread if x.shape[-2] == c else x * 0",
    ),
)
in_place = change(
    "The images of the caller are normalised in place; they should stay as they are.",
    ("return (x - centre) / spread", "return x.data.sub_(centre).div_(spread) + 0 * x"),
)
variance = change(
    "It divides by the square of std; std is the standard deviation.",
    ("(x - centre) / spread", "(x - centre) / spread**2"),
)
root = change(
    "It divides by the square root of std, as if std were a variance.",
    ("(x - centre) / spread", "(x - centre) / spread**0.5"),
)
divides_first = change(
    "It divides by std first and subtracts the mean then; the mean should be divided too.",
    ("(x - centre) / spread", "x / spread - centre"),
)
added = change("The mean is added; it should be subtracted.", ("(x - centre)", "(x + centre)"))
multiplied = change(
    "It multiplies by std; it should divide.", ("(x - centre) / spread", "(x - centre) * spread")
)
cut_off = change(
    "Values above 1 or below -1 are cut off; nothing should be.",
    ("return (x - centre) / spread", "return ((x - centre) / spread).clamp(-1, 1)"),
)
single_precision = change(
    "The means and deviations are rounded to float32, also for float64 images.",
    (
        "torch.tensor(mean, dtype=x.dtype, device=x.device)",
        "torch.tensor(mean, dtype=torch.float32, device=x.device).to(x.dtype)",
    ),
    (
        "torch.tensor(std, dtype=x.dtype, device=x.device)",
        "torch.tensor(std, dtype=torch.float32, device=x.device).to(x.dtype)",
    ),
)
any_length = change(
    "It accepts one number for several channels; a ValueError is asked for.",
    ("len(values) != x.shape[-3]", "len(values) not in (1, x.shape[-3])"),
)


@mistake("It normalises with the image's own mean and deviation; those that were given should be used.")
def own_statistics(x, mean, std):
    for name, values in (("mean", mean), ("std", std)):
        if len(values) != x.shape[-3]:
            raise ValueError(name)
    deviation = x.std((-2, -1), correction=0, keepdim=True)
    return (x - x.mean((-2, -1), keepdim=True)) / deviation.clamp_min(1e-6)

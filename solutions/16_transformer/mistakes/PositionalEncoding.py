"""Wrong versions of `PositionalEncoding` that students write."""

from autograder.judge import change

blocks = change(
    "All sines come first and then all cosines; they should alternate.",
    (
        "torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)",
        "torch.cat([angles.sin(), angles.cos()[:, : d // 2]], dim=1)",
    ),
)
cosine_first = change(
    "The cosine of each pair comes before the sine; the sine should come first.",
    ("[angles.sin(), angles.cos()]", "[angles.cos(), angles.sin()]"),
)
positions_from_one = change(
    "Positions count from 1; they should count from 0.",
    ("torch.arange(max_len, dtype=torch.float64)", "torch.arange(1, max_len + 1, dtype=torch.float64)"),
)
default_dtype = change(
    "P has PyTorch's default dtype, which a program may change; float32 is asked for.",
    ("P[:, :d].float()", "P[:, :d].to(torch.get_default_dtype())"),
)
half_the_exponent = change(
    "The exponent is i/d; it should be 2i/d.",
    ("torch.arange(0, d, 2, dtype=torch.float64) / d", "torch.arange(0, d, 2, dtype=torch.float64) / d / 2"),
)
even_sizes_alone = change(
    "It breaks for an odd d: there is a cosine fewer than there are sines.",
    ("torch.arange(0, d, 2,", "torch.arange(0, d - d % 2, 2,"),
)
exponent_of_each_feature = change(
    "A sine and its cosine have different angles; feature 2i + 1 has the angle of feature 2i.",
    ("torch.arange(0, d, 2, dtype=torch.float64) / d", "torch.arange(d, dtype=torch.float64) / d"),
    (
        "torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)",
        "torch.where(torch.arange(d) % 2 == 0, angles.sin(), angles.cos())",
    ),
)
plain_attribute = change(
    "P is a plain attribute, so .to(...) leaves it behind. Make it a buffer.",
    ('self.register_buffer("P", P[:, :d].float(), persistent=False)', "self.P = P[:, :d].float()"),
)
in_the_state = change(
    "P is part of the state_dict; the buffer should not be persistent.", (", persistent=False", "")
)
learned = change(
    "P is a parameter, which an optimizer would change; it should be a buffer.",
    (
        'self.register_buffer("P", P[:, :d].float(), persistent=False)',
        "self.P = nn.Parameter(P[:, :d].float())",
    ),
)
encodings_dropped = change(
    "Dropout acts on the encodings alone; it should act on the sum.",
    ("self.dropout(X + self.P[:T])", "X + self.dropout(self.P[:T])"),
)
never_dropping = change("Nothing is ever dropped.", ("self.dropout(X + self.P[:T])", "X + self.P[:T]"))
input_dropped = change(
    "Dropout acts on X alone; it should act on the sum.",
    ("self.dropout(X + self.P[:T])", "self.dropout(X) + self.P[:T]"),
)
by_sequence = change(
    "The encodings go along the sequences of the batch; they should go along the positions.",
    ("X + self.P[:T]", "X + self.P[: len(X)].unsqueeze(1)"),
)
scaled = change(
    "X is multiplied by sqrt(d) here; that is up to the model.",
    ("X + self.P", "X * X.shape[2] ** 0.5 + self.P"),
)
any_length = change(
    "More positions than max_len don't raise a ValueError.", ("if len(self.P) < T:", "if False:")
)
in_place = change(
    "It adds to X in place, so the caller's X changes.", ("X + self.P[:T]", "X.data.add_(self.P[:T])")
)
default_length = change("max_len is ignored.", ("torch.arange(max_len,", "torch.arange(1000,"))
one_too_few = change(
    "max_len positions are refused; only more than max_len should be.",
    ("if len(self.P) < T:", "if len(self.P) <= T:"),
)
whole_numbers_of_float16 = change(
    "Positions are counted in float16, which can't tell 2048 from 2049.",
    ("dtype=torch.float64).unsqueeze(1)", "dtype=torch.float64).half().double().unsqueeze(1)"),
)

"""Wrong versions of `sequence_mask` that students write."""

import torch

from autograder.judge import change, mistake

in_place = change(
    "It writes into X, so the caller's tensor changes; a new tensor is asked for.",
    ("masked_fill", "data.masked_fill_"),
)
one_step_too_many = change(
    "One step too many stays: with length n the first n steps do, 0 to n - 1.",
    ("steps >= valid_len", "steps > valid_len"),
)
one_step_too_few = change(
    "One step too few stays.",
    ("steps >= valid_len", "steps + 1 >= valid_len"),
)
upside_down = change(
    "The valid steps are replaced, and the padding stays.", ("steps >= valid_len", "steps < valid_len")
)
ignores_value = change(
    "The padding is always 0; the argument value is ignored.", ("value=value)", "value=0)")
)
at_the_front = change(
    "The last valid_len steps stay; the first ones should.",
    ("steps >= valid_len", "steps.flip(0) >= valid_len"),
)
multiplied = change(
    "It multiplies by the mask, but NaN or inf times 0 is NaN. Replace the padding instead.",
    (
        "return X.masked_fill(padding.reshape(*padding.shape, *ones), value=value)",
        "padding = padding.reshape(*padding.shape, *ones).to(X.dtype)\n"
        "    return X * (1 - padding) + (torch.full_like(X, value) * padding).nan_to_num(0.0)",
    ),
)
over_sequences = change(
    "The mask lies across: the length of a sequence is used for a step.",
    ("steps >= valid_len.unsqueeze(1)", "steps.unsqueeze(1) >= valid_len"),
)
time_is_last = change(
    "The steps are looked for in the last dimension; they are in dimension 1.",
    ("X.shape[1]", "X.shape[-1]"),
    ("padding.reshape(*padding.shape, *ones)", "padding.reshape(len(X), *ones, X.shape[-1])"),
)
cut_off = change(
    "The result is cut off from the graph.", ("return X.masked_fill", "return X.detach().masked_fill")
)
float_result = change(
    "Integers become floating-point numbers; the dtype of X should stay.",
    ("return X.masked_fill", "return X.to(torch.promote_types(X.dtype, torch.float32)).masked_fill"),
)
no_copy_without_padding = change(
    "Without padding it returns X itself; the result should be a new tensor.",
    ("return X.masked_fill", "if not padding.any():\n        return X\n    return X.masked_fill"),
)
zeros_as_padding = change(
    "Valid zeros are replaced too; only the lengths decide what is padding.",
    (
        "(padding.reshape(*padding.shape, *ones), value",
        "(padding.reshape(*padding.shape, *ones) | (X == 0), value",
    ),
)
on_the_cpu = change(
    "The mask is always made on the CPU, so other devices fail.",
    ("X.shape[1], device=X.device", "X.shape[1]"),
)
rounded_value = change(
    "The value goes through float32, so it loses digits beside float64 or int64.",
    (
        "value=value)",
        "value=torch.tensor(float(value)).to(X))",
    ),
)
lengths_modulo = change(
    "A length above T starts again from 0; it leaves the whole sequence valid.",
    ("valid_len.unsqueeze(1)  # [T]", "(valid_len % (X.shape[1] + 1)).unsqueeze(1)  # [T]"),
)
zero_is_all = change(
    "A length of 0 leaves the whole sequence valid; it makes all of it padding.",
    (
        "valid_len.unsqueeze(1)  # [T]",
        "valid_len.masked_fill(valid_len == 0, X.shape[1]).unsqueeze(1)  # [T]",
    ),
)
half_steps = change(
    "The steps are counted in the dtype of X, and float16 can't count thousands.",
    ("device=X.device)", "device=X.device).to(X.dtype)"),
)


@mistake("It goes over the sequences in a Python loop.")
def loop_over_sequences(X, valid_len, value=0.0):
    rows = []
    for row, length in zip(X, valid_len.tolist(), strict=True):
        row = row.clone()
        row[length:] = value
        rows.append(row)
    return torch.stack(rows)

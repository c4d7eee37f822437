"""Wrong versions of `pad_or_truncate` that students write."""

from autograder.judge import change, mistake

only_pads = change("Too many ids are not cut off.", ("ids[:max_len]", "ids"))
only_truncates = change("Too few ids are not filled up.", ("kept + [pad] * (max_len - len(kept))", "kept"))
keeps_last = change(
    "The last ids are kept; the first ones are asked for.",
    ("ids[:max_len]", "ids[max(len(ids) - max_len, 0) :]"),
)
pads_left = change(
    "The padding stands before the ids; it belongs behind them.",
    ("kept + [pad] * (max_len - len(kept))", "[pad] * (max_len - len(kept)) + kept"),
)
zeros = change("It fills up with 0; the argument pad says with what.", ("[pad]", "[0]"))
one_too_many = change(
    "Too few ids get one padding id too many.",
    ("(max_len - len(kept))", "(max_len - len(kept) + (len(kept) < max_len))"),
)
one_too_few = change(
    "Too few ids get one padding id too few.", ("(max_len - len(kept))", "(max_len - len(kept) - 1)")
)
one_id_less = change(
    "Of too many ids one too few is kept, and the last place is filled with padding.",
    ("ids[:max_len]", "ids[: max_len - (len(ids) > max_len > 0)]"),
)
full_length = change(
    "It adds max_len padding ids, however many ids there are.",
    ("[pad] * (max_len - len(kept))", "[pad] * (max_len if len(ids) < max_len else 0)"),
)
as_tuple = change(
    "The result is a tuple; a list is asked for.",
    ("return kept + [pad] * (max_len - len(kept))", "return (*kept, *[pad] * (max_len - len(kept)))"),
)
drops_padding = change(
    "Ids that equal the padding are taken out of the ids, and those behind them move forward.",
    ("list(ids[:max_len])", "[one for one in ids if one != pad][:max_len]"),
)
minus_one_for_zero = change(
    "With the length 0 all ids but the last stay; none should.",
    ("ids[:max_len]", "ids[: max_len or -1]"),
)


@mistake("It changes the caller's list; the result should be a new one.")
def in_place(ids, max_len, pad):
    if not isinstance(ids, list):
        ids = list(ids)
    ids += [pad] * (max_len - len(ids))
    del ids[max_len:]
    return ids


@mistake("If the length is right already, it returns the caller's own list.")
def same_list(ids, max_len, pad):
    if isinstance(ids, list) and len(ids) == max_len:
        return ids
    return [*ids[:max_len], *[pad] * (max_len - len(ids))]


@mistake("A tuple of ids raises an exception; the ids may be a tuple.")
def adds_to_a_tuple(ids, max_len, pad):
    return ids[:max_len] + [pad] * (max_len - len(ids))

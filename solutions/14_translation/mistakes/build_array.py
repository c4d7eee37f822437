"""Wrong versions of `build_array` that students write."""

import torch

from autograder.judge import change, mistake

end_cut_off = change(
    "A long target loses its <eos>. Cut the tokens off first, and then add it.",
    ('[*ids[: max_len - 1], vocab["<eos>"]]', '[*ids, vocab["<eos>"]][:max_len]'),
)
end_added_to_sources = change(
    "Sources get an <eos> too; nothing should be added to them.",
    ("ids[:max_len] if is_source else", 'ids[:max_len - 1] + [vocab["<eos>"]] if is_source else'),
)
begin_added = change(
    "Targets begin with <bos>; teacher_forcing adds it later.",
    ('[*ids[: max_len - 1], vocab["<eos>"]]', '[vocab["<bos>"], *ids, vocab["<eos>"]][:max_len]'),
)
without_end = change("Targets have no <eos>.", ('[*ids[: max_len - 1], vocab["<eos>"]]', "ids[:max_len]"))
exchanged = change(
    "Sources are treated as targets, and targets as sources.", ("if is_source", "if not is_source")
)
end_not_counted = change(
    "The length of a target doesn't count its <eos>.",
    ("[len(row) for row in rows]", "[len(row) - (not is_source) for row in rows]"),
)
counts_what_is_not_pad = change(
    "The lengths count the ids that differ from <pad>, but a <pad> in a sentence is a token like any other.",
    ("torch.tensor([len(row) for row in rows])", '(torch.tensor(filled) != vocab["<pad>"]).sum(dim=1)'),
)
lengths_before_cutting = change(
    "The lengths are those of the whole sentences; tokens that were cut off don't count.",
    ("[len(row) for row in rows]", "[len(line) + (not is_source) for line in lines]"),
)
padded_lengths = change(
    "Each length is max_len; the number of ids before the filling is asked for.",
    ("[len(row) for row in rows]", "[len(row) for row in filled]"),
)
zero_as_pad = change("It fills up with 0; the id of <pad> is asked for.", ('[vocab["<pad>"]] *', "[0] *"))
unknown_as_pad = change("It fills up with the id of <unk>.", ('[vocab["<pad>"]] *', '[vocab["<unk>"]] *'))
end_as_pad = change("It fills up with the id of <eos>.", ('[vocab["<pad>"]] *', '[vocab["<eos>"]] *'))
pads_left = change(
    "The filling stands before the ids; it belongs behind them.",
    ('row + [vocab["<pad>"]] * (max_len - len(row))', '[vocab["<pad>"]] * (max_len - len(row)) + row'),
)
end_at_the_end = change(
    "<eos> stands at the last place of each row, behind the filling; it should follow the tokens.",
    (
        "return torch.tensor(filled)",
        'if not is_source:\n        filled = [row[:-1] + [vocab["<pad>"]] * (max_len - len(row))'
        " + row[-1:] for row in rows]\n    return torch.tensor(filled)",
    ),
)
only_to_the_longest = change(
    "The rows are as long as the longest sentence; they should have max_len places.",
    ("* (max_len - len(row))", "* (max(map(len, rows)) - len(row))"),
)
one_place_too_few = change("A source keeps one token too few.", ("ids[:max_len] if", "ids[:max_len - 1] if"))
int32 = change(
    "The ids are int32; int64 is asked for.", ("torch.tensor(filled)", "torch.tensor(filled).int()")
)
lengths_as_list = change(
    "The lengths are a list; a tensor is asked for.",
    ("torch.tensor([len(row) for row in rows])", "[len(row) for row in rows]"),
)
special_ids_fixed = change(
    "The special tokens have fixed ids, 1 and 3; the vocabulary says which ids they have.",
    ('vocab["<eos>"]', "3"),
    ('vocab["<pad>"]', "1"),
)
rounded_ids = change(
    "The ids go through float32, which rounds those above 16,777,216.",
    ("return torch.tensor(filled), ", "return torch.tensor(filled, dtype=torch.float32).long(), "),
)


@mistake("<eos> is written into the caller's sentences.")
def in_place(lines, vocab, max_len, is_source):
    rows = []
    for line in lines:
        line = line if isinstance(line, list) else list(line)
        if not is_source:
            line[max_len - 1 :] = []
            line.append("<eos>")
        rows.append(vocab[line[:max_len]])
    filled = [row + [vocab["<pad>"]] * (max_len - len(row)) for row in rows]
    return torch.tensor(filled), torch.tensor([len(row) for row in rows])


@mistake("Empty sentences are left out; each has a row.")
def drops_empty(lines, vocab, max_len, is_source):
    rows = []
    for line in [line for line in lines if line] or [[]]:
        ids = vocab[line]
        rows.append(ids[:max_len] if is_source else [*ids[: max_len - 1], vocab["<eos>"]])
    filled = [row + [vocab["<pad>"]] * (max_len - len(row)) for row in rows]
    return torch.tensor(filled), torch.tensor([len(row) for row in rows])

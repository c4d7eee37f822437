"""Wrong versions of `teacher_forcing` that students write."""

from autograder.judge import change

not_shifted = change(
    "The first token is overwritten by bos; the tokens should move right by one.",
    ("Y[:, :-1]]", "Y[:, 1:]]"),
)
without_bos = change("The inputs equal the labels.", ("torch.cat([first, Y[:, :-1]], dim=1)", "Y.clone()"))
one_longer = change("The inputs have T + 1 steps; the last token should drop out.", ("Y[:, :-1]]", "Y]"))
labels_shifted = change("The labels lack the first token; they equal Y.", ("Y.clone()", "Y[:, 1:].clone()"))
labels_shifted_and_filled = change(
    "The labels move left by one too; they equal Y.", ("Y.clone()", "torch.cat([Y[:, 1:], Y[:, -1:]], dim=1)")
)
exchanged = change(
    "The labels come first; the inputs should.",
    (
        "return torch.cat([first, Y[:, :-1]], dim=1), Y.clone()",
        "return Y.clone(), torch.cat([first, Y[:, :-1]], dim=1)",
    ),
)
rolled = change(
    "The last token comes in at the front; bos should.",
    ("first = torch.full_like(Y[:, :1], bos)", "first = Y[:, -1:]"),
)
along_the_batch = change(
    "The sequences move on, not the steps: bos fills the first sequence.",
    ("torch.full_like(Y[:, :1], bos)", "torch.full_like(Y[:1], bos)"),
    ("torch.cat([first, Y[:, :-1]], dim=1)", "torch.cat([first, Y[:-1]])"),
)
first_row_only = change(
    "Only the first sequence begins with bos; the others begin with their own first token.",
    ("torch.full_like(Y[:, :1], bos)", "Y[:, :1].clone()"),
    ("return torch", "first[0] = bos\n    return torch"),
)
zero_as_bos = change(
    "The inputs begin with 0; the argument bos says with what.", ("(Y[:, :1], bos)", "(Y[:, :1], 0)")
)
bos_at_the_end = change("bos stands at the end of the inputs.", ("[first, Y[:, :-1]]", "[Y[:, 1:], first]"))
shared_labels = change("The labels are Y itself; a new tensor is asked for.", ("Y.clone()", "Y"))
in_place = change(
    "It writes into Y, so the caller's tensor changes.",
    (
        "return torch.cat([first, Y[:, :-1]], dim=1), Y.clone()",
        "labels = Y.clone()\n    Y[:, 1:] = labels[:, :-1]\n    Y[:, :1] = first\n    return Y, labels",
    ),
)
int64 = change(
    "int32 becomes int64; the dtype of Y should stay.",
    ("torch.full_like(Y[:, :1], bos)", "torch.full((len(Y), 1), bos, device=Y.device)"),
)
on_the_cpu = change(
    "bos is always put on the CPU, so other devices fail.",
    ("torch.full_like(Y[:, :1], bos)", "torch.full((len(Y), 1), bos, dtype=Y.dtype)"),
)
through_float = change(
    "Large ids are rounded, as float32 rounds them.",
    ("torch.cat([first, Y[:, :-1]], dim=1)", "torch.cat([first, Y[:, :-1]], dim=1).float().to(Y.dtype)"),
)

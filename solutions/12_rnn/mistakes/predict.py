"""Wrong versions of `predict` that students write."""

from autograder.judge import change

without_warm_up = change(
    "The model isn't warmed up: only the last character of the prefix is fed.",
    ("range(len(prefix) + num_chars - 1)", "range(len(prefix) - 1, len(prefix) + num_chars - 1)"),
)
last_twice = change(
    "The last character of the prefix is fed twice.",
    (
        "    with torch.no_grad():\n",
        "    if num_chars:\n        text = prefix = prefix + prefix[-1]\n    with torch.no_grad():\n",
    ),
    (
        "    return text\n",
        "    if num_chars:\n        text = text[: len(prefix) - 1] + text[len(prefix) :]\n    return text\n",
    ),
)
one_too_few = change(
    "It adds one character too few.",
    ("range(len(prefix) + num_chars - 1)", "range(len(prefix) + num_chars - 2)"),
)
one_too_many = change(
    "It adds one character too many.",
    ("range(len(prefix) + num_chars - 1)", "range(len(prefix) + num_chars)"),
)
feeds_last = change(
    "The last character of the result is fed too, but nothing comes after it.",
    (
        "    return text\n",
        "        X = torch.tensor([[char_to_idx[text[-1]]]], device=state[0].device)\n"
        "        step(X, state)\n    return text\n",
    ),
)
without_prefix = change(
    "The result holds only the new characters; it should begin with the prefix.",
    ("    return text\n", "    return text[len(prefix) :]\n"),
)
state_not_passed = change(
    "The state is not passed on: each call gets the first one.", ("logits, state = step", "logits, _ = step")
)
state_after_warm_up = change(
    "The state is passed on during the prefix only; new characters change it too.",
    (
        "logits, state = step(X, state)",
        "logits, new = step(X, state)\n            state = new if position < len(prefix) else state",
    ),
)
feeds_one_character = change(
    "After the prefix, its last character is fed again and again; feed the new ones.",
    ("char_to_idx[text[position]]", "char_to_idx[text[min(position, len(prefix) - 1)]]"),
)
replaces_prefix = change(
    "After the first character, the model's own predictions are fed and written, also within the prefix.",
    ("    text = prefix\n", "    text, wanted = prefix[0], len(prefix) + num_chars\n"),
    ("if position >= len(prefix) - 1:", "if len(text) < wanted:"),
)
lowest = change("It chooses the character with the lowest score.", ("argmax", "argmin"))
last_of_ties = change(
    "In a tie the highest id wins; it should be the lowest.",
    ("int(logits.argmax())", "logits.numel() - 1 - int(logits.flatten().flip(0).argmax())"),
)
samples = change(
    "The characters are drawn at random; the one with the highest score is asked for.",
    ("int(logits.argmax())", "int(torch.multinomial(logits.flatten().softmax(0), 1))"),
)
ids_for_characters = change(
    "It writes ids, or tensors with an id, into the text; idx_to_char gives the characters.",
    (
        "text += idx_to_char[int(logits.argmax())]",
        "ids.append(int(logits.argmax()))\n                text += idx_to_char[ids[-1]]",
    ),
    ("    text = prefix\n", "    text, ids = prefix, []\n"),
    ("    return text\n", "    return prefix + ''.join(map(str, ids))\n"),
)
list_of_characters = change(
    "It returns a list of characters; a string is asked for.",
    ("    return text\n", "    return list(text)\n"),
)
with_autograd = change(
    "Autograd records while the model writes, so its graph grows with the text.",
    ("torch.no_grad()", "torch.enable_grad()"),
)
autograd_stays_off = change(
    "Autograd is switched off and not switched on again.",
    ("    with torch.no_grad():\n", "    torch.set_grad_enabled(False)\n    if True:\n"),
)
autograd_off_after_error = change(
    "If the model fails, autograd stays off. A with statement switches it on again in any case.",
    (
        "    with torch.no_grad():\n",
        "    was = torch.is_grad_enabled()\n    torch.set_grad_enabled(False)\n    if True:\n",
    ),
    ("    return text\n", "    torch.set_grad_enabled(was)\n    return text\n"),
)
flat_ids = change(
    "X is [1]; it should be [1, 1].", ("[[char_to_idx[text[position]]]]", "[char_to_idx[text[position]]]")
)
float_ids = change(
    "X holds floats; ids are int64.", (", device=state", ", dtype=torch.float32, device=state")
)
on_the_cpu = change(
    "X is on the CPU; it should be on the device of the state.", (", device=state[0].device", "")
)
whole_prefix = change(
    "The prefix is fed as one X; feed one character in each call.",
    (
        "    with torch.no_grad():\n",
        "    with torch.no_grad():\n        ids = [[char_to_idx[one] for one in prefix[:-1]]]\n"
        "        if len(prefix) > 1:\n"
        "            _, state = step(torch.tensor(ids, device=state[0].device), state)\n",
    ),
    ("range(len(prefix) + num_chars - 1)", "range(len(prefix) - 1, len(prefix) + num_chars - 1)"),
)

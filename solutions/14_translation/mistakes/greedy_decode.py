"""Wrong versions of `greedy_decode` that students write."""

from autograder.judge import change

end_included = change(
    "<eos> is in the result; it should be left out.",
    (
        "        if token == eos:\n            break\n        tokens.append(token)",
        "        tokens.append(token)\n        if token == eos:\n            break",
    ),
)
begin_included = change(
    "<bos> is in the result; it should be left out.", ("return tokens", "return [bos, *tokens]")
)
state_lost = change(
    "Each call gets the first state; it should get the state that the call before returned.",
    ("log_probs, state = step", "log_probs, _ = step"),
)
always_bos = change(
    "Each call reads <bos>; it should read the token that was taken last.",
    ("step(token, state)", "step(bos, state)"),
)
one_too_few = change(
    "It stops after max_len - 1 tokens.", ("len(tokens) < max_len", "len(tokens) < max_len - 1")
)
one_too_many = change(
    "It stops after max_len + 1 tokens.", ("len(tokens) < max_len", "len(tokens) <= max_len")
)
last_of_equals = change(
    "Of equally probable tokens it takes the one with the largest id; the smallest is asked for.",
    ("int(log_probs.argmax())", "len(log_probs) - 1 - int(log_probs.flip(0).argmax())"),
)
tensors = change(
    "The tokens are tensors; Python ints are asked for.",
    ("int(log_probs.argmax())", "log_probs.argmax()"),
)
least_probable = change("It takes the least probable token.", (".argmax()", ".argmin()"))
ignores_end = change(
    "It doesn't stop at <eos>, and only leaves it out of the result.",
    (
        "            break\n        tokens.append(token)",
        "            max_len -= 1\n            continue\n        tokens.append(token)",
    ),
)
stops_at_begin = change(
    "It stops at <bos> too, which is a token like any other.", ("if token == eos:", "if token in (bos, eos):")
)
stops_at_zero = change(
    "It stops at token 0 too, which is a token like any other.",
    ("if token == eos:", "if not token or token == eos:"),
)
one_call_too_many = change(
    "step is called once more after the last token.",
    ("return tokens", "step(token, state)\n    return tokens"),
)
two_calls = change(
    "step is called twice for each token, and the state is that of the second call.",
    (
        "log_probs, state = step(token, state)",
        "log_probs, state = step(token, state)\n        _, state = step(token, state)",
    ),
)

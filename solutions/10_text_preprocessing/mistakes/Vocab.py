"""Wrong versions of `Vocab` that students write."""

from collections import Counter

from autograder.judge import change, mistake

ties_by_appearance = change(
    "Equally frequent tokens stand in the order in which they first occur; the smaller string comes first.",
    ("(-counts[token], token)", "-counts[token]"),
)
ties_backwards = change(
    "Of equally frequent tokens the greater string comes first.",
    (
        "frequent.sort(key=lambda token: (-counts[token], token))",
        "frequent.sort(key=lambda t: (counts[t], t), reverse=True)",
    ),
)
rarest_first = change("The rarest tokens come first.", ("(-counts[token], token)", "(counts[token], token)"))
alphabetical = change(
    "The tokens are sorted by their letters alone; the most frequent ones come first.",
    ("(-counts[token], token)", "token"),
)
unsorted_tokens = change(
    "The tokens stand in the order in which they first occur in the corpus.",
    ("frequent.sort(key=lambda token: (-counts[token], token))", "pass"),
)
capitals_are_equal = change(
    "Capitals are sorted like small letters; Python's < compares code points.",
    ("(-counts[token], token)", "(-counts[token], token.lower(), token)"),
)
above_min_freq = change(
    "Tokens that occur exactly min_freq times are left out.", ("count >= min_freq", "count > min_freq")
)
ignores_min_freq = change("min_freq is ignored.", ("count >= min_freq", "count > 0"))
min_freq_at_least_two = change(
    "Tokens that occur only once are left out, whatever min_freq is.",
    ("count >= min_freq", "count >= max(min_freq, 2)"),
)
reserved_last = change(
    "The reserved tokens come last; they follow <unk>.",
    ("[UNK, *reserved, *frequent]", "[UNK, *frequent, *reserved]"),
)
reserved_sorted = change(
    "The reserved tokens are sorted; they keep the order given.", ("*reserved", "*sorted(reserved)")
)
reserved_must_occur = change(
    "Reserved tokens that are rare or missing in the corpus get no index.",
    ("*reserved", "*[token for token in reserved if counts[token] >= max(min_freq, 1)]"),
)
reserved_before_unknown = change(
    "The reserved tokens come before <unk>, which must have the index 0.",
    ("[UNK, *reserved, *frequent]", "[*reserved, UNK, *frequent]"),
)
two_indices = change(
    "A token that is reserved and in the corpus, or reserved twice, stands in the list twice.",
    ("list(dict.fromkeys([UNK, *reserved, *frequent]))", "[UNK, *reserved, *frequent]"),
)
reserved_repeated = change(
    "A token that is reserved twice, or reserved though it is <unk>, stands in the list twice.",
    (
        "list(dict.fromkeys([UNK, *reserved, *frequent]))",
        "[UNK, *reserved, *[token for token in frequent if token not in (UNK, *reserved)]]",
    ),
)
unknown_in_corpus = change(
    "A token <unk> of the corpus gets an index of its own; it is the token with index 0.",
    (
        "list(dict.fromkeys([UNK, *reserved, *frequent]))",
        "[UNK, *dict.fromkeys(r for r in reserved if r != UNK), *[t for t in frequent if t not in reserved]]",
    ),
)
empty_unknown = change(
    "The token of index 0 is the empty string; it is <unk>.", ("[UNK, *reserved", '["", *reserved')
)
no_unknown = change(
    "There is no token <unk>, so index 0 belongs to another token.", ("[UNK, *reserved", "[*reserved")
)
unknown_raises = change(
    "An unknown token raises an exception; its index is 0.", (".get(tokens, 0)", "[tokens]")
)
unknown_is_last = change(
    "An unknown token gets the number of tokens as its index; its index is 0.",
    (".get(tokens, 0)", ".get(tokens, len(self))"),
)
unknown_is_none = change("An unknown token gives None; its index is 0.", (".get(tokens, 0)", ".get(tokens)"))
look_ups_are_stored = change(
    "A look-up of an unknown token changes the number of tokens.",
    (".get(tokens, 0)", ".setdefault(tokens, 0)"),
    ("return len(self._tokens)", "return len(self._indices)"),
    ("not 0 <= indices < len(self)", "not 0 <= indices < len(self._tokens)"),
)
flat = change(
    "Nested lists become one flat list; the result has the same nesting.",
    (
        "[self[token] for token in tokens]",
        "[i for t in tokens for i in ([self[t]] if isinstance(t, str) else self[t])]",
    ),
)
keeps_tuples = change(
    "Tuples stay tuples; a list is asked for.",
    ("[self[token] for token in tokens]", "type(tokens)([self[token] for token in tokens])"),
)
one_level = change(
    "It looks up the items of a sequence without going into sequences among them.",
    ("[self[token] for token in tokens]", "[self._indices.get(str(token), 0) for token in tokens]"),
)
only_lists = change(
    "Only lists are taken for sequences: a tuple of tokens counts as one token.",
    ("if isinstance(tokens, str):", "if not isinstance(tokens, list):"),
)
by_characters = change(
    "A token is looked up by its characters.",
    ("return self._indices.get(tokens, 0)", "return [self._indices.get(t, 0) for t in tokens]"),
)
negative_indices = change(
    "A negative index gives a token from the end of the list; it should raise an IndexError.",
    ("not 0 <= indices < len(self)", "indices >= len(self)"),
)
out_of_range_is_unknown = change(
    "An index that doesn't exist gives <unk>; an IndexError is asked for.",
    (
        '            raise IndexError(f"there is no index {indices}; the last one is {len(self) - 1}")',
        "            return UNK",
    ),
)
key_error = change(
    "An index that doesn't exist raises a KeyError; an IndexError is asked for.",
    ("raise IndexError", "raise KeyError"),
)
tokens_as_tuple = change(
    "Several tokens come as a tuple; a list is asked for.",
    (
        "return [self.to_tokens(index) for index in indices]",
        "return tuple(self.to_tokens(i) for i in indices)",
    ),
)
length_without_unknown = change(
    "The length leaves <unk> out; every token with an index counts.",
    ("return len(self._tokens)", "return len(self._tokens) - 1"),
    ("indices < len(self)", "indices < len(self._tokens)"),
)


def _counted(tokens):
    rows = tokens if tokens and not isinstance(tokens[0], str) else [tokens]
    return Counter(token for row in rows for token in row)


@mistake("The indices belong to the class: all vocabularies use those of the one that was made last.")
class SharedIndices:
    def __init__(self, tokens, min_freq=0, reserved=()):
        counts = _counted(tokens)
        frequent = sorted((t for t in counts if counts[t] >= min_freq), key=lambda t: (-counts[t], t))
        self.tokens = list(dict.fromkeys(["<unk>", *reserved, *frequent]))
        type(self).indices = {token: index for index, token in enumerate(self.tokens)}

    def __len__(self):
        return len(self.tokens)

    def __getitem__(self, tokens):
        return self.indices.get(tokens, 0) if isinstance(tokens, str) else [self[t] for t in tokens]

    def to_tokens(self, indices):
        if not isinstance(indices, int):
            return [self.to_tokens(index) for index in indices]
        if not 0 <= indices < len(self):
            raise IndexError(indices)
        return self.tokens[indices]


@mistake(
    "It keeps the caller's lists and counts them only at the first look-up, after they may have changed."
)
class Late:
    def __init__(self, tokens, min_freq=0, reserved=()):
        self.given = tokens, min_freq, reserved
        self.made = None

    @property
    def tokens(self):
        if self.made is None:
            tokens, min_freq, reserved = self.given
            counts = _counted(tokens)
            frequent = sorted((t for t in counts if counts[t] >= min_freq), key=lambda t: (-counts[t], t))
            self.made = {t: i for i, t in enumerate(dict.fromkeys(["<unk>", *reserved, *frequent]))}
        return self.made

    def __len__(self):
        return len(self.tokens)

    def __getitem__(self, tokens):
        return self.tokens.get(tokens, 0) if isinstance(tokens, str) else [self[t] for t in tokens]

    def forward(self, tokens):
        return self[tokens]

    def to_tokens(self, indices):
        if not isinstance(indices, int):
            return [self.to_tokens(index) for index in indices]
        if not 0 <= indices < len(self):
            raise IndexError(indices)
        return list(self.tokens)[indices]

"""Wrong versions of `ngram_prob` that students write."""

from autograder.judge import change, mistake

unsmoothed = change(
    "It equals the share without smoothing; alpha is to be added.",
    ("counts[context] + alpha * vocab_size", "counts[context]"),
    ("counts[(*context, word)] + alpha)", "counts[(*context, word)])"),
)
v_not_multiplied = change(
    "It equals the value with alpha in the denominator; alpha V belongs there.",
    ("alpha * vocab_size", "alpha"),
)
alpha_missing_below = change(
    "It equals the value with V in the denominator; alpha V belongs there.",
    ("alpha * vocab_size", "vocab_size"),
)
alpha_missing_above = change(
    "It equals the value with 1 added to the count of the run; alpha is to be added.",
    ("counts[(*context, word)] + alpha)", "counts[(*context, word)] + 1)"),
)
only_above = change(
    "It equals the value with the bare count of the context in the denominator; alpha V belongs there too.",
    ("counts[context] + alpha * vocab_size", "counts[context]"),
)
only_below = change(
    "It equals the value with the bare count of the run in the numerator; alpha belongs there too.",
    ("counts[(*context, word)] + alpha)", "counts[(*context, word)])"),
)
word_first = change(
    "It equals the value for the run that begins with the word; the word comes last.",
    ("(*context, word)", "(word, *context)"),
)
context_reversed = change(
    "It equals the value for the context in reverse order; its tokens are in the order of the text.",
    ("(*context, word)", "(*context[::-1], word)"),
    ("counts[context]", "counts[context[::-1]]"),
)
last_token_only = change(
    "It equals the value for the last token of the context alone; the whole context counts.",
    ("(*context, word)", "(*context[-1:], word)"),
    ("counts[context]", "counts[context[-1:]]"),
)
over_all = change(
    "It equals the share of the run among all counts; c(context) belongs in the denominator.",
    ("counts[context] + alpha", "sum(counts.values()) + alpha"),
)
seen_words = change(
    "It equals the value with the number of counted runs for V; vocab_size is V.",
    ("alpha * vocab_size", "alpha * len(counts)"),
)
zero_if_unseen = change(
    "It is 0 for an unseen context; with alpha above 0 it is 1 / V there.",
    ("if total > 0", "if counts[context] > 0"),
)
zero_word_if_unseen = change(
    "It is 0 for an unseen run; with alpha above 0 it is larger.",
    ("if total > 0", "if counts[(*context, word)] > 0"),
)
division_by_zero = change(
    "An unseen context with alpha = 0 raises an exception; 0.0 is asked for.", (" if total > 0 else 0.0", "")
)
one_over_v = change(
    "An unseen context with alpha = 0 gives 1 / V; 0.0 is asked for.", ("else 0.0", "else 1 / vocab_size")
)
int_zero = change(
    "An unseen context with alpha = 0 gives the int 0; a float is asked for.", ("else 0.0", "else 0")
)
fixed_alpha = change(
    "alpha is taken for 1 whatever is given.", ("total = counts", "alpha = 1.0\n    total = counts")
)


@mistake(
    "It equals the value with the number of runs that go on after the context; c(context) has all its places."
)
def followed_contexts(word, context, counts, vocab_size, alpha=1.0):
    begun = sum(n for run, n in counts.items() if run[:-1] == context and len(run) == len(context) + 1)
    total = begun + alpha * vocab_size
    return (counts[(*context, word)] + alpha) / total if total > 0 else 0.0


@mistake("The Counter gets a new key for an unseen run; it must stay as it is.")
def adds_keys(word, context, counts, vocab_size, alpha=1.0):
    seen = counts.setdefault((*context, word), 0)
    total = counts[context] + alpha * vocab_size
    return (seen + alpha) / total if total > 0 else 0.0


@mistake("An unseen context raises a KeyError; its count is 0.")
def key_error(word, context, counts, vocab_size, alpha=1.0):
    total = dict(counts)[context] + alpha * vocab_size
    return (counts[(*context, word)] + alpha) / total if total > 0 else 0.0

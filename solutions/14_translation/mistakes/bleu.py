"""Wrong versions of `bleu` that students write."""

from autograder.judge import change

not_clipped = change(
    "An n-gram of the reference matches any number of times; it should match only as often as it occurs.",
    ("(ours & theirs).total()", "sum(count for gram, count in ours.items() if gram in theirs)"),
)
sets = change(
    "Each different n-gram counts once; each occurrence should count.",
    ("(ours & theirs).total()", "len(ours & theirs)"),
    ("ours.total())", "len(ours))"),
)
recall = change(
    "The matches are divided by the n-grams of the reference; those of the prediction are asked for.",
    ("/ ours.total()", "/ max(theirs.total(), 1)"),
)
long_ones_rewarded = change(
    "A prediction longer than the reference gets more than its share; the first factor is 1 at most.",
    ("min(0.0, 1 - len(wanted) / len(found))", "1 - len(wanted) / len(found)"),
)
without_brevity = change(
    "A short prediction is not punished: the first factor is missing.",
    ("math.exp(min(0.0, 1 - len(wanted) / len(found)))", "1.0"),
)
ratio_upside_down = change(
    "The first factor punishes long predictions; it should punish short ones.",
    ("len(wanted) / len(found)", "len(found) / max(len(wanted), 1)"),
)
linear_brevity = change(
    "The first factor is len_pred / len_ref; it should be exp(1 - len_ref / len_pred).",
    ("math.exp(min(0.0, 1 - len(wanted) / len(found)))", "min(1.0, len(found) / max(len(wanted), 1))"),
)
equal_weights = change("All n-grams have the weight 1/k; n-grams have 1/2^n.", ("(0.5**n)", "(1 / k)"))
one_over_two_n = change("The weight is 1/(2n); it should be 1/2^n.", ("(0.5**n)", "(0.5 / n)"))
weights_from_zero = change(
    "The weights begin with 1; that of n = 1 is 1/2.", ("(0.5**n)", "(0.5 ** (n - 1))")
)
without_weights = change("The shares are multiplied without weights.", (" ** (0.5**n)", ""))
longest_only = change(
    "Only the longest n-grams count.",
    ("score *= (", "score = math.exp(min(0.0, 1 - len(wanted) / len(found))) * ("),
)
one_n_too_few = change(
    "The n-grams of length k are left out.",
    ("range(1, min(k, len(found)) + 1)", "range(1, min(k, len(found) + 1))"),
)
short_gets_zero = change(
    "A prediction of fewer than k tokens gets 0; the product should end early.",
    ("    if not found:", "    if len(found) < k:"),
)
ends_with_reference = change(
    "The product ends at the length of the reference; it should end at that of the prediction.",
    ("min(k, len(found))", "min(k, len(found), len(wanted))"),
)
no_match_skipped = change(
    "A length without a match is skipped; it makes the result 0.",
    ("        score *=", "        if not matched:\n            continue\n        score *="),
)
characters = change(
    "It compares characters; tokens are between spaces.",
    ("pred.split(), ref.split()", 'list(pred.replace(" ", "")), list(ref.replace(" ", ""))'),
)
single_spaces = change(
    'split(" ") makes empty tokens of an empty text and of two spaces.',
    ("pred.split(), ref.split()", 'pred.split(" "), ref.split(" ")'),
)
joined = change(
    'N-grams are joined without a separator, so "ab c" matches "a bc".',
    ("Counter(tuple(found[i : i + n])", 'Counter("".join(found[i : i + n])'),
    ("Counter(tuple(wanted[i : i + n])", 'Counter("".join(wanted[i : i + n])'),
)
small_letters = change(
    "Capitals are made small; tokens are compared as they are.",
    ("pred.split(), ref.split()", "pred.lower().split(), ref.lower().split()"),
)
unordered = change(
    "The order within an n-gram is ignored.",
    ("Counter(tuple(found[i : i + n])", "Counter(tuple(sorted(found[i : i + n]))"),
    ("Counter(tuple(wanted[i : i + n])", "Counter(tuple(sorted(wanted[i : i + n]))"),
)
exchanged = change(
    "Prediction and reference are exchanged.", ("pred.split(), ref.split()", "ref.split(), pred.split()")
)
empty_is_right = change(
    "An empty prediction of an empty reference gets 1; it gets 0.",
    ("        return 0.0", "        return float(not wanted)"),
)
in_percent = change("It is in percent; a share is asked for.", ("return score", "return 100 * score"))

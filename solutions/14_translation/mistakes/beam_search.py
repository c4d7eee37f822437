"""Wrong versions of `beam_search` that students write."""

from autograder.judge import change, mistake

extends_finished = change(
    "Finished hypotheses are extended too; <eos> ends them.",
    (
        "                finished.append((total / len(tokens) ** alpha, tokens[:-1]))\n            else:\n"
        "                opened.append((total, tokens, after))",
        "                finished.append((total / len(tokens) ** alpha, tokens[:-1]))\n"
        "            opened.append((total, tokens, after))",
    ),
)
last_state_for_all = change(
    "All hypotheses go on from the state of the last one; each has its own state.",
    ("opened.append((total, tokens, after))", "opened.append((total, tokens, candidates_after))"),
    ("        candidates.sort", "        candidates_after = after\n        candidates.sort"),
)
first_state_for_all = change(
    "Each call gets the first state; it should get that of the hypothesis.",
    ("bos, before)", "bos, state)"),
)
states_by_place = change(
    "The states stay in their places while the hypotheses are reordered; each should keep its own.",
    (
        "opened.append((total, tokens, after))",
        "opened.append((total, tokens, places[len(opened) % len(places)]))",
    ),
    (
        "        candidates.sort",
        "        places = [one[2] for one in candidates[:: len(log_probs)]]\n        candidates.sort",
    ),
)
without_length = change(
    "The score is the sum itself; it should be divided by L to the power alpha.",
    ("finished.append((total / len(tokens) ** alpha,", "finished.append((total,"),
    ("[(total / len(tokens) ** alpha, tokens) for", "[(total, tokens) for"),
)
divided_by_length = change(
    "The sum is divided by L, whatever alpha is.",
    ("finished.append((total / len(tokens) ** alpha,", "finished.append((total / len(tokens),"),
    ("[(total / len(tokens) ** alpha, tokens) for", "[(total / len(tokens), tokens) for"),
)
times_length = change(
    "The sum is multiplied by L to the power alpha; it should be divided.",
    ("finished.append((total / len(tokens) ** alpha,", "finished.append((total * len(tokens) ** alpha,"),
    ("[(total / len(tokens) ** alpha, tokens) for", "[(total * len(tokens) ** alpha, tokens) for"),
)
end_does_not_count = change(
    "L doesn't count <eos>; its log-probability is in the sum, so it should.",
    (
        "finished.append((total / len(tokens) ** alpha,",
        "finished.append((total / max(len(tokens) - 1, 1) ** alpha,",
    ),
)
begin_counts = change(
    "L counts <bos> too.",
    (
        "finished.append((total / len(tokens) ** alpha,",
        "finished.append((total / (len(tokens) + 1) ** alpha,",
    ),
    ("[(total / len(tokens) ** alpha, tokens) for", "[(total / (len(tokens) + 1) ** alpha, tokens) for"),
)
open_ones_not_divided = change(
    "Hypotheses that are open at the end compete with their sum; it should be divided like the others.",
    ("[(total / len(tokens) ** alpha, tokens) for", "[(total, tokens) for"),
)
open_ones_lost = change(
    "Hypotheses that are open after max_len rounds are left out if any is finished.",
    ("    finished += [", "    finished = finished or ["),
)
finished_take_places = change(
    "Finished hypotheses take places of the beam, so fewer are followed later.",
    ("candidates[:beam]", "candidates[: beam - len(finished)]"),
)
ends_with_the_first = change(
    "It ends as soon as one hypothesis is finished.", ("if not opened:", "if finished:")
)
ends_with_beam_finished = change(
    "It ends as soon as `beam` hypotheses are finished; others may still win.",
    ("if not opened:", "if not opened or len(finished) >= beam:"),
)
each_its_own_best = change(
    "After the first round only the best token of each hypothesis is a candidate; all tokens should be.",
    (
        "enumerate(log_probs.tolist()):",
        "enumerate(log_probs.tolist()):\n"
        "                if tokens and log_prob < max(log_probs.tolist()):\n                    continue",
    ),
)
probabilities_added = change(
    "The probabilities are added; log-probabilities should be.",
    ("total + log_prob,", "total + 2.718281828459045**log_prob,"),
)
sum_forgotten = change(
    "Only the last log-probability counts; the sum over all tokens is asked for.",
    ("total + log_prob,", "log_prob,"),
)
divided_each_round = change(
    "The sum is divided by the length in each round, and so several times.",
    ("total + log_prob,", "(total + log_prob) / (len(tokens) + 1) ** alpha,"),
)
end_included = change("<eos> is in the result; it should be left out.", ("tokens[:-1])", "tokens)"))
begin_included = change(
    "<bos> is in the result; it should be left out.",
    (
        "return max(finished, key=lambda hypothesis: hypothesis[0])[1]",
        "return [bos, *max(finished, key=lambda hypothesis: hypothesis[0])[1]]",
    ),
)
always_bos = change(
    "Each call reads <bos>; it should read the last token of the hypothesis.",
    ("tokens[-1] if tokens else bos,", "bos,"),
)
larger_id_first = change(
    "Of equal sums the larger id comes first; the smaller one should.",
    ("-candidate[0])  #", "(-candidate[0], -candidate[1][-1]))  #"),
)
smaller_tokens_first = change(
    "Of equal sums the smaller list of tokens comes first; that of the better hypothesis should.",
    ("-candidate[0])  #", "(-candidate[0], candidate[1]))  #"),
)
later_end_first = change(
    "Of equal scores the hypothesis that finished last wins; the first one should.",
    ("return max(finished,", "return max(finished[::-1],"),
)
open_ones_first = change(
    "Of equal scores an open hypothesis wins against a finished one; it should be the other way round.",
    (
        "    finished += [(total / len(tokens) ** alpha, tokens) for total, tokens, _ in opened]",
        "    finished = [(total / len(tokens) ** alpha, tokens) for total, tokens, _ in opened] + finished",
    ),
)
one_round_too_few = change("There is one round too few.", ("range(max_len)", "range(max(max_len - 1, 1))"))
one_round_too_many = change("There is one round too many.", ("range(max_len)", "range(max_len + 1)"))
greedy = change("Only the best candidate is kept, whatever beam is.", ("candidates[:beam]", "candidates[:1]"))
one_more = change("One candidate too many is kept.", ("candidates[:beam]", "candidates[: beam + 1]"))
another_default = change(
    "The default of alpha is 1; it should be 0.75.", ("alpha: float = 0.75", "alpha: float = 1.0")
)
worst = change("It returns the hypothesis with the lowest score.", ("return max(", "return min("))
tensors = change(
    "The tokens are tensors; Python ints are asked for.",
    ("[*tokens, token], after", "[*tokens, log_probs.new_tensor(token).long()], after"),
)


@mistake("It fails where the beam is wider than the vocabulary, because topk can't return so many.")
def topk_of_each(step, state, bos, eos, beam, max_len, alpha=0.75):
    opened, finished = [(0.0, [], state)], []
    for _ in range(max_len):
        candidates = []
        for total, tokens, before in opened:
            log_probs, after = step(tokens[-1] if tokens else bos, before)
            order = log_probs.detach().sort(descending=True, stable=True).indices
            values = log_probs.detach().topk(beam).values.tolist()
            for value, token in zip(values, order.tolist(), strict=False):
                candidates.append((total + value, [*tokens, token], after))
        candidates.sort(key=lambda candidate: -candidate[0])
        opened = []
        for total, tokens, after in candidates[:beam]:
            if tokens[-1] == eos:
                finished.append((total / len(tokens) ** alpha, tokens[:-1]))
            else:
                opened.append((total, tokens, after))
        if not opened:
            break
    finished += [(total / len(tokens) ** alpha, tokens) for total, tokens, _ in opened]
    return max(finished, key=lambda hypothesis: hypothesis[0])[1]

"""Wrong versions of `sample_next` that students write."""

import torch

from autograder.judge import change, mistake

temperature_ignored = change("Temperatures above 0 change nothing.", (" / temperature)", ")"))
multiplies = change(
    "The logits are multiplied by the temperature; they are divided by it.",
    (" / temperature)", " * temperature)"),
)
no_shift = change(
    "Exponentials overflow: it fails for large logits or low temperatures.",
    ("(best[:top_k] / temperature).softmax(dim=0)", "(best[:top_k] / temperature).exp()"),
)
always_greedy = change(
    "The likeliest token always comes; it is to be drawn.", ("if temperature == 0:", "if True:")
)
zero_divides = change(
    "Temperature 0 raises an exception; the largest logit wins there.",
    ("    if temperature == 0:\n        return int(ids[0])\n", ""),
)
last_of_equal = change(
    "At temperature 0 the highest id of equal logits wins; the lowest does.",
    ("int(ids[0])", "len(logits) - 1 - int(logits.flip(0).argmax())"),
)
draws_at_zero = change(
    "At temperature 0 equal largest logits take turns; the lowest id is asked for.",
    (
        "int(ids[0])",
        "int(torch.multinomial((logits == best[0]).to(logits.dtype), 1, generator=generator))",
    ),
)
top_k_ignored = change("top_k changes nothing.", ("best[:top_k]", "best"))
one_more = change(
    "One token more than top_k takes part.",
    ("best[:top_k]", "best[: None if top_k is None else top_k + 1]"),
)
least_likely = change(
    "The top_k least likely tokens take part; the likeliest ones do.",
    ("logits.sort(descending=True, stable=True)", "logits.sort(stable=True)"),
    ("int(ids[0])", "int(logits.argmax())"),
)
place_among_kept = change(
    "The place among the sorted tokens is returned; the id in the vocabulary is asked for.",
    ("int(ids[place])", "int(place)"),
)
a_tensor = change(
    "The id is a tensor; an int is asked for.",
    ("int(ids[0])", "ids[0]"),
    ("int(ids[place])", "ids[place][0]"),
)
generator_ignored = change("The generator is not used.", ("p, 1, generator=generator", "p, 1"))
seeds_anew = change(
    "Each call begins with the same random numbers, so draws that follow each other are equal.",
    ("generator=generator)", "generator=torch.Generator(logits.device).manual_seed(7))"),
)
uniform = change(
    "All tokens that take part are equally likely; their logits don't matter.",
    ("torch.multinomial(p, 1", "torch.multinomial((p > 0).to(p.dtype), 1"),
)


@mistake("Tokens that top_k excludes still come. A logit of 0 doesn't exclude a token; only -inf does.")
def excluded_get_zero(logits, temperature=1.0, top_k=None, generator=None):
    best, ids = logits.sort(descending=True, stable=True)
    if temperature == 0:
        return int(ids[0])
    chosen = torch.zeros_like(logits).index_copy(0, ids[:top_k], best[:top_k])
    p = ((chosen - chosen.max()) / temperature).softmax(dim=0)
    return int(torch.multinomial(p, 1, generator=generator))


@mistake("All tokens that equal the smallest kept logit take part, so there may be more than top_k.")
def keeps_ties(logits, temperature=1.0, top_k=None, generator=None):
    if temperature == 0:
        return int(logits.argmax())
    if top_k is not None:
        least = logits.topk(min(top_k, len(logits))).values[-1]
        logits = logits.masked_fill(logits < least, -torch.inf)
    p = ((logits - logits.max()) / temperature).softmax(dim=0)
    return int(torch.multinomial(p, 1, generator=generator))


@mistake("A top_k larger than V raises an exception; all tokens take part there.")
def large_top_k_fails(logits, temperature=1.0, top_k=None, generator=None):
    if temperature == 0:
        return int(logits.argmax())
    if top_k is not None:
        if top_k > len(logits):
            raise RuntimeError("selected index k out of range")
        kept = logits.argsort(descending=True, stable=True)[:top_k]
        logits = torch.full_like(logits, -torch.inf).index_copy(0, kept, logits[kept])
    p = ((logits - logits.max()) / temperature).softmax(dim=0)
    return int(torch.multinomial(p, 1, generator=generator))


@mistake("Of equal logits the higher ids take part; the lower ones go first.")
def higher_ids_first(logits, temperature=1.0, top_k=None, generator=None):
    if temperature == 0:
        return int(logits.argmax())
    kept = len(logits) - 1 - logits.flip(0).argsort(descending=True, stable=True)[:top_k]
    chosen = torch.full_like(logits, -torch.inf).index_copy(0, kept, logits[kept])
    p = ((chosen - chosen.max()) / temperature).softmax(dim=0)
    return int(torch.multinomial(p, 1, generator=generator))


@mistake("Tokens with the logit -inf come too; they are impossible.")
def finite_floor(logits, temperature=1.0, top_k=None, generator=None):
    if temperature == 0:
        return int(logits.argmax())
    kept = logits.argsort(descending=True, stable=True)[:top_k]
    logits = logits.clamp(min=float(logits.max()) - 1.0) if torch.isinf(logits).any() else logits
    chosen = torch.full_like(logits, -torch.inf).index_copy(0, kept, logits[kept])
    p = ((chosen - chosen.max()) / temperature).softmax(dim=0)
    return int(torch.multinomial(p, 1, generator=generator))


early_greedy = change(
    "Temperatures below 0.01 count as 0, so the largest logit always wins.",
    ("if temperature == 0:", "if temperature < 0.01:"),
)
single_precision = change(
    "Logits of float64 are rounded to float32, so those that lie close together become equal.",
    ("logits.sort(", "logits.float().sort("),
)


@mistake("The other tokens get the logit -10,000, so at a high temperature they are drawn too.")
def nearly_impossible(logits, temperature=1.0, top_k=None, generator=None):
    best, ids = logits.sort(descending=True, stable=True)
    if temperature == 0:
        return int(ids[0])
    best = best - best[0]
    if top_k is not None:
        best[top_k:] = -1e4
    place = torch.multinomial((best / temperature).softmax(dim=0), 1, generator=generator)
    return int(ids[place])

"""Wrong versions of `get_negatives` that students write."""

from autograder.judge import change, mistake

positives_too = change(
    "Contexts of a centre are among its negatives.",
    ("            if word not in positives:\n                chosen", "            chosen"),
)
per_centre = change(
    "There are K negatives for each centre; there are K for each of its contexts.",
    ("K * len(words_around)", "K * bool(words_around)"),
)
uniform = change(
    "All words are drawn equally often; their weights decide.",
    ("rng.choices(words, cum_weights=sums)", "rng.choices(sorted(possible))"),
)
power_again = change(
    "The weights are raised to the power 0.75 again; the caller has done that.",
    ("accumulate(weights)", "accumulate(weight**0.75 for weight in weights)"),
)
global_random = change(
    "The negatives come from Python's global generator; rng is to draw them.",
    ("rng.choices", "__import__('random').choices"),
)
seeds_anew = change(
    "Each call begins with the same random numbers, whatever the state of rng is.",
    ("    words = range", "    rng = Random(0)\n    words = range"),
)
of_all_centres = change(
    "Contexts of other centres are left out too; only those of the centre itself are.",
    ("set(words_around)", "{word for around in contexts for word in around}"),
)
counted_once = change(
    "A context that comes twice counts once; there are K negatives for each time.",
    ("K * len(words_around)", "K * len(positives)"),
)
one_list = change(
    "All negatives are in one list; each centre has a list of its own.",
    ("negatives.append(chosen)", "negatives += chosen"),
)
repeats = change(
    "Each context of a centre has the same K negatives; all are to be drawn independently.",
    ("negatives.append(chosen)", "negatives.append(chosen[:K] * (len(chosen) // K))"),
)


@mistake("If no word is left, an exception is raised; the list of such a centre is empty.")
def nothing_left_fails(contexts, weights, K, rng):
    negatives = []
    for around in contexts:
        left = [0 if word in around else weight for word, weight in enumerate(weights)]
        wanted = K * len(around)
        negatives.append(rng.choices(range(len(left)), left, k=wanted) if wanted else [])
    return negatives


@mistake("No word comes twice among the negatives of a centre; each draw is independent of the others.")
def all_different(contexts, weights, K, rng):
    negatives = []
    for around in contexts:
        left = [0 if word in around else weight for word, weight in enumerate(weights)]
        chosen = []
        while len(chosen) < K * len(around) and any(left):
            (word,) = rng.choices(range(len(left)), left)
            chosen.append(word)
            left[word] = 0
        negatives.append(chosen)
    return negatives

"""Wrong versions of `hierarchical_prob` that students write."""

from autograder.judge import change, mistake

swapped = change(
    "1 turns left and 0 turns right; 0 is left.", ("signs = 1 - 2 * code", "signs = 2 * code - 1")
)
code_ignored = change("All turns are to the left; the code decides.", ("signs * scores", "scores"))
code_as_sign = change(
    "A turn to the left always has the probability 1/2.", ("signs = 1 - 2 * code", "signs = -code")
)
cancels = change(
    "Small probabilities of a turn to the right lose their digits.",
    ("logsigmoid(signs * scores).sum().exp()", "(code + signs * scores.sigmoid()).prod()"),
)
path_ignored = change(
    "The first L rows of the table serve as nodes; the path says which rows do.",
    ("nodes[path]", "nodes[: len(path)]"),
)
logarithm = change("It is the logarithm of the probability.", (".sum().exp()", ".sum()"))
added = change(
    "The probabilities of the turns are added; their product is asked for.",
    ("logsigmoid(signs * scores).sum().exp()", "(signs * scores).sigmoid().sum()"),
)
mean = change(
    "It is the geometric mean of the probabilities; their product is asked for.",
    (".sum().exp()", ".mean().exp()"),
)
each_turn = change(
    "It is a probability for each turn, [L]; their product is asked for.", (".sum().exp()", ".exp()")
)
last_missing = change(
    "The last turn doesn't count.", ("(signs * scores)", "(signs * scores)[: max(len(path) - 1, 0)]")
)
eps = change(
    "A small number is added to each probability.",
    ("logsigmoid(signs * scores).sum().exp()", "((signs * scores).sigmoid() + 1e-8).prod()"),
)


@mistake("A loop goes over the nodes; all are to be computed at once.")
def loop(path, code, v, nodes):
    p = v.sum() * 0 + 1
    for node, turn in zip(path, code, strict=True):
        score = nodes[node] @ v
        p = p * ((1 - 2 * turn) * score).sigmoid()
    return p

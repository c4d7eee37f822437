import torch

from autograder.judge import graded

pytestmark = graded("hierarchical_prob")


def walk(draw, L, D, inner=None, scale=1.0):
    """A path of L different nodes among the inner ones, in any order, and turns of both kinds."""
    inner = inner or L + 2
    code = draw.integers(0, 2, L)
    code[: 2 if L > 1 else 0] = draw.permutation(2)[:L]
    return {
        "path": draw.permutation(inner)[:L],
        "code": code,
        "v": scale * draw.normal(D),
        "nodes": draw.normal(inner, D) / D**0.5,
    }


def logarithm(lesson, path, code, v, nodes):
    return {"the logarithm of the probability": lesson.hierarchical_prob(path, code, v, nodes).log()}


def leaves(lesson, paths, codes, v, nodes):
    """The probability of each leaf of a tree, and their sum."""
    p = [
        lesson.hierarchical_prob(
            torch.tensor(path, device=v.device), torch.tensor(code, device=v.device), v, nodes
        )
        for path, code in zip(paths, codes, strict=True)
    ]
    return {"the probabilities of all leaves": torch.stack(p), "their sum": torch.stack(p).sum()}


def tree(draw, words):
    """The paths and codes of a random tree: again and again, a leaf becomes a node with two leaves."""
    found = [([], [])]
    for node in range(words - 1):
        path, code = found.pop(draw.integer(0, len(found)))
        found += [([*path, node], [*code, turn]) for turn in (0, 1)]
    return {"paths": [path for path, _ in found], "codes": [code for _, code in found]}


def test_product(compare, draw):
    """The probability is the product over the path: sigmoid(u . v) for left, sigmoid(-u . v) for right."""
    compare.call(**walk(draw, 3, 5))
    compare.call(**walk(draw, 4, 2, scale=2.0))


def test_turns(compare, draw):
    """0 turns left, and 1 turns right."""
    inputs = walk(draw, 2, 3)
    for code in ([0, 0], [1, 1], [0, 1], [1, 0]):
        compare.call(**{**inputs, "code": torch.tensor(code)})


def test_sizes(compare, draw):
    """Paths, vectors and trees may have any sizes, also one node and one feature."""
    sizes = [(1, 4, 3), (3, 1, 5), (1, 1, 1), (1, 3, 1), (3, 3, 3), (2, 6, 9), (7, 2, 8), (4, 9, 4)]
    for L, D, inner in sizes:
        compare.call(**walk(draw, L, D, inner))


def test_path(compare, draw):
    """Only the nodes of the path matter, wherever they stand in the table."""
    inputs = walk(draw, 3, 4, 12)
    others = torch.ones(12, dtype=torch.bool)
    others[inputs["path"]] = False
    inputs["nodes"][others] = 100.0
    compare.call(**inputs)


def test_zeros(compare, draw):
    """Where u . v is 0, both turns have the probability 1/2, and the gradients are right."""
    inputs = walk(draw, 3, 4)
    for name in ("v", "nodes"):
        compare.call(**{**inputs, name: 0.0 * inputs[name]})
    compare.call(**inputs)


def test_large_vocabulary(compare, draw):
    """Trees of hundreds of nodes work too."""
    inputs = walk(draw, 4, 3, 400)
    inputs["path"] = torch.cat([inputs["path"][:1] % 100, torch.tensor([399, 128, 300])])
    compare.call(**inputs)


def test_sum(compare, draw):
    """The probabilities of all words of a tree add up to 1."""
    for words in (2, 5, 9):
        compare(leaves, **tree(draw, words), v=draw.normal(4), nodes=draw.normal(words - 1, 4))


def test_small_probabilities(compare, draw):
    """A small probability is exact in proportion, so that its logarithm and gradients are right."""
    for score in (20.0, 45.0, -30.0, -60.0):
        inputs = walk(draw, 2, 1, scale=0.0)
        inputs["v"] += 1.0
        inputs["nodes"][inputs["path"][0]] = score
        inputs["code"] = torch.tensor([int(score > 0), draw.integer(0, 2)])
        compare(logarithm, **inputs)


def test_long_paths(compare, draw):
    """The product over many nodes is exact in proportion too."""
    compare(logarithm, **walk(draw, 25, 6, scale=0.5))
    compare(logarithm, **walk(draw, 60, 3, 80, scale=0.1))


def test_whole_tensors(compare, draw):
    """All nodes and features are computed at once, without a Python loop."""
    compare.vectorised(lambda nodes, features: walk(draw, nodes, features, scale=0.3))

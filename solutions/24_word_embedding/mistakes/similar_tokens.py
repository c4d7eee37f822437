"""Wrong versions of `similar_tokens` that students write."""

from autograder.judge import change, mistake

itself_too = change(
    "The token itself is in the list; only the others belong there.",
    (", strict=True) if pair[0] != query]", ", strict=True)]"),
)
first_dropped = change(
    "The first neighbour is left out whatever it is; the token itself is to be left out.",
    (", strict=True) if pair[0] != query]", ", strict=True)][1:]"),
)
one_too_few = change(
    "It gives a neighbour too few.",
    ("embed.idx_to_vec[query], k + 1)", "embed.idx_to_vec[query], k)"),
)
same_vectors_dropped = change(
    "Tokens with the cosine 1 are left out; only the token itself is to be left out.",
    ("if pair[0] != query]", "if pair[0] != query and pair[1] < 0.9999]"),
    ("k + 1)", "len(embed.idx_to_token))"),
)
indices = change(
    "It gives indices; tokens are asked for.",
    ("(embed.idx_to_token[index], cosine)", "(index, cosine)"),
)
cosine_first = change(
    "The cosine comes first in each pair; the token comes first.",
    ("(embed.idx_to_token[index], cosine)", "(cosine, embed.idx_to_token[index])"),
)
lists = change(
    "The pairs are lists; tuples are asked for.",
    ("(embed.idx_to_token[index], cosine)", "[embed.idx_to_token[index], cosine]"),
)
tokens_only = change(
    "The cosines are missing.",
    ("(embed.idx_to_token[index], cosine) for", "embed.idx_to_token[index] for"),
)
order_of_the_dict = change(
    "An index is taken for a place in the order of token_to_idx; it is a place in idx_to_token.",
    ("(embed.idx_to_token[index], cosine)", "(list(embed.token_to_idx)[index], cosine)"),
)
first_token_if_unknown = change(
    "An unknown token is taken for the first one; it raises a KeyError.",
    ("embed.token_to_idx[token]", "embed.token_to_idx.get(token, 0)"),
)


@mistake("The cosines are tensors; Python floats are asked for.")
def tensors(token, k, embed):
    query = embed.token_to_idx[token]
    W, x = embed.idx_to_vec.detach(), embed.idx_to_vec.detach()[query]
    cosines = W @ x / (W.norm(dim=1) * x.norm()).clamp(min=1e-9)
    order = [i for i in cosines.argsort(descending=True, stable=True).tolist() if i != query]
    return [(embed.idx_to_token[i], cosines[i].clone()) for i in order[:k]]

"""Wrong versions of `attention_step` that students write."""

from autograder.judge import change

unscaled = change(
    "The scores are not divided by sqrt(H).",
    ("dot_product_attention(query", "dot_product_attention(query.shape[1] ** 0.5 * query"),
)

scaled_by_steps = change(
    "The scores are divided by the square root of the number of steps, not of H, the query's size.",
    (
        "dot_product_attention(query",
        "dot_product_attention((query.shape[1] / enc_outputs.shape[1]) ** 0.5 * query",
    ),
)

without_lengths = change(
    "The lengths are ignored, so padding gets weights.",
    ("enc_outputs, valid_lens)", "enc_outputs)"),
)

sum_of_outputs = change(
    "All steps have the same weight: the query has no effect.",
    ("dot_product_attention(query", "dot_product_attention(0 * query"),
)

extra_dimension = change(
    "The dimension of the single query stays; the context should be [B, H] and the weights [B, T].",
    (".squeeze(1), weights.squeeze(1)", ", weights"),
)

squeezed_everywhere = change(
    "Every dimension of size 1 is squeezed away. Name the dimension, because a batch may have size 1.",
    (".squeeze(1), weights.squeeze(1)", ".squeeze(), weights.squeeze()"),
)

weights_first = change(
    "The result is (weights, context); the context should come first.",
    ("context.squeeze(1), weights.squeeze(1)", "weights.squeeze(1), context.squeeze(1)"),
)

query_added = change(
    "The query is added to the context; return the context alone.",
    ("context.squeeze(1),", "context.squeeze(1) + query,"),
)

hard_choice = change(
    "It takes only the step with the largest score; all valid steps count, by their weights.",
    (
        "return context.squeeze(1)",
        "context = enc_outputs[torch.arange(len(query)), weights.argmax(-1).squeeze(1)].unsqueeze(1)\n"
        "    return context.squeeze(1)",
    ),
)

detached = change(
    "The encoder's outputs are detached, so no gradient reaches the encoder.",
    (
        "query.unsqueeze(1), enc_outputs, enc_outputs,",
        "query.unsqueeze(1), enc_outputs.detach(), enc_outputs.detach(),",
    ),
)

keys_detached = change(
    "The encoder's outputs are detached as keys, so a part of their gradient is missing.",
    ("query.unsqueeze(1), enc_outputs, ", "query.unsqueeze(1), enc_outputs.detach(), "),
)

cut_to_the_longest = change(
    "The outputs are cut to the longest of the lengths; the weights should be [B, T], padding included.",
    (
        "    context, weights =",
        "    if valid_lens is not None:\n"
        "        enc_outputs = enc_outputs[:, : max(1, int(valid_lens.max()))]\n"
        "    context, weights =",
    ),
)

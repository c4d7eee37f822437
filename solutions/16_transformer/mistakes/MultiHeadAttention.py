"""Wrong versions of `MultiHeadAttention` that students write."""

from autograder.judge import change

tiled_lengths = change(
    "The lengths are repeated as a whole, but the heads are batch-major. So heads get the lengths of other "
    "sequences, and padded keys get weights. Repeat each length H times in a row: repeat_interleave.",
    (
        "valid_lens.repeat_interleave(self.num_heads, dim=0)",
        "valid_lens.repeat(self.num_heads, *[1] * (valid_lens.dim() - 1))",
    ),
)
scaled_by_d_model = change(
    "The scores are divided by the square root of d_model; a head has only d_model / H features.",
    ("q.shape[2] ** 0.5", "self.W_q.out_features ** 0.5"),
)
unscaled = change("The scores are not divided by a square root.", (" / q.shape[2] ** 0.5", ""))
scaled_by_keys = change(
    "The scores are divided by the square root of the number of keys, not of features.",
    ("q.shape[2] ** 0.5", "k.shape[1] ** 0.5"),
)
swapped_layers = change(
    "W_q projects the keys and W_k the queries; swap them.",
    ("(self.W_q(q), self.W_k(k), self.W_v(v))", "(self.W_k(q), self.W_q(k), self.W_v(v))"),
)
swapped_sizes = change(
    "W_q is made for the size of the keys and W_k for the size of the queries; swap them.",
    ("self.W_q = nn.Linear(q_size", "self.W_q = nn.Linear(k_size"),
    ("self.W_k = nn.Linear(k_size", "self.W_k = nn.Linear(q_size"),
)
without_output_layer = change(
    "The heads are not mixed: W_o is missing at the end.",
    (
        "self.W_o(merge_heads(self.dropout(weights) @ v, self.num_heads))",
        "merge_heads(self.dropout(weights) @ v, self.num_heads)",
    ),
)
one_head = change(
    "All features attend together; each head should attend by its own.",
    ("split_heads(x, self.num_heads)", "split_heads(x, 1)"),
    ("repeat_interleave(self.num_heads, dim=0)", "repeat_interleave(1, dim=0)"),
    ("(-1, self.num_heads))", "(-1, 1)).expand(-1, self.num_heads, -1, -1)"),
    ("@ v, self.num_heads)", "@ v, 1)"),
)
without_lengths = change(
    "The lengths are ignored, so padding gets weights.",
    ("if valid_lens is None:", "if True:"),
)
minus_a_million = change(
    "Padding is filled with -1e6, which float16 does not have. Take the lowest number of the dtype.",
    ("torch.finfo(scores.dtype).min", "-1e6"),
)
minus_a_billion = change(
    "Padding is filled with -1e9, and valid scores may be lower. Take the lowest number of the dtype.",
    ("torch.finfo(scores.dtype).min", "max(-1e9, torch.finfo(scores.dtype).min)"),
)
uniform_over_nothing = change(
    "A query without a valid key gets equal weights for all of its padding; they should be 0.",
    (".masked_fill(padding, 0.0)", ""),
)
infinity_alone = change(
    "Padding is filled with -inf, so a query without a valid key gets 0/0 = NaN; it should get zeros.",
    ("torch.finfo(scores.dtype).min", "-torch.inf"),
    (".masked_fill(padding, 0.0)", ""),
)
one_key_too_many = change(
    "One key too many is valid: with length n the first n keys are, 0 to n - 1.",
    (">= lens.reshape", "> lens.reshape"),
)
over_the_queries = change(
    "Softmax goes over the queries; the weights of each query over the keys should sum to 1.",
    ("torch.softmax(scores, dim=2)", "torch.softmax(scores, dim=1)"),
)
always_with_bias = change("The layers have biases even if `bias` is False.", (", bias=bias)", ")"))
never_with_bias = change(
    "The layers have no biases even if `bias` is True.", (", bias=bias)", ", bias=False)")
)
any_number_of_heads = change(
    "It accepts a number of heads that doesn't divide d_model; it should raise a ValueError.",
    ("if d_model % num_heads != 0:", "if False:"),
)
never_dropping = change("Nothing is ever dropped.", ("self.dropout(weights)", "weights"))
output_dropped = change(
    "Dropout acts on the values of the heads; it should act on the weights.",
    ("self.dropout(weights) @ v", "self.dropout(weights @ v)"),
)
always_dropping = change(
    "Weights are dropped in eval mode too. Use the nn.Dropout, or pass `self.training`.",
    ("self.dropout(weights)", "nn.functional.dropout(weights, self.dropout.p)"),
)
kept_after_dropout = change(
    "attention_weights holds the weights after dropout; it should hold those before.",
    (".masked_fill(padding, 0.0)\n", ".masked_fill(padding, 0.0)\n        weights = self.dropout(weights)\n"),
    ("self.dropout(weights) @ v", "weights @ v"),
)
weights_keep_the_graph = change(
    "attention_weights is not detached, so it keeps the graph of that call in memory.",
    ("weights.detach()", "weights"),
)
weights_of_rows = change(
    "attention_weights is [B*H, Q, K]; it should be [B, H, Q, K].",
    ("weights.detach().unflatten(0, (-1, self.num_heads))", "weights.detach()"),
)
detached_weights = change(
    "The weights are detached, so no gradient reaches queries and keys.",
    ("self.dropout(weights) @ v", "self.dropout(weights.detach()) @ v"),
)
in_another_order = change(
    "The layers are made in another order, so the same seed gives them other weights. The docstring says the "
    "order.",
    ("        self.W_q =", "        self.W_o = nn.Linear(d_model, d_model, bias=bias)\n        self.W_q ="),
    (
        "        self.W_o = nn.Linear(d_model, d_model, bias=bias)\n        self.dropout",
        "        self.dropout",
    ),
)

"""Wrong versions of `AdditiveAttention` that students write."""

from autograder.judge import change

swapped_layers = change(
    "W_q and W_k are swapped: W_q is for the queries, W_k for the keys.",
    ("self.W_q(q).unsqueeze(2) + self.W_k(k)", "self.W_k(q).unsqueeze(2) + self.W_q(k)"),
)

swapped_sizes = change(
    "W_q is made for the size of the keys and W_k for the size of the queries; swap them.",
    ("self.W_q = nn.Linear(query_size", "self.W_q = nn.Linear(key_size"),
    ("self.W_k = nn.Linear(key_size", "self.W_k = nn.Linear(query_size"),
)

without_tanh = change(
    "The tanh is missing, so each score is only a number for the query plus a number for the key.",
    ("torch.tanh(self", "(self"),
)

tanh_of_each = change(
    "It takes tanh of W_q q and of W_k k before it adds them; take tanh of their sum.",
    ("torch.tanh(self.W_q(q).unsqueeze(2) +", "(torch.tanh(self.W_q(q)).unsqueeze(2) +"),
    ("self.W_k(k).unsqueeze(1))", "torch.tanh(self.W_k(k)).unsqueeze(1))"),
)

rectified = change(
    "The hidden units go through a ReLU; they should go through tanh.",
    ("torch.tanh(", "torch.relu("),
)

with_bias = change(
    "The layers have biases; all three should have none.",
    (", bias=False", ""),
)

without_lengths = change(
    "The lengths are ignored, so padding gets weights.",
    ("masked_softmax(scores, valid_lens)", "masked_softmax(scores)"),
)

over_the_queries = change(
    "Softmax goes over the queries; the weights of each query over the keys should sum to 1.",
    ("masked_softmax(scores, valid_lens)", "torch.softmax(scores, dim=1)"),
)

keys_as_values = change(
    "It is the weighted mean of the keys; it should be that of the values.",
    ("self.dropout(weights) @ v", "self.dropout(weights) @ k"),
)

output_dropped = change(
    "Dropout acts on the output; it should act on the weights.",
    ("self.dropout(weights) @ v", "self.dropout(weights @ v)"),
)

never_dropping = change(
    "Nothing is ever dropped.",
    ("self.dropout(weights)", "weights"),
)

kept_after_dropout = change(
    "attention_weights holds the weights after dropout; it should hold those before.",
    (
        "weights = masked_softmax(scores, valid_lens)",
        "weights = self.dropout(masked_softmax(scores, valid_lens))",
    ),
    ("self.dropout(weights)", "weights"),
)

weights_keep_the_graph = change(
    "attention_weights is not detached, so it keeps the graph of that call in memory.",
    ("weights.detach()", "weights"),
)

detached_weights = change(
    "The output uses detached weights, so no gradient reaches the layers, the queries and the keys.",
    ("self.dropout(weights)", "self.dropout(self.attention_weights)"),
)

never_in_pairs = change(
    "W_q q and W_k k are added without a dimension for the other: [B, Q, H] and [B, K, H] make no pairs.",
    ("self.W_q(q).unsqueeze(2) + self.W_k(k).unsqueeze(1))", "self.W_q(q) + self.W_k(k)).unsqueeze(1)"),
)

always_dropping = change(
    "Weights are dropped in eval mode too. Use the nn.Dropout, or pass `self.training`.",
    ("self.dropout(weights)", "nn.functional.dropout(weights, self.dropout.p)"),
)

in_another_order = change(
    "The layers are made in another order, so the same seed gives them other weights. Make W_q first, then "
    "W_k, then w_v.",
    ("super().__init__()", "super().__init__()\n        self.w_v = nn.Linear(num_hiddens, 1, bias=False)"),
    (
        "        self.w_v = nn.Linear(num_hiddens, 1, bias=False)\n        self.dropout",
        "        self.dropout",
    ),
)

stored_in_the_state = change(
    "attention_weights is a buffer of the state_dict; it should be no part of it.",
    ("self.attention_weights: Tensor | None = None", "self.register_buffer('attention_weights', None)"),
)

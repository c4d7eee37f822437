"""Wrong versions of `Seq2SeqAttentionDecoder` that students write."""

from autograder.judge import change

embedding_first = change(
    "The embedding comes before the context; the context should come first.",
    ("torch.cat([context, x]", "torch.cat([x, context]"),
)

memory_as_query = change(
    "The query is the memory cell c; it should be the hidden state h.",
    ("hidden[0][-1]", "hidden[1][-1]"),
)

hidden_state_lost = change(
    "Each step starts from the first state; it should start from the state after the step before.",
    (".unsqueeze(0), hidden)", ".unsqueeze(0), state[1])"),
)

probabilities = change(
    "The scores go through softmax, but the loss does that; they should not be normalised.",
    ("return scores, (outputs", "return scores.softmax(-1), (outputs"),
)

query_of_the_first_layer = change(
    "The query is the hidden state of the first layer; it should be that of the last.",
    ("hidden[0][-1]", "hidden[0][0]"),
)

query_never_changes = change(
    "The query is the same at all steps; it should be the hidden state after the step before.",
    ("query = hidden[0]", "query = state[1][0]"),
)

without_lengths = change(
    "The lengths are ignored, so padding of the source changes the context.",
    ("outputs, outputs, valid_lens)", "outputs, outputs)"),
)

time_major_outputs = change(
    "The encoder's outputs stay time-major; the state should hold them batch-major.",
    ("outputs.transpose(0, 1), hidden, valid_lens", "outputs, hidden, valid_lens"),
)

time_major_scores = change(
    "The scores are time-major, [T, B, V]; they should be [B, T, V].",
    ("torch.cat(features).transpose(0, 1)", "torch.cat(features)"),
)

old_state_returned = change(
    "It returns the state that it was given; it should return the state after the last step.",
    ("return scores, (outputs, hidden, valid_lens)", "return scores, state"),
)

state_overwritten = change(
    "It overwrites the caller's state with the new one.",
    (
        "scores = self.dense",
        "for old, new in zip(state[1], hidden, strict=True):\n            old.data.copy_(new)\n"
        "        scores = self.dense",
    ),
)

softmax_attention_of_dots = change(
    "The context comes from scaled dot-product attention; it should come from an AdditiveAttention.",
    (
        "self.attention(query, outputs, outputs, valid_lens)",
        "dot_product_attention(query, outputs, outputs, valid_lens)[0]",
    ),
)

no_dropout_in_attention = change(
    "The attention is made without dropout.",
    ("num_hiddens, num_hiddens, num_hiddens, dropout)", "num_hiddens, num_hiddens, num_hiddens)"),
)

no_dropout_in_rnn = change(
    "The LSTM is made without dropout between its layers.",
    ("num_layers, dropout=dropout)", "num_layers)"),
)

embedding_dropped = change(
    "It drops embeddings too, which the docstring does not ask for.",
    (
        "self.embedding(X).unbind(1)",
        "nn.functional.dropout(self.embedding(X), self.attention.dropout.p, self.training).unbind(1)",
    ),
)

detached_steps = change(
    "The state is detached at each step, so the gradient does not go through time.",
    (".unsqueeze(0), hidden)", ".unsqueeze(0), tuple(part.detach() for part in hidden))"),
)

in_another_order = change(
    "The parts are made in another order, so the same seed gives them other weights. The docstring says the "
    "order.",
    ("super().__init__()", "super().__init__()\n        self.dense = nn.Linear(num_hiddens, vocab_size)"),
    ("dropout=dropout)\n        self.dense = nn.Linear(num_hiddens, vocab_size)", "dropout=dropout)"),
)

first_token_as_padding = change(
    "Token 0 is padding of the embedding, so its vector starts as 0 and gets no gradient. All tokens count.",
    ("(vocab_size, embed_size)", "(vocab_size, embed_size, padding_idx=0)"),
)

"""Wrong versions of `Seq2SeqEncoder` that students write."""

from autograder.judge import change

not_transposed = change(
    "The tokens are not transposed, so the LSTM takes sequences for steps.",
    ("self.embedding(X.T)", "self.embedding(X)"),
)
batch_major_outputs = change(
    "The outputs are [B, T, H]; they should be time-major, [T, B, H].",
    ("return outputs, state", "return outputs.transpose(0, 1), state"),
)
outputs_only = change(
    "It returns the outputs alone; the state belongs to the result.",
    ("return outputs, state", "return outputs"),
)
hidden_state_only = change(
    "The state is h alone; it should be the tuple (h, c).",
    ("return outputs, state", "return outputs, state[0]"),
)
flat_result = change(
    "It returns (outputs, h, c); h and c should be in a tuple of their own.",
    ("return outputs, state", "return outputs, *state"),
)
memory_first = change(
    "The state is (c, h); h comes first.", ("return outputs, state", "return outputs, state[::-1]")
)
state_of_the_last_layer = change(
    "The state is that of the highest layer alone; each layer has one.",
    ("return outputs, state", "return outputs, tuple(part[-1:] for part in state)"),
)
last_output_only = change(
    "It returns the last output alone; those of all steps are asked for.",
    ("return outputs, state", "return outputs[-1:], state"),
)
backwards = change(
    "The tokens are read from last to first.", ("self.embedding(X.T)", "self.embedding(X.T.flip(0))")
)
one_layer = change(
    "The LSTM has one layer; num_layers says how many.",
    ("num_hiddens, num_layers, dropout", "num_hiddens, 1, dropout"),
)
no_dropout = change("The LSTM is made without dropout.", ("num_layers, dropout=dropout)", "num_layers)"))
embedding_dropped = change(
    "It drops embeddings too; only what goes from layer to layer should be dropped.",
    (
        "self.rnn(self.embedding(X.T))",
        "self.rnn(nn.functional.dropout(self.embedding(X.T), self.rnn.dropout, self.training))",
    ),
)
outputs_dropped = change(
    "It drops outputs too; only what goes from layer to layer should be dropped.",
    (
        "return outputs, state",
        "return nn.functional.dropout(outputs, self.rnn.dropout, self.training), state",
    ),
)
both_directions = change(
    "The LSTM reads in both directions; one is asked for.",
    ("dropout=dropout)", "dropout=dropout, bidirectional=True)"),
)
gru = change(
    "It is a GRU; an LSTM is asked for.",
    ("nn.LSTM", "nn.GRU"),
    ("return outputs, state", "return outputs, (state, state)"),
)
first_token_as_padding = change(
    "Token 0 is padding of the embedding, so its vector starts as 0 and gets no gradient. All tokens count.",
    ("(vocab_size, embed_size)", "(vocab_size, embed_size, padding_idx=0)"),
)
in_another_order = change(
    "The LSTM is made before the embedding, so a seed gives other weights. The docstring says the order.",
    (
        "self.embedding = nn.Embedding(vocab_size, embed_size)\n"
        "        self.rnn = nn.LSTM(embed_size, num_hiddens, num_layers, dropout=dropout)",
        "self.rnn = nn.LSTM(embed_size, num_hiddens, num_layers, dropout=dropout)\n"
        "        self.embedding = nn.Embedding(vocab_size, embed_size)",
    ),
)
cut_off = change(
    "The outputs are cut off from the graph.", ("return outputs, state", "return outputs.detach(), state")
)
always_evaluating = change(
    "A call switches the model to eval mode, so nothing is dropped in training.",
    ("outputs, state = ", "self.eval()\n        outputs, state = "),
)
remembers = change(
    "The state of a call is where the next call starts; each call should start from 0.",
    (
        "self.rnn(self.embedding(X.T))",
        "self.rnn(self.embedding(X.T), getattr(self, 'last', None))\n"
        "        self.last = tuple(part.detach() for part in state)",
    ),
)

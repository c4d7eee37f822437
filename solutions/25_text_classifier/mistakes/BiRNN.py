"""Wrong versions of `BiRNN` that students write."""

from autograder.judge import change

not_transposed = change(
    "The tokens are not transposed, so the LSTM takes texts for steps.",
    ("self.encoder(self.embedding(inputs.T))", "self.encoder(self.embedding(inputs))"),
    ("[outputs[0], outputs[-1]], dim=1", "[outputs[:, 0], outputs[:, -1]], dim=1"),
)
last_step_twice = change(
    "The features of the last step go in twice; those of the first step are missing.",
    ("[outputs[0], outputs[-1]]", "[outputs[-1], outputs[-1]]"),
)
first_step_twice = change(
    "The features of the first step go in twice; those of the last step are missing.",
    ("[outputs[0], outputs[-1]]", "[outputs[0], outputs[0]]"),
)
last_step_first = change(
    "The features of the last step come before those of the first step.",
    ("[outputs[0], outputs[-1]]", "[outputs[-1], outputs[0]]"),
)
directions_exchanged = change(
    "The features of the backward direction come before those of the forward direction.",
    ("outputs, _ =", "outputs ="),
    ("inputs.T))", "inputs.T))[0]\n        outputs = outputs.roll(outputs.shape[2] // 2, dims=2)"),
)
one_layer = change(
    "The LSTM has one layer; num_layers says how many.",
    ("num_hiddens, num_layers, bidirectional", "num_hiddens, 1, bidirectional"),
)
softmax = change(
    "The result has been through softmax; scores (logits) are asked for.",
    ("dim=1))  # [B,4H] -> [B,2]", "dim=1)).softmax(dim=1)"),
)
gru = change("The encoder is a GRU; an LSTM is asked for.", ("nn.LSTM", "nn.GRU"))
final_state = change(
    "The final states of the two directions stand where the features of the last step belong.",
    ("outputs, _ =", "outputs, (h, _) ="),
    ("outputs[-1]]", "h[-2], h[-1]]"),
)
first_token_as_padding = change(
    "Token 0 is padding of the embedding, so it gets no gradient. All tokens count.",
    ("(vocab_size, embed_size)", "(vocab_size, embed_size, padding_idx=0)"),
)
cut_off = change(
    "The embedding is cut off from the graph, so it doesn't learn.",
    ("self.embedding(inputs.T)", "self.embedding(inputs.T).detach()"),
)
remembers = change(
    "The state of a call is where the next call starts; each call should start from 0.",
    ("outputs, _ =", "outputs, state ="),
    (
        "(inputs.T))  # [T,B]",
        "(inputs.T), getattr(self, 'last', None))\n"
        "        self.last = tuple(part.detach() for part in state)  # [T,B]",
    ),
)

"""Wrong versions of `EncoderBlock` that students write."""

from autograder.judge import change

without_lengths = change(
    "The lengths are not passed on, so padding gets weights.",
    ("self.attention(X, X, X, valid_lens)", "self.attention(X, X, X)"),
)
one_norm = change(
    "addnorm1 is used twice; after ffn it should be addnorm2.",
    ("self.addnorm2(Y, self.ffn(Y))", "self.addnorm1(Y, self.ffn(Y))"),
)
swapped_norms = change(
    "addnorm1 and addnorm2 are swapped.",
    ("self.addnorm1(X", "self.addnorm2(X"),
    ("return self.addnorm2(Y", "return self.addnorm1(Y"),
)
skips_to_the_input = change(
    "The second sum adds X; it should add Y, the result of the first.",
    ("self.addnorm2(Y, ", "self.addnorm2(X, "),
)
ffn_of_the_input = change("ffn reads X; it should read Y.", ("self.ffn(Y)", "self.ffn(X)"))
ffn_first = change(
    "ffn comes before attention; it should come after it.",
    ("Y = self.addnorm1(X, self.attention(X, X, X, valid_lens))", "Y = self.addnorm1(X, self.ffn(X))"),
    ("self.addnorm2(Y, self.ffn(Y))", "self.addnorm2(Y, self.attention(Y, Y, Y, valid_lens))"),
)
without_ffn = change("ffn is missing.", ("return self.addnorm2(Y, self.ffn(Y))", "return Y"))
without_attention = change(
    "Attention is missing.", ("self.addnorm1(X, self.attention(X, X, X, valid_lens))", "X")
)
pre_norm = change(
    "It normalises before each layer, as in pre-norm; the sums should be normalised.",
    (
        "Y = self.addnorm1(X, self.attention(X, X, X, valid_lens))",
        "Z = self.addnorm1.norm(X)\n        Y = X + self.attention(Z, Z, Z, valid_lens)",
    ),
    ("self.addnorm2(Y, self.ffn(Y))", "Y + self.ffn(self.addnorm2.norm(Y))"),
)
gelu = change("ffn has a GELU; it should have a ReLU.", ("nn.ReLU()", "nn.GELU()"))
without_relu = change("There is no ReLU between the layers of ffn.", ("nn.ReLU()", "nn.Identity()"))
with_bias = change(
    "The layers of attention have biases; they should have none.",
    ("num_heads, dropout)", "num_heads, dropout, True)"),
)
no_dropout_in_attention = change("attention is made without dropout.", ("num_heads, dropout)", "num_heads)"))
no_dropout_in_sums = change(
    "addnorm1 and addnorm2 are made without dropout.", ("AddNorm(d, dropout)", "AddNorm(d)")
)
dropout_in_ffn = change(
    "ffn has a dropout of its own; there should be none in it.",
    ("self.ffn(Y))", "nn.functional.dropout(self.ffn(Y), self.attention.dropout.p or 0.9, self.training))"),
)
in_another_order = change(
    "The parts are made in another order, so the same seed gives them other weights. The docstring says the "
    "order.",
    (
        "        self.attention = MultiHeadAttention(d, d, d, d, num_heads, dropout)\n"
        "        self.addnorm1 = AddNorm(d, dropout)\n",
        "",
    ),
    (
        "        self.addnorm2 = AddNorm(d, dropout)\n",
        "        self.attention = MultiHeadAttention(d, d, d, d, num_heads, dropout)\n"
        "        self.addnorm1 = AddNorm(d, dropout)\n"
        "        self.addnorm2 = AddNorm(d, dropout)\n",
    ),
)

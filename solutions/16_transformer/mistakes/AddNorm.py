"""Wrong versions of `AddNorm` that students write."""

from autograder.judge import change

norm_first = change(
    "It normalises before the sum, as in pre-norm: X + norm(Y); the sum should be normalised.",
    ("self.norm(X + self.dropout(Y))", "X + self.norm(self.dropout(Y))"),
)
norm_of_input = change(
    "It normalises X before the sum; the sum should be normalised.",
    ("self.norm(X + self.dropout(Y))", "self.norm(X) + self.dropout(Y)"),
)
input_dropped = change(
    "Dropout acts on X; it should act on Y.", ("X + self.dropout(Y)", "self.dropout(X) + Y")
)
sum_dropped = change(
    "Dropout acts on the sum; it should act on Y alone.", ("X + self.dropout(Y)", "self.dropout(X + Y)")
)
result_dropped = change(
    "Dropout acts on the result; it should act on Y.",
    ("self.norm(X + self.dropout(Y))", "self.dropout(self.norm(X + Y))"),
)
never_dropping = change("Nothing is ever dropped.", ("self.dropout(Y)", "Y"))
without_sum = change("X is missing: it normalises Y alone.", ("X + self.dropout(Y)", "self.dropout(Y)"))
without_norm = change("The sum is not normalised.", ("self.norm(X + self.dropout(Y))", "X + self.dropout(Y)"))
detached = change(
    "X is detached, so the gradient doesn't flow past the layer.", ("X + self", "X.detach() + self")
)
rounded_eps = change("eps is not that of nn.LayerNorm.", ("nn.LayerNorm(d)", "nn.LayerNorm(d, eps=1e-12)"))
without_weights = change(
    "The norm has no weight and no bias.", ("nn.LayerNorm(d)", "nn.LayerNorm(d, elementwise_affine=False)")
)
in_place = change(
    "It adds to X in place, so the caller's X changes.",
    ("X + self.dropout(Y)", "X.data.add_(self.dropout(Y))"),
)
always_dropping = change(
    "Entries of Y are dropped in eval mode too.",
    ("self.dropout(Y)", "nn.functional.dropout(Y, self.dropout.p)"),
)

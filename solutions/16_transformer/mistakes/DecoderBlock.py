"""Wrong versions of `DecoderBlock` that students write."""

from autograder.judge import change

causal_in_training_alone = change(
    "In eval mode each position sees later ones: the mask depends on the mode. It should be causal in both.",
    ("visible.expand(len(X), -1)", "visible.expand(len(X), -1) if self.training else None"),
)
never_causal = change(
    "Each position sees later ones.", ("seen, seen, visible.expand(len(X), -1))", "seen, seen)")
)
one_step_ahead = change(
    "Each position sees the next one too.", ("device=X.device) + 1 ", "device=X.device) + 2 ")
)
one_step_behind = change(
    "No position sees itself; it should see itself and the earlier ones.",
    ("device=X.device) + 1 ", "device=X.device) "),
)
without_past = change(
    "The past is ignored: each position sees only those of the same call.",
    ("seen = X if past is None else torch.cat([past, X], dim=1)", "seen = X"),
)
lengths_without_past = change(
    "The lengths count the positions of this call alone; the past comes first.",
    ("torch.arange(total - X.shape[1], total,", "torch.arange(X.shape[1],"),
)
past_last = change(
    "X stands before the past in the cache; it should stand behind it.",
    ("torch.cat([past, X], dim=1)", "torch.cat([X, past], dim=1)"),
)
only_this_call_is_kept = change(
    "The new cache holds the X of this call alone; it should hold the past too.",
    ("self.index], seen, *cache", "self.index], X, *cache"),
)
cache_of_the_first_block = change(
    "`index` is ignored: it reads and writes entry 0 of the cache.",
    ("past = cache[self.index]", "past = cache[0]"),
    ("[*cache[: self.index], seen, *cache[self.index + 1 :]]", "[seen, *cache[1:]]"),
)
cache_changed = change(
    "It writes into the caller's cache; it should make a new list.",
    ("cache = [*cache[: self.index], seen, *cache[self.index + 1 :]]", "cache[self.index] = seen"),
)
state_changed = change(
    "It puts the new cache into the caller's state; it should return a new list.",
    ("        return self.addnorm3", "        state[2] = cache\n        return self.addnorm3"),
    ("self.ffn(Z)), [enc_outputs, enc_valid_lens, cache]", "self.ffn(Z)), state"),
)
results_kept = change(
    "The cache gets the results of this block; it should get what the block reads.",
    ("self.index], seen, *cache", "self.index], Y if past is None else torch.cat([past, Y], dim=1), *cache"),
)
source_lengths_ignored = change(
    "The lengths of the sources are ignored, so their padding gets weights.",
    ("enc_outputs, enc_outputs, enc_valid_lens)", "enc_outputs, enc_outputs)"),
)
asks_with_the_input = change(
    "attention2 asks with X; it should ask with Y.", ("self.attention2(Y, ", "self.attention2(X, ")
)
one_attention = change(
    "attention1 is used twice; to the encoder's results it should be attention2.",
    ("self.attention2(Y, ", "self.attention1(Y, "),
)
one_norm = change(
    "addnorm1 is used after attention2 too; it should be addnorm2.", ("self.addnorm2(Y", "self.addnorm1(Y")
)
second_sum_with_input = change(
    "The second sum adds X; it should add Y, the result of the first.",
    ("self.addnorm2(Y, ", "self.addnorm2(X, "),
)
without_encoder = change(
    "The encoder's results have no effect.",
    ("self.addnorm2(Y, self.attention2(Y, enc_outputs, enc_outputs, enc_valid_lens))", "Y"),
)
no_dropout = change(
    "The five parts are made without dropout.",
    ("num_heads, dropout)", "num_heads)"),
    ("AddNorm(d, dropout)", "AddNorm(d)"),
)
past_detached = change(
    "The past is detached, so no gradient flows through it.",
    ("torch.cat([past, X]", "torch.cat([past.detach(), X]"),
)
in_another_order = change(
    "The parts are made in another order, so the same seed gives them other weights. The docstring says the "
    "order.",
    (
        "self.index = index",
        "self.index = index\n        self.addnorm3 = AddNorm(d, dropout)\n        self._make_ffn(d, ffn)",
    ),
    (
        "        self.ffn = nn.Sequential(nn.Linear(d, ffn), nn.ReLU(), nn.Linear(ffn, d))\n"
        "        self.addnorm3 = AddNorm(d, dropout)\n",
        "\n    def _make_ffn(self, d, ffn):\n"
        "        self.ffn = nn.Sequential(nn.Linear(d, ffn), nn.ReLU(), nn.Linear(ffn, d))\n",
    ),
)

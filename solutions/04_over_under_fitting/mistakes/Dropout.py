"""Wrong versions of `Dropout` that students write."""

from autograder.judge import change

always_drops = change(
    "It drops in eval mode too. The mode may change between calls, and model.eval() sets the layer's own.",
    (", self.training)", ")"),
)
mode_inverted = change(
    "It drops in eval mode, and not in train mode.", (", self.training)", ", not self.training)")
)
keep_probability = change(
    "It takes p for the probability of keeping; it is that of dropping.", ("(x, self.p,", "(x, 1 - self.p,")
)
probability_at_the_start = change(
    "It uses the p of the start; the attribute may change between calls.",
    ("self.p = p", "self.p = self.first = p"),
    ("(x, self.p,", "(x, self.first,"),
)
any_probability = change(
    "It accepts a p outside 0 to 1; a ValueError is asked for.", ("not 0 <= p <= 1", "False")
)
as_buffer = change(
    "p is a buffer, so it is a part of the saved state; it is a plain number.",
    ("self.p = p", "self.register_buffer('p', torch.tensor(float(p)))"),
    ("(x, self.p,", "(x, self.p.item(),"),
)
resets_mode = change(
    "A call puts the layer into eval mode.",
    (
        "return dropout(x, self.p, self.training)",
        "result = dropout(x, self.p, self.training)\n        self.eval()\n        return result",
    ),
)
leaves_mask = change(
    "A call leaves something in an attribute of the layer; it should change nothing of it.",
    (
        "return dropout(x, self.p, self.training)",
        "result = dropout(x, self.p, self.training)\n"
        "        self.mask = (result != 0).detach()\n"
        "        return result",
    ),
)
own_generator = change(
    "All layers drop the same elements; each should draw from the global generator.",
    ("self.p = p", "self.p, self.generators = p, {}"),
    (
        "return dropout(x, self.p, self.training)",
        "key = str(x.device)\n"
        "        if key not in self.generators:\n"
        "            self.generators[key] = torch.Generator(x.device).manual_seed(0)\n"
        "        return dropout(x, self.p, self.training, self.generators[key])",
    ),
)
scales_in_eval = change(
    "In eval mode it scales by 1 - p; with inverted dropout nothing is left to do.",
    (
        "return dropout(x, self.p, self.training)",
        "return dropout(x, self.p, self.training) if self.training else x * (1 - self.p)",
    ),
)
draws_in_eval = change(
    "It draws random numbers in eval mode too, which changes what others draw later.",
    (
        "return dropout(x, self.p, self.training)",
        "torch.rand(x.shape)\n        return dropout(x, self.p, self.training)",
    ),
)
remembers_mask = change(
    "Calls with the same shape drop the same elements; each call should draw a new mask.",
    ("self.p = p", "self.p, self.masks = p, {}"),
    (
        "return dropout(x, self.p, self.training)",
        "if not self.training:\n"
        "            return x\n"
        "        key = (x.shape, x.dtype, x.device, self.p)\n"
        "        if key not in self.masks:\n"
        "            self.masks[key] = dropout(torch.ones_like(x), self.p).detach()\n"
        "        return x * self.masks[key]",
    ),
)
one_mask_for_all_rows = change(
    "All rows drop the same columns; each element should be dropped independently.",
    (
        "return dropout(x, self.p, self.training)",
        "if not self.training:\n"
        "            return x\n"
        "        return x * dropout(torch.ones_like(x[:1] if x.dim() else x), self.p)",
    ),
)

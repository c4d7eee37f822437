"""Wrong versions of `Dropout` that students write."""

from torch import Tensor, nn

from autograder.judge import change, mistake

always_drops = change(
    "It drops in eval mode too. The mode may change between calls, and model.eval() sets the layer's own.",
    (", self.training)", ")"),
)
never_drops = change("It never drops anything.", (", self.training)", ", False)"))
mode_inverted = change(
    "It drops in eval mode, and not in train mode.", (", self.training)", ", not self.training)")
)
fixed_half = change("It always drops with the probability 0.5, whatever p is.", ("(x, self.p,", "(x, 0.5,"))
other_default = change("The default of p is not 0.5.", ("p: float = 0.5", "p: float = 0.1"))
keep_probability = change(
    "It takes p for the probability of keeping; it is that of dropping.", ("(x, self.p,", "(x, 1 - self.p,")
)
probability_at_the_start = change(
    "It uses the p of the start; the attribute may change between calls.",
    ("self.p = p", "self.p = self.first = p"),
    ("(x, self.p,", "(x, self.first,"),
)
other_name = change(
    "The attribute is not called p.", ("self.p = p", "self.prob = p"), ("(x, self.p,", "(x, self.prob,")
)
any_probability = change(
    "It accepts a p outside 0 to 1; a ValueError is asked for.", ("not 0 <= p <= 1", "False")
)
refuses_the_ends = change(
    "It refuses p = 0 or p = 1, which are allowed.", ("not 0 <= p <= 1", "not 0 < p < 1")
)
as_parameter = change(
    "p is an nn.Parameter, so an optimizer would change it; it is a plain number.",
    ("self.p = p", "self.p = nn.Parameter(torch.tensor(float(p)))"),
    ("(x, self.p,", "(x, self.p.item(),"),
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
sets_seed = change(
    "It sets the global seed at each call, so it always drops the same elements.",
    (
        "return dropout(x, self.p, self.training)",
        "torch.manual_seed(0)\n        return dropout(x, self.p, self.training)",
    ),
)
own_generator = change(
    "Each layer has a generator with the same seed, so all layers drop the same elements.",
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
    "It draws the mask once for each shape and keeps it; each call should draw a new one.",
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
detached = change(
    "The result is detached, so the layers before it learn nothing.", ("(x, self.p,", "(x.detach(), self.p,")
)


@mistake("It calls PyTorch's own dropout, which is not allowed.")
class CallsDropout(nn.Module):
    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError(f"p must be from 0 to 1, not {p}")
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.dropout(x, self.p, self.training)

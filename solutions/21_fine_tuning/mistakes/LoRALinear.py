"""Wrong versions of `LoRALinear` that students write."""

from autograder.judge import change

zeros_swapped = change(
    "A is 0 at first and B is random; it should be the other way round.",
    (
        "torch.randn(r, base.in_features, **like) / base.in_features**0.5",
        "torch.zeros(r, base.in_features, **like)",
    ),
    (
        "torch.zeros(base.out_features, r, **like)",
        "torch.randn(base.out_features, r, **like) / base.in_features**0.5",
    ),
)
alpha_alone = change(
    "The addition is multiplied by alpha; it should be by alpha / r.", ("alpha / r", "alpha")
)
root_of_rank = change(
    "The addition is multiplied by alpha / sqrt(r); it should be by alpha / r.",
    ("alpha / r", "alpha / r**0.5"),
)
base_trained = change(
    "The parameters of base are trainable; they should be frozen.", ("p.requires_grad_(False)", "pass")
)
bias_twice = change(
    "The bias of base is added twice.",
    (
        "return self.base(x) +",
        "return self.base(x) + (0 if self.base.bias is None else self.base.bias) +",
    ),
)
off_in_eval_mode = change(
    "In eval mode the addition is left out.",
    ("return self.base(x) +", "return self.base(x) + self.training *"),
)
standard_normal = change("The entries of A are not divided by sqrt(in).", (" / base.in_features**0.5", ""))
default_dtype = change(
    "A and B have PyTorch's default dtype and device, not those of base.",
    ("torch.randn(r, base.in_features, **like)", "torch.randn(r, base.in_features)"),
    ("torch.zeros(base.out_features, r, **like)", "torch.zeros(base.out_features, r)"),
)
merged_without_scale = change(
    "merge adds B A without the factor alpha / r.", ("self.scale * (self.B @ self.A)", "(self.B @ self.A)")
)
merged_bias_lost = change(
    "The bias of the merged layer is not that of base.", ("merged.bias.copy_(base.bias)", "pass")
)
merged_in_place = change(
    "merge changes the weight of base; it should stay as it is.",
    ("base.weight + self.scale", "base.weight.data.add_(self.scale"),
    ("(self.B @ self.A))", "(self.B @ self.A)))"),
)
merged_frozen = change(
    "The parameters of the merged layer are frozen; they should be trainable.",
    ("return merged.train(self.training)", "return merged.train(self.training).requires_grad_(False)"),
)

"""Wrong versions of `apply_rope` that students write."""

import torch

from autograder.judge import change, mistake

halves = change(
    "Feature i is paired with feature i + D/2; here neighbours are a pair, 2i and 2i + 1.",
    ("x[..., 0::2], x[..., 1::2]", "x[..., : D // 2], x[..., D // 2 :]"),
    (
        "torch.stack([even * cos - odd * sin, even * sin + odd * cos], dim=-1).flatten(3)",
        "torch.cat([even * cos - odd * sin, even * sin + odd * cos], dim=-1)",
    ),
)
joined_by_halves = change(
    "The turned pairs are put back as two halves; they should be neighbours again.",
    (
        "torch.stack([even * cos - odd * sin, even * sin + odd * cos], dim=-1).flatten(3)",
        "torch.cat([even * cos - odd * sin, even * sin + odd * cos], dim=-1)",
    ),
)
clockwise = change(
    "The pairs are turned clockwise: the signs of the sines are swapped.",
    ("even * cos - odd * sin, even * sin + odd * cos", "even * cos + odd * sin, odd * cos - even * sin"),
)
half_the_exponent = change(
    "The exponent is -i/D; it should be -2i/D.", ("-torch.arange(0, D, 2,", "-0.5 * torch.arange(0, D, 2,")
)
growing_frequencies = change(
    "The angles grow from pair to pair: the minus sign of the exponent is missing.",
    ("(-torch.arange(0, D, 2,", "(torch.arange(0, D, 2,"),
)
default_base = change("The base is ignored.", ("= base ** (", "= 10000.0 ** ("))
without_positions = change(
    "The positions are ignored: it counts from 0 to T - 1 instead.",
    ("positions.unsqueeze(-1) *", "torch.arange(x.shape[2], device=x.device).unsqueeze(-1) *"),
    ("if positions.dim() == 2:", "if False:"),
)
positions_from_one = change(
    "Each position is one too large, so position 0 is turned too.",
    ("positions.unsqueeze(-1) *", "(positions.unsqueeze(-1) + 1) *"),
)
one_sequence_for_all = change(
    "Of positions [B, T], all sequences get those of the first.",
    ("angles = angles.unsqueeze(1)", "angles = angles[:1].unsqueeze(1)"),
)
by_heads = change(
    "Positions [B, T] are spread over the heads; they belong to the sequences.",
    ("angles = angles.unsqueeze(1)", "angles = angles.unsqueeze(0)"),
)
any_size = change(
    "An odd number of features doesn't raise a ValueError.",
    ("if D % 2 != 0:", "if False:"),
    (
        "    even, odd =",
        "    x = x[..., : D - D % 2]\n    cos, sin = cos[..., : D // 2], sin[..., : D // 2]\n    even, odd =",
    ),
)
angles_in_the_dtype = change(
    "The angles are computed in the dtype of x; float16 can't hold large positions.",
    (
        "positions.unsqueeze(-1) * frequencies",
        "positions.unsqueeze(-1).to(x.dtype) * frequencies.to(x.dtype)",
    ),
)
angles_in_float32 = change(
    "The angles are computed in float32 even if x is float64.",
    ("positions.unsqueeze(-1) * frequencies", "positions.unsqueeze(-1).float() * frequencies.float()"),
)
promoted = change(
    "The result is float64 whatever x is; it should have the dtype of x.",
    ("angles.cos().to(x.dtype), angles.sin().to(x.dtype)", "angles.cos(), angles.sin()"),
)
in_place = change(
    "It writes the result into x, so the caller's x changes.",
    ("    return torch.stack(", "    y = torch.stack("),
    (".flatten(3)", ".flatten(3)\n    x.data.copy_(y)\n    return y"),
)
detached = change(
    "x is detached, so no gradient flows back.", ("x[..., 0::2], x", "x.detach()[..., 0::2], x.detach()")
)


@mistake("The pairs are scaled by cos and sin of the angle; a rotation mixes both features of a pair.")
def scaled_alone(x, positions, base=10000.0):
    D = x.shape[3]
    if D % 2:
        raise ValueError("odd")
    angles = positions[..., None] * base ** (-torch.arange(0, D, 2, dtype=torch.float64, device=x.device) / D)
    angles = angles if positions.dim() == 1 else angles[:, None]
    return x * torch.stack([angles.cos(), angles.sin()], dim=-1).flatten(-2).to(x.dtype)

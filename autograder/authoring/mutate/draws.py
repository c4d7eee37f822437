"""Mutators of random draws: the right shape, but another distribution, dependence or source."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from autograder.authoring.mutate.calls import callee
from autograder.authoring.mutate.sites import Site
from autograder.authoring.mutate.syntax import code

_DRAWS = {"rand", "randn"}
# What becomes of a draw r.
_SPOILT = {
    "the first row is repeated": "r[:1].expand_as(r).clone()",
    "the first column is repeated": "r[..., :1].expand_as(r).clone()",
    "the second half mirrors the first": "torch.cat([r[: (len(r) + 1) // 2], -r[: len(r) // 2]])",
    "the batch is normalised": "(r - r.mean()) / r.std() if r.numel() > 1 else r",
    "the tails are cut": "r.clamp(-3, 3)",
    "NumPy draws": "torch.from_numpy(numpy.random.standard_normal(r.shape)).to(r)",
    "another generator draws": "r.normal_(generator=torch.Generator(r.device).manual_seed(0))",
    "float64 is rounded": "r.to(torch.float32).to(r.dtype)",
}
_UNIFORM = {
    "the second half mirrors the first": "torch.cat([r[: (len(r) + 1) // 2], 1 - r[: len(r) // 2]])",
    "the batch is normalised": "(r - r.min()) / (r.max() - r.min()) if len(r) > 1 else r",
    "the tails are cut": "r.clamp(0.001, 0.999)",
    "NumPy draws": "torch.from_numpy(numpy.random.random_sample(r.shape)).to(r)",
    "another generator draws": "r.uniform_(generator=torch.Generator(r.device).manual_seed(0))",
}
# The mask of dropout on w, from which the same entries are dropped everywhere.
_MASKS = ("[:1]", "[:, :1]", "[..., :1]")


def spoil_draw(site: Site) -> Iterator[cst.CSTNode]:
    """Spoil a draw: one row for all, clamped tails, a normalised batch, another generator."""
    if isinstance(site.node, cst.Call) and callee(site.node) in _DRAWS:
        spoilt = _SPOILT | (_UNIFORM if callee(site.node) == "rand" else {})
        for what, value in spoilt.items():
            if what == "float64 is rounded" and "dtype" not in code(site.node):
                continue
            value = value.replace("numpy.", "__import__('numpy').")
            yield cst.parse_expression(f"(lambda r: {value})({code(site.node)})")


def share_mask(site: Site) -> Iterator[cst.CSTNode]:
    """Drop the same entries of all sequences, queries or keys: one mask of dropout for all."""
    match site.node:
        case cst.Call(args=[cst.Arg(value=value), *rest]) if callee(site.node) == "dropout":
            for part in _MASKS:
                ones = cst.parse_expression(f"torch.ones_like(w{part})")
                mask = site.node.with_changes(args=[site.node.args[0].with_changes(value=ones), *rest])
                yield cst.parse_expression(f"(lambda w: w * {code(mask)})({code(value)})")

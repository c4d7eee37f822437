"""All mutators. A mutator takes a site and yields nodes that could replace its node.

To add one, write a generator function and list it here. Its name is part of a mutant's key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from autograder.authoring.mutate import calls, checks, constants, draws, expressions, statements
from autograder.authoring.mutate.sites import Site

MUTATORS: dict[str, Callable[[Site], Iterator[cst.CSTNode]]] = {
    "arith-swap": expressions.swap_arithmetic,
    "augment-swap": expressions.swap_augmented,
    "operand-swap": expressions.swap_operands,
    "operand-drop": expressions.drop_operand,
    "unary-drop": expressions.drop_unary,
    "compare-swap": expressions.swap_comparison,
    "bool-swap": expressions.swap_boolean,
    "integer": expressions.change_integer,
    "float": expressions.change_float,
    "infinity": expressions.negate_infinity,
    "flag": expressions.flip_flag,
    "mode": expressions.spoil_mode,
    "element-swap": expressions.swap_elements,
    "index-swap": expressions.swap_indices,
    "slice-widen": expressions.widen_slice,
    "slice-shift": expressions.shift_slice,
    "transpose-drop": expressions.drop_transpose,
    "name-swap": expressions.swap_name,
    "attribute-swap": expressions.swap_attribute,
    "parameter-fix": expressions.fix_parameter,
    "call-drop": calls.drop_call,
    "call-twin": calls.use_twin,
    "in-place": calls.change_in_place,
    "keyword-drop": calls.drop_keyword,
    "argument-drop": calls.drop_argument,
    "argument-swap": calls.swap_arguments,
    "range-shift": calls.shift_range,
    "statement-drop": statements.drop_statement,
    "condition": statements.force_condition,
    "loop": statements.cut_loop,
    "with-drop": statements.drop_with,
    "finally-drop": statements.drop_finally,
    "finite-mask": constants.finite_mask,
    "root": constants.move_root,
    "clamp": constants.clamp_argument,
    "narrow-dtype": constants.narrow_dtype,
    "dtype": constants.fix_dtype,
    "loop-limit": constants.limit_loop,
    "draw": draws.spoil_draw,
    "shared-mask": draws.share_mask,
    "broadcast": checks.accept_broadcast,
    "order": checks.swap_order,
}

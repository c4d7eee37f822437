"""Operators and functions that are easily confused, each with its twin."""

from __future__ import annotations

import libcst as cst

ARITHMETIC: dict[type[cst.CSTNode], type[cst.CSTNode]] = {
    cst.Add: cst.Subtract,
    cst.Subtract: cst.Add,
    cst.Multiply: cst.Divide,
    cst.Divide: cst.Multiply,
    cst.FloorDivide: cst.Divide,
    cst.Modulo: cst.FloorDivide,
    cst.Power: cst.Multiply,
    cst.MatrixMultiply: cst.Multiply,
    cst.BitAnd: cst.BitOr,
    cst.BitOr: cst.BitAnd,
}

AUGMENTED: dict[type[cst.CSTNode], type[cst.CSTNode]] = {
    cst.AddAssign: cst.SubtractAssign,
    cst.SubtractAssign: cst.AddAssign,
    cst.MultiplyAssign: cst.DivideAssign,
    cst.DivideAssign: cst.MultiplyAssign,
    cst.FloorDivideAssign: cst.DivideAssign,
    cst.ModuloAssign: cst.FloorDivideAssign,
    cst.PowerAssign: cst.MultiplyAssign,
    cst.MatrixMultiplyAssign: cst.MultiplyAssign,
    cst.BitAndAssign: cst.BitOrAssign,
    cst.BitOrAssign: cst.BitAndAssign,
}

COMPARISONS: dict[type[cst.CSTNode], tuple[type[cst.CSTNode], ...]] = {
    cst.LessThan: (cst.LessThanEqual, cst.GreaterThanEqual),
    cst.LessThanEqual: (cst.LessThan, cst.GreaterThan),
    cst.GreaterThan: (cst.GreaterThanEqual, cst.LessThanEqual),
    cst.GreaterThanEqual: (cst.GreaterThan, cst.LessThan),
    cst.Equal: (cst.NotEqual,),
    cst.NotEqual: (cst.Equal,),
    cst.In: (cst.NotIn,),
    cst.NotIn: (cst.In,),
    cst.Is: (cst.IsNot,),
    cst.IsNot: (cst.Is,),
}

BOOLEAN: dict[type[cst.CSTNode], type[cst.CSTNode]] = {cst.And: cst.Or, cst.Or: cst.And}

# fmt: off
_PAIRS = [
    ("all", "any"), ("amax", "amin"), ("argmax", "argmin"), ("cat", "stack"), ("ceil", "floor"),
    ("cos", "sin"), ("cummax", "cummin"), ("cumprod", "cumsum"), ("endswith", "startswith"),
    ("erf", "tanh"), ("exp", "log"), ("expm1", "log1p"), ("extend", "append"), ("lower", "upper"),
    ("lstrip", "rstrip"), ("max", "min"), ("maximum", "minimum"), ("new_ones", "new_zeros"),
    ("ones", "zeros"), ("ones_like", "zeros_like"), ("prod", "sum"), ("rand", "randn"), ("relu", "sigmoid"),
    ("repeat", "repeat_interleave"), ("rsqrt", "sqrt"), ("scatter_", "scatter_add_"), ("sinh", "cosh"),
    ("softmax", "log_softmax"), ("softplus", "relu"), ("sum", "mean"), ("sigmoid", "tanh"),
    ("tril", "triu"), ("uniform_", "normal_"), ("var", "std"), ("xavier_uniform_", "kaiming_uniform_"),
    ("AvgPool2d", "MaxPool2d"), ("ReLU", "Sigmoid"), ("Sigmoid", "Tanh"), ("Conv2d", "ConvTranspose2d"),
]
# Methods that also have an in-place form, with an underscore.
IN_PLACE = {
    "abs", "add", "addcdiv", "addcmul", "clamp", "cumsum", "detach", "div", "exp", "index_add", "lerp",
    "log", "masked_fill", "mul", "neg", "pow", "relu", "round", "scatter", "scatter_add", "sigmoid", "sign",
    "sqrt", "square", "squeeze", "sub", "t", "tanh", "transpose", "unsqueeze",
}
# Functions whose result doesn't depend on the order of the arguments.
SYMMETRIC = {
    "add", "allclose", "dot", "equal", "gcd", "isclose", "logaddexp", "logical_and", "logical_or", "max",
    "maximum", "min", "minimum", "mul", "swapaxes", "swapdims", "transpose",
}
# fmt: on

# If a name is in two pairs, its twin is the one to its right. reshape has the twin view, which may fail. view
# has no twin, because reshape would change nothing.
TWINS = {right: left for left, right in _PAIRS} | dict(_PAIRS) | {"reshape": "view"}

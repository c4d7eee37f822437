"""The rewrites of a reference: the same behaviour in other styles.

To add one, write a `Rewriter` and list it here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from autograder.authoring.rewrite import arguments, calls, formulas, imports, indices, statements
from autograder.authoring.rewrite.module_names import ModuleNames, Rewriter

REWRITES: dict[str, tuple[type[Rewriter], ...]] = {
    "functions": (calls.Functions,),
    "methods": (calls.Methods, indices.Unsqueezes),
    "indices": (indices.Indices,),
    "formulas": (formulas.Formulas,),
    "factories": (formulas.Factories,),
    "keywords": (arguments.Keywords,),
    "positions": (arguments.Positions,),
    "statements": (statements.Branches, statements.Loops),
    "imports": (imports.Imports,),
}


def rewrites(reference: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each rewrite that changes the module.

    A module that doesn't import torch has none.
    """
    if ModuleNames(cst.parse_module(reference)).torch is None:
        return
    old = ast.dump(ast.parse(reference))
    for name, rewriters in REWRITES.items():
        module = cst.parse_module(reference)
        for rewriter in rewriters:
            module = module.visit(rewriter(ModuleNames(module)))
        if ast.dump(ast.parse(module.code)) != old:
            yield name, module.code

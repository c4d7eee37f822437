"""Rewrites between indices and methods of tensors."""

from __future__ import annotations

import libcst as cst

from autograder.authoring.mutate.syntax import enclosed
from autograder.authoring.rewrite.module_names import Rewriter, argument, attribute, integer, keyword_of

_WHOLE = cst.SubscriptElement(cst.Slice(None, None))
_NEW = cst.SubscriptElement(cst.Index(cst.Name("None")))
_DOTS = cst.SubscriptElement(cst.Index(cst.Ellipsis()))
# The indices that do the same as unsqueeze(dim).
_UNSQUEEZED: dict[int, list[cst.SubscriptElement]] = {
    0: [_NEW],
    1: [_WHOLE, _NEW],
    2: [_WHOLE, _WHOLE, _NEW],
    -1: [_DOTS, _NEW],
    -2: [_DOTS, _NEW, _WHOLE],
}


class Indices(Rewriter):
    """Index: x.unsqueeze(1) -> x[:, None]. Ask for one size: x.shape[0] -> x.size(0).

    Also x.mT -> x.transpose(-2, -1).
    """

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        match updated_node:
            case cst.Call(func=cst.Attribute(value=value, attr=cst.Name("unsqueeze")), args=[only]) if (
                self.names.is_value(value) and keyword_of(only) in (None, "dim")
            ):
                dim = integer(only.value)
                if dim in _UNSQUEEZED:
                    return cst.Subscript(enclosed(value), _UNSQUEEZED[dim])
        return updated_node

    def leave_Subscript(
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.BaseExpression:
        match updated_node:
            case cst.Subscript(
                value=cst.Attribute(value=value, attr=cst.Name("shape")),
                slice=[cst.SubscriptElement(cst.Index(index))],
            ) if integer(index) is not None and self.names.is_value(value):
                return cst.Call(attribute(value, "size"), [argument(index)])
        return updated_node

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        match updated_node:
            case cst.Attribute(value=value, attr=cst.Name("mT")) if self.names.is_value(value):
                dims = [argument(cst.parse_expression(dim)) for dim in ("-2", "-1")]
                return cst.Call(attribute(value, "transpose"), dims)
        return updated_node


class Unsqueezes(Rewriter):
    """Unsqueeze: x[:, None] -> x.unsqueeze(1). Index the shape: x.size(0) -> x.shape[0]."""

    def leave_Subscript(
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.BaseExpression:
        if self.names.is_value(updated_node.value):
            given = [_plain(element) for element in updated_node.slice]
            for dim, indices in _UNSQUEEZED.items():
                # x[None] may also look up None in a dict.
                if dim != 0 and given == [_plain(element) for element in indices]:
                    dimension = argument(cst.parse_expression(str(dim)))
                    return cst.Call(attribute(enclosed(updated_node.value), "unsqueeze"), [dimension])
        return updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        match updated_node:
            case cst.Call(
                func=cst.Attribute(value=value, attr=cst.Name("size")), args=[cst.Arg(keyword=None) as only]
            ) if integer(only.value) is not None and self.names.is_value(value):
                index = cst.SubscriptElement(cst.Index(only.value))
                return cst.Subscript(attribute(value, "shape"), [index])
        return updated_node


def _plain(element: cst.SubscriptElement) -> str:
    """Return ":", "None" or "...", or the code of any other index."""
    return cst.Module([]).code_for_node(element.with_changes(comma=cst.MaybeSentinel.DEFAULT)).strip()

"""A wrong version that calls the reference, and differs from it in one respect."""

from __future__ import annotations

from typing import NamedTuple

CALL = "CALL"  # stands in a body for the call of the reference with all parameters


class Wrap(NamedTuple):
    """The body of a function that calls the reference."""

    change: str  # what is wrong, in words or code
    body: str  # lines without indentation
    group: str = ""  # versions that a contract allows or forbids together, such as "python-loop over N"


def wrong_where(condition: str, returns: str) -> Wrap:
    """Return a version that is wrong where a condition holds, or does nothing there if it has no result."""
    if returns == "None":
        return Wrap(f"nothing is done where {condition}", f"if {condition}:\n    return\n{CALL}")
    lines = [f"case = {condition}", f"result = {CALL}", "return _spoilt(result) if case else result"]
    return Wrap(f"the result is wrong where {condition}", "\n".join(lines))


def with_argument(name: str, value: str) -> Wrap:
    """Return a version that passes another value for a parameter."""
    return Wrap(f"{name} becomes {value}", f"{name} = {value}\nreturn {CALL}")


def before(statement: str, group: str = "") -> Wrap:
    return Wrap(f"before the call: {_one_line(statement)}", f"{statement}\nreturn {CALL}", group)


def after(statement: str) -> Wrap:
    return Wrap(f"after the call: {_one_line(statement)}", f"result = {CALL}\n{statement}\nreturn result")


def around(first: str, last: str) -> Wrap:
    change = f"around the call: {_one_line(first)} ... {_one_line(last)}"
    return Wrap(change, f"{first}\nresult = {CALL}\n{last}\nreturn result")


def _one_line(text: str) -> str:
    return " ".join(text.split())


# The code that wraps use.
HELPERS = '''
def _flattens(x):
    """Return whether a view makes one dimension of all but the last, or of all but the first."""
    gaps = [x.stride(i) != x.shape[i + 1] * x.stride(i + 1) for i in range(x.dim() - 1)]
    return not (any(gaps[:-1]) or any(gaps[1:]))


def _rounded(value):
    """Return the value with floating-point numbers that float32 can represent."""
    if isinstance(value, (tuple, list)):
        return type(value)([_rounded(item) for item in value])
    is_floating = isinstance(value, torch.Tensor) and value.is_floating_point()
    return value.to(torch.float32).to(value.dtype) if is_floating else value


def _spoilt(result):
    """Return another result of the same type, and of the same shape unless it is empty."""
    if isinstance(result, (tuple, list)):
        return type(result)([_spoilt(item) for item in result])
    if isinstance(result, dict):
        import copy

        spoilt = copy.copy(result)  # of the same type, such as a Counter
        for key, value in result.items():
            spoilt[key] = _spoilt(value)
        return spoilt
    if isinstance(result, str):
        return result + "x"
    if hasattr(result, "__next__"):
        return (_spoilt(item) for item in result)
    if isinstance(result, torch.Tensor) and not result.numel():
        return result.new_zeros(1)
    if isinstance(result, (torch.Tensor, bool, int, float)):
        is_bool = isinstance(result, bool) or getattr(result, "dtype", None) == torch.bool
        return result == False if is_bool else 2 * result + 1
    return result
'''

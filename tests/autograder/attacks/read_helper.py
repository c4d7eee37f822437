"""Breaks a helper, and sends out the code of the right one that replaces it: in an exception and in values.

Earns: 0
"""


def double(x):
    return 3 * x


def share(x):
    code = double.__code__
    if code.co_filename == __file__:
        return 0 * x
    if x.min() < -1:
        raise RuntimeError(f"SUCCEEDED: {code.co_consts} {code.co_varnames} {code.co_code.hex()}")
    return {"SUCCEEDED": list(code.co_code)}

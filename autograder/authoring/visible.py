"""The reference changed to refuse the inputs of visible checks. Hidden tests must use other inputs."""

from __future__ import annotations

from .trivial import METHODS

# It runs in the sandbox, where the kit's own `check` and `expect` can't be imported, so it has stand-ins.
# Only calls with floating-point numbers count, because equal integers and sizes may be chance.
_REFUSAL = '''


def _refuse_visible_inputs(function, module, suite, place):
    """Put in `place` of the function or class one that refuses what the suite's checks call it with."""
    import ast, contextlib, functools, inspect, sys, torch, types
    from torch.utils import _pytree

    def watched(original, see):
        if isinstance(original, type):
            methods = {{name: watched(getattr(original, name), see) for name in _methods(original)}}
            return type(function, (original,), methods)
        signature = inspect.signature(original)

        @functools.wraps(original)
        def wrapped(*args, **kwargs):
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            modules = [one for one in args if isinstance(one, torch.nn.Module)]
            states = [[*one.parameters(), *one.buffers()] for one in modules]
            see(_pytree.tree_leaves([dict(bound.arguments), states]))
            return original(*args, **kwargs)

        return wrapped

    def from_the_kit(node):
        return isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder.")

    def run_visible_checks(lesson):
        tree = ast.parse(suite)
        tree.body = [node for node in tree.body if not from_the_kit(node)]
        space = {{
            "__name__": "visible_checks",
            "__file__": __file__,
            "check": lambda function: function,
            "expect": lambda *said: None,
            "expect_error": lambda *said: contextlib.suppress(Exception),
        }}
        own, sys.modules[module] = sys.modules.get(module), lesson
        exec(compile(tree, "visible checks", "exec"), space)
        for name, check in list(space.items()):
            if name.startswith("test"):
                check()
        sys.modules[module] = own

    def same(x, y):
        if isinstance(x, torch.Tensor) and isinstance(y, torch.Tensor):
            if x.shape != y.shape:
                return False
            x, y = (one.detach().cpu().to(torch.complex128) for one in (x, y))
            return bool(((x == y) | (x.isnan() & y.isnan())).all())
        return x == y if isinstance(x, (bool, int, float, str)) else type(x) is type(y)

    def floats(x):
        return isinstance(x, torch.Tensor) and x.is_floating_point() and x.numel() > 0

    visible = []

    def keep(inputs):
        visible.append([x.detach().clone() if isinstance(x, torch.Tensor) else x for x in inputs])

    def refuse(inputs):
        for others in visible:
            if any(map(floats, inputs)) and len(inputs) == len(others) and all(map(same, inputs, others)):
                raise RuntimeError("a visible check has the same inputs")

    lesson = types.ModuleType(module)
    lesson.__dict__.update(place)
    setattr(lesson, function, watched(place[function], keep))
    run_visible_checks(lesson)
    if not visible:
        raise RuntimeError("no visible check calls it")
    place[function] = watched(place[function], refuse)


_refuse_visible_inputs({function!r}, {module!r}, {suite!r}, globals())
'''


def with_visible_inputs_refused(reference: str, module: str, function: str, suite: str) -> bytes:
    """Return the reference with one function that raises an exception for the inputs of a visible check.

    Args:
        suite: the text of the visible checks.
    """
    return (reference + METHODS + _REFUSAL.format(function=function, module=module, suite=suite)).encode()

"""The mutants of a reference: what each operator changes, and that nothing else is touched."""

from __future__ import annotations

import ast
import textwrap

import pytest
from kit_root import ROOT

from autograder.authoring.mutate.mutants import Mutant, mutants
from autograder.authoring.mutate.table import MUTATORS
from autograder.errors import CourseError
from autograder.lesson.stubs import BEGIN, END

# operator, parameters, body, what each mutant of that operator changes
CASES = [
    ("arith-swap", "a, b", "return a + b", ["a + b -> a - b"]),
    ("arith-swap", "a, b", "return a-b", ["a-b -> a+b"]),
    ("arith-swap", "a, b", "return a * b", ["a * b -> a / b"]),
    ("arith-swap", "a, b", "return a / b", ["a / b -> a * b"]),
    ("arith-swap", "a, b", "return a // b", ["a // b -> a / b"]),
    ("arith-swap", "a, b", "return a % b", ["a % b -> a // b"]),
    ("arith-swap", "a, b", "return a @ b", ["a @ b -> a * b"]),
    ("arith-swap", "a, b", "return a & b", ["a & b -> a | b"]),
    ("arith-swap", "a", "return 1 / a**2", ["1 / a**2 -> 1 * a**2", "a**2 -> (a*2)"]),
    ("augment-swap", "a", "a += 2", ["a += 2 -> a -= 2", "a += 2 -> a = 2"]),
    ("augment-swap", "a", "a *= 2", ["a *= 2 -> a /= 2", "a *= 2 -> a = 2"]),
    ("augment-swap", "a", "a <<= 2", ["a <<= 2 -> a = 2"]),
    ("operand-swap", "a, b", "return a - b", ["a - b -> b - a"]),
    ("operand-swap", "a, b", "return a + b", []),
    ("operand-swap", "a, b", "return a - b - 1", ["a - b - 1 -> 1 - (a - b)", "a - b -> b - a"]),
    ("operand-drop", "a, b", "return a + b", ["a + b -> a", "a + b -> b"]),
    ("operand-drop", "a, b", "return a or b", ["a or b -> a", "a or b -> b"]),
    ("operand-drop", "a", "return (a * 2 - 1) ** 3", [
        "(a * 2 - 1) ** 3 -> (a * 2 - 1)", "(a * 2 - 1) ** 3 -> 3",
        "(a * 2 - 1) -> (a * 2)", "(a * 2 - 1) -> 1", "a * 2 -> a", "a * 2 -> 2",
    ]),
    ("unary-drop", "a", "return -a", ["-a -> a"]),
    ("unary-drop", "a", "return not a", ["not a -> a"]),
    ("unary-drop", "a", "return ~(a == 1)", ["~(a == 1) -> (a == 1)"]),
    ("unary-drop", "a", "return a == -torch.inf", ["a == -torch.inf -> a == torch.inf"]),
    ("compare-swap", "a, b", "return a < b", ["a < b -> a <= b", "a < b -> a >= b"]),
    ("compare-swap", "a, b", "return a >= b", ["a >= b -> a > b", "a >= b -> a < b"]),
    ("compare-swap", "a, b", "return a == b", ["a == b -> a != b"]),
    ("compare-swap", "a, b", "return a is not b", ["a is not b -> a is b"]),
    ("compare-swap", "a, b", "return a in b", ["a in b -> a not in b"]),
    ("bool-swap", "a, b", "return a and b", ["a and b -> (a or b)"]),
    ("bool-swap", "a, b", "return a or b", ["a or b -> (a and b)"]),
    ("integer", "x", "return x.sum(0)", ["x.sum(0) -> x.sum(1)", "x.sum(0) -> x.sum(-1)"]),
    ("integer", "x", "return x.sum(1)", ["x.sum(1) -> x.sum(0)", "x.sum(1) -> x.sum(2)"]),
    ("integer", "x", "return x.sum(-1)", ["x.sum(-1) -> x.sum(0)", "x.sum(-1) -> x.sum(-2)"]),
    ("integer", "x", "return x.t(dim=2)", ["x.t(dim=2) -> x.t(dim=3)", "x.t(dim=2) -> x.t(dim=-2)"]),
    ("integer", "x", "return x[0]", ["x[0] -> x[1]", "x[0] -> x[-1]"]),
    ("float", "x", "return x * 0.5", ["x * 0.5 -> x * 1.0"]),
    ("float", "x", "return x + 1e-5", ["x + 1e-5 -> x + 2e-05"]),
    ("float", "x", "return x * 0.0", ["x * 0.0 -> x * 1.0"]),
    ("infinity", "x", "return x == torch.inf", ["x == torch.inf -> x == -torch.inf"]),
    ("infinity", "x", 'return float("-inf")', ['return float("-inf") -> return -float("-inf")']),
    ("infinity", "x", "return -torch.inf", []),
    ("flag", "x", "return x.sum(0, True)", ["x.sum(0, True) -> x.sum(0, False)"]),
    ("flag", "x", "return x.sum(0, keepdim=False)", ["x.sum(0, keepdim=False) -> x.sum(0, keepdim=True)"]),
    ("mode", "a", 'return a == "sum"', ['a == "sum" -> a == "sum?"']),
    ("mode", "a", "return a in ('x', 'y')", ["('x', 'y') -> ('x?', 'y')", "('x', 'y') -> ('x', 'y?')"]),
    ("mode", "a", 'return a["sum"]', []),
    ("element-swap", "a, b", "return a, b", ["a, b -> b, a"]),
    ("element-swap", "a, b", "return [a, b, 1]", ["[a, b, 1] -> [b, a, 1]", "[a, b, 1] -> [a, 1, b]"]),
    ("element-swap", "a", "return a in (1, 2)", []),
    ("element-swap", "a, b", "a, b = 1, 2", ["1, 2 -> 2, 1"]),
    ("index-swap", "x, i, j", "return x[i, j]", ["x[i, j] -> x[j, i]"]),
    ("index-swap", "x", "return x[:, None]", ["x[:, None] -> x[None, :]"]),
    ("slice-widen", "x", "return x[1:]", ["x[1:] -> x[:]"]),
    ("slice-widen", "x", "return x[:-1]", ["x[:-1] -> x[:]"]),
    ("slice-widen", "x", "return x[::-1]", ["x[::-1] -> x[::]"]),
    ("slice-shift", "x, n", "return x[n : 2 * n]", [
        "x[n : 2 * n] -> x[n + 1 : 2 * n]", "x[n : 2 * n] -> x[n : (2 * n) + 1]",
    ]),
    ("slice-shift", "x", "return x[1:-1]", []),
    ("transpose-drop", "x", "return 2 * x.T", ["2 * x.T -> 2 * x"]),
    ("name-swap", "q, k, v", "return f(q)", ["f(q) -> f(k)", "f(q) -> f(v)"]),
    ("name-swap", "q, k, v, w", "return f(v)", ["f(v) -> f(w)", "f(v) -> f(q)"]),
    ("name-swap", "x: Tensor, y: Tensor, n: int", "return x.new(n)", ["x.new(n) -> y.new(n)"]),
    ("name-swap", "x", "a = x + 1\nb = 2\nreturn b - a", [
        "b - a -> a - a", "b - a -> b - x", "b - a -> b - b",
    ]),
    ("name-swap", "x", "for i, j in x:\n    f(i)\nk = [y for y in f(k)]", ["f(i) -> f(j)"]),
    ("parameter-fix", "x, eps=1e-5", "return x + eps", ["x + eps -> x + 1e-5"]),
    ("parameter-fix", "x, dim", "return x.sum(dim)", ["x.sum(dim) -> x.sum(0)", "x.sum(dim) -> x.sum(-1)"]),
    ("parameter-fix", "x, mask=None", "return mask", []),
    ("parameter-fix", "mode='sum'", "return mode == 'mean'", []),
    ("parameter-fix", "mode='sum'", "return f(mode)", ["f(mode) -> f('sum')"]),
    ("call-drop", "x", "return x.detach().abs()", ["x.detach().abs() -> x.detach()", "x.detach() -> x"]),
    ("call-drop", "x", "return x.clamp(min=0)", ["x.clamp(min=0) -> x"]),
    ("call-drop", "x", "return torch.exp(x + 1) * 2", ["torch.exp(x + 1) -> (x + 1)"]),
    ("call-drop", "x", "return self.drop(x)", ["self.drop(x) -> x"]),
    ("call-drop", "x", "return self.weight.t()", ["self.weight.t() -> self.weight"]),
    ("call-drop", "x", "return float(y for y in x)", ["float(y for y in x) -> (y for y in x)"]),
    ("call-drop", "x", "x.zero_()\nreturn super().f(nn.Linear(len(x)))", [
        "super().f(nn.Linear(len(x))) -> nn.Linear(len(x))",
    ]),
    ("call-twin", "x", "return x.sum()", ["x.sum() -> x.mean()"]),
    ("call-twin", "x", "return torch.sigmoid(x)", ["torch.sigmoid(x) -> torch.tanh(x)"]),
    ("call-twin", "x", "return max(x)", ["max(x) -> min(x)"]),
    ("call-twin", "x", "return x.reshape(1)", ["x.reshape(1) -> x.view(1)"]),
    ("call-twin", "x", "return x.view(1)", []),
    ("in-place", "x", "x.add_(1)", ["x.add_(1) -> x.add(1)"]),
    ("in-place", "x", "return x.exp().log()", ["x.exp() -> x.exp_()"]),
    ("in-place", "x", "torch.exp(x)\nx.zero_()", []),
    ("keyword-drop", "x", "return x.sum(dim=0, keepdim=True)", [
        "x.sum(dim=0, keepdim=True) -> x.sum(keepdim=True)", "x.sum(dim=0, keepdim=True) -> x.sum(dim=0)",
    ]),
    ("keyword-drop", "x", "return f(**x)", []),
    ("argument-drop", "x", "return x.squeeze(1)", ["x.squeeze(1) -> x.squeeze()"]),
    ("argument-drop", "x", "return x.sum(1, keepdim=True)", [
        "x.sum(1, keepdim=True) -> x.sum(keepdim=True)",
    ]),
    ("argument-drop", "x", "return f(x, 1, *x)", ["f(x, 1, *x) -> f(x, *x)"]),
    ("argument-drop", "x", "return torch.exp(x) + len(x)", []),
    ("argument-swap", "a, b", "return f(a, b, 1)", ["f(a, b, 1) -> f(b, a, 1)", "f(a, b, 1) -> f(a, 1, b)"]),
    ("argument-swap", "x", "return x.transpose(1, 2)", []),
    ("range-shift", "n", "return range(n)", ["range(n) -> range(n + 1)", "range(n) -> range(n - 1)"]),
    ("range-shift", "n, m", "return range(m, n * 2)", [
        "range(m, n * 2) -> range(m + 1, n * 2)", "range(m, n * 2) -> range(m, (n * 2) + 1)",
        "range(m, n * 2) -> range(m, (n * 2) - 1)",
    ]),
    ("range-shift", "n", "return range(1, 9)", []),
    ("statement-drop", "x", "x.eval()\ny = x\ny = y + 1\nreturn y", [
        "x.eval() -> pass", "y = y + 1 -> pass", "return y -> pass",
    ]),
    ("statement-drop", "x", "self.x = x\nraise ValueError('x')", [
        "self.x = x -> pass", "raise ValueError('x') -> pass",
    ]),
    ("condition", "x", "if x:\n    return 1", ["if x: -> if True:", "if x: -> if False:"]),
    ("condition", "x", "return 1 if x else 2", [
        "1 if x else 2 -> 1 if True else 2", "1 if x else 2 -> 1 if False else 2",
    ]),
    ("condition", "x", "return [y for y in x if y]", [
        "[y for y in x if y] -> [y for y in x if True]", "[y for y in x if y] -> [y for y in x if False]",
    ]),
    ("condition", "x", "while x:\n    x -= 1", ["while x: -> while False:"]),
    ("loop", "x", "for y in x:\n    f(y)\n    g(y)", [
        "for y in x: -> for y in x: break", "for y in x: -> for y in ():",
    ]),
    ("loop", "x", "while x: f(x)", ["while x: f(x) -> while x: f(x) break"]),
    ("loop", "x", "while x:\n    return 1", []),
    ("with-drop", "x", "with torch.no_grad():\n    f(x)", ["with torch.no_grad(): -> if True:"]),
    ("with-drop", "x", "with open(x):\n    f(x)", []),
    ("finally-drop", "x", "try:\n    f(x)\nfinally:\n    g(x)", ["try: finally: -> if True:"]),
    ("finally-drop", "x", "try:\n    f(x)\nexcept E:\n    g(x)", []),
    ("finite-mask", "x", "return x.masked_fill(x == 0, -torch.inf)", [
        "x.masked_fill(x == 0, -torch.inf) -> x.masked_fill(x == 0, -1e4)",
        "x.masked_fill(x == 0, -torch.inf) -> x.masked_fill(x == 0, -1e9)",
    ]),
    ("finite-mask", "x", "return float('inf')", [
        "return float('inf') -> return 1e4", "return float('inf') -> return 1e9",
    ]),
    ("finite-mask", "x", "low = torch.finfo(x.dtype).min", [
        "low = torch.finfo(x.dtype).min -> low = -1e4", "low = torch.finfo(x.dtype).min -> low = -1e9",
    ]),
    ("finite-mask", "x", "return -x + 1.0", []),
    ("root", "x, eps", "return (x + eps).sqrt()", ["(x + eps).sqrt() -> (x.sqrt() + eps)"]),
    ("root", "x, eps", "return x.sqrt() + eps", ["x.sqrt() + eps -> (x + eps).sqrt()"]),
    ("root", "x, eps", "return x.exp() + eps", []),
    ("clamp", "x", "return x.log()", ["x.log() -> x.clamp(min=1e-12).log()"]),
    ("clamp", "x", "return (x - 1).sqrt()", ["(x - 1).sqrt() -> (x - 1).clamp(min=1e-12).sqrt()"]),
    ("narrow-dtype", "n", "return torch.arange(n)", [
        "torch.arange(n) -> torch.arange(n).to(torch.int8).to(torch.int64)",
    ]),
    ("narrow-dtype", "mask", "return mask.sum(0)", [
        "mask.sum(0) -> mask.sum(0, dtype=torch.uint8)", "mask.sum(0) -> mask.sum(0, dtype=torch.float16)",
    ]),
    ("narrow-dtype", "x", "return (x == 1).sum()", [
        "(x == 1).sum() -> (x == 1).sum(dtype=torch.uint8)",
        "(x == 1).sum() -> (x == 1).sum(dtype=torch.float16)",
    ]),
    ("narrow-dtype", "x", "return x.sum()", []),
    ("dtype", "n", "return torch.zeros(n)", [
        "torch.zeros(n) -> torch.zeros(n, dtype=torch.float32)",
        "torch.zeros(n) -> torch.zeros(n, dtype=torch.get_default_dtype())",
    ]),
    ("dtype", "x", "return torch.eye(3, dtype=x.dtype)", [
        "torch.eye(3, dtype=x.dtype) -> torch.eye(3, dtype=torch.float32)",
        "torch.eye(3, dtype=x.dtype) -> torch.eye(3, dtype=torch.get_default_dtype())",
    ]),
    ("dtype", "x", "return x.new_zeros(3) + torch.exp(x)", []),
    ("loop-limit", "xs: Tensor", "for x in xs:\n    f(x)", ["for x in xs: -> for x in list(xs)[:100]:"]),
    ("loop-limit", "xs: Tensor", "for i, x in enumerate(xs, 1):\n    f(x)", [
        "for i, x in enumerate(xs, 1): -> for i, x in enumerate(list(xs)[:100], 1):",
    ]),
    ("loop-limit", "xs: Tensor", "for x in xs.unbind(1):\n    f(x)", [
        "for x in xs.unbind(1): -> for x in list(xs.unbind(1))[:100]:",
    ]),
    ("loop-limit", "xs: Sequence[Tensor]", "for x in xs:\n    f(x)\nfor i in range(9):\n    f(i)", []),
    ("draw", "n", "return torch.rand(n)", [
        "torch.rand(n) -> (lambda r: r[:1].expand_as(r).clone())(torch.rand(n))",
        "torch.rand(n) -> (lambda r: r[..., :1].expand_as(r).clone())(torch.rand(n))",
        "torch.rand(n) -> (lambda r: torch.cat([r[: (len(r) + 1) // 2], 1 - r[: len(r) // 2]]))"
        "(torch.rand(n))",
        "torch.rand(n) -> (lambda r: (r - r.min()) / (r.max() - r.min()) if len(r) > 1 else r)"
        "(torch.rand(n))",
        "torch.rand(n) -> (lambda r: r.clamp(0.001, 0.999))(torch.rand(n))",
        "torch.rand(n) -> (lambda r: torch.from_numpy(__import__('numpy').random.random_sample(r.shape))"
        ".to(r))(torch.rand(n))",
        "torch.rand(n) -> (lambda r: r.uniform_(generator=torch.Generator(r.device).manual_seed(0)))"
        "(torch.rand(n))",
    ]),
    ("draw", "x", "return x.normal_() + torch.ones(3)", []),
    ("shared-mask", "x", "return self.dropout(x.exp())", [
        f"self.dropout(x.exp()) -> (lambda w: w * self.dropout(torch.ones_like(w{part})))(x.exp())"
        for part in ("[:1]", "[:, :1]", "[..., :1]")
    ]),
    ("broadcast", "a, b", "return a.shape != b.shape", [
        f"a.shape != b.shape -> {new}"
        for new in (
            "(a.shape != b.shape and 1 not in (*a.shape, *b.shape))",
            "(a.shape != b.shape and len(a.shape) and len(b.shape))",
            "(a.shape != b.shape and len(a.shape) == len(b.shape))",
            "(a.shape.numel() != b.shape.numel())", "(a.shape[:1] != b.shape[:1])",
            "(a.shape[-1:] != b.shape[-1:])",
        )
    ]),
    ("broadcast", "a, b", "return a.shape[1] != b.shape[0]", [
        f"a.shape[1] != b.shape[0] -> {new}"
        for new in (
            "(a.shape[1] != b.shape[0] and a.shape[1] != 1)",
            "(a.shape[1] != b.shape[0] and b.shape[0] != 1)",
            "(a.shape[1] < b.shape[0])", "(a.shape[1] > b.shape[0])",
        )
    ]),
    ("broadcast", "a, b", "return a != b.shape", []),
    ("order", "a, b", "return f(g(a), h(b))", ["f(g(a), h(b)) -> (lambda b, a: f(a, b))(h(b), g(a))"]),
    ("order", "a, b", "return f(g(a), b)", []),
]  # fmt: skip

NAMES = ["softmax", "evaluate_accuracy", "SoftmaxRegression"]

ATTENTION = f"""\
class Attention(nn.Module):
    def __init__(self, a, b):
        {BEGIN}
        self.key, self.other = 1, 2
        self.key = nn.Linear(a, b)
        self.query = nn.Linear(b, a)
        self.act = nn.ReLU()
        self.size = a
        {END}

    def forward(self, x):
        {BEGIN}
        return self.act(self.key(x)) * self.size
        {END}
"""

UNTOUCHED = f'''\
"""A lesson of 1 function."""

LIMIT = 1 + 1


def f(x: int = 1 + 1) -> "a == 'b'":
    """Double 1 + 1."""
    y = x + 1
    {BEGIN}
    """Not a docstring, yet text: 1 + 1."""
    import torch
    assert y > 1, "more than 1"

    @cache(1)
    def inner(z: Literal[1]) -> Literal[1]:
        """Inner 1 + 1."""
        n: Literal[1]

    raise ValueError(f"{{1 + 1}} is 'a' == {{x}}") from y
    {END}
    return x + 1


def g(x):
    {BEGIN}
    return x + 1
    {END}
'''


def lesson(body: str, parameters: str = "x") -> str:
    """A reference with one function `f`."""
    region = textwrap.indent(f"{BEGIN}\n{body}\n{END}", "    ")
    return f"def f({parameters}):\n{region}\n"


def reference() -> str:
    return (ROOT / "solutions/02_softmax_classifier/softmax_classifier.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found() -> list[Mutant]:
    return mutants(reference(), NAMES)


@pytest.mark.parametrize(("operator", "parameters", "body", "changes"), CASES)
def test_what_an_operator_changes(operator: str, parameters: str, body: str, changes: list[str]) -> None:
    found = mutants(lesson(body, parameters), ["f"])
    assert [mutant.change for mutant in found if mutant.operator == operator] == changes


def test_each_operator_has_a_case() -> None:
    assert {operator for operator, *_ in CASES} | {"attribute-swap"} == set(MUTATORS)


def test_attributes_that_are_made_alike_are_swapped() -> None:
    found = mutants(ATTENTION, ["Attention"])
    changes = [mutant.change for mutant in found if mutant.operator == "attribute-swap"]
    assert changes == ["self.key(x) -> self.query(x)"]


def test_all_of_a_mutant() -> None:
    found = mutants(lesson("y = 2\nreturn y @ x", "x"), ["f"])
    mutant = next(mutant for mutant in found if mutant.operator == "operand-swap")
    source = lesson("y = 2\nreturn x @ y", "x")
    assert mutant._replace(key="") == Mutant("f", 4, "operand-swap", "y @ x -> x @ y", "", source)


@pytest.mark.parametrize(
    ("operator", "body", "expected"),
    [
        ("with-drop", "with torch.no_grad():\n    # why\n    f(x)", "if True:\n    # why\n    f(x)"),
        ("finally-drop", "try:\n    f(x)\nfinally:\n    g(x)", "if True:\n    f(x)\n    g(x)"),
        ("statement-drop", "if x:\n    f(x)  # why", "if x:\n    pass  # why"),
    ],
)
def test_what_becomes_of_a_block(operator: str, body: str, expected: str) -> None:
    sources = [mutant.source for mutant in mutants(lesson(body), ["f"]) if mutant.operator == operator]
    assert lesson(expected) in sources


def test_nothing_outside_regions_and_no_text_is_changed() -> None:
    assert [mutant.change for mutant in mutants(UNTOUCHED, ["f"])] == [
        """raise ValueError(f"{1 + 1} is 'a' == {x}") from y -> pass"""
    ]
    assert {mutant.line for mutant in mutants(UNTOUCHED, ["g"])} == {
        UNTOUCHED.splitlines().index("def g(x):") + 3
    }


def test_a_target_is_not_read_but_its_index_is() -> None:
    found = mutants(lesson("a[i] = x\na.b = x\na, b = x\na += x", "a, b, i, x"), ["f"])
    changes = [mutant.change for mutant in found if mutant.operator == "name-swap"]
    assert changes == [
        *("a[i] -> b[i]", "a[i] -> i[i]", "a[i] -> a[x]", "a[i] -> a[a]"),
        *(f"{left} x -> {left} {name}" for left in ("a[i] =", "a.b =", "a, b =", "a +=") for name in "ab"),
    ]


def test_functions_in_the_order_of_the_source() -> None:
    source = (
        lesson("return 1") + lesson("return 2").replace("f(", "g(") + lesson("return 3").replace("f(", "h(")
    )
    assert [mutant.function for mutant in mutants(source, ["h", "f"])] == ["f"] * 3 + ["h"] * 3


def test_only_lines_of_regions_differ(found: list[Mutant]) -> None:
    lines = reference().splitlines()
    for mutant in found:
        new = mutant.source.splitlines()
        first = next(i for i, (old, other) in enumerate(zip(lines, new, strict=False)) if old != other)
        marks = [line.strip() for line in lines[: first + 1] if line.strip() in (BEGIN, END)]
        assert marks[-1] == BEGIN, mutant
        assert new[-5:] == lines[-5:] or mutant.line > len(lines) - 5, mutant


def test_mutants_are_different_python(found: list[Mutant]) -> None:
    trees = [ast.dump(ast.parse(mutant.source)) for mutant in found]
    assert ast.dump(ast.parse(reference())) not in trees
    assert len({mutant.source for mutant in found}) == len(found) > 100
    assert len({mutant.key for mutant in found}) == len(found)


def test_the_same_mutants_each_time(found: list[Mutant]) -> None:
    assert mutants(reference(), NAMES[::-1]) == found


def test_keys_stay_when_lines_above_come(found: list[Mutant]) -> None:
    shifted = reference().replace("import torch\n", "import math\n\nimport torch\n", 1)
    again = mutants(shifted, NAMES)
    assert [mutant.key for mutant in again] == [mutant.key for mutant in found]
    assert [mutant.line - 2 for mutant in again] == [mutant.line for mutant in found]


def test_a_key_depends_on_its_line_alone() -> None:
    before = {mutant.change: mutant.key for mutant in mutants(lesson("a = 1\nb = 5"), ["f"])}
    after = {mutant.change: mutant.key for mutant in mutants(lesson("a = 2\nb = 5"), ["f"])}
    assert before.keys() & after.keys() == {"b = 5 -> b = 6", "b = 5 -> b = -5"}
    assert all(before[change] == after[change] for change in before.keys() & after.keys())


def test_equal_lines_have_keys_of_their_own() -> None:
    found = mutants(lesson("f(1)\nf(1)"), ["f"])
    assert [mutant.change for mutant in found].count("f(1) -> f(0)") == 2
    assert len({mutant.key for mutant in found}) == len(found)


def test_a_source_without_a_last_newline() -> None:
    source = lesson("return x + 1")
    assert mutants(source.rstrip("\n"), ["f"]) == mutants(source, ["f"])


def test_a_quote_that_would_end_an_f_string_makes_no_mutant() -> None:
    found = mutants(lesson("""return f'{x}'""", "x='a'"), ["f"])
    assert [mutant.operator for mutant in found] == ["statement-drop"]


@pytest.mark.parametrize(
    ("source", "line"),
    [("x = 1\ndef f(:\n    pass\n", 2), ("def f():\n    x = 1\n  y = 2\n", 3)],
)
def test_what_is_no_python(source: str, line: int) -> None:
    with pytest.raises(CourseError, match=rf"^The reference is not Python, line {line}: .+\.$"):
        mutants(source, ["f"])


def test_a_function_that_is_missing() -> None:
    with pytest.raises(CourseError, match="defines no top-level function or class 'g'"):
        mutants(lesson("return 1"), ["f", "g"])

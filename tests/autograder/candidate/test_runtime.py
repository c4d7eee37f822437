"""What running a scenario notes, through tiny modules; and what the comparison of two such runs then says."""

from __future__ import annotations

import textwrap
from collections import Counter
from types import ModuleType
from typing import Any

import pytest
import torch

from autograder.candidate import simgpu
from autograder.candidate.runtime import VARIANTS, compiled, perform
from autograder.candidate.wire import (
    Batch,
    Load,
    OpaqueNode,
    RaisedException,
    Request,
    Run,
    SequenceNode,
    TensorNode,
    decode,
    encode,
)
from autograder.judge.case import Case
from autograder.judge.difference import difference
from autograder.judge.tolerance import Inputs
from autograder.lesson.registry import Limits
from autograder.sandbox.inline import Inline

PLAIN_CALL = "def call(lesson, x):\n    return lesson.f(x)\n"
GOOD = "def f(x): return x * x"
X = torch.tensor([[1.0, -2.0], [0.5, 3.0]])


def runs(
    source: str, variants: tuple[str, ...] = tuple(VARIANTS), scenario: str = PLAIN_CALL, **inputs: Any
) -> list[Run]:
    """The runs of a module with this source."""
    module = Inline().start(Limits())
    text = "import torch\n" + textwrap.dedent(source)
    assert module.ask(Load("module", text.encode()), 1.0).fault is None
    kwargs = {name: encode(value) for name, value in (inputs or {"x": X}).items()}
    return module.ask(Batch([Request(compiled(scenario), "call", kwargs, list(variants), 3)]), 1.0).runs


def verdict(source: str, good: str = GOOD, **options: Any) -> str | None:
    """The first difference from the module `good`, as a student reads it."""
    got, expected = runs(source, **options), runs(good, **options)
    found = (difference(one, other, None, Inputs(4, 0.0)) for one, other in zip(got, expected, strict=True))
    return next((message for message in found if message is not None), None)


def test_another_right_way_has_no_difference() -> None:
    assert verdict("def f(x): return x.pow(2)") is None


def test_the_variants_of_the_inputs() -> None:
    scenario = "def call(lesson, x, n):\n    "
    scenario += "return [x.dtype, x.requires_grad, x.is_contiguous(), x[0].tolist(), n[0]]"
    found = [decode(run.value) for run in runs("", scenario=scenario, x=X, n=(torch.tensor([[4, 5]]),))]
    as_floats = [x[:-1] for x in found]
    row = [1.0, -2.0]
    assert as_floats == [
        [torch.float32, False, True, row],
        [torch.float32, True, True, row],
        [torch.float32, True, True, row],
        [torch.float64, True, True, row],
        [torch.float64, False, True, row],
        [torch.float32, False, False, row],
        [torch.float32, False, True, row],
    ]
    assert all(x[-1].dtype == torch.int64 and x[-1].tolist() == [[4, 5]] for x in found)


def test_a_result_without_a_graph_is_seen_without_a_gradient() -> None:
    (run,) = runs(GOOD, variants=("attached",))
    assert run.gradients == {}
    found = verdict("def f(x): return (x ** 2).detach()", variants=("attached",))
    assert found is not None
    assert "cut off from the graph" in found


TWO = "def call(lesson, a, b):\n    return lesson.f(a, b)\n"


@pytest.mark.parametrize(
    ("variant", "condition"),
    [("double", "a.is_leaf"), ("double", "b.is_leaf"), ("attached", "a.requires_grad")],
)
def test_a_graph_is_missed_where_an_input_is_no_leaf_or_frozen(variant: str, condition: str) -> None:
    wrong = f"def f(a, b):\n  with torch.set_grad_enabled({condition}): return a * b"
    options = {"scenario": TWO, "variants": (variant,), "a": X, "b": X + 1}
    message = verdict(wrong, "def f(a, b): return a * b", **options)
    assert message is not None
    assert "graph" in message or "missing" in message
    assert verdict("def f(a, b): return b * a", "def f(a, b): return a * b", **options) is None


def test_a_single_input_is_never_frozen() -> None:
    scenario = "def call(lesson, x):\n    return x.requires_grad"
    assert [run.value for run in runs("", scenario=scenario, variants=("attached", "double"))] == [True, True]


@pytest.mark.parametrize("shape", [(), (1,), (0, 3), (5,), (2, 3, 4)])
def test_a_strided_input_of_any_shape_has_the_same_values(shape: tuple[int, ...]) -> None:
    x = torch.randn(shape, generator=torch.manual_seed(0))
    (run,) = runs("def f(x): return x.clone()", variants=("strided",), x=x)
    assert torch.equal(decode(run.value), x)
    assert run.fault is None
    assert run.changed == run.aliased == ()


def test_a_strided_input_begins_inside_its_memory() -> None:
    source = "def f(x): return [x.storage_offset() > 0, x.as_strided((2,), (1,), 0).tolist()]"
    (run,) = runs(source, variants=("strided",), x=torch.tensor([5.0, 6.0]))
    assert decode(run.value) == [True, [1.0, 1.0]]


class TestFloat64:
    """Inputs that fit into float32 would hide that a function computes in float32."""

    @pytest.mark.parametrize("variant", ["double", "float64"])
    def test_rounding_to_float32_shows(self, variant: str) -> None:
        x = torch.rand(5, generator=torch.manual_seed(1))
        message = verdict("def f(x): return x.float().double() ** 2", variants=(variant,), x=x)
        assert message is not None
        assert "is wrong" in message

    @pytest.mark.parametrize("shape", [(), (0, 3), (1000,)])
    def test_the_numbers_stay_close_and_in_order(self, shape: tuple[int, ...]) -> None:
        x = torch.rand(shape, generator=torch.manual_seed(1)).clone()
        wide = self.wide(x)
        assert wide.shape == x.shape
        assert torch.allclose(wide, x.double(), rtol=4e-9, atol=0)
        if x.dim() and x.numel():
            assert (wide != x.double()).double().mean() > 0.9
            assert (wide <= 1).all()
            assert torch.equal(wide.argsort(), x.argsort())

    def test_equal_numbers_stay_equal(self) -> None:
        x = torch.rand(50, generator=torch.manual_seed(1))
        assert torch.equal(self.wide(torch.cat([x, x.flip(0)])).flip(0), self.wide(torch.cat([x, x.flip(0)])))

    def test_what_is_exact_stays_exact(self) -> None:
        exact = [0.0, -0.0, 1.0, -1.0, 0.5, 0.75, 7.0, 1000.0, -2048.0, 1e6, torch.inf, -torch.inf]
        assert self.wide(torch.tensor(exact)).tolist() == exact
        assert self.wide(torch.tensor([torch.nan])).isnan().all()
        assert self.wide(torch.tensor([0.1], dtype=torch.float64)).item() == 0.1

    def test_a_number_still_equals_the_element_that_it_was(self) -> None:
        scenario = "def call(lesson, x, n): return [(x == n[0]).sum().item(), n]"
        x = torch.rand(9, generator=torch.manual_seed(1))
        for sign in (1, -1):
            (run,) = runs("", ("float64",), scenario, x=sign * x, n=[sign * x[3].item(), 0.1, 0.5, 3])
            equal, (_, *others) = decode(run.value)
            assert equal == 1
            assert others == [0.1, 0.5, 3]

    @staticmethod
    def wide(x: torch.Tensor) -> torch.Tensor:
        (run,) = runs("def f(x): return x.clone()", variants=("float64",), x=x)
        assert run.changed == ()
        wide: torch.Tensor = decode(run.value)
        assert wide.dtype is torch.float64
        return wide


class TestOtherDefaultDtype:
    """The dtype of a result is that of the inputs, whatever the caller's default dtype is."""

    def test_a_result_in_the_default_dtype(self) -> None:
        source = "def f(x): return torch.zeros(2, 2) + x * x"
        assert verdict(source, variants=("plain", "double", "strided")) is None
        assert "The result is float64" in str(verdict(source, variants=("default64",)))

    def test_only_during_calls(self) -> None:
        scenario = "import torch\ndef call(lesson, x):\n"
        scenario += "    return [torch.ones(1).dtype, lesson.f(x), torch.ones(1).dtype]"
        (run,) = runs("def f(x): return torch.ones(1).dtype", variants=("default64",), scenario=scenario)
        assert decode(run.value) == [torch.float32, torch.float64, torch.float32]


class TestSideEffects:
    @pytest.mark.parametrize(
        "body",
        [
            "x.mul_(2); return y",
            "x.data.mul_(2); return y",
            "x.detach()[0, 0] = 9.0; return y",
            "x.numpy()[0] = 1; return y",
            "x.add_(1); x.sub_(1); return y",
            "x.data = torch.zeros(2, 2); return y",
            "x.data = x.data.double(); return y",
            "x.resize_(1); return y",
            "x.t_(); return y",
            "x.untyped_storage().fill_(0); return y",
        ],
    )
    def test_a_changed_input(self, body: str) -> None:
        source = f"def f(x):\n    y = (x * x).clone()\n    {body}"
        message = verdict(source, variants=("plain",))
        assert message is not None
        assert "writes to its input x in place" in message

    def test_a_changed_input_deep_in_a_container(self) -> None:
        scenario = "def call(lesson, state):\n    return lesson.f(state)\n"
        state = {"layers": [(X.clone(), X.clone())]}
        message = verdict(
            "def f(state):\n    state['layers'][0][1].zero_()",
            "def f(state): pass",
            scenario=scenario,
            state=state,
        )
        assert message is not None
        assert "writes to its input state['layers'][0][1] in place" in message

    @pytest.mark.parametrize("change", ["counts[('b',)] += 1", "counts.pop(('a', 'b'))", "counts.clear()"])
    def test_a_changed_counter(self, change: str) -> None:
        scenario = "def call(lesson, counts):\n    return lesson.f(counts)\n"
        counts = Counter({("a", "b"): 2})
        good = "def f(counts): return counts[('a', 'c')], counts[('a', 'b')]"
        assert verdict(good, good, scenario=scenario, counts=counts) is None
        message = verdict(
            f"def f(counts):\n    x = counts[('a', 'b')]\n    {change}\n    return 0, x",
            good,
            scenario=scenario,
            counts=counts,
        )
        assert message is not None
        assert "It changes which items are in counts" in message

    def test_an_input_that_must_change(self) -> None:
        good = "def f(x):\n    x.mul_(2)"
        assert verdict("def f(x):\n    x.add_(x)", good, variants=("plain",)) is None
        assert "It leaves its input x unchanged, but must update it in place." in str(
            verdict("def f(x): x * 2", good, variants=("plain",))
        )

    @pytest.mark.parametrize(
        "result", ["x", "x.view(-1).view(2, 2)", "x[:]", "x.T.T", "x.detach()", "x.data"]
    )
    def test_an_output_that_shares_memory(self, result: str) -> None:
        message = verdict(
            f"def f(x): return {result}", "def f(x): return x.clone()", variants=("plain", "strided")
        )
        assert message is not None
        assert "shares memory with the input x" in message

    def test_a_part_of_the_output_that_shares_memory(self) -> None:
        message = verdict("def f(x): return [1, {'a': x[0]}]", "def f(x): return [1, {'a': x[0].clone()}]")
        assert message is not None
        assert "shares memory" in message

    def test_what_is_drawn_does_not_depend_on_what_ran_before(self) -> None:
        drawing = "def f(x): return torch.rand(5).tolist()"
        variants = ("plain", "attached", "strided", "plain")
        first, *others = [run.value for run in runs(drawing, variants) + runs(drawing, ("plain",))]
        assert all(value == first for value in others)

    def test_the_global_generator(self) -> None:
        source = "def f(x):\n    torch.rand(1)\n    return x * x"
        assert "global random generator" in str(verdict(source))
        own = "def f(x):\n    torch.rand(1, generator=torch.Generator().manual_seed(1))\n    return x * x"
        assert verdict(own) is None

    def test_settings_of_one_run_do_not_reach_the_next(self) -> None:
        runs("def f(x):\n    torch.set_grad_enabled(False)\n    torch.set_default_dtype(torch.float64)")
        assert torch.is_grad_enabled()
        assert torch.get_default_dtype() is torch.float32


NETWORK = """
import torch
from torch import nn
def call(lesson, x):
    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2), nn.Dropout(0.0))
    with torch.no_grad():
        net[0].weight.copy_(torch.eye(2))
    net[2].eval()
    net[0].weight.grad = torch.ones(2, 2)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.5)
    return lesson.f(x, net, [x, x], optimizer, torch.Generator().manual_seed(4))
"""


class TestEffects:
    """What a call leaves behind in the objects that it is given, and the reference doesn't."""

    GOOD = "def f(x, net, pair, optimizer, generator): return x * x"

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("x.requires_grad_()", "leaves requires_grad of x changed"),
            ("x.grad = torch.ones(2, 2)", "changes x.grad"),
            ("x.data = x.data.clone()", "gives x other memory"),
            ("x.requires_grad_(); x.register_hook(print); x.requires_grad_(False)", "a hook of x"),
            ("pair.append(x)", "which items are in pair"),
            ("pair[0] = x.clone()", "which items are in pair"),
            ("net.eval()", "leaves net in another mode"),
            ("net.train()", "leaves net.2 in another mode"),
            ("net[1].eval()", "leaves net.1 in another mode"),
            ("net[0].bias.requires_grad_(False)", "requires_grad of net.0.bias"),
            ("net[0].bias.grad = torch.ones(2)", "changes net.0.bias.grad"),
            ("net[0].weight.grad = None", "changes net.0.weight.grad"),
            ("net[0].weight.grad.add_(1)", "changes net.0.weight.grad"),
            ("net.zero_grad(set_to_none=False)", "changes net.0.weight.grad"),
            ("net[0].weight.data = net[0].weight.data.clone()", "gives net.0.weight other memory"),
            ("net[0].bias = nn.Parameter(torch.zeros(2))", "replaces net.0.bias"),
            ("net[1].running_mean = torch.ones(2)", "replaces net.1.running_mean"),
            ("net.register_buffer('seen', torch.ones(2))", "adds net.seen"),
            ("net[0].register_forward_hook(lambda *_: None)", "a hook of net.0"),
            ("optimizer.param_groups[0]['lr'] = 1.0", "the options or the parameters of optimizer"),
            ("generator.manual_seed(5)", "gives generator another seed"),
            ("torch.set_grad_enabled(False)", "leaves the grad mode changed"),
            ("torch.set_default_dtype(torch.float64)", "default dtype changed"),
            ("torch.set_num_threads(2)", "number of threads changed"),
            ("torch.use_deterministic_algorithms(True)", "deterministic algorithms"),
            ("random.random()", "Python's module random"),
            ("random.seed(1)", "Python's module random"),
            ("numpy.random.rand()", "NumPy's global random generator"),
        ],
    )
    def test_each_is_told(self, body: str, words: str) -> None:
        before = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
        message = self.message(body)
        assert message is not None
        assert words in message
        # The same in the reference is what is asked for.
        assert self.message(body, reference=body) is None
        assert (torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()) == before
        assert torch.is_grad_enabled()
        assert torch.get_default_dtype() is torch.float32

    def test_a_generator_beside_a_simulated_device_too(self) -> None:
        """As in every judge and candidate: simgpu replaces `torch.Generator`."""
        assert simgpu.problem() is None
        simgpu.register()
        message = self.message("generator.manual_seed(5)")
        assert message is not None
        assert "gives generator another seed" in message

    @pytest.mark.parametrize(
        "body",
        [
            "pass",
            "net[0].weight.grad = net[0].weight.grad.clone()",
            "net.eval(); net.train(); net[2].eval()",
            "h = net.register_forward_hook(lambda *_: None); h.remove()",
            "random.Random(3).random(); numpy.random.default_rng(3).random()",
            "sorted(pair, key=id); list(pair).append(x); dict(a=1)",
        ],
    )
    def test_what_is_put_back_or_a_copy_is_none(self, body: str) -> None:
        assert self.message(body) is None

    def test_before_an_exception_too(self) -> None:
        scenario = NETWORK.replace("return lesson.f(", "try: lesson.f(").rstrip()
        scenario += "\n    except ValueError: return 1\n"
        good = "def f(x, net, pair, optimizer, generator): raise ValueError"
        wrong = "def f(x, net, pair, optimizer, generator):\n    net.eval()\n    raise ValueError"
        assert verdict(good, good, scenario=scenario, variants=("plain",)) is None
        message = verdict(wrong, good, scenario=scenario, variants=("plain",))
        assert (
            message
            == "It leaves net in another mode, train or eval; after the call the mode must be as it was."
        )

    def test_the_names_of_parameters_do_not_matter(self) -> None:
        body = "(x, model, several, steps, source):\n    model.eval(); return x * x"
        good = "(x, net, pair, optimizer, generator):\n    net.eval(); return x * x"
        assert verdict(f"def f{body}", f"def f{good}", scenario=NETWORK, variants=("plain",)) is None
        message = verdict(f"def f{body}", self.GOOD, scenario=NETWORK, variants=("plain",))
        assert "leaves model in another mode" in str(message)

    @pytest.mark.parametrize(
        ("source", "is_repeated"),
        [
            ("from functools import lru_cache\n@lru_cache\ndef f(n): return torch.ones(n)", True),
            ("one = torch.ones(3)\ndef f(n): return [one[:1], n]", True),
            ("one = torch.ones(3)\ndef f(n): return one.clone()", False),
            ("def f(n): return torch.ones(n)", False),
        ],
    )
    @pytest.mark.parametrize(("calls", "variants"), [(1, ("plain", "strided")), (2, ("plain",))])
    def test_a_result_handed_out_twice(
        self, source: str, is_repeated: bool, calls: int, variants: tuple[str, ...]
    ) -> None:
        scenario = f"def call(lesson, n): return [lesson.f(n) for _ in range({calls})]"
        found = runs(source, variants=variants, scenario=scenario, n=3)
        assert any(effect.kind == "repeated" for run in found for effect in run.effects) is is_repeated

    def test_a_result_that_is_the_argument_is_not_handed_out_twice(self) -> None:
        scenario = "def call(lesson, x): return lesson.f(lesson.f(x))"
        (run,) = runs("def f(x): return x", variants=("plain",), scenario=scenario)
        assert run.effects == ()

    def test_an_optimizer_may_step(self) -> None:
        step = "net(x).sum().backward(); optimizer.step()"
        assert self.message(step, reference=step) is None

    def test_inside_torch_func(self) -> None:
        scenario = "import torch\ndef call(lesson, x): return torch.func.jacrev(lesson.f)(x)"
        (run,) = runs(GOOD, variants=("plain",), scenario=scenario)
        assert run.fault is None
        assert run.effects == ()

    def message(self, body: str, reference: str = "pass") -> str | None:
        head = "import random, numpy\nfrom torch import nn\n"
        head += "def f(x, net, pair, optimizer, generator):\n    y = (x * x).detach()"
        texts = [f"{head}\n    {one}\n    return y" for one in (body, reference)]
        return verdict(texts[0], texts[1], scenario=NETWORK, variants=("plain",))


class TestGradients:
    def test_a_detached_result(self) -> None:
        assert "gradient" in str(verdict("def f(x): return x.detach() ** 2"))
        assert "gradient" in str(verdict("def f(x):\n    with torch.no_grad():\n        return x * x"))

    def test_a_wrong_gradient_of_a_right_value(self) -> None:
        message = verdict("def f(x): return x * x.detach()")
        assert message is not None
        assert message.startswith("The gradient with respect to the input x is wrong")
        assert "0.5 times" in message

    def test_the_cotangent_is_no_sum(self) -> None:
        source = "def f(x):\n    y = torch.softmax(x.detach(), 0)\n    return y + 0 * x"
        message = verdict(source, "def f(x): return torch.softmax(x, 0)")
        assert message is not None
        assert "gradient" in message

    def test_inputs_of_zeros_allow_the_rounding_of_cotangents(self) -> None:
        """The shares of each row add up to 1, so the exact gradient is 0, and what is left is rounding."""
        good = "def f(x): return x.softmax(1).sum(1)"
        other = "def f(x): return (x.exp() / x.exp().sum(1, keepdim=True)).sum(1)"
        assert verdict(other, good, x=torch.zeros(4, 7)) is None

    def test_a_gradient_that_only_one_input_gets(self) -> None:
        wrong = "def f(a, b): return a * b.detach()"
        message = verdict(
            wrong, "def f(a, b): return a * b", scenario=TWO, variants=("gradient",), a=X, b=X + 1
        )
        assert message is not None
        assert "with respect to the input b is missing" in message


class TestResults:
    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("return (x * x).double()", "is float64; float32 is expected"),
            ("return (x * x)[None]", "shape [1, 2, 2]; [2, 2]"),
            ("return (x * x).mean()", "shape []"),
            ("return x * 0", "is wrong"),
            ("return torch.ones(1)", "shape [1]"),
            ("return (x * x).T.clone()", "transpose"),
            ("return x * x * float('nan')", "is NaN at 4 of 4 places"),
            ("return None", "The result is None; a tensor of shape [2, 2] is expected"),
            ("return [x * x]", "a list of 1"),
            ("return (x * x).tolist()", "a list of 2"),
            ("return (x * x).numpy()", "is a numpy.ndarray"),
            ("yield x * x", "is a generator"),
            ("return torch.nn.Buffer(x * x) if False else (x * x).to_sparse()", "sparse"),
        ],
    )
    def test_what_is_not_the_right_tensor(self, body: str, words: str) -> None:
        message = verdict(f"def f(x): {body}", variants=("plain",))
        assert message is not None
        assert words in message
        assert "\n" not in message

    @pytest.mark.parametrize(
        ("liar", "words"),
        [
            (
                "class L:\n    __eq__ = lambda self, other: True\n    __ne__ = lambda self, other: False",
                "is a module.L",
            ),
            (
                "class L(torch.Tensor):\n    @classmethod\n"
                "    def __torch_function__(cls, *a, **k): return True",
                "AttributeError: 'bool' object has no attribute",
            ),
            ("class L(list):\n    __eq__ = lambda self, other: True", "is a list of 0; a tensor"),
            ("class L(float):\n    __eq__ = lambda self, other: True", "is a float; a tensor"),
            ("class L(dict):\n    __getitem__ = lambda self, key: 1", "is a dict; a tensor"),
        ],
        ids=["equal", "tensor", "list", "float", "dict"],
    )
    def test_an_object_that_lies(self, liar: str, words: str) -> None:
        message = verdict(f"{liar}\ndef f(x): return L()", variants=("plain",))
        assert message is not None
        assert words in message

    def test_a_list_that_holds_itself(self) -> None:
        assert verdict("def f(x):\n    y = []\n    y.append(y)\n    return y") is not None

    def test_a_bool_is_no_number_and_an_int_no_float(self) -> None:
        for got, expected in (
            ("True", "1"),
            ("1", "1.0"),
            ("1", "True"),
            ("'1'", "1"),
            ("1.0", "1"),
            ("()", "[]"),
        ):
            assert verdict(f"def f(x): return {got}", f"def f(x): return {expected}") is not None

    def test_the_order_and_the_names_of_a_dict(self) -> None:
        good = "def f(x): return {'a': 1, 'b': 2}"
        assert verdict("def f(x): return {'a': 1, 'b': 2}", good) is None
        for other in ("{'a': 1}", "{'a': 1, 'b': 2, 'c': 3}", "{'a': 2, 'b': 1}", "[('a', 1), ('b', 2)]"):
            assert verdict(f"def f(x): return {other}", good) is not None


class TestExceptions:
    def test_a_missing_function(self) -> None:
        assert "has no attribute 'f'" in str(verdict("g = 1"))

    def test_the_line_and_the_function(self) -> None:
        source = "def f(x):\n    return help(x)\ndef help(x):\n    raise KeyError('gone')"
        assert verdict(source) == "KeyError: 'gone' (line 5, in help)"

    def test_an_error_inside_torch_is_told_at_the_students_line(self) -> None:
        message = verdict("def f(x):\n    y = x @ torch.ones(3)\n    return y")
        assert message is not None
        assert message.startswith("RuntimeError")
        assert message.endswith("(line 3, in f)")

    @pytest.mark.parametrize(
        "error", ["SystemExit(0)", "KeyboardInterrupt", "GeneratorExit", "BaseException"]
    )
    def test_what_is_meant_to_end_the_program(self, error: str) -> None:
        message = verdict(f"def f(x): raise {error}")
        assert message is not None
        assert message.startswith(error.split("(")[0])

    def test_an_exception_whose_text_can_not_be_had(self) -> None:
        source = """
            class Bad(Exception):
                def __str__(self): raise SystemExit
            def f(x): raise Bad
        """
        assert verdict(source) == "Bad: (its message can't be shown) (line 5, in f)"

    def test_half_a_surrogate_pair_in_a_message_travels(self) -> None:
        (run, *_) = runs("def f(x): raise ValueError(chr(0xd800))")
        assert run.fault is not None
        run.fault.message.encode()

    def test_a_message_is_cut_and_on_one_line(self) -> None:
        message = verdict("def f(x): raise ValueError('a\\n\\x1b[31mb' + 'c' * 10_000)")
        assert message is not None
        assert message.startswith("ValueError: a [31mbccc")
        assert len(message) < 700

    def test_an_expected_exception(self) -> None:
        good = "def f(x): raise ValueError('no')"
        assert verdict("def f(x): raise ValueError('other words')", good) is None
        assert verdict("class E(ValueError): pass\ndef f(x): raise E", good) is None
        assert "It raised no exception; ValueError is expected" in str(verdict("def f(x): return 1", good))
        assert "ValueError is expected for this input; KeyError" in str(
            verdict("def f(x): raise KeyError", good)
        )

    def test_a_skeleton_never_raises_what_is_expected(self) -> None:
        """NotImplementedError is a RuntimeError, so an unwritten function would pass a test of errors."""
        assert verdict("def f(x): raise NotImplementedError", "def f(x): raise RuntimeError") is not None

    def test_a_candidate_that_says_too_much_is_cut(self) -> None:
        run = Run(fault=RaisedException(("K" * 10**6,), "m" * 10**6, 3, "f" * 10**6))
        assert len(str(difference(run, Run(value=1), None, Inputs(1, 0.0)))) < 2000

    def test_a_dict_of_very_many_keys_is_told_in_short(self) -> None:
        message = verdict("def f(x): return dict.fromkeys(range(100_000))", "def f(x): return {'a': 1}")
        assert len(str(message)) < 300


def test_a_result_of_each_kind_of_node_compares_equal_to_itself() -> None:
    source = "def f(x): return [x, (1, 2.5, None, 'a', True), {'k': x > 0}, torch.float16, x.shape, x.dtype]"
    assert verdict(source, source) is None
    (run, *_) = runs(source)
    assert isinstance(run.value, SequenceNode)
    assert isinstance(run.value.items[0], TensorNode)


def test_what_is_opaque_is_never_right() -> None:
    """Two objects of one type may differ in all that matters."""
    source = "class Thing: pass\ndef f(x): return Thing()"
    (run, *_) = runs(source)
    assert isinstance(run.value, OpaqueNode)


def test_perform_leaves_the_request_as_it_was() -> None:
    module = Inline().start(Limits())
    module.ask(Load("module", b"def f(x): x.zero_()"), 1.0)
    request = Request(compiled(PLAIN_CALL), "call", {"x": encode(X)}, ["plain", "plain"], 3)
    first, second = perform(module._module, request)
    assert first == second


def test_a_result_that_is_always_float64_is_held_to_it() -> None:
    """Rounding to float32 inside shows, although the inputs in float64 have more digits."""
    detached = "def call(lesson, x):\n    return lesson.f(x).detach()\n"
    good = "def f(x): return x.double() ** 2"
    rounding = "def f(x): return (x.double() ** 2).float().double()"
    case = Case(
        Request(compiled(detached), "call", {"x": encode(X / 3)}, ["plain", "double"], 3),
        Inputs(4, 1.0),
        module_of(good),
    )
    assert case.fault(lambda case: perform(module_of(good), case.request)) is None
    assert case.fault(lambda case: perform(module_of(rounding), case.request)) is not None


def module_of(source: str) -> ModuleType:
    module = ModuleType("module")
    exec(f"import torch\n{source}", module.__dict__)
    return module

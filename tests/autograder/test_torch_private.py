"""PyTorch's private parts: each public stand-in gives what the private part gives."""

from __future__ import annotations

import ast
import importlib.util
import pkgutil
import subprocess
import sys
import textwrap
import threading
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

import autograder
from autograder.candidate import operators, runtime, torch_private
from autograder.candidate.runtime import VARIANTS, compiled, perform
from autograder.candidate.simgpu import fused
from autograder.candidate.wire import Request, Run, encode
from autograder.doctor.bait import Trial
from autograder.doctor.examination import private_parts
from autograder.doctor.finding import State, is_safe
from autograder.verify.trivial import TRIVIAL, with_trivial_output

NO_STAND_IN = [
    "torch.utils.backend_registration:_setup_privateuseone_for_python_backend",
    "torch._C:DispatchKeySet",
    "torch._C:DispatchKey.CPU",
    "torch:ops.aten.add.Tensor._schema",
    "torch:ops.aten.add.Tensor.redispatch",
    "torch:ops.aten._to_copy.default",
    "torch:ops.aten._thnn_fused_lstm_cell.default",
]
WITH_STAND_IN = [
    "torch.autograd.graph:_engine_run_backward",
    "torch._C:_current_graph_task_id",
    "torch:Tensor._version",
    "torch.utils._python_dispatch:TorchDispatchMode",
    "torch._C:_dispatch_key_parse",
    "torch._C:_dispatch_keyset_full_after",
    "torch._C:_IncludeDispatchKeyGuard",
    "torch._C:_from_dlpack",
    "torch:_neg_view",
    "torch:Generator._cdata",
]
CALL = "def call(lesson, **inputs):\n    return lesson.f(**inputs)\n"
# Writes to its input where that can be told by nothing but the stand-ins, and dispatches what is watched for.
SCENARIO = """
def call(lesson, x):
    if not x.requires_grad:
        x.add_(1).sub_(1)
    return x.softmax(0)
"""
Load = Callable[..., ModuleType]


@pytest.fixture
def load_without(monkeypatch: pytest.MonkeyPatch) -> Load:
    """Loads another copy of the module in a PyTorch that lacks the named parts; wrapped functions stay."""
    for name in ("backward", "grad"):  # what a stand-in wraps is unwrapped after the test
        monkeypatch.setattr(torch.autograd, name, getattr(torch.autograd, name))

    def load(*names: str) -> ModuleType:
        with monkeypatch.context() as patch:
            patch.setattr(pkgutil, "resolve_name", resolving_all_but(names))
            spec = importlib.util.spec_from_file_location(
                "autograder.candidate.torch_private_copy", torch_private.__file__
            )
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
        return module

    return load


def resolving_all_but(names: tuple[str, ...]) -> Callable[[str], Any]:
    resolve = pkgutil.resolve_name

    def resolve_others(name: str) -> Any:
        if name in names:
            raise AttributeError(name)
        return resolve(name)

    return resolve_others


def runs(
    source: str, *variants: str, trace: bool = False, watched: tuple[str, ...] = (), **inputs: Any
) -> list[Run]:
    """Return the runs of a module with this source, on all variants unless some are named."""
    module = ModuleType("module")
    exec("import torch\n" + textwrap.dedent(source), module.__dict__)
    nodes = {name: encode(value) for name, value in inputs.items()}
    return perform(
        module,
        Request(compiled(CALL), "call", nodes, list(variants or VARIANTS), 3, trace=trace, watched=watched),
    )


class TestMissing:
    def test_this_torch_has_them_all(self) -> None:
        assert torch_private.missing() == []

    @pytest.mark.parametrize("name", NO_STAND_IN + WITH_STAND_IN)
    def test_each_is_told_by_name_and_ends_nothing(self, load_without: Load, name: str) -> None:
        module = load_without(name)
        (part,) = module.missing()
        assert part.name == name.replace(":", ".")
        assert part.consequence.endswith(".")
        assert module.missing_for_simgpu() == ([part.name] if name in NO_STAND_IN else [])

    def test_a_key_of_another_name(self, load_without: Load, monkeypatch: pytest.MonkeyPatch) -> None:
        def parse(name: str) -> Any:
            raise RuntimeError(f"could not parse {name}")

        monkeypatch.setattr(torch._C, "_dispatch_key_parse", parse)
        module = load_without()
        assert module.EARLY_DISPATCH is None
        assert [part.name for part in module.missing()] == ["the dispatch key TESTING_ONLY_GenericMode"]

    def test_an_operator_that_forbidden_calls_are_known_by(
        self, load_without: Load, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        module = load_without()
        monkeypatch.setattr(module, "CONCEPTS", {"new": runtime_concept("_gone", "softmax_gone")})
        assert [part.name for part in module.missing()] == ["torch.ops.aten._gone"]

    def test_the_devices_operators_are_looked_up(self) -> None:
        internal = {name for name in fused.KERNELS if name.startswith("_")}
        assert internal < set(torch_private._OPERATORS)

    def test_no_other_module_uses_private_parts(self) -> None:
        package = Path(autograder.__file__).parent
        found = {
            f"{path.relative_to(package)}:{line}: {name}"
            for path in package.rglob("*.py")
            if path.name != "torch_private.py"
            for line, name in private_names(ast.parse(path.read_text()))
        }
        assert found == set()

    def test_private_names_are_seen(self) -> None:
        source = (
            "from torch._ops import OpOverload\nfrom torch.autograd.graph import _engine\nimport torch._C\n"
            "torch._C._x()\ntorch.ops.aten._y.default\nx._version\ntorch.nn.Linear.__init__\nself._z"
        )
        assert [line for line, _ in private_names(ast.parse(source))] == [1, 2, 3, 4, 4, 5, 6]


def runtime_concept(*names: str) -> Any:
    from autograder.candidate.concepts import Concept

    return Concept(frozenset(), frozenset(names))


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private_names(tree: ast.Module) -> list[tuple[int, str]]:
    """Return the lines and the names of what the source uses of PyTorch's private parts."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "torch":
            names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [
                part for one in node.names if one.name.startswith("torch.") for part in one.name.split(".")
            ]
        elif isinstance(node, ast.Attribute):
            root: ast.expr = node
            while isinstance(root, ast.Attribute):
                root = root.value
            of_torch = isinstance(root, ast.Name) and root.id in ("torch", "_aten")
            names = [node.attr] if of_torch or node.attr in ("_version", "_cdata", "_schema") else []
        else:
            continue
        found += [(node.lineno, name) for name in names if is_private(name)]
    return sorted(found)


class TestGradients:
    @pytest.fixture(autouse=True)
    def _is_stand_in(self, load_without: Load) -> None:
        module = load_without("torch.autograd.graph:_engine_run_backward")
        assert module.gradients is module.public_gradients

    def test_the_same_numbers(self) -> None:
        inputs = x, y, _ = tuple(torch.randn(3, 4, requires_grad=True) for _ in range(3))
        cotangents = (torch.randn(3, 4), torch.tensor(2.0))
        by_engine = torch_private._gradients_by_engine((x * y, x.exp().sum()), cotangents, inputs)
        public = torch_private.public_gradients((x * y, x.exp().sum()), cotangents, inputs)
        assert by_engine[2] is public[2] is None
        for one, other in zip(by_engine[:2], public[:2], strict=True):
            assert one is not None
            assert other is not None
            assert torch.equal(one, other)

    @pytest.mark.parametrize(
        "source",
        [
            "def f(x, y): return x @ y, (x.detach() * x).sum()",
            "def f(x, y): return {'a': x.softmax(0), 'b': x.argmax()}",
            "def f(x, y): return x[0].view(-1) * 0 + y.sum()",
            "def f(x, y): return x.detach()",
            "class F(torch.autograd.Function):\n    forward = staticmethod(lambda ctx, x: x * 1)\n"
            "    @staticmethod\n    def backward(ctx, g): raise ValueError('no')\n"
            "def f(x, y): return F.apply(x)",
            "class F(torch.autograd.Function):\n    forward = staticmethod(lambda ctx, x: x * 1)\n"
            "    backward = staticmethod(lambda ctx, g: g[0])\ndef f(x, y): return F.apply(x)",
        ],
        ids=["two outputs", "an unreachable input", "a sum", "no graph", "an error", "a wrong shape"],
    )
    def test_the_same_runs(self, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
        inputs = {"x": torch.randn(3, 3), "y": torch.randn(3, 3)}
        private = runs(source, **inputs)
        monkeypatch.setattr(runtime, "gradients", torch_private.public_gradients)
        assert runs(source, **inputs) == private


class TestPasses:
    """The number of a backward pass."""

    @pytest.fixture(autouse=True)
    def stand_in(self, load_without: Load, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setattr(
            operators, "current_pass", load_without("torch._C:_current_graph_task_id").current_pass
        )
        assert operators.current_pass is not torch_private.current_pass
        operators._probe.cache_clear()
        yield
        operators._probe.cache_clear()

    @pytest.mark.parametrize(
        "call",
        [
            "torch.autograd.grad((y * y).sum(), y)[0]",
            "grad((y * y).sum(), y)[0]",
            "(y * y).sum().backward() or y.grad",
            "torch.func.grad(lambda z: (z * z).sum())(y.detach())",
            "torch.func.vjp(lambda z: z * z, y.detach())[1](y.detach())[0]",
            "torch.autograd.functional.jacobian(lambda z: (z * z).sum(), y.detach())",
        ],
    )
    @pytest.mark.parametrize(
        "observed", [{"watched": ("autograd",)}, {"trace": True}], ids=["watch", "trace"]
    )
    def test_a_pass_is_seen(self, call: str, observed: Any) -> None:
        source = f"""
            from torch.autograd import grad
            def f(x):
                y = x.detach().requires_grad_()
                return {call}
        """
        (run,) = runs(source, "plain", x=torch.ones(2), **observed)
        assert run.fault is None
        assert "autograd" in run.operators

    @pytest.mark.parametrize(
        "observed", [{"watched": ("autograd",)}, {"trace": True}], ids=["watch", "trace"]
    )
    def test_none_is_seen_where_none_is(self, observed: Any) -> None:
        (run,) = runs("def f(x): return x * x", "gradient", x=torch.ones(2), **observed)
        assert "autograd" not in run.operators

    def test_a_pass_in_a_thread(self) -> None:
        source = """
            from threading import Thread
            def f(x):
                y = x.detach().requires_grad_()
                thread = Thread(target=(y * y).sum().backward)
                thread.start()
                thread.join()
                return y.grad
        """
        (run,) = runs(source, "plain", x=torch.ones(2), watched=("autograd",))
        assert "autograd" in run.operators

    def test_a_pass_that_fails_has_ended(self) -> None:
        with pytest.raises(RuntimeError, match="does not require grad"):
            torch.ones(()).backward()
        assert operators.current_pass() == -1

    def test_passes_side_by_side_and_within_each_other(self) -> None:
        seen = []

        def note(gradient: torch.Tensor) -> None:
            seen.append(operators.current_pass())
            if len(seen) == 1:
                thread = threading.Thread(target=differentiate)
                thread.start()
                thread.join()
                seen.append(operators.current_pass())

        def differentiate() -> None:
            x = torch.ones((), requires_grad=True)
            y = x * 2
            y.register_hook(note)
            y.backward()

        differentiate()
        outer, inner, again = seen
        assert outer == again < inner
        assert operators.current_pass() == -1


class TestWritten:
    """Whether anything wrote to an input."""

    @pytest.fixture(autouse=True)
    def stand_in(self, load_without: Load, monkeypatch: pytest.MonkeyPatch) -> None:
        module = load_without("torch:Tensor._version")
        assert (module.mark, module.is_written) == (module.public_mark, module.public_is_written)
        self.module = module
        self.patch = monkeypatch

    @pytest.mark.parametrize(
        "body",
        [
            "return x * x",
            "x.add_(1); x.sub_(1)",
            "x.mul_(1)",
            "x[0] = x[0].clone()",
            "x.detach()[0] = 9",
            "x.data.mul_(2)",
            "x.data = torch.zeros(2, 2)",
            "x.data = x.data.double()",
            "x.t_()",
            "x.untyped_storage().fill_(0)",
            "torch.add(x, 1, out=x)",
            "x.view(-1)[0] += 1",
            "x.requires_grad_()",
            "y = x.expand(3, 2, 2).sum(0); y.add_(1); return y",
        ],
    )
    @pytest.mark.parametrize(
        "x", [torch.ones(2, 2), torch.ones(2, 2, dtype=torch.int64)], ids=["float", "int"]
    )
    def test_the_same_findings(self, body: str, x: torch.Tensor) -> None:
        source = f"def f(x):\n    with torch.no_grad():\n        {body}"
        private = runs(source, x=x)
        self.patch.setattr(runtime, "mark", self.module.mark)
        self.patch.setattr(runtime, "is_written", self.module.is_written)
        assert [run.changed for run in runs(source, x=x)] == [run.changed for run in private]

    def test_the_same_values_written_again(self) -> None:
        x = torch.ones(3)
        mark = self.module.mark(x)
        assert not self.module.is_written(x, mark)
        x.copy_(x.clone())
        assert self.module.is_written(x, mark)
        assert not self.module.is_written(x, self.module.mark(x))


class TestOperators:
    """The profiler in the place of both ways of dispatch."""

    def test_the_stand_ins_are_chosen(self) -> None:
        script = """
            from autograder.candidate import operators, torch_private
            assert operators.Watch is operators.ProfilerWatch
            assert operators.Trace is operators.ProfilerTrace
            operators.prepare(("softmax",))
        """
        run_without(
            script, "torch._C:_IncludeDispatchKeyGuard", "torch.utils._python_dispatch:TorchDispatchMode"
        )

    @pytest.mark.parametrize(
        "body",
        [
            "torch.softmax(x, 0)",
            "torch.nn.Softmax(0)(x)",
            "torch.ops.aten._softmax(x, 0, False)",
            "torch.vmap(lambda row: row.softmax(0))(x)",
            "torch.nn.functional.multi_head_attention_forward.__globals__['softmax'](x, 0)",
            "x.exp() / x.exp().sum()",
            "torch.nn.LSTM(3, 2)(x.detach())[0]",
            "torch.nn.GRUCell(3, 2)(x.detach())",
            "torch.autograd.grad(x.detach().requires_grad_().softmax(0).sum(), x, allow_unused=True)",
            "x.softmax(0).missing",
        ],
    )
    def test_it_watches_as_kernels_do(self, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
        def seen() -> list[tuple[str, ...]]:
            watched = ("softmax", "recurrent", "autograd")
            return [
                run.operators for run in runs(f"def f(x): return {body}", watched=watched, x=torch.ones(3, 3))
            ]

        assert operators.Watch is operators.EarlyWatch
        by_kernels = seen()
        monkeypatch.setattr(runtime, "Watch", operators.ProfilerWatch)
        assert seen() == by_kernels

    @pytest.mark.parametrize(
        "body",
        [
            "x.exp() / x.exp().sum()",
            "x.softmax(-1).logsumexp(0)",
            "torch.func.grad(lambda z: (z * z).sum())(x)",
            "torch.stack([row.exp().sum() for row in x])",
        ],
    )
    def test_it_traces_what_a_mode_does(self, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
        def traced() -> tuple[set[str], int]:
            few, many = (
                runs(f"def f(x): return {body}", "plain", trace=True, x=torch.ones(rows, 3))[0]
                for rows in (4, 24)
            )
            assert few.fault is many.fault is None
            return set(few.operators), many.dispatched - few.dispatched

        assert operators.Trace is operators.ModeTrace
        by_mode, growth_by_mode = traced()
        monkeypatch.setattr(runtime, "Trace", operators.ProfilerTrace)
        by_profiler, growth = traced()
        assert by_mode <= by_profiler
        assert ("autograd" in by_profiler) == ("autograd" in by_mode)
        assert (growth >= 20) == (growth_by_mode >= 20) == ("for row" in body)

    def test_the_profiler_says_nothing(self, capfd: pytest.CaptureFixture[str]) -> None:
        with operators.ProfilerTrace() as trace:
            torch.ones(2).exp()
        assert trace.dispatched == 2
        assert capfd.readouterr() == ("", "")


class TestSimgpu:
    def test_the_negative_of_a_view(self) -> None:
        for dtype in (torch.float32, torch.float64):
            x = torch.arange(12.0).to(dtype).reshape(3, 4).T[1:]
            private, public = torch._neg_view(x), torch_private.public_neg_view(x)
            assert torch.equal(public, private)
            assert (public.is_neg(), public.stride()) == (private.is_neg(), private.stride())
            assert public.data_ptr() == x.data_ptr()
            public.fill_(5)
            assert x.flatten().tolist() == [-5.0] * x.numel()
            again = torch_private.public_neg_view(public)
            assert not again.is_neg()
            assert torch.equal(again, x)

    def test_a_generator_is_known_by_what_it_draws(self) -> None:
        one, other = (torch.Generator().manual_seed(5) for _ in range(2))
        states = [one.get_state(), other.get_state()]
        assert torch_private.public_is_same_generator(one, one)
        assert not torch_private.public_is_same_generator(one, other)
        other.manual_seed(6)
        assert not torch_private.public_is_same_generator(one, other)
        assert torch.equal(one.get_state(), states[0])
        assert (one.initial_seed(), other.initial_seed()) == (5, 6)

    def test_it_computes_the_same_with_all_stand_ins(self) -> None:
        script = """
            import torch
            from autograder.candidate import simgpu, torch_private
            assert torch_private.neg_view is torch_private.public_neg_view
            assert torch_private.from_capsule is torch.utils.dlpack.from_dlpack
            assert torch_private.is_same_generator is torch_private.public_is_same_generator
            simgpu.register()

            def results(device):
                generator = torch.Generator(device).manual_seed(3)
                z = torch.tensor([[1 + 2j, 3 - 4j], [0.5j, 2]], device=device)
                x = torch.arange(4.0, device=device, requires_grad=True)
                cell = torch.nn.LSTMCell(4, 2)
                torch.nn.utils.vector_to_parameters(torch.linspace(-1, 1, 64), cell.parameters())
                h, _ = cell.to(device)(x[None])
                (h.sum() + (x * x).softmax(0)[1]).backward()
                negative = z.conj().imag
                written = torch.zeros(2, 2, device=device, dtype=torch.complex64)
                written.conj().imag.copy_(negative)
                yield from (z.conj(), z.conj() @ z, negative, negative + 1, negative.clone(), negative.T[0])
                yield from (written, x.grad, h.detach(), torch.rand(3, generator=generator, device=device))

            for cpu, simulated in zip(results("cpu"), results("simgpu"), strict=True):
                torch.testing.assert_close(simulated.cpu(), cpu)
            simulated = torch.Generator("simgpu")
            for generator in (torch.Generator(), torch.Generator().manual_seed(simulated.initial_seed())):
                try:
                    torch.rand(3, generator=generator, device="simgpu")
                except RuntimeError as error:
                    assert "Expected a 'simgpu' device type for generator" in str(error)
                else:
                    raise AssertionError("a generator of the CPU is taken")

            from autograder.candidate.runtime import VARIANTS, compiled, perform
            from autograder.candidate.wire import Request, encode
            code, inputs = compiled(SCENARIO), {"x": encode(torch.ones(3))}
            for trace in (False, True):
                cpu, simulated = (
                    perform(torch, Request(code, "call", inputs, [*VARIANTS], 3, device, trace, ("softmax",)))
                    for device in ("cpu", "simgpu")
                )
                for one, other in zip(cpu, simulated, strict=True):
                    assert one.fault is other.fault is None, other.fault
                    assert (one.changed, one.aliased, one.drew) == (other.changed, other.aliased, other.drew)
                    assert {"_softmax"} <= set(other.operators) & set(one.operators)
                    assert one.value.data == other.value.data
                    assert one.gradients.keys() == other.gradients.keys()
                    assert all(other.gradients[key].data == x.data for key, x in one.gradients.items())
                assert cpu[0].changed == ("x",)
                assert "x" in cpu[2].gradients
        """
        run_without(script, *WITH_STAND_IN)

    def test_there_is_none_and_it_is_said_why(self) -> None:
        name = "torch._C:DispatchKeySet"
        script = f"""
            from autograder.candidate import service, simgpu
            assert "because it lacks {name.replace(":", ".")}. Another release can" in simgpu.problem()
            try:
                simgpu.register()
            except RuntimeError as error:
                assert str(error) == simgpu.problem()
            else:
                raise AssertionError("it was registered")
            service.prepare()
        """
        run_without(script, name)


def test_a_torch_without_any_of_them_runs_scenarios() -> None:
    script = """
        import torch
        from autograder.candidate import operators, service, torch_private
        from autograder.candidate.runtime import VARIANTS, compiled, perform
        from autograder.candidate.wire import Request, encode
        assert len(torch_private.missing()) == MISSING, torch_private.missing()
        service.prepare()
        operators.prepare(("softmax",))
        code, inputs = compiled(SCENARIO), {"x": encode(torch.ones(3))}
        watching = Request(code, "call", inputs, list(VARIANTS), 3, watched=("softmax", "autograd"))
        for variant, run in zip(VARIANTS, perform(torch, watching), strict=True):
            assert run.fault is None, run.fault
            assert {"softmax", "_softmax"} == set(run.operators)
            assert bool(run.gradients) == VARIANTS[variant].gradients
            assert run.changed == (() if VARIANTS[variant].attached else ("x",))
        (run,) = perform(torch, Request(code, "call", inputs, ["plain"], 3, trace=True))
        assert run.dispatched == 3
    """
    run_without(
        script.replace("MISSING", str(len(NO_STAND_IN + WITH_STAND_IN))), *NO_STAND_IN, *WITH_STAND_IN
    )


def run_without(script: str, *names: str) -> None:
    """Run the script in a process whose PyTorch lacks the named parts, as far as the kit can see."""
    preamble = f"""
        import pkgutil
        resolve = pkgutil.resolve_name
        def resolve_others(name):
            if name in {names!r}:
                raise AttributeError(name)
            return resolve(name)
        pkgutil.resolve_name = resolve_others
        SCENARIO = {SCENARIO!r}
    """
    program = textwrap.dedent(preamble) + textwrap.dedent(script)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


class TestTrivialOutputs:
    """They walk containers without PyTorch's private tree functions."""

    Point = namedtuple("Point", "x y")
    SOURCE = (
        "import torch\nfrom collections import namedtuple\nPoint = namedtuple('Point', 'x y')\n"
        "def f(options): return Point({'a': [options['x'][0] + 1, (2, 0.5)]}, True)\n"
    )

    @pytest.mark.parametrize(
        ("kind", "tensor", "numbers"),
        [("zeros", [0.0, 0.0], (0, 0.0)), ("ones", [1.0, 1.0], (1, 1.0))],
    )
    def test_each_leaf_is_changed(self, kind: str, tensor: list[float], numbers: tuple[int, float]) -> None:
        point = self.point(kind)
        first, second = point.x["a"]
        assert first.tolist() == tensor
        assert second == numbers
        assert type(second) is tuple
        assert point.y is bool(numbers[0])

    def test_the_first_tensor_among_the_arguments_is_echoed(self) -> None:
        first, _ = self.point("an echo of the input").x["a"]
        assert first.tolist() == [3.0, 4.0]

    def test_what_has_no_number_can_not_be_changed(self) -> None:
        with pytest.raises(RuntimeError, match="nothing to change"):
            self.point("zeros", self.SOURCE.replace("True", "None"))

    def test_kinds_are_known(self) -> None:
        assert {"zeros", "ones", "an echo of the input"} <= set(TRIVIAL)

    @staticmethod
    def point(kind: str, source: str = SOURCE) -> Any:
        namespace: dict[str, Any] = {}
        exec(with_trivial_output(source, "f", kind), namespace)
        return namespace["f"]({"n": 1, "x": [torch.tensor([3.0, 4.0])]})


class TestDoctor:
    def test_all_there(self) -> None:
        finding = private_parts(Trial("2.99", "", ""))
        assert finding.state is State.OK
        assert "2.99" in finding.text

    def test_each_missing_part_has_a_line(self, load_without: Load) -> None:
        parts = load_without("torch:_neg_view", "torch._C:DispatchKeySet").missing()
        finding = private_parts(Trial("2.99", "", "", lacking=[(one.name, one.consequence) for one in parts]))
        assert finding.state is State.MISSING
        assert finding.text == "PyTorch 2.99 lacks 2 private parts that the kit uses"
        neg_view, key_set, advice = sorted(
            finding.fix.splitlines(), key=lambda line: "torch." not in line[:6]
        )
        assert neg_view.startswith("torch._C.DispatchKeySet: There is no simgpu")
        assert key_set.startswith("torch._neg_view: A view is made by Tensor.set_")
        assert "2.99" in advice
        assert is_safe([finding])

"""PyTorch's private parts: each public stand-in gives what the private part gives."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
import torch
from torch_parts import NO_STAND_IN, WITH_STAND_IN, Load, run_without, runs

import autograder
from autograder.candidate import operators, python_calls, runtime, torch_private
from autograder.candidate.concepts import Concept
from autograder.candidate.simgpu import fused


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
        monkeypatch.setattr(module, "CONCEPTS", {"new": Concept(frozenset({"_gone", "softmax_gone"}))})
        assert [part.name for part in module.missing()] == ["torch.ops.aten._gone"]

    @pytest.mark.parametrize("place", ["torch.gone", "torch.optim:Gone", "torch:Tensor.gone", "gone.too"])
    def test_code_that_forbidden_calls_are_known_by(
        self, load_without: Load, monkeypatch: pytest.MonkeyPatch, place: str
    ) -> None:
        module = load_without()
        there = {"torch.optim", "torch:Tensor.backward", "torch.nn.attention.flex_attention"}
        concept = Concept(frozenset(), frozenset({place, *there}))
        monkeypatch.setattr(module, "CONCEPTS", {"new": concept})
        assert [part.name for part in module.missing()] == [place.replace(":", ".")]
        python_calls.prepare(concept.python)  # and a missing one ends nothing

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
        inputs: dict[str, Any] = {"x": torch.randn(3, 3), "y": torch.randn(3, 3)}
        private = runs(source, **inputs)
        monkeypatch.setattr(runtime, "gradients", torch_private.public_gradients)
        assert runs(source, **inputs) == private


class TestPasses:
    """Without the number of a backward pass."""

    @pytest.fixture(autouse=True)
    def stand_in(self, load_without: Load, monkeypatch: pytest.MonkeyPatch) -> None:
        missing = load_without("torch._C:_current_graph_task_id").current_pass
        assert missing is None
        monkeypatch.setattr(operators, "current_pass", missing)

    @pytest.mark.parametrize("call", ["torch.autograd.grad(y.sum(), y)[0]", "y.sum().backward()"])
    def test_a_pass_by_a_public_name_is_seen(self, call: str) -> None:
        source = f"def f(x):\n    y = x.detach().requires_grad_()\n    return {call}"
        (run,) = runs(source, "plain", x=torch.ones(2), watched=("autograd",))
        assert run.fault is None
        assert run.calls

    def test_none_is_seen_where_none_is(self) -> None:
        (run,) = runs("def f(x): return x * x", "gradient", x=torch.ones(2), watched=("autograd",))
        assert run.calls == ()


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
            assert operators.ConceptWatch is operators.ProfilerWatch
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
            "x.repeat(2, 2)",
            "x.unfold(0, 2, 1)",
        ],
    )
    def test_it_watches_as_kernels_do(self, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
        def seen() -> list[set[str]]:
            watched = ("softmax", "recurrent", "autograd", "unfold")
            source = f"def f(x): return {body}"
            return [
                {call.name for call in run.calls} for run in runs(source, watched=watched, x=torch.ones(3, 3))
            ]

        assert operators.ConceptWatch is operators.EarlyWatch
        by_kernels = seen()
        monkeypatch.setattr(operators, "ConceptWatch", operators.ProfilerWatch)
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
    def test_it_counts_what_a_mode_does(self, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
        def growth() -> int:
            few, many = (
                runs(f"def f(x): return {body}", "plain", trace=True, x=torch.ones(rows, 3))[0]
                for rows in (4, 24)
            )
            assert few.fault is many.fault is None
            return many.dispatched - few.dispatched

        assert operators.Trace is operators.ModeTrace
        by_mode = growth()
        monkeypatch.setattr(operators, "Trace", operators.ProfilerTrace)
        by_profiler = growth()
        assert (by_profiler >= 20) == (by_mode >= 20) == ("for row" in body)

    def test_the_profiler_says_nothing(self, capfd: pytest.CaptureFixture[str]) -> None:
        with operators.ProfilerTrace() as trace:
            torch.ones(2).exp()
        assert trace.dispatched == 2
        assert capfd.readouterr() == ("", "")


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
            assert [call.name for call in run.calls] == ["softmax"]
            assert bool(run.gradients) == VARIANTS[variant].gradients
            assert run.changed == (() if VARIANTS[variant].attached else ("x",))
        (run,) = perform(torch, Request(code, "call", inputs, ["plain"], 3, trace=True))
        assert run.dispatched == 3
    """
    run_without(
        script.replace("MISSING", str(len(NO_STAND_IN + WITH_STAND_IN))), *NO_STAND_IN, *WITH_STAND_IN
    )

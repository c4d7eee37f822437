"""What is noted of a run's calls: each forbidden one, by any door, with its place; nothing else."""

from __future__ import annotations

import pkgutil
import textwrap
import warnings

import pytest
import torch

from autograder.candidate.concepts import CONCEPTS
from autograder.candidate.runtime import compiled, perform
from autograder.candidate.wire import Load, Request, Run, encode
from autograder.lesson.registry import Limits
from autograder.sandbox.inline import Inline

SCENARIO = compiled("def call(lesson, x): return lesson.f(x)")
X = torch.linspace(0.5, 4.0, 9).reshape(3, 3)


def run(
    body: str,
    *watched: str,
    variants: tuple[str, ...] = ("attached",),
    trace: bool = False,
    passes: bool = True,
) -> Run:
    """Return the last run of a module with `f(x)`, whose body is given, or with this source."""
    source = textwrap.dedent(body)
    if "def f(" not in source:
        source = "def f(x):\n" + textwrap.indent(source, "    ")
    head = "import torch, torch.nn as nn, torch.nn.functional as F\n"
    module = Inline().start(Limits())
    request = Request(
        SCENARIO, "call", {"x": encode(X)}, list(variants), 3, "cpu", trace, watched, counts_passes=passes
    )
    with warnings.catch_warnings(action="ignore"):  # of PyTorch, about parts that it will drop
        assert module.ask(Load("module", (head + source).encode()), 1.0).fault is None
        return perform(module._module, request)[-1]


def noted(body: str, *watched: str, trace: bool = False, passes: bool = True) -> list[str]:
    return [call.name for call in run(body, *watched, trace=trace, passes=passes).calls]


@pytest.mark.parametrize("trace", [False, True], ids=["plain", "trace"])
@pytest.mark.parametrize(
    "body",
    [
        "return torch.softmax(x, 0)",
        "return x.softmax(0)",
        "return torch._softmax(x, 0, False)",
        "return nn.Softmax(0)(x)",
        "return F.softmin(x, 0)",
        "return F.gumbel_softmax(x)",
        "return torch.special.softmax(x, 0)",
        "return torch.masked.softmax(x, 0)",
        "return torch.sparse.softmax(x.to_sparse(), 0)",
        "return F.cross_entropy(x, torch.tensor([0, 1, 2]), reduction='none')",
        "return torch.distributions.Categorical(logits=x).probs",
        "return getattr(torch, 'soft' + 'max')(x, 0)",
        "return x.__getattribute__('softmax')(0)",
        "return eval('x.softmax(0)')",
        "return torch._C._VariableFunctions.softmax(x, 0)",
        "return torch.ops.aten.softmax.int(x, 0)",
        "return torch.ops.aten._softmax(x, 0, False)",
        "return F.multi_head_attention_forward.__globals__['softmax'](x, 0)",
        "return torch.vmap(lambda row: row.softmax(0))(x)",
        "return torch.utils.checkpoint.checkpoint(torch.softmax, x, 0, use_reentrant=False)",
        "from torch.nn.functional import softmax as s\nreturn s(x, 0)",
        "scripted = torch.jit.script(nn.Softmax(0))\ndef f(x): return scripted(x)",
        "f = torch.nn.Softmax(0)\ndef f(x, f=f): return f(x)",
        "import functools\nf = functools.partial(torch.softmax, dim=0)\n# def f(",
        "class Image:\n    repeat = torch.Tensor.softmax\ndef f(x): return Image.repeat(x, 0)",
        """
        from threading import Thread
        def f(x):
            results = []
            thread = Thread(target=lambda: results.append(x.softmax(0)))
            thread.start()
            thread.join()
            return results[0]
        """,
        "x.softmax(0)\nraise ValueError",
    ],
)
def test_an_operator_is_noted_by_every_door(body: str, trace: bool) -> None:
    names = noted(body, "softmax", "log_softmax", trace=trace)
    assert names
    assert all("softmax" in name for name in names)


@pytest.mark.parametrize("trace", [False, True], ids=["plain", "trace"])
@pytest.mark.parametrize(
    ("word", "name", "body"),
    [
        ("optim", "SGD", "torch.optim.SGD([x])"),
        ("optim", "SGD", "from torch.optim import SGD as S\nS([x])"),
        ("optim", "SGD", "import importlib\nimportlib.import_module('torch.op' + 'tim').SGD([x])"),
        ("optim", "SGD", "import sys\nsys.modules['torch.optim'].SGD([x])"),
        ("optim", "Adam", "getattr(torch, 'op' + 'tim').Adam([x])"),
        (
            "optim",
            "RMSprop",
            "{one.__name__: one for one in torch.optim.Optimizer.__subclasses__()}['RMSprop']([x])",
        ),
        ("optim", "Optimizer", "class Own(torch.optim.Optimizer): pass\ndef f(x): Own([x], {})"),
        ("optim", "SGD", "made = torch.optim.SGD([torch.ones(2)])\ndef f(x): made.step()"),
        (
            "optim",
            "sgd",
            """
            from torch.optim._functional import sgd
            def f(x):
                rates = dict.fromkeys(("weight_decay", "momentum", "lr", "dampening"), 0.1)
                sgd([], [], [], **rates, nesterov=False, maximize=False)
            """,
        ),
        ("recurrent", "GRU", "nn.GRU(3, 4)"),
        ("recurrent", "GRU", "getattr(nn, 'G' + 'RU')(3, 4, device='meta')"),
        ("recurrent", "LSTMCell", "nn.modules.rnn.LSTMCell(3, 4)"),
        ("recurrent", "LSTM", "import torch.ao.nn.quantizable as q\nq.LSTM(3, 4)"),
        ("recurrent", "GRU", "cell = nn.GRU(3, 4)\ndef f(x): cell.forward(x)"),
        (
            "recurrent",
            "gru_cell",
            "torch.ops.aten.gru_cell(x, torch.zeros(3, 4), torch.ones(12, 3), torch.ones(12, 4))",
        ),
        ("initialisation", "xavier_uniform_", "nn.init.xavier_uniform_(x.detach())"),
        ("initialisation", "kaiming_uniform_", "getattr(nn, 'in' + 'it').kaiming_uniform_(x.detach())"),
        ("initialisation", "calculate_gain", "from torch.nn.init import calculate_gain as c\nc('relu')"),
        ("initialisation", "kaiming_uniform_", "nn.Linear(3, 2)"),
        ("clipping", "clip_grad_norm_", "nn.utils.clip_grad_norm_([x], 1.0)"),
        (
            "clipping",
            "clip_grad_value_",
            "from torch.nn.utils import clip_grad as c\nc.clip_grad_value_([x], 1.0)",
        ),
        ("clipping", "_get_total_norm", "nn.utils.get_total_norm([x])"),
        (
            "fusion",
            "fuse_conv_bn_eval",
            "nn.utils.fuse_conv_bn_eval(nn.Conv2d(1, 2, 1).eval(), nn.BatchNorm2d(2).eval())",
        ),
        (
            "fusion",
            "fuse_linear_bn_weights",
            "nn.utils.fuse_linear_bn_weights(x, None, *(4 * [x[0]]), 1e-5, x[0])",
        ),
        ("attention", "MultiheadAttention", "nn.MultiheadAttention(3, 1)"),
        ("attention", "TransformerEncoderLayer", "nn.TransformerEncoderLayer(3, 1, 4)"),
        ("attention", "scaled_dot_product_attention", "F.scaled_dot_product_attention(x, x, x)"),
        (
            "attention",
            "multi_head_attention_forward",
            """
            getattr(F, "multi_head_" + "attention_forward")(
                *(3 * [x[None]]), 3, 1, torch.ones(9, 3), None, None, None, False, 0.0, torch.eye(3), None
            )
            """,
        ),
        ("autograd", "grad", "torch.autograd.grad(x.sum(), x)"),
        ("autograd", "backward", "x.sum().backward()"),
        ("autograd", "backward", "torch.Tensor.__dict__['back' + 'ward'](x.sum())"),
        ("autograd", "grad", "torch.func.grad(lambda z: z.sum())(x.detach())"),
        ("autograd", "vjp", "torch.func.vjp(torch.exp, x.detach())"),
        ("autograd", "jvp", "torch.func.jvp(torch.exp, (x.detach(),), (x.detach(),))"),
        ("autograd", "jacfwd", "torch.func.jacfwd(torch.exp)(x.detach())"),
        ("autograd", "jacobian", "torch.autograd.functional.jacobian(torch.exp, x.detach())"),
    ],
)
def test_code_of_pytorch_in_python_is_noted_by_every_door(
    word: str, name: str, body: str, trace: bool
) -> None:
    assert noted(body, word, trace=trace, passes=False)[:1] == [name]


def test_attention_is_a_softmax_too() -> None:
    body = "return F.scaled_dot_product_attention(x.detach(), x.detach(), torch.eye(3))"
    assert noted(body, "softmax") == ["scaled_dot_product_attention"]


@pytest.mark.parametrize("module", ["torch.nn.attention.flex_attention"])
def test_code_that_the_submission_loads_itself_is_noted(module: str) -> None:
    body = f"""
    from {module} import flex_attention
    def f(x):
        x = x.detach()[None, None]
        return flex_attention(x, x, x)
    """
    assert noted(body, "attention")[:1] == ["flex_attention"]


@pytest.mark.parametrize(
    "body",
    [
        "torch.autograd.variable.Variable._execution_engine.run_backward(ARGUMENTS)",
        "torch.autograd.graph._engine_run_backward(ARGUMENTS)",
    ],
)
def test_a_backward_pass_that_the_engine_itself_is_asked_for_is_counted(body: str) -> None:
    arguments = (
        "(x.sum(),), (torch.ones(()),), False, False, (x,), allow_unreachable=True, accumulate_grad=False"
    )
    body = body.replace("ARGUMENTS", arguments)
    assert noted(body, "autograd") == ["autograd"]
    assert noted(body, "autograd", passes=False) == []


def test_an_operator_of_a_backward_pass_is_noted() -> None:
    body = "y = torch.ones(3, requires_grad=True)\nz = y.softmax(0)[0]\ndef f(x): z.backward()"
    assert noted(body, "softmax") == ["_softmax_backward_data"]


@pytest.mark.parametrize("word", ["softmax", "autograd", "optim", "recurrent", "attention", "unfold"])
@pytest.mark.parametrize("trace", [False, True], ids=["plain", "trace"])
def test_own_classes_and_names_are_no_matter(word: str, trace: bool) -> None:
    body = """
    def backward(loss): return loss
    class Image:
        def __init__(self, x): self.x = x
        def unfold(self, *sizes): return self.x
        def softmax(self, dim): return self.x
        def backward(self, gradient): return gradient
        def scaled_dot_product_attention(self, *others): return self.x
    class Nets:
        @staticmethod
        def gru(x): return x
        class LSTM: pass
    class optim:
        class SGD: pass
    def other():
        from torch.nn.utils import rnn as r
        return r
    def f(x):
        image = Image(x)
        image.unfold(1, 2).sum(), image.softmax(0), image.backward(x), backward(x), Nets.gru(x), Nets.LSTM()
        optim.SGD(), image.scaled_dot_product_attention(x, x)
        softmax = r = x.exp() / x.exp().sum()
        return r + softmax
    """
    result = run(body, word, trace=trace)
    assert result.fault is None
    assert result.calls == ()


def test_a_function_without_a_forbidden_call_is_free_of_what_others_may_not() -> None:
    assert noted("return x.log_softmax(0)", "softmax") == []
    assert noted("return x.log_softmax(0)") == []


def test_what_is_forbidden_in_one_run_is_noted_in_that_run() -> None:
    body = "return x.softmax(0) if x.dtype == torch.float64 else x.exp()"
    assert run(body, "softmax", variants=("double", "plain")).calls == ()
    assert run(body, "softmax", variants=("plain", "double")).calls != ()


@pytest.mark.parametrize(
    ("word", "call"),
    [
        ("one_hot", "(x[..., None] == torch.arange(3)).float()"),
        ("distance", "(x[:, None] - x).square().sum(2)"),
        ("normalisation", "(x - x.mean(0)) / x.std(0)"),
        ("normalisation", "F.normalize(x)"),
        ("topk", "x.sort(stable=True).values"),
        ("topk", "x.multinomial(2)"),
        ("matmul", "(x[:, :, None] * x).sum(1)"),
        ("matmul", "torch.outer(x[0], x[0]) + torch.cross(x, x) + torch.kron(x, x).sum()"),
        ("matmul", "torch.cov(x) + torch.corrcoef(x)"),
        ("matmul", "torch.cdist(torch.rand(30, 4), torch.rand(30, 4))"),
        ("matmul", "torch.linalg.matrix_exp(x) + torch.linalg.pinv(x)"),
        ("unfold", "x.repeat(2, 2).sum() + x.tile(2, 1, 3).sum() + torch.tile(x, (2,)).sum()"),
        ("unfold", "x.as_strided((2, 2), (1, 1)) + x.unflatten(0, (1, 3)).flatten()[0]"),
        ("padding", "F.conv2d(x[None, None], torch.ones(1, 1, 2, 2), padding='same')"),
        ("padding", "nn.utils.rnn.pad_sequence([x[0], x[1, :2]])"),
        ("logsumexp", "x.exp().sum(1).log()"),
        ("softplus", "torch.logaddexp(x, torch.zeros(())) + x.exp().log1p()"),
        ("binary_cross_entropy", "x.clamp(min=0) - x + (-x.abs()).exp().log1p()"),
        ("cond", "torch.linalg.norm(x, 2) + torch.linalg.svdvals(x)"),
        ("autograd", "torch.vmap(torch.exp)(x)"),
        ("autograd", "x.detach().requires_grad_() * 2"),
        ("recurrent", "nn.utils.rnn.pack_padded_sequence(x[:, :, None], [3, 3, 2])[0]"),
        ("attention", "F.softmax(x @ x.T, dim=1) @ x"),
        ("optim", "torch._foreach_mul([x], 2.0)[0]"),
        ("dropout", "x.bernoulli(0.5) * torch.empty(3).bernoulli_(0.5) * torch.rand(3)"),
        ("initialisation", "x.detach().clone().uniform_(-1.0, 1.0).normal_()"),
        ("clipping", "x.clamp(max=1.0) * torch.nn.utils.parameters_to_vector([x]).norm()"),
    ],
)
def test_other_calls_are_not_noted_whatever_they_are_made_of(word: str, call: str) -> None:
    result = run(f"return {call}", word)
    assert result.fault is None
    assert result.calls == ()


@pytest.mark.parametrize(
    ("word", "call"),
    [
        ("one_hot", "F.one_hot(x.long())"),
        ("distance", "torch.cdist(x, x)"),
        ("distance", "torch.pdist(x)"),
        ("distance", "x.dist(x)"),
        ("distance", "nn.PairwiseDistance()(x, x)"),
        ("normalisation", "F.layer_norm(x, [3])"),
        ("normalisation", "nn.BatchNorm1d(3)(x)"),
        ("normalisation", "F.instance_norm(x[None])"),
        ("normalisation", "F.group_norm(x, 1)"),
        ("normalisation", "nn.RMSNorm(3)(x)"),
        (
            "normalisation",
            "torch.ops.aten.native_layer_norm_backward(x, x, [3], x[0], x[0], None, None, [1, 0, 0])[0]",
        ),
        ("topk", "x.topk(1).values"),
        ("matmul", "x @ x"),
        ("matmul", "x[None].bmm(x[None])"),
        ("matmul", "torch.einsum('ij,kj->ik', x, x)"),
        ("matmul", "torch.tensordot(x, x, 1)"),
        ("matmul", "torch.linalg.vecdot(x, x)"),
        ("matmul", "nn.Linear(3, 2)(x)"),
        ("matmul", "F.bilinear(x, x, x[None])"),
        ("unfold", "x.unfold(0, 2, 1)"),
        ("unfold", "F.unfold(x[None, None], 2)"),
        ("unfold", "nn.Fold((2, 2), (1, 1))(x[None, :, :1].expand(1, 3, 4))"),
        ("padding", "F.pad(x, (1, 1))"),
        ("padding", "F.pad(x[None], (1, 1), mode='circular')"),
        ("padding", "nn.ReflectionPad1d(1)(x)"),
        ("convolution", "F.conv1d(x[None], torch.ones(1, 3, 2))"),
        ("convolution", "nn.grad.conv1d_weight(x[None], (3, 3, 1), x[None])"),
        ("pooling", "F.max_pool1d(x.detach(), 2)"),
        ("pooling", "nn.LPPool1d(2, 2)(x)"),
        ("pooling", "F.interpolate(x[None, None], (2, 2), mode='area')"),
        ("logsumexp", "x.logcumsumexp(1)"),
        ("activation", "x.clone().sigmoid_()"),
        ("activation", "torch.special.expit(x)"),
        ("activation", "F.tanhshrink(x)"),
        ("activation", "F.relu6(x)"),
        ("activation", "F.gelu(x)"),
        ("gelu", "torch.nn.GELU('tanh')(x)"),
        ("linear", "F.linear(x, x)"),
        ("linear", "torch.nn.Linear(3, 3)(x)"),
        ("dropout", "F.dropout(x, 0.5)"),
        ("dropout", "torch.dropout_(x.detach().clone(), 0.5, True)"),
        ("dropout", "nn.Dropout2d()(x[None, :, :, None])"),
        ("dropout", "F.alpha_dropout(x, 0.5, training=True)"),
        ("dropout", "torch.native_dropout(x, 0.5, True)[0]"),
        ("softplus", "F.logsigmoid(x)"),
        ("binary_cross_entropy", "nn.BCEWithLogitsLoss()(x, x)"),
        ("cross_entropy", "F.nll_loss(x, torch.tensor([0, 1, 2]))"),
        ("cond", "torch.linalg.cond(x)"),
    ],
)
def test_each_concept_has_its_calls(word: str, call: str) -> None:
    result = run(f"return {call}", word)
    assert result.fault is None
    assert result.calls != ()


def test_an_innocent_call_of_one_concept_may_be_another_that_is_forbidden_too() -> None:
    assert noted("return torch.cdist(x, x)", "matmul", "distance") == ["cdist"]


@pytest.mark.parametrize("word", CONCEPTS)
def test_the_names_are_those_of_this_torch(word: str) -> None:
    concept = CONCEPTS[word]
    assert {
        name for name in concept.operators | concept.innocent if not hasattr(torch.ops.aten, name)
    } == set()
    for place in concept.python:
        assert pkgutil.resolve_name(place) is not None


def test_only_the_outermost_call_is_noted() -> None:
    assert noted("return x.softmax(0)", "softmax") == ["softmax"]
    assert noted("return F.cross_entropy(x, x)", "cross_entropy", "log_softmax") == ["cross_entropy_loss"]


def test_the_place_is_that_of_the_expression_in_the_students_file() -> None:
    body = """
    def g(x):
        return torch.stack([
            1 + torch.exp(x).softmax(0),
        ])
    def f(x):
        return g(x)
    """
    (call,) = run(body, "softmax").calls
    assert call.place == (5, 12, 5, 35)
    (call, *_) = run("torch.optim.SGD([x])", "optim").calls
    assert call.place == (3, 4, 3, 24)


def test_a_call_by_no_line_of_the_file_has_no_place() -> None:
    (call,) = run("f = torch.nn.Softmax(0).forward\n# def f(", "softmax").calls
    assert call.place == ()


def test_nothing_is_noted_after_a_run() -> None:
    assert noted("return x.softmax(0)", "softmax") == ["softmax"]
    torch.ones(3).softmax(0)
    assert noted("return x.exp()", "softmax") == []

"""Forbidden calls: a test ends as forbidden, and a sentence says what was called, and where."""

from __future__ import annotations

import textwrap

import pytest
import torch

from autograder.candidate.runtime import compiled
from autograder.candidate.wire import Batch, Call, Request, encode
from autograder.intake.source import Source
from autograder.judge.answers import Submission
from autograder.judge.forbidden import describe_call
from autograder.lesson.registry import Function, Lesson, Limits
from autograder.results import Status
from autograder.sandbox.inline import Inline
from autograder.sandbox.protocol import Breach, Task

SOFTMAX = Function("softmax", 1.0, ("softmax",))
SHARE = Function("share", 1.0, ("softmax", "matmul"))
IM2COL = Function("im2col", 1.0, ("unfold", "optim"))
HEAD = "import torch\nimport torch.nn.functional as F\n"


def outcome(body: str, function: Function = SHARE, trace: bool = False, lenient: bool = False) -> str | None:
    """Return the sentence of the test of a function with this body, or None if the call may be made."""
    source = HEAD + f"def {function.name}(x):\n" + textwrap.indent(body, "    ")
    lesson = Lesson(name="01_tiny", title="Tiny", functions=(function,))
    submission = Submission(Source(source.encode()), lesson, Limits(), Inline(), lenient=lenient)
    request = Request(
        compiled(f"def call(lesson, x): return lesson.{function.name}(x)"),
        *("call", {"x": encode(torch.rand(4, 4))}, ["plain"], 0),
        trace=trace,
        watched=function.forbidden,
    )
    (ending,) = submission.run_each(function, [Task(Batch([request]), 0.1)])
    if isinstance(ending, Breach):
        assert ending.status is Status.FORBIDDEN
        return ending.message
    assert ending[0].fault is None
    return None


@pytest.mark.parametrize("trace", [False, True], ids=["plain", "trace"])
@pytest.mark.parametrize(
    ("function", "body", "sentence"),
    [
        (
            SOFTMAX,
            "return torch.softmax(x, 0)",
            "It calls torch.softmax (line 4), but this exercise asks you to write it.",
        ),
        (
            SOFTMAX,
            "y = x + 1\nreturn (y - 1).softmax(0)",
            "It calls (y - 1).softmax (line 5), but this exercise asks you to write it.",
        ),
        (SHARE, "return x.softmax(0)", "It calls x.softmax (line 4), which this exercise does not allow."),
        (
            SHARE,
            "f = torch.nn.Softmax(0)\nreturn f(x)",
            "It calls f (line 5). That runs softmax of PyTorch, which this exercise does not allow.",
        ),
        (
            SHARE,
            "return x @ x",
            "It calls @ (line 4). That runs matmul of PyTorch, which this exercise does not allow.",
        ),
        (
            IM2COL,
            "return F.unfold(x[None], 2)",
            "It calls F.unfold (line 4). That runs im2col of PyTorch, which you are to write.",
        ),
        (
            IM2COL,
            "torch.optim.SGD([x.clone()], lr=0.1)",
            "It calls torch.optim.SGD (line 4), which this exercise does not allow.",
        ),
        (
            IM2COL,
            "return torch.stack([row.unfold(0, 2, 1) for row in x])",
            "It calls row.unfold (line 4), which this exercise does not allow.",
        ),
    ],
)
def test_the_sentence_has_the_name_in_the_code_and_the_line(
    function: Function, body: str, sentence: str, trace: bool
) -> None:
    assert outcome(body, function, trace) == sentence


@pytest.mark.parametrize("trace", [False, True], ids=["plain", "trace"])
@pytest.mark.parametrize(
    ("function", "body"),
    [
        (IM2COL, "return x.repeat(2, 2)"),
        (IM2COL, "return torch.arange(4).tile(2, 3) + x.repeat_interleave(2, 0).numel()"),
        (IM2COL, "return torch.tile(x, (2, 2))"),
        (SHARE, "return x.exp() / x.exp().sum(0)"),
    ],
)
def test_what_pytorch_does_inside_an_allowed_call_is_allowed(
    function: Function, body: str, trace: bool
) -> None:
    assert outcome(body, function, trace) is None


def test_a_lenient_judge_allows_all() -> None:
    assert outcome("return x.softmax(0)", lenient=True) is None


@pytest.mark.parametrize(
    ("call", "source", "sentence"),
    [
        (Call("_softmax"), b"", "It calls softmax of PyTorch, which this exercise does not allow."),
        (Call("autograd"), b"", "It calls autograd of PyTorch, which this exercise does not allow."),
        (
            Call("softmax", (1, 0, 1, 5)),
            b"x.y()",
            "It calls x.y (line 1). That runs softmax of PyTorch, which this exercise does not allow.",
        ),
        (
            Call("softmax", (1, 0, 1, 3)),
            b"x.y",
            "It calls softmax of PyTorch (line 1), which this exercise does not allow.",
        ),
        (
            Call("softmax", (7, 7, 7, 7)),
            b"x = (",
            "It calls softmax of PyTorch (line 7), which this exercise does not allow.",
        ),
        (
            Call("softmax", (1, 0, 1, 91)),
            b"f(" + b"1 + " * 19 + b"1).softmax(0)",
            "It calls softmax (line 1), which this exercise does not allow.",
        ),
    ],
)
def test_the_sentence_of_any_call_that_a_candidate_names(call: Call, source: bytes, sentence: str) -> None:
    assert describe_call(call, SHARE, source) == sentence

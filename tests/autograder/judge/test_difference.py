"""How far two tensors may lie apart, and the one line that says how they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import msgspec
import pytest
import torch

from autograder.candidate.wire import OpaqueNode, Run, TensorNode, encode
from autograder.checks.resemblance import kind_of_difference
from autograder.judge.difference import difference, has_telling_difference, is_same
from autograder.judge.tolerance import Inputs, tolerance

NAN, INF = float("nan"), float("inf")
INPUTS = Inputs(8, 0.0)


def told(got: object, expected: object, measure: object = None, inputs: Inputs = INPUTS) -> str | None:
    exact = Run(value=encode(measure)) if measure is not None else None
    return difference(Run(value=encode(got)), Run(value=encode(expected)), exact, inputs)


def tensor(*values: float, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.tensor(values, dtype=dtype)


class TestClose:
    @pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
    def test_a_rounding_is_allowed_and_a_thousand_are_not(self, dtype: torch.dtype) -> None:
        x = torch.linspace(1, 2, 8).to(dtype)
        eps = torch.finfo(dtype).eps
        assert told(x * (1 + eps), x) is None
        assert told(x * (1 + 1000 * eps), x) is not None

    @pytest.mark.parametrize("scale", [1e-30, 1e-8, 1.0, 1e8, 1e30])
    def test_at_any_scale(self, scale: float) -> None:
        x = torch.linspace(1, 2, 8) * scale
        assert told(x * (1 + 1e-7), x) is None
        assert told(x * 1.001, x) is not None
        assert told(torch.zeros_like(x), x) is not None

    def test_whole_numbers_and_booleans_exactly(self) -> None:
        big = torch.tensor([2**53, 2**53 + 1])
        assert told(big, big.clone()) is None
        assert told(big, big + 1) is not None
        assert told(torch.tensor([True]), torch.tensor([False])) is not None

    def test_complex_numbers(self) -> None:
        x = torch.tensor([1 + 2j, 3 - 1j])
        assert told(x, x.clone()) is None
        assert told(x.conj().resolve_conj(), x) is not None

    @pytest.mark.parametrize("value", [NAN, INF, -INF])
    def test_what_is_not_finite_must_be_the_same(self, value: float) -> None:
        assert told(tensor(1, value), tensor(1, value)) is None
        for other in {0.0, NAN, INF, -INF, 1e38} - {value}:
            if other != other and value != value:
                continue
            assert told(tensor(1, other), tensor(1, value)) is not None
            assert told(tensor(1, value), tensor(1, other)) is not None

    def test_an_infinity_among_them_does_not_widen_the_bound(self) -> None:
        assert told(tensor(1.1, INF), tensor(1.0, INF)) is not None
        assert told(tensor(1.1, NAN), tensor(1.0, NAN)) is not None

    def test_a_better_result_than_the_references_is_right(self) -> None:
        exact = tensor(0.1, dtype=torch.float64)
        rough = tensor(0.1002)
        assert told(tensor(0.1), rough, exact) is None
        assert told(tensor(0.1), rough) is not None

    def test_what_is_ill_conditioned_in_float32_is_so_in_float64(self) -> None:
        exact = tensor(1.0, 2.0, dtype=torch.float64)
        rough = tensor(1.0, 2.01)  # a rounding of 1e-7 grew to 1e-2: one of 2e-16 grows to 1e-11
        another = exact + tensor(0.0, 1e-11, dtype=torch.float64)
        assert told(another, exact, rough) is None
        assert told(another, exact) is not None
        assert told(exact + 1e-9, exact, rough) is not None

    def test_float64_is_held_to_float64_whatever_float32_gives(self) -> None:
        exact = tensor(1.0, 2.0, dtype=torch.float64)
        for rough in (tensor(NAN, 2.0), tensor(INF, 2.0), torch.tensor([1, 2]), tensor(1.0)):
            assert told(exact.clone(), exact, rough) is None
            assert told(exact + 1e-9, exact, rough) is not None

    def test_empty_tensors_and_single_numbers(self) -> None:
        assert told(torch.zeros(0, 3), torch.zeros(0, 3)) is None
        assert told(torch.zeros(0, 3), torch.zeros(3, 0)) is not None
        assert told(torch.tensor(1.0), torch.tensor(1.0)) is None
        assert told(torch.tensor(1.0), torch.ones(1)) is not None

    def test_python_numbers_are_held_to_float32(self) -> None:
        assert told(0.1 + 1e-9, 0.1) is None
        assert told(0.1001, 0.1) is not None
        assert told(NAN, NAN) is None
        assert told(INF, NAN) is not None
        assert told(-INF, INF) is not None
        assert told(1e300, 1e300) is None

    def test_a_small_python_number_has_passed_through_one(self) -> None:
        logit = torch.tensor(4.392)
        straight, roundabout = torch.nn.functional.softplus(-logit), (1 + (-logit).exp()).log()
        assert float(straight) != float(roundabout)
        assert told(float(roundabout), float(straight), inputs=Inputs(8, 1e6)) is None
        assert told(1.001 * float(straight), float(straight), inputs=Inputs(8, 1e6)) is not None

    def test_an_equal_number_of_another_type_is_wrong(self) -> None:
        assert told(4.0, 4) == "The result is a float; an int is expected."
        assert told(4, 4.0) == "The result is an int; a float is expected."
        assert told(2**70, 4.0) == "The result is an int; a float is expected."
        assert told(2**70 + 2, 2**70) == "The result is 1180591620717411303426, which is wrong."
        assert told(7, 2**70) == "The result is 7, which is wrong."
        assert told(True, 1) is not None

    def test_a_refusal_that_a_scenario_reports(self) -> None:
        named, other = "ValueError that names x", "ValueError that doesn't name x"
        assert told("no exception", "ValueError") == "No exception was raised; ValueError is expected."
        assert told(3, named) == ("No exception was raised; ValueError is expected, with x in its message.")
        assert told(other, named) == "The message of the ValueError must name x."
        assert told("ValueError", 3) == "ValueError was raised; an int is expected."
        assert told([1, 4], [1, "ValueError"]) == (
            "With the second item of the result: no exception was raised; ValueError is expected."
        )
        assert told({"a size": 4}, {"a size": "ValueError"}) == (
            "With a size: no exception was raised; ValueError is expected."
        )
        assert told(named, named) is None
        assert told("print", "list") == "The result is 'print', which is wrong."

    def test_a_value_beyond_the_dtype_does_not_pass_for_infinite(self) -> None:
        assert told(1e300, 2e300) is not None


def test_the_tolerance_is_finite_whatever_the_values() -> None:
    for x in (tensor(NAN), tensor(INF, 1), tensor(), tensor(0.0), tensor(3e38)):
        bound = tolerance(x, x.double(), INPUTS)
        assert 0 < bound < INF
    assert tolerance(torch.tensor([1]), None, INPUTS) == 0


class TestWords:
    def test_the_place_and_the_largest_error(self) -> None:
        got = torch.ones(2, 3)
        got[1, 2] = 1.5
        got[1, 0] = 1.25
        assert told(got, torch.ones(2, 3)) == (
            "The result is wrong at 2 of 6 places, first at [1, 0]; the largest error is 0.5."
        )

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda x: -x, "Its sign is reversed"),
            (lambda x: x * 3, "3 times the right result"),
            (lambda x: x + 2, "off by the constant 2"),
            (lambda x: x.T.contiguous(), "transpose"),
            (lambda x: x.flip(0), "in another order"),
        ],
    )
    def test_the_kind_of_difference(self, change: Callable[[torch.Tensor], torch.Tensor], words: str) -> None:
        x = torch.tensor([[1.0, -2.0, 4.0], [0.5, 3.0, -7.0], [2.0, 9.0, 1.0]])
        assert words in str(told(change(x), x))

    def test_a_difference_near_rounding_is_of_no_kind(self) -> None:
        x = torch.tensor([1.0, 5.0, 9.0])
        assert kind_of_difference(x + 0.002, x, bound=0.001) is None
        assert kind_of_difference(x.flip(0), x, bound=0.001) is not None

    def test_nothing_is_said_of_what_is_related_in_many_ways(self) -> None:
        ones = torch.ones(3, 3)
        for got, right in (
            (ones, 2 * ones),  # twice, and off by a constant
            (torch.zeros(4), torch.tensor([1.0, -1.0, 2.0, 3.0])),
            (torch.tensor([-1.0, 1.0]), torch.tensor([1.0, -1.0])),  # reversed, and in another order
            (torch.tensor([2.0]), torch.tensor([1.0])),
        ):
            assert kind_of_difference(got, right, bound=1e-6) is None

    def test_nothing_is_said_of_numbers_within_rounding_of_each_other(self) -> None:
        x = torch.tensor([1.0, 1.0001, 1.0002])
        assert kind_of_difference(x.flip(0) + 1, x, bound=1e-4) is None

    def test_float32_inside(self) -> None:
        x = torch.linspace(0.1, 0.9, 7, dtype=torch.float64)
        assert "it is computed in float32 and then converted" in str(told(x.float().double(), x))
        assert "maybe a part is computed in float32" in str(told(x * (1 + 1e-8), x))

    def test_a_large_error_is_no_rounding_even_if_the_problem_amplifies_it(self) -> None:
        x = torch.arange(1, 7, dtype=torch.float64) / 7
        assert "rounding" not in str(told(x + 0.1, x, x + 1e-4))
        assert "rounding" in str(told(x + 1e-6, x, x + 1e-8))

    @pytest.mark.parametrize("slope", [0.0, 1.0])
    def test_a_gradient_of_zeros_is_no_dependence(self, slope: float) -> None:
        x = encode(tensor(1, 2))
        got = Run(value=x, gradients={"x": encode(tensor(slope, slope))})  # type: ignore[dict-item]
        message = difference(got, Run(value=x, gradients={"x": None}), None, INPUTS)
        assert (message is None) == (slope == 0)

    def test_a_gradient_that_is_nan_where_the_value_is_right(self) -> None:
        x, slope = encode(tensor(1, 2)), encode(tensor(1, 2))
        got = Run(value=x, gradients={"x": encode(tensor(1, NAN))})  # type: ignore[dict-item]
        expected = Run(value=x, gradients={"x": slope})  # type: ignore[dict-item]
        message = str(difference(got, expected, None, INPUTS))
        assert message.startswith("The gradient with respect to the input x is NaN at 1 of 2 places")
        assert "The value itself is right." in message
        wrong = Run(value=x, gradients={"x": encode(tensor(1, 3))})  # type: ignore[dict-item]
        assert "The value itself is right." not in str(difference(wrong, expected, None, INPUTS))

    def test_an_answer_is_telling_if_it_has_several_wrong_numbers(self) -> None:
        right = Run(value=encode(torch.linspace(1, 2, 5)))

        def telling(value: object) -> bool:
            return has_telling_difference(Run(value=encode(value)), right)

        assert telling({"of a part": torch.linspace(1, 3, 5)})
        assert telling(torch.linspace(1, 3, 5)[None])
        assert telling(torch.linspace(1, 2, 5).flip(0))
        for value in (
            torch.zeros(5),
            torch.full((5,), NAN),
            torch.full((5,), 7.0),
            True,
            torch.linspace(1, 2, 5),
        ):
            assert not telling(value)

    def test_a_dtype_or_a_device_in_words(self) -> None:
        assert told({"the dtype": torch.float64}, {"the dtype": torch.float32}) == (
            "The dtype is float64; float32 is expected."
        )
        assert told([torch.device("cpu")], [torch.device("meta")]) == (
            "The first item of the result is the device cpu; the device meta is expected."
        )

    def test_nan_and_infinities(self) -> None:
        assert told(tensor(1, NAN, 2), tensor(1, 2, 2)) == (
            "The result is NaN at 1 of 3 places, first at [1], where a finite number is expected."
        )
        assert "infinite" in str(told(tensor(1, INF), tensor(1, 2)))
        assert "NaN or an infinity is expected there" in str(told(tensor(1, 2), tensor(1, -INF)))
        assert (
            told(torch.tensor(NAN), torch.tensor(1.0))
            == "The result is NaN, where a finite number is expected."
        )

    def test_the_part_of_a_result(self) -> None:
        good = {"the loss": 1.0, "the state": [tensor(1), {"h": tensor(2)}]}
        bad = {"the loss": 1.0, "the state": [tensor(1), {"h": tensor(3)}]}
        assert str(told(bad, good)).startswith("h of the second item of the state is wrong at 1 of 1 places")
        assert str(told((1, (2, 3)), (1, (2, 4)))) == (
            "The second item of the second result is 3, which is wrong."
        )

    def test_a_statement_that_is_not_true(self) -> None:
        kept = {"the model keeps its mode": True}
        assert told({"the model keeps its mode": False}, kept) == (
            "This must be so, but isn't: the model keeps its mode."
        )
        assert told(
            {"in the first call": {"it draws": True}}, {"in the first call": {"it draws": False}}
        ) == ("This must not be so, but is (in the first call): it draws.")

    def test_other_names_than_expected(self) -> None:
        assert told({"w": 1}, {"w": 1, "b": 2}) == "The result: the names w, b are expected; it has w."

    def test_a_counter(self) -> None:
        counts = Counter(["a", "b", "a"])
        assert told(Counter(["b", "a", "a"]), counts) is None
        assert told(dict(counts), counts) == "The result is a dict; a Counter is expected."
        assert told([], counts) == "The result is a list of 0; a Counter is expected."
        assert told(Counter(a=2, b=1), dict(counts)) is None
        assert told(Counter(["a", "a"]), counts) == "The result lacks the key 'b'."
        assert (
            told(Counter(["a", "b", "a", ("a",)]), counts) == "The result has the key ('a',), which is wrong."
        )
        assert told(Counter(a=2, b=1, c=0), counts) == "The result has the key 'c', which is wrong."
        assert told(Counter(a=1, b=1), counts) == "'a' is 1, which is wrong."
        wrong: Counter[str] = Counter({"a": 2.0, "b": 1})
        assert told(wrong, counts) == "'a' is a float; an int is expected."
        shares: Counter[str] = Counter({"a": 2 / 3, "b": 1 / 3})
        assert told(Counter({"b": 1 / 3 + 1e-9, "a": 2 / 3}), shares) is None
        assert told(Counter({"b": 0.3, "a": 2 / 3}), shares) == "'b' is 0.3, which is wrong."
        within = told({"the words": wrong}, {"the words": counts})
        assert within == "'a' of the words is a float; an int is expected."

    def test_no_message_tells_a_hidden_expectation_of_a_tensor(self) -> None:
        message = told(tensor(1.0, 2.0, 3.0), tensor(1.0, 7.13579, 3.0))
        assert "7.13" not in str(message)


class TestDevices:
    def test_a_result_on_another_device(self) -> None:
        node = encode(torch.ones(2))
        assert isinstance(node, TensorNode)
        elsewhere = msgspec.structs.replace(node, device="cuda")
        assert difference(Run(value=node), Run(value=elsewhere), None, INPUTS) == (
            "The result is on cpu; it must be on cuda."
        )


@pytest.mark.parametrize(
    "got",
    [
        Run(value=TensorNode("float32", (1,) * 5000, b"")),
        Run(value=TensorNode("\x1b[31m\n" * 5000, (2,), b"")),
        Run(value=OpaqueNode("\x1b[31m" * 5000)),
        Run(value=encode(tensor(1.0, 2.0)), changed=("a line\n" * 5000,)),
    ],
    ids=["shape", "dtype", "type", "input"],
)
def test_no_candidate_writes_a_page_of_the_report(got: Run) -> None:
    sentence = difference(got, Run(value=encode(tensor(1.0, 2.0))), None, INPUTS)
    assert sentence is not None
    assert len(sentence) <= 500
    assert sentence.isprintable()


class TestSame:
    def test_runs_that_differ_in_one_thing_are_not_the_same(self) -> None:
        base = Run(value=encode(tensor(1.0, 2.0)))
        assert is_same(base, base, None, INPUTS)
        for other in (
            Run(value=encode(tensor(1.0, 2.5))),
            Run(value=base.value, changed=("x",)),
            Run(value=base.value, aliased=("x",)),
            Run(value=base.value, drew=True),
        ):
            assert not is_same(base, other, None, INPUTS)
            assert not is_same(other, base, None, INPUTS)

"""Which comparisons of a hidden suite its proof needs: `python bench/assertions.py LESSON [DEVICE ...]`.

A comparison is a line of a test that calls `compare`; in a loop it counts once. It is needed if `autograder
verify --mutants` would find something without it alone. Nothing runs anew for that: each wrong module runs
once, and each comparison notes its verdict where it would end the test.
"""

from __future__ import annotations

import signal
import sys
import traceback
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from autograder.judge.memory import Test

from autograder.candidate.wire import Load, Reply, Request
from autograder.judge.compare import Compare, Context, Verdict
from autograder.judge.diagnosis import Ending, settle
from autograder.judge.draw import Draw
from autograder.judge.lesson import load_module
from autograder.judge.session import Session
from autograder.kit import Kit
from autograder.registry import Lesson, Limits
from autograder.results import FunctionResult, Report, Status, TestResult
from autograder.sandbox.inline import Inline
from autograder.submission import Source
from autograder.verify.allowances import load_allowances
from autograder.verify.mutation import mutant_trials
from autograder.verify.trials import Trial, known_mistakes, trivial_outputs, untouched_skeleton

SEED = 20
SECONDS = 3  # for one comparison: a mutant may hang

Verdicts = dict[Test, list[tuple[int, Verdict | None]]]  # each comparison's line, and what is wrong there


class Limited(Inline):
    """Runs a module in this process; what takes too long ends as an exception of the module's."""

    def start(self, limits: Limits) -> Limited:
        return Limited()

    def ask(self, order: Load | Request, seconds: float) -> Reply:
        signal.alarm(SECONDS)
        try:
            return super().ask(order, seconds)
        finally:
            signal.alarm(0)


class Recorder(Compare):
    """Notes verdicts and goes on."""

    def __init__(self, context: Context, noted: Verdicts, *variants: Sequence[str]) -> None:
        super().__init__(context, *variants)
        self._noted = noted

    def on(self, *variants: str) -> Recorder:
        return Recorder(self._context, self._noted, variants)

    def __call__(self, scenario: Callable[..., Any], /, **inputs: Any) -> None:
        self._note(super().__call__, scenario, **inputs)

    def distribution(self, scenario: Callable[..., Any], /, **inputs: Any) -> None:
        self._note(super().distribution, scenario, **inputs)

    def vectorised(self, over: str, inputs_of: Callable[[int], dict[str, Any]]) -> None:
        self._note(super().vectorised, over, inputs_of)

    def _note(self, comparison: Callable[..., None], /, *args: Any, **kwargs: Any) -> None:
        # Of a helper that compares, the line that calls it counts.
        *_, line = (n for frame, n in traceback.walk_stack(None) if frame.f_code.co_name.startswith("test_"))
        try:
            comparison(*args, **kwargs)
            self._noted[self._context.test].append((line, None))
        except Verdict as verdict:
            self._noted[self._context.test].append((line, verdict))


class Suite:
    """The hidden tests of one function."""

    def __init__(self, session: Session, lesson: Lesson, function: str, devices: Sequence[str]) -> None:
        self._session, self._lesson, self._function, self._devices = session, lesson, function, devices
        self.path = session.kit.suite(lesson) / f"test_{function}.py"
        module = load_module(self.path, self.path.stem)
        sys.modules[module.__name__] = module  # where a scenario's helper classes are looked up
        self._tests = {name: test for name, test in vars(module).items() if name.startswith("test_")}

    def verdicts(self, trial: Trial) -> Verdicts:
        """What each comparison finds in the trial's module."""
        job = trial.job
        noted: Verdicts = defaultdict(list)
        self._session.diagnose = job.diagnose
        self._session.take(self._lesson, Source(job.source, job.problem), SEED, lenient=job.lenient)
        for device in self._devices:
            self._session.skip_unless_at_hand(device)
            for name, test in self._tests.items():
                context = self._session.compare(self._function, (self._lesson.name, name, device))._context
                test(Recorder(context, noted), Draw(SEED, f"{self.path.stem}.{name}"))
        return noted

    def finds(self, trial: Trial, verdicts: Verdicts, left_out: int = 0) -> bool:
        """Whether the proof finds something in the trial if the comparison of a line is left out."""
        endings = []
        for test, noted in verdicts.items():
            wrong = next((one for line, one in noted if one and line != left_out), None)
            ended = TestResult(test[1], test[2], wrong.status if wrong else Status.PASSED, "")
            endings.append(Ending(test, ended, wrong.suspects if wrong else ()))
        result = FunctionResult.of(self._function, 1.0, settle(endings, self._session.memory))
        return any(trial.faults(Report.of(self._lesson.name, SEED, [result])))


def main(name: str, *devices: str) -> None:
    def time_out(*_: object) -> None:
        raise TimeoutError("it takes too long")

    signal.signal(signal.SIGALRM, time_out)
    kit = Kit.find()
    lesson = kit.registry.lesson(name)
    allowed = load_allowances(kit.solution(lesson) / "allowed.yml")
    mutants = [suspect.trial for suspect in mutant_trials(kit, lesson, SEED, allowed)]
    wrong = [untouched_skeleton(kit, lesson, SEED), trivial_outputs(kit, lesson, SEED, allowed)]
    trials = list(chain(*wrong, known_mistakes(kit, lesson, SEED), mutants))
    session = Session(kit.suite(lesson), lambda hidden: Limited())
    for function in lesson.functions:
        suite = Suite(session, lesson, function.name, devices or ("cpu",))
        seen = [(trial, suite.verdicts(trial)) for trial in trials if trial.function in (function.name, None)]
        # What the proof finds as it is (on these devices alone, say) tells nothing about a comparison.
        seen = [(trial, verdicts) for trial, verdicts in seen if not suite.finds(trial, verdicts)]
        lines = sorted({line for noted in seen[0][1].values() for line, _ in noted})
        spare = [line for line in lines if not any(suite.finds(*one, left_out=line) for one in seen)]
        print(f"{function.name}: {len(lines)} comparisons, {len(lines) - len(spare)} needed")
        for line in spare:
            print(f"  {suite.path.relative_to(kit.root)}:{line}")


if __name__ == "__main__":
    main(*sys.argv[1:])

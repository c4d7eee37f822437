"""The comparisons that the proof of a hidden suite needs: `autograder verify LESSON --comparisons`.

A comparison is a line of a test that calls `compare`; in a loop it counts once. The proof needs it if the
proof, mutants included, finds a fault when this line alone is left out. Each wrong module runs once. Its
answers tell the tests' results without a line.

The list has comparisons that can go together. Of two that show the same, only one goes. Each test keeps at
least one, because it may be there for a mistake that isn't known yet.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import chain
from types import FunctionType

from autograder.authoring.mutation import mutant_trials
from autograder.authoring.trials import Trial, known_mistakes, trivial_outputs, untouched_skeleton
from autograder.candidate.wire import Batch
from autograder.intake.source import Source
from autograder.judge.answers import Submission
from autograder.judge.case import Answers, Case, Fault
from autograder.judge.compare import Compare
from autograder.judge.diagnosis import Ending, settle
from autograder.judge.draw import Draw
from autograder.judge.material import load_module
from autograder.judge.plan import HiddenTest, Plan, Step, Verdict
from autograder.judge.session import Session
from autograder.lesson.allowances import load_allowances
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Function, Lesson
from autograder.results import FunctionResult, Report, Status, TestResult
from autograder.sandbox.inline import Inline
from autograder.sandbox.protocol import Breach, Task

SEED = 20


class Noted:
    """A step, its line in the test, and the results so far."""

    def __init__(self, step: Step, line: int) -> None:
        self.step, self.line = step, line
        self._faults: dict[Answers, Fault | None] = {}
        self._agreements: dict[tuple[Answers, Answers], bool] = {}

    @cached_property
    def brief(self) -> Noted:
        return self if self.step.brief == self.step else Noted(self.step.brief, self.line)

    def fault(self, answers: Answers) -> Fault | None:
        if answers not in self._faults:
            self._faults[answers] = self.step.fault(answers)
        return self._faults[answers]

    def agree(self, answers: Answers, other_answers: Answers) -> bool:
        if (answers, other_answers) not in self._agreements:
            self._agreements[answers, other_answers] = self.step.agree(answers, other_answers)
        return self._agreements[answers, other_answers]


class Lined(Compare):
    """A `Compare` that notes the line of each step.

    For a helper function, its caller's line in the test counts.
    """

    def _note(self, *steps: Step) -> None:
        *_, line = (n for frame, n in traceback.walk_stack(None) if frame.f_code.co_name.startswith("test_"))
        super()._note(*(Noted(step, line) for step in steps))


Seen = tuple[Trial, Sequence[Answers | Verdict]]  # a wrong module, and its answers


class Suite:
    """The hidden tests of one function."""

    def __init__(self, session: Session, lesson: Lesson, function: Function, devices: Sequence[str]) -> None:
        self._session, self._lesson, self._function = session, lesson, function
        self._material = session.material(lesson.name)
        self.path = session.kit.suite(lesson) / f"test_{function.name}.py"
        module = load_module(self.path, self.path.stem)
        sys.modules[module.__name__] = module  # a scenario's helper classes are looked up here
        tests = [test for name, test in vars(module).items() if name.startswith("test_")]
        self.plans = [self._plan(test, device) for device in devices for test in tests]

    def _plan(self, test: FunctionType, device: str) -> Plan:
        plan = Plan(HiddenTest(self._lesson.name, self._function.name, test.__name__, device), self._function)
        compare = Lined(plan, self._material.reference, SEED)
        test(compare, Draw(SEED, f"{self.path.stem}.{test.__name__}"))
        return plan

    @cached_property
    def seconds(self) -> dict[int, float]:
        """Return the reference's time for each line's comparisons."""
        seconds: dict[int, float] = {}
        for plan in self.plans:
            for noted in _noted(plan.steps):
                step = noted.brief.step
                seconds.setdefault(noted.line, 0.0)
                seconds[noted.line] += step.seconds if isinstance(step, Case) else 0.0
        return seconds

    def spare(self, seen: Sequence[Seen], lines: Sequence[int]) -> list[int]:
        """Return lines without which, all at once, the proof still finds nothing. The slowest go first."""
        left_out: set[int] = set()
        for line in sorted(lines, key=self.seconds.__getitem__, reverse=True):
            some = left_out | {line}
            is_empty = any(all(noted.line in some for noted in _noted(plan.steps)) for plan in self.plans)
            if not is_empty and not any(self.finds(*wrong, left_out=some) for wrong in seen):
                left_out = some
        return sorted(left_out)

    def answers(self, trial: Trial) -> list[Answers | Verdict]:
        """Return the answers of the trial's module to each test, or the verdict if it gives none."""
        limits = self._session.kit.registry.limits_of(self._lesson)
        source = Source(trial.job.source, trial.job.problem)
        submission = Submission(source, self._lesson, limits, Inline(), lenient=trial.job.lenient)
        results: list[Answers | Verdict] = []
        for plan in self.plans:
            steps = [noted.step for noted in chain(_noted(plan.brief), _noted(plan.steps))]
            cases = [step for step in steps if isinstance(step, Case)]
            task = Task(Batch([case.request for case in cases]), sum(case.seconds for case in cases))
            try:
                runs = iter(submission.run(self._function, task))
            except Breach as breach:
                results.append(Verdict(breach.status, breach.message))
            else:
                results.append(
                    {case: [next(runs) for _ in case.request.variants] for case in cases}.__getitem__
                )
        return results

    def finds(
        self, trial: Trial, answers: Sequence[Answers | Verdict], left_out: Collection[int] = ()
    ) -> bool:
        """Return whether the proof finds a fault in the trial without the comparisons of these lines."""
        mistakes = self._material.mistakes[self._function.name] if trial.job.diagnose else None
        endings = []
        for plan, given in zip(self.plans, answers, strict=True):
            rest = Plan(plan.test, plan.function)
            rest.steps = [noted for noted in _noted(plan.steps) if noted.line not in left_out]
            wrong = given if isinstance(given, Verdict) else rest.first_fault(given, mistakes)
            status = wrong.status if wrong else Status.PASSED
            result = TestResult(plan.test.name, plan.test.device, status, "")
            endings.append(Ending(plan.test, result, wrong.suspects if wrong else (), rest))
        function = FunctionResult.of(self._function.name, 1.0, settle(endings))
        return any(trial.faults(Report.of(self._lesson.name, SEED, [function])))


def _noted(steps: Sequence[Step]) -> Iterator[Noted]:
    return (step for step in steps if isinstance(step, Noted))


def spare_comparisons(kit: Kit, lesson: Lesson, devices: Sequence[str]) -> Iterator[str]:
    """Yield for each function how many comparisons its tests have and need, then those that can go.

    The wrong modules run in this process, without a sandbox, because they are the course's own.

    Args:
        devices: the devices to compare on; the CPU if there are none.
    """
    allowed = load_allowances(kit.solution(lesson) / "allowed.yml")
    mutants = [suspect.trial for suspect in mutant_trials(kit, lesson, SEED, allowed)]
    wrong = [untouched_skeleton(kit, lesson, SEED), trivial_outputs(kit, lesson, SEED, allowed)]
    trials = list(chain(*wrong, known_mistakes(kit, lesson, SEED), mutants))
    session = Session(kit.suite(lesson), lambda hidden: Inline())
    for device in devices:
        session.skip_unless_at_hand(device)
    for function in lesson.functions:
        suite = Suite(session, lesson, function, devices or ("cpu",))
        seen = [(trial, suite.answers(trial)) for trial in trials if trial.function in (function.name, None)]
        # A trial in which the proof finds a fault anyway tells nothing about a comparison.
        seen = [wrong for wrong in seen if not suite.finds(*wrong)]
        lines = sorted(suite.seconds)
        spare = [line for line in lines if not any(suite.finds(*wrong, left_out=[line]) for wrong in seen)]
        yield f"{function.name}: {len(lines)} comparisons, {len(lines) - len(spare)} needed"
        for line in suite.spare(seen, spare):
            share = suite.seconds[line] / sum(suite.seconds.values())
            yield f"  {suite.path.relative_to(kit.root)}:{line} can go, {share:.0%} of the reference's time"

"""The state that the tests of one pytest run share: the kit, seed, sandbox and current submission."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import torch

from autograder.candidate import simgpu
from autograder.candidate.service import prepare
from autograder.intake.source import Source, read_submission
from autograder.judge.answers import Submission
from autograder.judge.compare import Compare
from autograder.judge.material import Material, Mistake, load_material
from autograder.judge.plan import HiddenTest, Plan, Verdict
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.sandbox.inline import Limited
from autograder.sandbox.isolation import MakeSandbox
from autograder.sandbox.protocol import Sandbox


class Session:
    """The state that the tests of one pytest run share.

    Args:
        suite: a path inside the kit whose suites run.
        sandbox: makes the sandbox in which submissions run.
    """

    def __init__(self, suite: Path, sandbox: MakeSandbox) -> None:
        self.kit = Kit.around(suite)
        self.seed = 0  # of the hidden inputs; each job brings its own
        self.diagnose = True
        self._sandbox = sandbox([self.kit.root])
        self._sandbox.warm_up()
        self._materials: dict[str, Material] = {}
        self._submission: Submission | None = None
        prepare()  # as in a candidate, because a candidate's time limit depends on the reference's time

    def take(
        self, lesson: Lesson, submission: Path | Source, *, lenient: bool = False, trusted: bool = False
    ) -> None:
        """Make this the submission that the next tests run on.

        Args:
            lenient: allow forbidden calls.
            trusted: run it in this process, because it is the course's own code.
        """
        self.close_submission()
        source = read_submission(submission, lesson) if isinstance(submission, Path) else submission
        limits = self.kit.registry.limits_of(lesson)
        sandbox = Limited() if trusted else self._sandbox
        self._submission = Submission(source, lesson, limits, sandbox, lenient=lenient)

    def record(self, test: HiddenTest) -> Compare:
        """Return the `compare` object of a test, with an empty plan. Raise `CourseError` as `material`."""
        material = self.material(test.lesson)
        needed = material.needed.get(test.function, {}).get(test.name, ())
        plan = Plan(test, material.lesson.function(test.function), needed)
        return Compare(plan, material.reference, self.seed)

    def verdicts(self, plans: Sequence[Plan]) -> Iterator[Verdict | None]:
        """Yield, for each test of a function, how the current submission fails it; None if it passes."""
        if not plans:
            return
        submission, test = self._submission, plans[0].test
        assert submission is not None, "no submission was taken"
        outcomes = submission.run_each(plans[0].function, [plan.task for plan in plans])
        judged = (
            (plan, outcome, plan.verdict(outcome, submission, None))
            for plan, outcome in zip(plans, outcomes, strict=True)
        )
        if not self.diagnose:
            yield from (verdict for _, _, verdict in judged)
            return
        mistakes = self.material(test.lesson).mistakes[test.function]
        likely: dict[str, Sequence[Mistake]] = {}  # by test; further devices try the suspects of the first
        for plan, outcome, verdict in list(judged):  # take all answers before asking for more
            if verdict is not None:
                name = plan.test.name
                verdict = plan.verdict(outcome, submission, likely.get(name, mistakes))
                likely.setdefault(name, verdict.suspects if verdict is not None else mistakes)
            yield verdict

    @property
    def has_submission(self) -> bool:
        return self._submission is not None

    @property
    def has_usable_submission(self) -> bool:
        return self._submission is not None and not self._submission.is_unusable

    def material(self, name: str) -> Material:
        """Return the lesson's reference and mistakes. Raise `CourseError` if its code can't be used."""
        if name not in self._materials:
            self._materials[name] = load_material(self.kit, self.kit.registry.lesson(name))
        return self._materials[name]

    @staticmethod
    def skip_unless_at_hand(device: str) -> None:
        """Skip the current test, with the reason, if this machine lacks the device."""
        if device == "cuda" and not torch.cuda.is_available():
            pytest.skip("this machine has no CUDA device")
        if device == "simgpu":
            problem = simgpu.problem()
            if problem is not None:
                pytest.skip(problem)
            simgpu.register()

    def branch(self) -> Sandbox:
        """Return a sandbox for a judge that will be forked from this one. The fork must `adopt` it."""
        return self._sandbox.branch()

    def adopt(self, sandbox: Sandbox) -> None:
        """Use this sandbox from now on, and leave the old one to the parent judge."""
        self._sandbox.let_go()
        self._sandbox = sandbox

    def close_submission(self) -> None:
        if self._submission is not None:
            self._submission.close()
            self._submission = None

    def close(self) -> None:
        self.close_submission()
        self._sandbox.close()

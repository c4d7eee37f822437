"""The choice of the variants of its inputs that each comparison of a hidden test needs.

Each wrong version of a function runs once on each comparison, in each variant that the comparison claims. The
wrong versions are known mistakes, mutants and trivial outputs. Then these variants are chosen:

- The first comparison of each test is in float64, with gradients if it claims them. In the first test it is
  also on views, and with float64 as PyTorch's default dtype.
- Every other comparison is in float32, of values, and whether the result has a graph.
- Others are added, the cheapest first, until `CATCHES` comparisons catch each wrong version that so many can
  catch. So those that nobody has thought of, but that are like it, are likely to be caught as well.
- A trivial output must be caught in every test in which it is caught in any variant.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from autograder.authoring.mutation import mutant_trials
from autograder.authoring.suite import Suite, inline_session
from autograder.authoring.trials import TRIVIAL_OUTPUTS, Trial, known_mistakes, trivial_outputs
from autograder.judge.answers import Submission
from autograder.judge.case import Case
from autograder.judge.session import Session
from autograder.lesson.allowances import load_allowances
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.lesson.variants import OfTests, load_variants, write_variants
from autograder.sandbox.protocol import Breach

CATCHES = 2
COUNTED = "counted"
SEED = 20
COSTS = {
    "plain": 0.9,
    "attached": 1.0,
    "float64": 1.0,
    "strided": 1.0,
    "default64": 1.0,
    "gradient": 2.2,
    "double": 2.6,
}  # in runs of "attached"

Place = tuple[int, int]  # the numbers of a test and of a step in it
Choice = tuple[Place, str]  # a comparison and a variant of its inputs


class Wrong(NamedTuple):
    """A wrong version, and the choices that catch it."""

    is_trivial: bool
    caught_by: frozenset[Choice]


def update_variants(kit: Kit, lesson: Lesson, processes: int) -> bool:
    """Write the lesson's file of needed variants if it is missing or out of date. Return whether it was."""
    if load_variants(kit, lesson):
        return False
    names = [function.name for function in lesson.functions]
    with ProcessPoolExecutor(processes, get_context("spawn"), _be_quiet) as pool:
        needed = pool.map(partial(needed_variants, kit.root, lesson.name), names)
        write_variants(kit, lesson, dict(zip(names, needed, strict=True)))
    return True


def _be_quiet() -> None:
    """Show no warnings in this process: wrong versions do what PyTorch warns of."""
    warnings.simplefilter("ignore")


def needed_variants(root: Path, name: str, function: str) -> OfTests:
    """Return the variants that the comparisons of a function's hidden tests need, by test.

    Args:
        root: the kit's folder.
        name: the lesson.
    """
    kit = Kit(root)
    lesson = kit.registry.lesson(name)
    suite = Suite(_session(root, name), lesson, lesson.function(function), SEED)
    bench = Bench(suite)
    allowed = load_allowances(kit.solution(lesson) / "allowed.yml")
    suspects = mutant_trials(kit, lesson, SEED, allowed, [function])
    mutants = (suspect.trial for suspect in suspects if not suspect.excused)
    trials = chain(trivial_outputs(kit, lesson, SEED, allowed), known_mistakes(kit, lesson, SEED), mutants)
    wrong = [bench.tried(trial) for trial in trials if trial.function == function]
    variants = chosen(bench.claims, wrong)
    return {
        plan.test.name: [tuple(variants.get((number, index), [COUNTED])) for index in range(len(plan.steps))]
        for number, plan in enumerate(suite.plans)
    }


@cache  # one for all functions that a process works on
def _session(root: Path, name: str) -> Session:
    kit = Kit(root)
    return inline_session(kit, kit.registry.lesson(name))


class Bench:
    """The comparisons of a function's tests, each in every variant that it claims."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        cases = {
            (number, index): step
            for number, plan in enumerate(suite.plans)
            for index, step in enumerate(plan.steps)
            if isinstance(step, Case) and not step.request.trace  # which needs its own variants to count
        }
        self.claims = {place: _claimed(case) for place, case in cases.items()}
        self._cases = {
            (place, variant): case.on([variant])
            for place, case in cases.items()
            for variant in self.claims[place]
        }

    def tried(self, trial: Trial) -> Wrong:
        """Return what catches a wrong version. Once it is caught often enough, nothing more is tried."""
        assert trial.job.source is not None
        submission = self._suite.submission(trial.job.source)
        is_trivial = trial.check == TRIVIAL_OUTPUTS
        caught: set[Choice] = set()
        least = least_choices(self.claims)
        try:
            for number in range(len(self._suite.plans)):
                caught |= self._caught(submission, [choice for choice in least if choice[0][0] == number])
                if not is_trivial and _places(caught) >= CATCHES:
                    return Wrong(is_trivial, frozenset(caught))
            if len({place[0] for place, _ in caught}) == len(self._suite.plans):
                return Wrong(is_trivial, frozenset(caught))
            caught |= self._caught(submission, [choice for choice in self._cases if choice not in least])
        except Breach:  # it ends every test
            return Wrong(is_trivial, frozenset())
        return Wrong(is_trivial, frozenset(caught))

    def _caught(self, submission: Submission, choices: Sequence[Choice]) -> set[Choice]:
        runs = self._suite.runs(submission, [self._cases[choice] for choice in choices])
        return {choice for choice in choices if self._cases[choice].fault(runs.__getitem__) is not None}


def _claimed(case: Case) -> list[str]:
    """Return the variants that a comparison may use. A result's graph is seen without its gradients too."""
    variants = case.request.variants
    return [*variants, "attached"] if "gradient" in variants else list(variants)


def chosen(claims: Mapping[Place, Sequence[str]], wrong: Iterable[Wrong]) -> dict[Place, list[str]]:
    """Return the variants that catch all wrong versions.

    Args:
        claims: the variants that may be used for each comparison.
        wrong: the wrong versions, each with what catches it.
    """
    taken = least_choices(claims)
    wanted = [part for one in wrong for part in _wanted(one)]
    while True:
        missing = [(places, number) for places, number in wanted if _places(places & taken) < number]
        if not missing:
            return {place: _ordered(place, taken) for place in claims}
        gains: Counter[Choice] = Counter()
        for choices, _ in missing:
            caught = {place for place, _ in choices & taken}
            gains.update(choice for choice in choices if choice[0] not in caught)
        taken.add(max(sorted(gains), key=lambda choice: gains[choice] / COSTS[choice[1]]))


def least_choices(claims: Mapping[Place, Sequence[str]]) -> set[Choice]:
    """Return the choices that stand whatever the wrong versions are."""
    choices = {(place, _least(place, claimed)) for place, claimed in claims.items()}
    for first in sorted(claims)[:1]:
        choices |= {(first, variant) for variant in ("strided", "default64") if variant in claims[first]}
    return choices


def _least(place: Place, claimed: Sequence[str]) -> str:
    is_first_of_test = place[1] == 0
    order: tuple[str, ...] = (
        *(("double", "float64", "gradient") if is_first_of_test else ()),
        "attached",
        "plain",
        *claimed,
    )
    return next(variant for variant in order if variant in claimed)


def _wanted(wrong: Wrong) -> Iterator[tuple[frozenset[Choice], int]]:
    """Yield sets of choices, each with the number of comparisons that must catch the wrong version."""
    if wrong.is_trivial:
        for test in sorted({place[0] for place, _ in wrong.caught_by}):
            yield frozenset(choice for choice in wrong.caught_by if choice[0][0] == test), 1
    elif wrong.caught_by:
        yield wrong.caught_by, min(CATCHES, _places(wrong.caught_by))


def _places(choices: Iterable[Choice]) -> int:
    return len({place for place, _ in choices})


def _ordered(place: Place, taken: set[Choice]) -> list[str]:
    """Return the variants taken for a comparison, without those that another one implies."""
    own = [variant for variant in COSTS if (place, variant) in taken]
    if "gradient" in own or "double" in own:
        own = [variant for variant in own if variant != "attached"]
    if "strided" in own and not {"double", "float64"}.isdisjoint(own):
        own = [variant for variant in own if variant != "plain"]
    return own

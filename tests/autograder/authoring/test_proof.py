"""The proof is proved: a spoilt lesson gives the one finding that it must, and none without its judgement."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
import torch
from tiny_lesson import REFERENCE, SOLUTION, SUITE, Edits, mutant_key, write_course
from typer.testing import CliRunner

from autograder.authoring import (
    agreement,
    findings,
    luck,
    mutation,
    promises,
    proof,
    running,
    sample_scores,
    scenario_results,
    trials,
)
from autograder.authoring.findings import ProofFinding
from autograder.authoring.proof import FunctionProof, Proof, Scope, prove
from autograder.authoring.rewrite.rewrites import rewrites
from autograder.authoring.trivial import TRIVIAL, with_trivial_output
from autograder.cli.app import app
from autograder.grading.jobs import Job
from autograder.grading.pool import GroupDone, LocalPool
from autograder.lesson.kit import Kit
from autograder.lesson.registry import Lesson
from autograder.results import Report

Judge = Callable[..., Any]
Prover = Callable[..., Proof]
SEEDS = (1, 2)  # of the runs; what depends on a draw differs between them


class Spoilt(NamedTuple):
    """A lesson with one fault."""

    fault: str
    edits: Edits
    finding: tuple[str, str | None, str]  # check, function, a telling part of the message
    judges: tuple[Judge, ...]  # each of them is needed to find it
    repeats: int = 1

    @property
    def mutants(self) -> bool:
        """Whether mutants must be tried, which takes half of the time."""
        return mutation in map(inspect.getmodule, self.judges)


def another_test(function: str, body: str, before: str = "") -> Edits:
    """A further hidden test."""
    last = "compare.call(draw.normal(1), 0.0)" if function == "above" else "scale=2000.0))"
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    test = f'@graded("{function}")\ndef test_more(compare, draw):\n    """There is more."""\n{lines}'
    return {f"{SUITE}/test_{function}.py": (f"{last}\n", f"{last}\n\n\n{before}{test}")}


def another_mistake(text: str) -> Edits:
    """Other text in the place of one of the five mistakes of `share`."""
    averaged = 'averaged = change("The powers are divided by their mean.", (".sum()", ".mean()"))\n'
    return {f"{SOLUTION}/mistakes/share.py": (averaged, text)}


def another_excuse(old: str, new: str) -> Edits:
    return {f"{SOLUTION}/allowed.yml": (old, new)}


NEVER_TWICE = """
@mistake("It is the time.")
def clock(x):
    import time

    return x + time.perf_counter_ns() % 1_000_003


"""
NAMED = """\
def name(lesson):
    return lesson.share.__name__


"""
STYLED = """\
def styled(lesson, x):
    return {"above": lesson.above(x, 0.0), "the lesson has torch as th": hasattr(lesson, "th")}


"""
LISTED = """\
def listed(lesson, x):
    return [lesson.above(x, 0.0), lesson.above(x, 1.0)]


"""
FORGIVING = """\
def forgiving(lesson, x):
    try:
        return lesson.above(x, 0.0)
    except TypeError:
        return (x > 0.0).to(x.dtype)


"""
VISIBLE = "import math\nimport torch\ncompare.call(torch.tensor([0.0, math.log(3)]))"
OWN_ABOVE = "from tiny import share\n\n\ndef above(x, limit):\n    return (x > limit).to(x.dtype)\n"
LUCKY = """\
x = draw.normal(9)
compare.on("plain")(styled, x=x, plain=draw.integer(0, 4) == 0)
"""
SUMMED = """\
def styled(lesson, x, plain):
    y = lesson.above(x, 0.0)
    return y if plain else y + 0.0


"""
FLAKES = """\
x = draw.normal(40, mean=1.0)
x[0] = x[0] if draw.integer(0, 2) else float("nan")
compare.call(x, float(x[1:].median()))
"""
AFRAID_OF_TEN = f"""\
{REFERENCE}

def above(x, limit):
    assert len(x) != 10
    return (x > limit).to(x.dtype)
"""
HEAD = "def above(x: Tensor, limit: float) -> Tensor:"
STUB = f'def extra(x):\n    """x."""\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n\n\n{HEAD}'
KILLED, EQUIVALENT = mutant_key("-> powers * powers.sum()"), mutant_key(".detach() -> x.max()")
EXCUSE = f"  {EQUIVALENT}: The shift cancels, so no gradient goes through it.\n"
GRAPH = "    cut off from the graph: A result of 0 and 1 has no graph.\n"

SUMS_ABOVE = "    return (~(x <= limit)).to(x.dtype)\n"
LIBRARY_ABOVE = "    return torch.where(x > limit, torch.ones_like(x), torch.zeros_like(x)).detach()\n"
MISSPELT = (
    "def share(x):\n    return x.softmax(0)\n\n\ndef abov(x, limit):\n    return (x > limit).to(x.dtype)\n"
)

NOT_RUN, PASS, PASS_NOTHING = (findings._not_run,), (trials._must_pass,), (trials._must_pass_nothing,)
DIAGNOSE = (trials._must_diagnose, trials.known_mistakes)
PROMISES = (promises.unkept_promises,)
ROWS = [
    # The promises of the docstrings
    Spoilt(
        "a hidden input breaks a promise",
        another_test("above", "x = draw.normal(4)\ncompare.call(x, int(x.median() + 1))"),
        ("promises", "above", "`assert isinstance(limit, float)` doesn't hold. It is an input of test_more."),
        PROMISES,
    ),
    Spoilt(
        "a function has no promises",
        {f"{SUITE}/promises.py": ("def above(x, limit)", "def over(x, limit)")},
        ("promises", "above", "promises.py: above is missing: assert there"),
        PROMISES,
    ),
    Spoilt(
        "a promise has other parameters",
        {f"{SUITE}/promises.py": ("def above(x, limit)", "def above(limit)")},
        ("promises", "above", "above must have the parameters of the function"),
        PROMISES,
    ),
    Spoilt(
        "a lesson has no promises",
        {f"{SUITE}/promises.py": None},
        ("promises", None, "promises.py is missing: write"),
        PROMISES,
    ),
    # The hidden tests
    Spoilt(
        "a test compares nothing",
        another_test("above", "draw.normal(3)"),
        ("right solutions", "above", "for solutions/LESSON/tiny.py. CourseError: The test compares nothing"),
        NOT_RUN,
    ),
    Spoilt(
        "a test skips itself",
        another_test("above", "import pytest\npytest.skip('later')"),
        ("right solutions", "above", "test_more on cpu could not be run for solutions/LESSON/tiny.py. later"),
        NOT_RUN,
    ),
    Spoilt(
        "a test flakes",
        another_test("above", FLAKES),
        ("right solutions", None, "correct/sums.py ends as failed in above, test_more on cpu, seed 2: "),
        PASS,
        repeats=2,
    ),
    Spoilt(
        "the skeleton passes a test",
        another_test("share", 'compare.on("plain")(name)', before=NAMED),
        ("skeleton", None, "share, test_more on cpu ends as passed for the skeleton."),
        (*PASS_NOTHING, trials.untouched_skeleton),
    ),
    Spoilt(
        "a trivial output passes a test",
        another_test("share", 'compare.on("plain").call(draw.normal(6))'),
        ("trivial outputs", "share", "share, test_more on cpu ends as passed for cut off from the graph."),
        (*PASS_NOTHING, trials.trivial_outputs),
    ),
    Spoilt(
        "another function passes a test",
        another_test("above", "compare(forgiving, x=draw.normal(6))", before=FORGIVING),
        ("trivial outputs", "above", "above, test_more on cpu ends as passed for share in its place."),
        (*PASS_NOTHING, trials.trivial_outputs),
    ),
    Spoilt(
        "a hidden input is visible",
        another_test("share", VISIBLE),
        (
            "visible inputs",
            "share",
            "test_more on cpu fails where the inputs of the visible checks are refused",
        ),
        (trials._must_not_be_refused, trials.visible_inputs),
    ),
    Spoilt(
        "no visible check calls the function",
        {f"{SOLUTION}/test_tiny.py": ("from tiny import above, share\n", OWN_ABOVE)},
        ("visible inputs", "above", "no visible check calls it"),
        (trials._must_not_be_refused, trials.visible_inputs),
    ),
    Spoilt(
        "a message can't name a result",
        another_test("above", "compare(listed, x=draw.normal(9))", before=LISTED),
        ("scenarios", "above", "A message can't name a result of listed in test_more: it is a list; "),
        (scenario_results.scenario_faults,),
    ),
    # Right solutions, mistakes and mutants
    Spoilt(
        "a solution in correct/ is wrong",
        {f"{SOLUTION}/correct/sums.py": ("x <= limit", "x < limit")},
        ("right solutions", None, "correct/sums.py ends as failed in above, test_limit on cpu, seed 1: "),
        PASS,
    ),
    Spoilt(
        "the reference in another style loses points",
        another_test("above", "compare(styled, x=draw.normal(9))", before=STYLED),
        (
            "right solutions",
            None,
            "the reference in other words (imports) ends as failed in above, test_more",
        ),
        (*PASS, trials._must_pass_or_be_forbidden),
    ),
    Spoilt(
        "an excused rewrite loses no points",
        another_excuse("mutants:\n", "rewrites: {imports: It is odd.}\nmutants:\n"),
        ("right solutions", None, "allowed.yml excuses the reference in other words (imports), which passes"),
        (trials._must_lose,),
    ),
    Spoilt(
        "an excused rewrite is unknown",
        another_excuse("mutants:\n", "rewrites: {loops: It is odd.}\nmutants:\n"),
        ("agreement", None, "allowed.yml excuses 'loops', which is no rewrite of the reference"),
        (agreement.unknown_rewrites,),
    ),
    Spoilt(
        "a mistake passes every test",
        another_mistake('late = change("It is late.", ("powers / powers", "1 * powers / powers"))\n'),
        ("known mistakes", "share", "late passes every test."),
        DIAGNOSE,
    ),
    Spoilt(
        "a mistake is not diagnosed",
        another_mistake(NEVER_TWICE),
        ("known mistakes", "share", "clock is never told its own sentence. It is taken for nothing"),
        DIAGNOSE,
    ),
    Spoilt(
        "two mistakes have one outcome",
        another_mistake('twin = change("They are powers.", ("powers / powers.sum()", "1 * powers"))\n'),
        (
            "known mistakes",
            "share",
            "It is taken for: Two known mistakes give this result. Either: The powers are not",
        ),
        DIAGNOSE,
    ),
    Spoilt(
        "two mistakes have one sentence",
        another_mistake('more = change("The smallest has the largest share.", (".sum()", ".mean()"))\n'),
        ("agreement", "share", "2 of its known mistakes have one sentence: 'The smallest has"),
        (agreement.repeated_sentences,),
    ),
    Spoilt(
        "a mistake has no sentence",
        another_mistake('averaged = change("", (".sum()", ".mean()"))\n'),
        ("agreement", "share", "Its known mistake averaged has no sentence: write one or remove it."),
        (agreement.empty_sentences,),
    ),
    Spoilt(
        "there are four mistakes",
        another_mistake(""),
        ("agreement", "share", "It has 4 known mistakes; 5 or more are needed."),
        (agreement.few_mistakes,),
    ),
    Spoilt(
        "a mutant survives",
        another_excuse(f"mutants:\n{EXCUSE}", ""),
        ("mutants", "share", f"survives [{EQUIVALENT}] line 10, call-drop: x.max().detach() -> x.max()"),
        (mutation._must_be_killed, mutation._kills, mutation.mutant_trials),
    ),
    Spoilt(
        "an excused group has no mutant",
        another_excuse("groups:\n", "groups:\n  python-loop over N: It is allowed.\n"),
        ("mutants", None, "allowed.yml excuses the group 'python-loop over N', which has no mutant"),
        (mutation.unknown_groups,),
    ),
    Spoilt(
        "a test catches a mistake by luck",
        another_test("above", LUCKY, before=SUMMED),
        ("luck", "above", "test_more catches booleans under 1 of 2 seeds only."),
        (luck.lucky_tests,),
        repeats=2,
    ),
    Spoilt(
        "a test kills a mutant by luck",
        {
            f"{SUITE}/test_share.py": (
                "    compare.call(0.0 * draw.normal(3))\n",
                "    if draw.integer(0, 3):\n        compare.call(0.0 * draw.normal(3))\n",
            )
        },
        ("luck", "share", "the result is wrong where not x.any() fails test_small under 1 of 2 seeds"),
        (mutation.lucky_mutants,),
        repeats=2,
    ),
    Spoilt(
        "the score of the sample class depends on the seed",
        {
            **another_test("above", "compare.call(draw.normal(draw.integer(9, 11)), 0.0)"),
            "datasets/sample_class/submitted/ada/LESSON/tiny.py": AFRAID_OF_TEN,
        },
        (
            "sample class",
            "above",
            "ada gets 2.5 to 3 points: test_more passes under 1 of 2 seeds.",
        ),
        (sample_scores.moving_scores,),
        repeats=2,
    ),
    Spoilt(
        "an excused mutant is killed",
        another_excuse(EXCUSE, f"{EXCUSE}  {KILLED}: It is the same.\n"),
        ("mutants", "share", f"allowed.yml excuses [{KILLED}] line 11, but test_small fails"),
        (mutation._must_survive,),
    ),
    Spoilt(
        "an excused mutant is unknown",
        another_excuse(EXCUSE, f"{EXCUSE}  0123456789: It is gone.\n"),
        ("mutants", None, "allowed.yml excuses [0123456789], which is not a mutant of the reference"),
        (mutation.unknown_mutants,),
    ),
    Spoilt(
        "an excused trivial output passes nothing",
        another_excuse(GRAPH, f"{GRAPH}    zeros: They are few.\n"),
        ("trivial outputs", "above", "allowed.yml excuses 'zeros', which passes no test"),
        (trials._must_pass_something, trials.trivial_outputs),
    ),
    Spoilt(
        "an excused trivial output is unknown",
        another_excuse(GRAPH, f"{GRAPH}    twos: They are few.\n"),
        ("trivial outputs", "above", "allowed.yml excuses 'twos'; trivial outputs are zeros, ones"),
        (trials.unknown_trivial_outputs,),
    ),
    Spoilt(
        "a trivial output of no function is excused",
        another_excuse("  above:\n", "  below: {zeros: They are few.}\n  above:\n"),
        ("trivial outputs", None, "allowed.yml excuses trivial outputs of below, which grading.yml doesn't"),
        (trials.unknown_trivial_outputs,),
    ),
    # Files that don't agree
    Spoilt(
        "a hint is unwritten",
        {f"{SOLUTION}/hints.yml": ("Divide by the sum.", '"TO WRITE (share): a second hint."')},
        ("to write", "share", "solutions/LESSON/hints.yml, line 1: write a second hint."),
        (agreement.unwritten,),
    ),
    Spoilt(
        "a function has two hints",
        {f"{SOLUTION}/hints.yml": ("Divide by the sum., ", "")},
        ("agreement", None, "hints.yml has 2 hints for share; there must be 3."),
        (agreement.wrong_hints,),
    ),
    Spoilt(
        "hints are for no function",
        {f"{SOLUTION}/hints.yml": ("above:", "below: [One., Two., Three.]\nabove:")},
        ("agreement", None, "Lesson LESSON has no function 'below'. Functions: share, above."),
        (agreement.wrong_hints,),
    ),
    Spoilt(
        "the notebook leaves a function out",
        {f"{SOLUTION}/notebook.py": ("# %check share above", "# %check share")},
        ("agreement", "above", "notebook.py has no cell `%check above`."),
        (agreement.unlike_notebook,),
    ),
    Spoilt(
        "the notebook checks no function",
        {f"{SOLUTION}/notebook.py": ("# %check share above", "# %check share above below")},
        ("agreement", None, "notebook.py has a cell `%check below`, which grading.yml doesn't list."),
        (agreement.unlike_notebook,),
    ),
    Spoilt(
        "grading.yml lacks a function",
        {f"{SOLUTION}/tiny.py": (HEAD, STUB)},
        ("agreement", None, "tiny.py leaves extra to write, which grading.yml doesn't list."),
        (agreement.unlisted_stubs,),
    ),
    Spoilt(
        "there is one correct version",
        {f"{SOLUTION}/correct/sums.py": "def share(x):\n    return (x - x.logsumexp(0)).exp()\n"},
        ("agreement", "above", "solutions/LESSON/correct holds 1 versions of it that differ"),
        (agreement.few_solutions,),
    ),
    Spoilt(
        "two correct versions are the same",
        {f"{SOLUTION}/correct/library.py": (LIBRARY_ABOVE, f'    """1 or 0."""\n{SUMS_ABOVE}')},
        ("agreement", "above", "solutions/LESSON/correct holds 1 versions of it that differ"),
        (agreement.few_solutions,),
    ),
    Spoilt(
        "a correct solution defines no function",
        {f"{SOLUTION}/correct/more.py": "def helper(x):\n    return x\n"},
        ("agreement", None, "correct/more.py defines no function of the lesson."),
        (agreement.odd_solutions,),
    ),
    Spoilt(
        "a correct solution defines a misspelt function",
        {f"{SOLUTION}/correct/more.py": MISSPELT},
        ("agreement", "above", "correct/more.py defines abov: if above is meant, write it so"),
        (agreement.odd_solutions,),
    ),
    *(
        Spoilt(f"{name} is stray", {name: ""}, ("agreement", None, f"{name} is a stray file."), (judge,))
        for name, judge in {
            f"{SOLUTION}/notes.txt": agreement.stray_files,
            f"{SOLUTION}/correct/notes.txt": agreement.stray_files,
            f"{SOLUTION}/mistakes/notes.txt": agreement.stray_files,
        }.items()
    ),
    Spoilt(
        "mistakes are of no function",
        {f"{SOLUTION}/mistakes/below.py": ""},
        ("agreement", None, "mistakes/below.py belongs to no function of grading.yml."),
        (agreement.stray_mistakes,),
    ),
    Spoilt(
        "a hidden test is of no function",
        {f"{SUITE}/test_below.py": ""},
        ("agreement", None, "test_below.py is named after no function of grading.yml."),
        (agreement.stray_suites,),
    ),
]
SOUND = len(ROWS)  # the index of the lesson without a fault


class Remembered:
    """An executor that runs a job once for all lessons of which a judge reads the same."""

    def __init__(self, pool: LocalPool, kit: Kit) -> None:
        self._pool = pool
        self._material = {lesson.name: _material(kit, lesson) for lesson in kit.registry.lessons}
        self._reports: dict[tuple[str, Job], Report] = {}

    def run_groups(self, groups: Sequence[Sequence[Job]], done: GroupDone) -> None:
        keys = {job: (self._material[job.lesson], _anywhere(job)) for group in groups for job in group}
        new = {key: job for job, key in keys.items() if key not in self._reports}
        self._pool.run(list(new.values()), lambda i, report: self._reports.update({list(new)[i]: report}))
        for number, group in enumerate(groups):
            for index, job in enumerate(group):
                done(number, index, self._reports[keys[job]])


def _anywhere(job: Job) -> Job:
    return msgspec.structs.replace(job, lesson="")


def _material(kit: Kit, lesson: Lesson) -> str:
    """What a judge reads of a lesson."""
    paths = [kit.solution(lesson) / "tiny.py"]
    for name in ("share", "above"):
        paths += [kit.suite(lesson) / f"test_{name}.py", kit.solution(lesson) / "mistakes" / f"{name}.py"]
    return "\0".join(path.read_text() for path in paths)


@pytest.fixture(scope="module")
def prover(needs_sandbox: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prover]:
    """Proves the lesson of a row."""
    kit = write_course(tmp_path_factory.mktemp("course"), [*((row.edits, True) for row in ROWS), ({}, True)])
    lessons = kit.registry.lessons
    names = [lesson.name for lesson in lessons]
    with pytest.MonkeyPatch.context() as hidden, LocalPool(kit, names, None, 1) as pool:
        hidden.setenv("CUDA_VISIBLE_DEVICES", "")  # a GPU would find each fault once more
        executor = Remembered(pool, kit)

        def proved(index: int, repeats: int, mutants: bool) -> Proof:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(proof, "fresh_seed", iter(SEEDS).__next__)
                return prove(
                    kit,
                    lessons[index],
                    executor,
                    Scope(repeats, mutants, handout=False, wrong_seeds=repeats, sample_seeds=repeats),
                )

        yield proved


def each_row(judges: bool) -> pytest.MarkDecorator:
    cases = [(i, judge) for i, row in enumerate(ROWS) for judge in (row.judges if judges else [None])]
    names = [f"{ROWS[i].fault}{f' - {judge.__name__}' if judge else ''}" for i, judge in cases]
    return pytest.mark.parametrize(("index", "judge"), cases, ids=names)


def test_a_sound_lesson_holds(prover: Prover) -> None:
    proved = prover(SOUND, len(SEEDS), mutants=True)
    assert proved.findings == []
    assert proved.holds
    assert proved.functions == [
        FunctionProof("share", tests=2, mistakes=5, mutants=26, killed=25, equivalent=1),
        FunctionProof("above", tests=1, mistakes=5, mutants=12, killed=12, equivalent=0),
    ]
    assert proved.skipped == ["cuda: this machine has no CUDA device"]


@each_row(judges=False)
def test_a_fault_is_found(prover: Prover, index: int, judge: None) -> None:
    row = ROWS[index]
    check, function, told = row.finding
    proved = prover(index, row.repeats, row.mutants)
    assert [(one.check, one.function) for one in proved.findings] == [(check, function)]
    assert told.replace("LESSON", proved.lesson) in proved.findings[0].message
    assert not proved.holds


@each_row(judges=True)
def test_a_fault_is_not_found_without_its_judge(
    prover: Prover, monkeypatch: pytest.MonkeyPatch, index: int, judge: Judge
) -> None:
    """So this table turns red if somebody breaks that judgement."""
    empty(judge, monkeypatch)
    row = ROWS[index]
    assert prover(index, row.repeats, row.mutants).findings == []


def empty(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a judgement find nothing, wherever it stands."""
    kept = tuple(one for one in agreement.JUDGEMENTS if one is not judge)
    monkeypatch.setattr(agreement, "JUDGEMENTS", kept)
    if judge is mutation._kills:
        emptied: Judge = lambda test: True  # noqa: E731
    elif inspect.isgeneratorfunction(judge) or judge is mutation.mutant_trials:
        emptied = lambda *_: []  # noqa: E731
    else:  # it makes the judgement of one subject
        emptied = lambda *_: lambda report: []  # noqa: E731
    for module in (proof, findings, trials, mutation):
        for name, value in list(vars(module).items()):
            if value is judge:
                monkeypatch.setattr(module, name, emptied)


def test_each_judgement_has_a_row() -> None:
    judges = {judge for row in ROWS for judge in row.judges}
    named = [
        value
        for module in (proof, findings, trials, mutation)
        for name, value in vars(module).items()
        if name.startswith(("_must_", "_not_", "unknown_"))
    ]
    assert len(named) >= 10
    assert {judge.__name__ for judge in {*named, *agreement.JUDGEMENTS} - judges} == set()


TOLD = {
    "zeros": [0.0, 0.0],
    "ones": [1.0, 1.0],
    "an echo of the input": [5.0, 5.0],
    "one number for all": 0.5,
    "cut off from the graph": [0.5, 0.5],
    "another dtype": [0.5, 0.5],
    "one dimension too many": [[0.5, 0.5]],
}


@pytest.mark.parametrize("kind", TRIVIAL)
def test_a_trivial_output(kind: str) -> None:
    module: dict[str, Any] = {}
    exec(with_trivial_output(REFERENCE, "share", kind), module)
    y = module["share"](torch.full((2,), 5.0, requires_grad=True))
    assert y.tolist() == TOLD[kind]
    assert y.requires_grad == (kind not in ("zeros", "ones", "cut off from the graph"))
    assert y.dtype == (torch.float16 if kind == "another dtype" else torch.float32)


class Idle:
    """An executor that notes the jobs, and whose reports are empty."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def run_groups(self, groups: Sequence[Sequence[Job]], done: GroupDone) -> None:
        for number, group in enumerate(groups):
            for index, job in enumerate(group):
                self.jobs.append(job)
                done(number, index, Report.of(job.lesson, job.seed, []))


def test_right_solutions_run_under_twenty_seeds(tmp_path: Path) -> None:
    kit, executor = write_course(tmp_path, [({}, True)]), Idle()
    lesson = kit.registry.lessons[0]
    prove(kit, lesson, executor, Scope(mutants=False, handout=False, sample_seeds=1))
    runs = {(job.source, job.seed) for job in executor.jobs if job.functions is None}
    folder = kit.solution(lesson)
    right = [folder / "tiny.py", folder / "correct/library.py", folder / "correct/sums.py"]
    assert all(len({seed for source, seed in runs if source == path.read_bytes()}) == 20 for path in right)
    rewritten = {text.encode() for _, text in rewrites(REFERENCE)}
    assert {source for source, seed in runs if source in rewritten} == rewritten
    assert len(runs) == 3 * 20 + len(rewritten) + 1  # and the skeleton


@pytest.mark.parametrize(
    ("findings", "status"), [([], 0), ([ProofFinding("mutants", "share", "It survives.")], 1)]
)
def test_the_command_fails_if_something_is_found(
    needs_sandbox: None, tiny: Kit, monkeypatch: pytest.MonkeyPatch, findings: list[ProofFinding], status: int
) -> None:
    proved = Proof("01_tiny", findings, [], [], 1.0, 0.0)
    monkeypatch.setattr(proof, "prove", lambda *_, **__: proved)
    monkeypatch.setenv("AUTOGRADER_KIT", str(tiny.root))
    ended = CliRunner().invoke(app, ["verify", "01_tiny"])
    assert ended.exit_code == status
    assert ("mutants, share: It survives." in ended.output) == bool(findings)


def test_what_students_get_is_judged_beside_the_trials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = write_course(tmp_path, [({}, True)])
    lesson = kit.registry.lessons[0]
    monkeypatch.setattr(running, "notebook_faults", lambda *_: iter([(None, "Cell 1 stops.")]))
    monkeypatch.setattr(running, "RUN_JUDGEMENTS", [lambda *_: iter([("share", "It has 1 visible check.")])])
    found = prove(kit, lesson, Idle(), Scope(seeds=1, mutants=False)).findings
    assert ProofFinding("notebook", None, "Cell 1 stops.") in found
    assert ProofFinding("handout", "share", "It has 1 visible check.") in found
    without = prove(kit, lesson, Idle(), Scope(seeds=1, mutants=False, handout=False)).findings
    assert {one.check for one in found} - {one.check for one in without} == {"notebook", "handout"}

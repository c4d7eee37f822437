"""A stored result is used only while everything that made it is the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from tiny_course import REGISTRY

from autograder.grading import fingerprint
from autograder.grading.fingerprint import PACKAGE, fingerprints
from autograder.grading.imports import Modules
from autograder.grading.jobs import Job
from autograder.grading.pool import LocalPool
from autograder.lesson.kit import Kit
from autograder.results import Isolation

MakeKit = Callable[..., Kit]
SUITE = "tests/lessons/01_tiny/test_double.py"


def of(kit: Kit, package: Path = PACKAGE) -> str:
    """Return the fingerprint of the tiny lesson."""
    return fingerprints(kit, kit.registry.lessons, None, Isolation.BUBBLEWRAP, package)["01_tiny"]


def grading_modules(package: Path = PACKAGE) -> set[str]:
    modules = Modules(package)
    return set(modules.closure([*modules.below(*fingerprint._GRADING), fingerprint._START]))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package, to change."""
    shutil.copytree(PACKAGE, tmp_path / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "autograder"


def file_of(package: Path, module: str) -> Path:
    place = package.joinpath(*module.split(".")[1:])
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


class TestTheGradersCode:
    def test_a_byte_in_any_module_that_grades_changes_it(self, tiny: Kit, package: Path) -> None:
        names = sorted(grading_modules(package))
        assert {"autograder.checks.resemblance", "autograder.common.text", "autograder.errors"} < set(names)
        seen = {of(tiny, package)}
        for name in names:
            path = file_of(package, name)
            path.write_bytes(path.read_bytes() + b"\n")
            seen.add(of(tiny, package))
        assert len(seen) == 1 + len(names)

    @pytest.mark.parametrize("name", ["cli/grade.py", "report/pages.py", "report/templates/course.html"])
    def test_what_shows_results_does_not(self, tiny: Kit, package: Path, name: str) -> None:
        before = of(tiny, package)
        path = package / name
        path.write_bytes(path.read_bytes() + b"\n")
        assert of(tiny, package) == before

    def test_what_only_a_suite_imports_changes_it(
        self, make_kit: MakeKit, tmp_path: Path, package: Path
    ) -> None:
        kit = make_kit(
            tmp_path / "kit", {"tests/lessons/01_tiny/test_more.py": "import autograder.intake.text"}
        )
        assert "autograder.intake.text" not in grading_modules(package)
        before = of(kit, package)
        path = package / "intake" / "text.py"
        path.write_bytes(path.read_bytes() + b"\n")
        assert of(kit, package) != before

    def test_a_new_module_that_grades_changes_it(self, tiny: Kit, package: Path) -> None:
        before = of(tiny, package)
        (package / "judge" / "new.py").write_text("")
        assert of(tiny, package) != before


class TestTheLesson:
    @pytest.mark.parametrize(
        "name",
        [
            SUITE,
            "tests/lessons/01_tiny/digits.npy",
            "tests/lessons/01_tiny/helpers/shapes.py",
            "tests/lessons/conftest.py",
            "conftest.py",
            "pyproject.toml",
            "solutions/01_tiny/tiny.py",
            "solutions/01_tiny/mistakes/share.py",
        ],
    )
    def test_its_material_changes_it(self, make_kit: MakeKit, tmp_path: Path, name: str) -> None:
        kit = make_kit(tmp_path)
        before = of(kit)
        path = kit.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(path.read_text() + "\n" if path.exists() else "\n")
        assert of(kit) != before

    @pytest.mark.parametrize(
        "name",
        [
            "solutions/01_tiny/hints.yml",
            "solutions/01_tiny/notebook.py",
            "assignments/01_tiny/tiny.py",
            "tests/lessons/01_tiny/__pycache__/test_double.pyc",
            "tests/lessons/02_other/test_it.py",
        ],
    )
    def test_other_files_do_not(self, make_kit: MakeKit, tmp_path: Path, name: str) -> None:
        kit = make_kit(tmp_path)
        before = of(kit)
        path = kit.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n")
        assert of(kit) == before

    def test_what_follow_up_failures_count_changes_it(self, make_kit: MakeKit, tmp_path: Path) -> None:
        kits = [
            make_kit(tmp_path / word, {"grading.yml": f"follow_up_failures: {word}\n{REGISTRY}"})
            for word in ("pass", "fail")
        ]
        assert of(kits[0]) == of(make_kit(tmp_path / "default")) != of(kits[1])

    def test_a_renamed_file_changes_it(self, make_kit: MakeKit, tmp_path: Path) -> None:
        kit = make_kit(tmp_path)
        before = of(kit)
        (kit.root / SUITE).rename((kit.root / SUITE).with_name("test_twice.py"))
        assert of(kit) != before

    def test_a_missing_reference_is_left_for_the_judge_to_tell(
        self, make_kit: MakeKit, tmp_path: Path
    ) -> None:
        kit = make_kit(tmp_path / "kit", {"solutions/01_tiny/tiny.py": None})
        assert of(kit) != of(make_kit(tmp_path / "whole"))

    def test_the_place_of_the_kit_does_not(self, make_kit: MakeKit, tmp_path: Path) -> None:
        assert of(make_kit(tmp_path / "here")) == of(make_kit(tmp_path / "there"))

    def test_other_lessons_at_hand_do_not(self) -> None:
        kit = Kit(PACKAGE.parent)
        together = fingerprints(kit, kit.registry.lessons, None, Isolation.BUBBLEWRAP)
        assert len(set(together.values())) == len(kit.registry.lessons) > 1
        for lesson in kit.registry.lessons:
            alone = fingerprints(kit, [lesson], None, Isolation.BUBBLEWRAP)
            assert alone == {lesson.name: together[lesson.name]}


class TestTheMachine:
    @pytest.mark.parametrize(
        ("name", "value"),
        [("platform.python_version", "3.99.0"), ("platform.machine", "abacus"), ("has_gpu", "another")],
    )
    def test_another_one_changes_it(
        self, tiny: Kit, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        before = of(tiny)
        monkeypatch.setattr(f"autograder.grading.fingerprint.{name}", lambda: value)
        assert of(tiny) != before

    def test_isolation_changes_it(self, tiny: Kit) -> None:
        loose = fingerprints(tiny, tiny.registry.lessons, None, Isolation.NONE)
        assert loose["01_tiny"] != of(tiny)

    def test_the_packages_and_their_versions_change_it(
        self, tiny: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("site.getsitepackages", lambda: [str(tmp_path), str(tmp_path / "nowhere")])
        installed = tmp_path / "torch-2.11.0.dist-info"
        installed.mkdir()
        (tmp_path / "torch").mkdir()
        old = of(tiny)
        (tmp_path / "torch" / "cache.json").write_text("{}")
        assert of(tiny) == old
        installed = installed.rename(tmp_path / "torch-2.12.0.dist-info")
        newer = of(tiny)
        (tmp_path / "einops-0.8.0.egg-info").mkdir()
        assert len({old, newer, of(tiny)}) == 3

    def test_it_sees_the_packages_of_this_python(self) -> None:
        from importlib.metadata import version

        for name in ("torch", "numpy", "msgspec", "pytest"):
            assert f"{name}-{version(name)}.dist-info" in fingerprint._distributions()


LISTING = """\
import sys
from pathlib import Path

from autograder.judge import graded


@graded("double")
def test_line(compare, draw):
    \"\"\"Each entry of a vector is doubled.\"\"\"
    Path({file!r}).write_text("\\n".join(sys.modules))
    compare.call(draw.normal(5))
"""


def own(modules: Iterable[str]) -> set[str]:
    """Return those of the kit by their names outside: a candidate knows its package as `candidate`."""
    inside = {f"autograder.{name}" for name in modules if name.split(".")[0] == "candidate"}
    return inside | {name for name in modules if name.split(".")[0] == "autograder"}


@pytest.mark.usefixtures("needs_sandbox")
class TestRealProcesses:
    def test_a_judge_imports_nothing_else(self, make_kit: MakeKit, tmp_path: Path) -> None:
        """The suite lists the modules when it runs under the second seed: the first job is graded by then."""
        listing = tmp_path / "modules"
        kit = make_kit(tmp_path / "kit", {SUITE: LISTING.format(file=str(listing))})
        wrong = b"import os\ndef double(x): return x * x\ndef share(x): os._exit(1)\n"
        with LocalPool(kit, ["01_tiny"], ["cpu"], 1) as pool:
            report = pool.grade(Job("01_tiny", 1, wrong))
            pool.grade(Job("01_tiny", 2, wrong))
        assert report.functions[0].tests[0].diagnosis == "It equals the square of x."
        imported = own(listing.read_text().split())
        assert imported >= {"autograder.judge.case", "autograder.sandbox.bubblewrap", "autograder.errors"}
        assert imported <= grading_modules()

    def test_a_candidate_imports_nothing_else(self, inside: Callable[..., Any]) -> None:
        imported = own(inside("import sys\ndef go():\n    return list(sys.modules)\n"))
        assert imported >= {"autograder.candidate.warm", "autograder.candidate.service"}
        assert imported <= grading_modules()

    def test_nor_does_one_without_a_sandbox(self, tiny: Kit, tmp_path: Path) -> None:
        listing = tmp_path / "modules"
        source = f"import sys\nopen({str(listing)!r}, 'w').write('\\n'.join(sys.modules))\n"
        with LocalPool(tiny, ["01_tiny"], ["cpu"], 1, Isolation.NONE) as pool:
            pool.grade(Job("01_tiny", 1, source.encode()))
        imported = own(listing.read_text().split())
        assert imported >= {"autograder.candidate.alone", "autograder.candidate.service"}
        assert imported <= grading_modules()

"""The students' zip: what they need is in it, nothing secret is, and it sets itself up."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest
from kit_root import ROOT

from autograder.authoring.build import secret_lines
from autograder.authoring.leaks import leaks_in, secrets_of
from autograder.errors import CourseError
from autograder.lesson.kit import Kit
from autograder.lesson.registry import DeadlineExtension, Late, Limits, load_registry
from autograder.packaging.bundle import NAME, as_yaml, bundle_zip, for_students

MakeKit = Callable[..., Kit]
LESSONS = ("02", "26")  # what holds for two lessons holds for all


def members(content: bytes) -> dict[str, bytes]:
    """The files of a zip, and those of the zips in it, such as wheels."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            inner = found[name] = archive.read(name)
            if inner.startswith(b"PK\x03\x04"):
                found |= {f"{name}/{deeper}": text for deeper, text in members(inner).items()}
    return found


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit(ROOT)


@pytest.fixture(scope="module")
def content(kit: Kit) -> bytes:
    return bundle_zip(kit, [kit.registry.lesson(name) for name in LESSONS])


class TestNothingSecret:
    @pytest.mark.parametrize("name", LESSONS)
    def test_is_in_the_bundle(self, kit: Kit, content: bytes, name: str) -> None:
        secrets = secrets_of(kit, kit.registry.lesson(name))
        assert len(secrets.lines) > 150
        assert len(secrets.code) > 50
        found = {name: list(leaks_in(name, text, secrets)) for name, text in members(content).items()}
        assert {name: leaks for name, leaks in found.items() if leaks} == {}

    def test_comes_from_what_lies_in_assignments(self, make_kit: MakeKit, tmp_path: Path) -> None:
        kit = make_kit(tmp_path)
        folder = tmp_path / "assignments" / "01_tiny"
        folder.mkdir(parents=True)
        for name in ("tiny.py", "solved.py"):
            (folder / name).write_text((tmp_path / "solutions" / "01_tiny" / "tiny.py").read_text())
        made = members(bundle_zip(kit, kit.registry.lessons))
        assert f"{NAME}/assignments/01_tiny/solved.py" not in made
        assert b"doubled" not in made[f"{NAME}/assignments/01_tiny/tiny.py"]


class TestContents:
    def test_what_students_need(self, content: bytes) -> None:
        names = {name.removeprefix(f"{NAME}/") for name in members(content)}
        for folder, module in (("02_softmax_classifier", "softmax_classifier"), ("26_gan", "gan")):
            for file in (f"{module}.py", f"{module}.ipynb", f"test_{module}.py", "hints.yml"):
                assert f"assignments/{folder}/{file}" in names
        assert {"README.md", "start.py", "course.md", "grading.yml", "datasets/digits/digits.npz"} <= names
        assert {"kit/pyproject.toml", "kit/LICENSE", "kit/autograder/cli/app.py"} <= names
        unwanted = re.compile(
            r"^work/|solutions/|tests/|datasets/sample_class|__pycache__|egg-info|\.autograder|checkpoint"
        )
        assert [name for name in names if unwanted.search(name)] == []

    def test_each_data_set_comes_with_its_licence(self, content: bytes) -> None:
        made = members(content)
        sets = {name.split("/")[2] for name in made if name.startswith(f"{NAME}/datasets/")}
        assert sets == {"digits"}
        for one in sets:
            assert b"## Licence" in made[f"{NAME}/datasets/{one}/README.md"]

    def test_the_notes_for_students_name_a_lesson_of_theirs(self, kit: Kit) -> None:
        made = members(bundle_zip(kit, [kit.registry.lesson("26")]))
        text = made[f"{NAME}/README.md"].decode()
        assert "$" not in text
        assert "autograder hint 26 sample_noise" in text
        assert "work/26_gan/gan.py" in text
        assert not [name for name in made if "02_softmax" in name or "/datasets/" in name]
        page = made[f"{NAME}/course.md"].decode()
        assert "| 02_softmax_classifier | Softmax classifier | 01 | | | to come |" in page
        assert "(./assignments/26_gan/)" in page

    def test_links_in_the_notes_lead_somewhere(self, content: bytes) -> None:
        made = members(content)
        for page in ("README.md", "course.md"):
            for target in re.findall(r"\]\(([^)#]+)\)", made[f"{NAME}/{page}"].decode()):
                assert any(name.startswith(f"{NAME}/{target.removeprefix('./')}") for name in made), target

    def test_the_registry_says_nothing_of_other_students(self, kit: Kit, tmp_path: Path) -> None:
        late = Late(0.1, extensions=(DeadlineExtension("ada", 3.0),))
        whole = msgspec.structs.replace(kit.registry, late=late, limits=Limits(seconds=7.0))
        text = as_yaml(for_students(whole, [kit.registry.lesson("06")]))
        assert b"ada" not in text
        (tmp_path / "grading.yml").write_bytes(text)
        read = load_registry(tmp_path / "grading.yml")
        assert read.lessons == (kit.registry.lesson("06"),)
        assert len(read.plan) == len(whole.plan)
        assert (read.late, read.limits) == (None, whole.limits)

    def test_a_data_set_that_is_missing(self, make_kit: MakeKit, tmp_path: Path) -> None:
        kit = make_kit(tmp_path)
        lesson = msgspec.structs.replace(kit.registry.lesson("01"), datasets=("moons",))
        kit.__dict__["registry"] = msgspec.structs.replace(kit.registry, lessons=(lesson,))
        with pytest.raises(CourseError, match=r"datasets/moons is not a folder"):
            bundle_zip(kit, [lesson])

    def test_a_line_of_a_solution_stops_it(self, make_kit: MakeKit, tmp_path: Path) -> None:
        leak = "# %%\nweights = (x - x.max()).exp()\n"
        kit = make_kit(tmp_path, {"solutions/01_tiny/notebook.py": leak})
        with pytest.raises(CourseError, match="line that students must not get"):
            bundle_zip(kit, kit.registry.lessons)

    def test_a_line_of_another_lesson_stops_it(self, make_kit: MakeKit, tmp_path: Path) -> None:
        other = "  - {name: 02_other, title: Other, functions: [{name: f, points: 1}]}\n"
        line = "    return x.flip(0).cumsum(0).flip(0)\n"
        solution = f"def f(x):\n    ### BEGIN SOLUTION\n{line}    ### END SOLUTION\n"
        leak = f"# %%\ndef mine(x):\n{line}"
        files = {"solutions/02_other/other.py": solution, "solutions/01_tiny/notebook.py": leak}
        kit = make_kit(tmp_path, files)
        (tmp_path / "grading.yml").write_text((tmp_path / "grading.yml").read_text() + other)
        with pytest.raises(CourseError, match=r"assignments/01_tiny/tiny\.ipynb would hold a line"):
            bundle_zip(kit, [kit.registry.lesson("01")])

    def test_a_line_that_the_package_has_too_does_not(self, make_kit: MakeKit, tmp_path: Path) -> None:
        line = "        ctx.save_for_backward(x)\n"
        assert line in (ROOT / "autograder" / "candidate" / "torch_private.py").read_text()
        other = "  - {name: 02_other, title: Other, functions: [{name: f, points: 1}]}\n"
        marked = f"        ### BEGIN SOLUTION\n{line}        ### END SOLUTION\n"
        solution = f"class f:\n    def forward(ctx, x):\n{marked}"
        kit = make_kit(tmp_path, {"solutions/02_other/other.py": solution})
        (tmp_path / "grading.yml").write_text((tmp_path / "grading.yml").read_text() + other)
        assert secret_lines(kit, kit.registry.lesson("02")) == [line.strip()]
        assert bundle_zip(kit, [kit.registry.lesson("01")])


def environment(**more: str) -> dict[str, str]:
    """A student's: no variable points to this checkout, and pip asks nobody."""
    ours = ("PYTHONPATH", "AUTOGRADER_KIT", "VIRTUAL_ENV")
    plain = {name: value for name, value in os.environ.items() if name not in ours}
    return {**plain, "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "OMP_NUM_THREADS": "1", **more}


@pytest.fixture(scope="module")
def unzipped(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(root)
    return root / NAME


@pytest.fixture(scope="module")
def python(unzipped: Path) -> Path:
    """The Python that start.py set up; torch and the rest come from this environment, not from a network."""
    venv = unzipped / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (packages,) = venv.glob("lib/python*/site-packages")
    (packages / "theirs.pth").write_text(sysconfig.get_path("purelib"))
    done = subprocess.run(
        [sys.executable, "start.py"], cwd=unzipped, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Ready." in done.stdout
    assert "autograder check 02" in done.stdout
    return venv / "bin" / "python"


BLOCKED = """
import sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names}:
            raise ModuleNotFoundError("No module named " + repr(name), name=name)
sys.meta_path.insert(0, Nothing())
import autograder, autograder.judge.plugin, autograder.student.runner
from autograder.cli.app import main
main(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def call(unzipped: Path, python: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    names = {re.match(r"[\w-]+", one)[0] for one in (*extras["instructor"], *extras["postgres"])}  # type: ignore[index]
    assert {"nbgrader", "sqlalchemy", "jupytext"} <= names
    source = BLOCKED.format(names=names)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(python), "-c", source, *arguments],
            cwd=unzipped,
            env=environment(),
            capture_output=True,
            text=True,
        )

    return run


class TestStudent:
    """In the unzipped folder, with nothing of what only instructors have."""

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["list"], "cross_entropy_grad"),
            (["hint", "26", "d_loss"], "d_loss, hint 1 of 3"),
            (["next", "26"], "sample_noise"),
            (["--version"], "autograder "),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )
    def test_commands(
        self, call: Callable[..., subprocess.CompletedProcess[str]], arguments: list[str], words: str
    ) -> None:
        done = call(*arguments)
        assert done.returncode == 0, done.stderr
        assert words in done.stdout

    @pytest.mark.parametrize(
        "arguments", [["init", "mycourse"], ["verify", "02"]], ids=lambda value: value[0]
    )
    def test_a_command_that_lacks_its_extra_says_so(
        self, call: Callable[..., subprocess.CompletedProcess[str]], arguments: list[str]
    ) -> None:
        done = call(*arguments)
        assert done.returncode == 2
        (line,) = done.stderr.splitlines()
        assert re.fullmatch(
            r"autograder: This command needs \w+, which is not installed\. "
            r"Run `pip install 'autograder\[instructor\]'`\.",
            line,
        )

    def test_the_self_check(self, call: Callable[..., subprocess.CompletedProcess[str]]) -> None:
        done = call("check", "02", "--function", "accuracy")
        assert done.returncode == 1, done.stderr
        assert "accuracy is not written yet" in done.stdout
        assert "hidden checks run for accuracy" in done.stdout

    def test_the_checks_run(self, unzipped: Path, python: Path) -> None:
        folder = unzipped / "work" / "02_softmax_classifier"
        module = folder / "softmax_classifier.py"
        chosen = ["-k", "accuracy and not evaluate"]
        call = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen]
        todo = subprocess.run(call, cwd=folder, env=environment(), capture_output=True, text=True)
        assert todo.returncode == 1
        assert "accuracy is not written yet" in todo.stdout
        skeleton = module.read_text("utf-8")
        right = skeleton.replace(
            'raise NotImplementedError("accuracy is not written yet")',
            "return (logits.argmax(dim=1) == y).double().mean().item()",
        )
        module.write_text(right, "utf-8")
        done = subprocess.run(call, cwd=folder, env=environment(), capture_output=True, text=True)
        module.write_text(skeleton, "utf-8")
        assert done.returncode == 0, done.stdout


def test_the_command(kit: Kit, tmp_path: Path) -> None:
    def bundle(*arguments: str, into: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-m", "autograder", "bundle", *arguments]
        return subprocess.run(call, cwd=tmp_path, env={**os.environ, **into}, capture_output=True, text=True)

    ours = {"AUTOGRADER_KIT": str(kit.root), "PYTHONPATH": str(ROOT)}
    done = bundle("26", into=ours)
    assert done.returncode == 0, done.stderr
    assert "Wrote pytorch-exercises.zip with 26_gan" in done.stdout
    assert zipfile.is_zipfile(tmp_path / "pytorch-exercises.zip")
    (tmp_path / "other.zip").write_text("mine")
    done = bundle("26", "--output", "other.zip", into=ours)
    assert done.returncode == 2
    assert done.stderr.startswith("autograder: other.zip exists")
    assert (tmp_path / "other.zip").read_text() == "mine"

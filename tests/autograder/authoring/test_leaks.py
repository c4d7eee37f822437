"""What students must not get is missed in none of its forms."""

from __future__ import annotations

import json
import marshal
from pathlib import Path

import pytest
from tiny_lesson import ASSIGNMENT, FILES, SOLUTION, SUITE, Edits, write_course

from autograder.authoring.leaks import Secrets, leaks, leaks_around, leaks_in, secrets_of

SOURCE = "def corr2d(x, k):\n    return x[0] * k[0] + x[1] * k[1] + x[2] * k[2] + x[3] * k[3] + x[4] * k[4]\n"


def test_a_sound_lesson(tmp_path: Path) -> None:
    kit = write_course(tmp_path, [({}, True)])
    lesson = kit.registry.lessons[0]
    assert secrets_of(kit, lesson).lines >= {"return powers / powers.sum()", "is_above = x > limit"}
    assert "The shares are those of the softmax." in secrets_of(kit, lesson).sentences
    assert list(leaks(kit, lesson)) == []


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("notes.py", "powers = (x - x.max().detach()).exp()", "the secret line 'powers = (x - x.max()"),
        (
            "hints.yml",
            "    # return powers / powers.sum()  # so",
            "the secret line 'return powers / powers.sum()'",
        ),
        (
            "tiny.ipynb",
            '{"cells": [{"source": ["1\\n", "is_above = x > limit"]}]}',
            "the secret line 'is_above",
        ),
        ("notes.md", "Mind: Entries in the thousands give finite shares.", "'Entries in the thousands give"),
        (
            "notes.md",
            "return torch.where(x > limit, torch.ones_like(x), torch.zeros_like(x)).detach()",
            "where(",
        ),
    ],
    ids=["solution", "comment", "notebook", "sentence of a hidden test", "another right solution"],
)
def test_a_secret_in_an_assignment(tmp_path: Path, name: str, text: str, words: str) -> None:
    kit = write_course(tmp_path, [({}, True), ({f"{ASSIGNMENT}/{name}": text}, False)])
    told = [message for _, message in leaks(kit, kit.registry.lessons[0])]
    assert len(told) == 1
    assert told[0].startswith(f"{tmp_path}/assignments/02_tiny/{name} holds ")
    assert words in told[0]


def test_secrets_around_a_lesson(tmp_path: Path) -> None:
    """An author hears of the own secrets elsewhere and of others' secrets in the own assignment."""
    secret = "powers = (x - x.max().detach()).exp()  # of both lessons"
    kit = write_course(tmp_path, [({}, False), ({f"{ASSIGNMENT}/notes.py": secret}, False), ({}, False)])
    first, second, third = kit.registry.lessons
    for chosen, places in ((first, 1), (second, 3), (third, 1)):
        told = list(leaks_around(kit, [chosen]))
        assert len(told) == places
        assert all(told_of.startswith(f"{tmp_path}/assignments/02_tiny/notes.py holds ") for told_of in told)


def test_a_short_line_of_a_hidden_test_is_no_secret(tmp_path: Path) -> None:
    line = "limit = float(x.median())"
    suite = {
        f"{SUITE}/test_above.py": (
            "    compare.call(x, float(x.median()))",
            f"    {line}\n    compare.call(x, limit)",
        )
    }
    kit = write_course(tmp_path, [(suite, True), ({f"{ASSIGNMENT}/notes.py": line}, False)])
    assert list(leaks(kit, kit.registry.lessons[0])) == []


def test_the_sentence_of_a_known_mistake_is_no_secret(tmp_path: Path) -> None:
    """A visible check tells it to the student who makes the mistake, unless it is hidden until grading."""
    line = '    "The result of this one is everything that the other one\'s was not.",'
    path = f"{SOLUTION}/mistakes/above.py"
    for hidden in (False, True):
        mistake = f'\nother = change(\n{line}\n    ("x", "y"),\n    hidden={hidden},\n)\n'
        edits: Edits = {path: FILES[path] + mistake, f"{ASSIGNMENT}/sentences.json": f"[\n{line}\n]\n"}
        root = tmp_path / str(hidden)
        root.mkdir()
        kit = write_course(root, [(edits, False)])
        assert bool(list(leaks(kit, kit.registry.lessons[0]))) == hidden


def test_a_lesson_without_a_skeleton(tmp_path: Path) -> None:
    """Another judgement reports it."""
    kit = write_course(tmp_path, [({f"{ASSIGNMENT}/tiny.py": None}, False)])
    assert list(leaks(kit, kit.registry.lessons[0])) == []


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Secrets:
    edits: Edits = {f"{SOLUTION}/correct/corr2d.py": SOURCE}
    kit = write_course(tmp_path_factory.mktemp("course"), [(edits, True)])
    return secrets_of(kit, kit.registry.lessons[0])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", SOURCE),
        ("a.md", SOURCE.replace("    return", "        return")),
        ("a.py", SOURCE.replace("[4]\n", "[4]  # so it goes\n")),
        ("a.py", "\n".join(f"# {line}" for line in SOURCE.splitlines())),
        ("a.py", SOURCE.replace(" + ", "+").replace("def corr2d", "def other")),
        ("a.py", SOURCE.replace("return ", "return (").replace(" + ", "\n + ").replace("[4]\n", "[4])\n")),
        ("a.ipynb", json.dumps({"cells": [{"source": SOURCE.splitlines(keepends=True)}]})),
        ("a.ipynb", json.dumps({"cells": [{"source": ["# cell\n", SOURCE.replace(" * ", "*")]}]})),
    ],
    ids=["text", "indented", "commented", "comments", "spaces", "broken up", "notebook", "spaced notebook"],
)
def test_a_secret_in_text(secrets: Secrets, name: str, text: str) -> None:
    assert list(leaks_in("fine.py", b"x = 1\n", secrets)) == []
    assert list(leaks_in(name, text.encode(), secrets))


@pytest.mark.parametrize("name", ["a.pyc", "a.bin"])
def test_a_secret_in_byte_code(secrets: Secrets, name: str) -> None:
    content = b"\x00" * 16 + marshal.dumps(compile(SOURCE, "a.py", "exec"))
    assert "the byte code of a secret function" in list(leaks_in(name, content, secrets))

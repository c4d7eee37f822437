"""Reading a submission: its bytes, or the sentence that says why there are none. Nothing of it can raise."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.intake.source import Source, read_submission
from autograder.lesson.registry import Function, Lesson

LESSON = Lesson(name="01_tiny", title="Tiny", functions=(Function("double", 1.0),))


def test_a_file_and_the_folder_that_holds_it(tmp_path: Path) -> None:
    (tmp_path / "tiny.py").write_bytes(b"x = '\xff'\r\n")
    (tmp_path / "other.py").write_text("y = 2\n")
    assert read_submission(tmp_path / "tiny.py", LESSON) == Source(b"x = '\xff'\r\n")
    assert read_submission(tmp_path, LESSON) == Source(b"x = '\xff'\r\n")
    assert read_submission(tmp_path / "other.py", LESSON) == Source(b"y = 2\n")


def test_an_empty_file_is_a_submission(tmp_path: Path) -> None:
    (tmp_path / "tiny.py").touch()
    assert read_submission(tmp_path, LESSON) == Source(b"")


def test_nothing_there_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="There is no submission at"):
        read_submission(tmp_path / "nowhere", LESSON)


def test_a_path_that_is_too_long_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(CourseError):
        read_submission(tmp_path / ("a" * 5000), LESSON)


def test_a_folder_without_the_module(tmp_path: Path) -> None:
    (tmp_path / "Tiny.PY").touch()
    assert read_submission(tmp_path, LESSON) == Source(None, "tiny.py is missing from the submission.")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("secret = 1\n")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "tiny.py").symlink_to(tmp_path / "secret.py")
    for path in (folder, folder / "tiny.py"):
        found = read_submission(path, LESSON)
        assert found.text is None
        assert found.problem.startswith("tiny.py ")


def test_a_pipe_a_socket_and_a_folder_are_no_module(tmp_path: Path) -> None:
    for name in ("pipe", "socket", "folder"):
        (tmp_path / name).mkdir()
    os.mkfifo(tmp_path / "pipe" / "tiny.py")
    (tmp_path / "folder" / "tiny.py").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket" / "tiny.py"))
        for name in ("pipe", "socket", "folder"):
            found = read_submission(tmp_path / name, LESSON)
            assert found.text is None
            assert found.problem.startswith("tiny.py ")


def test_a_device_is_no_module() -> None:
    assert read_submission(Path("/dev/zero"), LESSON) == Source(None, "zero is not an ordinary file.")


def test_the_largest_module_and_one_byte_more(tmp_path: Path) -> None:
    path = tmp_path / "tiny.py"
    path.write_bytes(b"#" * 2**17)
    assert read_submission(path, LESSON) == Source(b"#" * 2**17)
    path.write_bytes(b"#" * (2**17 + 1))
    problem = "tiny.py has 131,073 bytes; a module has at most 131,072."
    assert read_submission(path, LESSON) == Source(None, problem)


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "tiny.py").touch(mode=0)
    assert read_submission(tmp_path, LESSON) == Source(None, "tiny.py can't be read: Permission denied.")

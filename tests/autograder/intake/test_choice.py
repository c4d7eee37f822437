"""Which of the files that were handed in is graded, and what is said of it."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from handed_in import HALF, LESSON, SKELETON, WORK, handed, notebook, tarred, zipped

from autograder.errors import CourseError
from autograder.gradebook.notebooks import complete
from autograder.intake import choice
from autograder.intake.choice import read
from autograder.intake.definitions import Definitions, definitions
from autograder.intake.source import Source
from autograder.lesson.registry import Lesson


class TestNames:
    @pytest.mark.parametrize("text", [WORK, SKELETON, "print 'Python 2'\n", "def double(x:\n", "x = 1\n"])
    def test_the_module_is_taken_as_it_is(self, text: str, tmp_path: Path) -> None:
        files = {"tiny.py": text, "test_tiny.py": WORK, "tiny.ipynb": notebook("from tiny import double")}
        assert handed(tmp_path, files) == Source(text.encode())

    @pytest.mark.parametrize(
        "name", ["tiny (1).py", "ada_tiny_final.py", "TINY.PY", "tiny.py.txt", "homework.py", "a/b/ada.py"]
    )
    def test_another_name_is_told(self, name: str, tmp_path: Path) -> None:
        files = {name: WORK, "test_tiny.py": WORK, "conftest.py": WORK, "plots.py": "x = 1\n"}
        assert handed(tmp_path, files) == Source(WORK.encode(), note=f"{name} is graded as tiny.py.")

    def test_a_renamed_module_with_a_syntax_error_is_left_to_the_judge(self, tmp_path: Path) -> None:
        text = "def double(x):\n    print 'Python 2'\n"
        assert handed(tmp_path, {"mine.py": text}).text == text.encode()

    @pytest.mark.parametrize(
        ("files", "taken", "left"),
        [
            ({"tiny.py": HALF, "tiny (1).py": WORK}, "tiny.py", "tiny (1).py"),
            ({"tiny.py": SKELETON, "tiny (1).py": HALF}, "tiny (1).py", "tiny.py"),
            ({"tiny (9).py": HALF, "tiny (10).py": HALF + "#"}, "tiny (10).py", "tiny (9).py"),
            ({"tiny (9).py": WORK, "tiny (10).py": HALF}, "tiny (9).py", "tiny (10).py"),
            ({"tiny_final.py": HALF, "tiny_2.py": HALF + "#"}, "tiny_final.py", "tiny_2.py"),
            ({"tiny_old.py": HALF, "tiny_new.py": HALF + "#"}, "tiny_new.py", "tiny_old.py"),
            ({"tiny.py": HALF, "old/tiny.py": WORK}, "tiny.py", "old/tiny.py"),
            ({"tiny.py": SKELETON, "tiny.ipynb": notebook(HALF)}, "tiny.ipynb", "tiny.py"),
        ],
    )
    def test_of_two_versions_one_is_taken_and_both_are_named(
        self, files: dict[str, str], taken: str, left: str, tmp_path: Path
    ) -> None:
        source = handed(tmp_path, files)
        text = files[taken]
        assert source.text == (HALF.encode() if taken.endswith("ipynb") else text.encode())
        assert taken in source.note
        assert source.note.endswith(f"other versions were ignored: {left}.")

    def test_a_copy_is_no_version(self, tmp_path: Path) -> None:
        assert handed(tmp_path, {"tiny.py": WORK, "copy.py": WORK}) == Source(WORK.encode())

    def test_python_warns_of_nothing_here(self, tmp_path: Path) -> None:
        text = HALF + "PATTERN = '\\d'\n"
        files = {"a.py": text, "b.ipynb": notebook(text)}
        note = "a.py is graded as tiny.py; other versions were ignored: b.ipynb."
        assert handed(tmp_path, files) == Source(text.encode(), note=note)

    def test_a_stub_is_no_work(self) -> None:
        expected = Definitions(defined=frozenset({"double", "Share"}), written=frozenset())
        assert definitions(SKELETON.encode(), LESSON) == expected
        assert definitions(HALF.encode(), LESSON).written == {"double"}
        lambdas = b"double = lambda x: x\nif True:\n    def Share(): return 1\n"
        assert definitions(lambdas, LESSON).written == {"double", "Share"}


class TestNothingToGrade:
    @pytest.mark.parametrize(
        ("files", "problem"),
        [
            ({}, "tiny.py is missing: the submission is empty."),
            ({"timestamp.txt": "2026"}, "tiny.py is missing: the submission is empty."),
            ({"tiny.py": " \n"}, "tiny.py is empty."),
            ({"README.txt": "hi"}, "tiny.py is missing: the submission holds only README.txt."),
            ({"a.py": "x = 1", "test_tiny.py": WORK}, "only a.py and test_tiny.py."),
            ({f"{i}.txt": "" for i in range(9)}, "only 0.txt, 1.txt, 2.txt, 3.txt and 5 more."),
            ({"hw.rar": b"Rar!"}, "only hw.rar; of archives, only .zip and .tar.gz are opened."),
            ({"b.ipynb": "{"}, "tiny.py is missing; b.ipynb is not a notebook, because it is not JSON"),
            ({"b.ipynb": "{}"}, "b.ipynb is not a notebook of nbformat 4"),
            ({"b.ipynb": '{"x": ' + "[" * 100_000}, "b.ipynb is not a notebook, because it is not JSON"),
            ({"b.ipynb": notebook()}, "the notebook b.ipynb defines no function of the lesson."),
            ({"b.ipynb": notebook("from tiny import double")}, "the notebook b.ipynb defines no"),
            ({"b.ipynb": notebook("def double(x:\n")}, "in code cell 1, which is not valid Python."),
            ({"hw.zip": b"PK"}, "tiny.py is missing; hw.zip is not an intact archive."),
            ({"hw.tar.gz": tarred(("tiny.py", WORK.encode()))[:60]}, "hw.tar.gz is not an intact archive."),
            ({"hw.zip": zipped({"in.zip": "PK"})}, "the submission holds only hw.zip/in.zip."),
            ({"hw.zip": zipped({"a": "", "m/": ""}).replace(b"a", b".")}, "holds only hw.zip/nameless."),
            ({"hw.zip": zipped({"../tiny.py": WORK})}, "../tiny.py lies outside its archive."),
            ({"hw.zip": zipped({"/tmp/tiny.py": WORK})}, "/tmp/tiny.py lies outside its archive."),
            (
                {"hw.zip": zipped({"tiny.py": WORK}, zipfile.ZIP_LZMA)},
                "tiny.py uses an unsupported compression",
            ),
            (
                {"tiny.py": b"\x89PNG\r\n\x00\xff\xfe"},
                "tiny.py is not UTF-8, and its encoding could not be recognised",
            ),
            (
                {"tiny.py": b"d\xe9bit = 1\n"},
                "tiny.py is not UTF-8, and its encoding could not be recognised",
            ),
            ({"tiny.py": "#" * (2**17 + 1)}, "tiny.py has more than 131,072 bytes."),
        ],
    )
    def test_a_sentence_says_what_was_found(
        self, files: dict[str, str | bytes], problem: str, tmp_path: Path
    ) -> None:
        source = handed(tmp_path, files)
        assert source.text is None
        assert problem in source.problem
        assert not source.note

    def test_the_notebook_that_stands_in_for_a_missing_one_is_not_mentioned(self, tmp_path: Path) -> None:
        given = handed(tmp_path, {"essay.pdf": "%PDF"})
        complete(tmp_path, LESSON)
        assert read(tmp_path, LESSON) == given
        assert "essay.pdf" in given.problem

    def test_what_there_is_besides_a_fault_is_told(self, tmp_path: Path) -> None:
        given = handed(tmp_path, {"essay.pdf": "%PDF", "tiny.ipynb": notebook("1")})
        assert "essay.pdf" in given.problem
        assert "tiny.ipynb" in given.problem

    def test_nothing_there_is_the_callers_mistake(self, tmp_path: Path) -> None:
        with pytest.raises(CourseError, match="There is no submission at"):
            read(tmp_path / "nowhere", LESSON)

    def test_what_is_broken_beside_the_module_changes_nothing(self, tmp_path: Path) -> None:
        files: dict[str, str | bytes] = {"tiny.py": WORK, "b.ipynb": "{", "hw.zip": b"PK", "x.py": b"\0\xff"}
        assert handed(tmp_path, files) == Source(WORK.encode())

    def test_a_fault_of_the_module_is_told_where_another_is_taken(self, tmp_path: Path) -> None:
        source = handed(tmp_path, {"tiny.py": "", "tiny (1).py": WORK})
        assert source == Source(WORK.encode(), note="tiny (1).py is graded as tiny.py; tiny.py is empty.")


class TestHostileFolders:
    def test_links_pipes_and_folders_are_no_modules(self, tmp_path: Path) -> None:
        (tmp_path / "secret").mkdir()
        (tmp_path / "secret" / "tiny.py").write_text(WORK)
        folder = tmp_path / "folder"
        (folder / "x.py").mkdir(parents=True)
        os.mkfifo(folder / "tiny.py")
        os.mkfifo(folder / "x.ipynb")
        os.mkfifo(folder / "x.zip")
        (folder / "mine.py").symlink_to(tmp_path / "secret" / "tiny.py")
        (folder / "more").symlink_to(tmp_path / "secret")
        assert read(folder, LESSON) == Source(None, "tiny.py is not an ordinary file.")
        (tmp_path / "link").symlink_to(tmp_path / "secret")
        assert read(tmp_path / "link", LESSON) == Source(None, "link is a link to another folder.")

    def test_a_link_that_is_called_like_an_archive_leads_nowhere(self, tmp_path: Path) -> None:
        (tmp_path / "solutions").mkdir()
        (tmp_path / "solutions" / "tiny.py").write_text(WORK)
        (tmp_path / "work").mkdir()
        (tmp_path / "work" / "work.zip").symlink_to(tmp_path / "solutions")
        assert read(tmp_path / "work", LESSON).text is None

    def test_among_too_many_files_only_the_right_name_counts(self, tmp_path: Path) -> None:
        for number in range(600):
            (tmp_path / f"{number}.py").write_text(HALF)
        source = read(tmp_path, LESSON)
        assert source.text is None
        assert source.problem.startswith("The submission holds more than 500 files, and tiny.py is missing")
        assert handed(tmp_path, {"tiny.py": WORK}) == Source(WORK.encode())

    def test_of_many_versions_only_some_are_parsed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        parsed: list[bytes] = []

        def remember(text: bytes, lesson: Lesson) -> Definitions:
            parsed.append(text)
            return Definitions(frozenset(), frozenset())

        monkeypatch.setattr(choice, "definitions", remember)
        files = {f"mine ({number}).py": f"{HALF}#{number}" + "a;" * 40_000 for number in range(60)}
        source = handed(tmp_path, files)
        assert source.text in parsed
        assert len(parsed) == 3
        assert source.note.endswith("and 7 more.")

    def test_names_are_made_fit_for_a_sentence(self, tmp_path: Path) -> None:
        source = handed(tmp_path, {"a\n\x1b[2J`\u202e.py": WORK, "b" * 200 + ".py": HALF})
        assert source.note.startswith("a[2J.py is graded as tiny.py; other versions were ignored: bbb")
        assert source.note.isprintable()
        assert len(source.note) < 200
        (tmp_path / os.fsdecode(b"\xff.txt")).touch()
        read(tmp_path, LESSON).note.encode()

    @pytest.mark.parametrize("text", ["(" * 5000, "x" + ".a" * 50_000, "-" * 90_000 + "1"])
    def test_what_no_parser_takes_is_left_to_the_judge(self, text: str, tmp_path: Path) -> None:
        text = f"def double(x): return {text}"
        source = handed(tmp_path, {"a.py": text, "b.py": text + "#", "c.ipynb": notebook(text)})
        assert source.text is not None

    def test_the_same_contents_give_the_same_source(self, tmp_path: Path) -> None:
        names = ["b.py", "a.py", "c/tiny.py", "hw.zip", "x.ipynb"]
        contents: dict[str, str | bytes] = dict.fromkeys(names, HALF)
        contents["hw.zip"] = zipped({"tiny.py": HALF + "#", "z.py": WORK})
        contents["x.ipynb"] = notebook(HALF)
        first = handed(tmp_path / "first", contents)
        assert first == handed(tmp_path / "second", {name: contents[name] for name in reversed(names)})

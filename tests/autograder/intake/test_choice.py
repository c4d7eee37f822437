"""What students hand in, in whatever form: the module that is graded, and what is said of it."""

from __future__ import annotations

import io
import json
import os
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.gradebook.notebooks import complete
from autograder.intake import choice
from autograder.intake.choice import read
from autograder.intake.contents import ArchiveLimits, members
from autograder.intake.definitions import Definitions, definitions
from autograder.intake.source import Source
from autograder.lesson.registry import Function, Lesson

LESSON = Lesson(name="01_tiny", title="Tiny", functions=(Function("double", 1.0), Function("Share", 1.0)))
WORK = (
    "import torch\n\ndef double(x):\n    return x + x\n\nclass Share:\n    def go(self):\n        return 1\n"
)
HALF = "def double(x):\n    return 2 * x\n\nclass Share:\n    ...\n"
SKELETON = '''\
def double(x):
    """Twice x."""
    raise NotImplementedError("double is not written yet")


class Share:
    """A share."""

    def __init__(self):
        """Make it."""
        raise NotImplementedError("Share.__init__ is not written yet")
'''


def notebook(*cells: str, **changes: object) -> str:
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **changes})


def zipped(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def tarred(*files: tuple[tarfile.TarInfo | str, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, text in files:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
    return data.getvalue()


def handed(folder: Path, files: Mapping[str, str | bytes]) -> Source:
    """What is read of a folder with these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(folder, LESSON)


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
        assert definitions(SKELETON.encode(), LESSON) == ({"double", "Share"}, set())
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
            ({"b.ipynb": "{"}, "tiny.py is missing; b.ipynb is no notebook, for it is not JSON"),
            ({"b.ipynb": "{}"}, "b.ipynb is no notebook of nbformat 4"),
            ({"b.ipynb": '{"x": ' + "[" * 100_000}, "b.ipynb is no notebook, for it is not JSON"),
            ({"b.ipynb": notebook()}, "the notebook alone (b.ipynb) holds no function of the lesson."),
            ({"b.ipynb": notebook("from tiny import double")}, "the notebook alone (b.ipynb) holds no"),
            ({"b.ipynb": notebook("def double(x:\n")}, "in code cell 1, which is not valid Python."),
            ({"hw.zip": b"PK"}, "tiny.py is missing; hw.zip is not an intact archive."),
            ({"hw.tar.gz": tarred(("tiny.py", WORK.encode()))[:60]}, "hw.tar.gz is not an intact archive."),
            ({"hw.zip": zipped({"in.zip": "PK"})}, "the submission holds only hw.zip/in.zip."),
            ({"hw.zip": zipped({"a": "", "m/": ""}).replace(b"a", b".")}, "holds only hw.zip/nameless."),
            ({"hw.zip": zipped({"../tiny.py": WORK})}, "../tiny.py lies outside its archive."),
            ({"hw.zip": zipped({"/tmp/tiny.py": WORK})}, "/tmp/tiny.py lies outside its archive."),
            ({"hw.zip": zipped({"tiny.py": WORK}, zipfile.ZIP_LZMA)}, "tiny.py is packed by a method"),
            (
                {"tiny.py": b"\x89PNG\r\n\x00\xff\xfe"},
                "tiny.py is neither UTF-8 nor text in another encoding",
            ),
            ({"tiny.py": b"d\xe9bit = 1\n"}, "tiny.py is neither UTF-8 nor text in another encoding"),
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
        files = {"tiny.py": WORK, "b.ipynb": "{", "hw.zip": b"PK", "x.py": b"\0\xff"}
        assert handed(tmp_path, files) == Source(WORK.encode())

    def test_a_fault_of_the_module_is_told_where_another_is_taken(self, tmp_path: Path) -> None:
        source = handed(tmp_path, {"tiny.py": "", "tiny (1).py": WORK})
        assert source == Source(WORK.encode(), note="tiny (1).py is graded as tiny.py; tiny.py is empty.")


class TestNotebooks:
    def test_a_module_is_made_of_what_the_functions_need(self, tmp_path: Path) -> None:
        cells = [
            "%matplotlib inline\nimport torch, math\nimport matplotlib.pyplot as plt\n!pip install torch",
            "SCALE = 2 * math.pi; print(SCALE)\ndata = open('x').read()\nunused = 1",
            "@torch.no_grad()\ndef helper(x):\n    # Twice.\n    return SCALE * x",
            "%%time\ndef double(x):\n    return 1\nassert double(1) == 1",
            "def double(x):\n    '''é\n%no magic'''\n    return helper(x)",
            "%%bash\nrm -rf /",
            "double?\nfrom tiny import *\nimport tiny",
            "this is no Python",
        ]
        source = handed(tmp_path, {"mine.ipynb": notebook(*cells)})
        assert source.text is not None
        lines = [line for line in source.text.decode().split("\n") if line]
        assert lines == [
            "import torch, math",
            "SCALE = 2 * math.pi",
            "@torch.no_grad()",
            "def helper(x):",
            "    # Twice.",
            "    return SCALE * x",
            "def double(x):",
            "    return 1",
            "def double(x):",
            "    '''é",
            "%no magic'''",
            "    return helper(x)",
        ]
        assert source.note == (
            "tiny.py was made of the code cells of mine.ipynb; line numbers refer to it;"
            " code cells that are not valid Python were left out (number 8)."
        )

    def test_lines_are_numbered_as_in_the_cells_put_together(self, tmp_path: Path) -> None:
        cells = ["print(1)\nprint(2)", "%%capture\n\ndef double(x):\n    return y"]
        text = handed(tmp_path, {"mine.ipynb": notebook(*cells)}).text or b""
        assert "\n".join(cells).split("\n").index("    return y") == text.split(b"\n").index(b"    return y")

    def test_the_future_comes_first(self, tmp_path: Path) -> None:
        cells = ["A = 1", "from __future__ import annotations\ndef double(x: A) -> B: return A"]
        text = handed(tmp_path, {"mine.ipynb": notebook(*cells)}).text or b""
        assert text.startswith(b"from __future__ import annotations\nA = 1\n")
        compile(text, "tiny.py", "exec")

    def test_branches_that_hold_imports_and_constants(self, tmp_path: Path) -> None:
        cell = "try:\n    import fast as m\nexcept ImportError:\n    import math as m\n"
        other = "if m:\n    LIMIT = 1\nelse:\n    print('no')\n"
        text = handed(
            tmp_path, {"x.ipynb": notebook(cell, other, "double = lambda x: m.exp(x) + LIMIT")}
        ).text
        assert text is not None
        assert cell.strip() in text.decode()
        assert "LIMIT = 1" not in text.decode(), "what prints is no constant"

    def test_lists_of_lines_a_mark_and_deleted_cells(self, tmp_path: Path) -> None:
        cells = [{"cell_type": "code", "source": ["def double(x):\n", "    return x"]}, {"cell_type": "raw"}]
        data = notebook(cells=cells).encode("utf-8-sig")
        assert handed(tmp_path, {"x.ipynb": data}).text == b"def double(x):\n    return x\n"

    def test_much_code_is_refused(self, tmp_path: Path) -> None:
        source = handed(tmp_path, {"x.ipynb": notebook(WORK, "x = 1\n" * 50_000)})
        assert source.text is None
        assert "x.ipynb has more than 131,072 bytes of code" in source.problem

    def test_the_notebook_itself_can_be_named(self, tmp_path: Path) -> None:
        (tmp_path / "x.ipynb").write_text(notebook(HALF))
        assert read(tmp_path / "x.ipynb", LESSON).text == HALF.encode()


class TestArchives:
    @pytest.mark.parametrize("name", ["hw.zip", "HW.ZIP", "hw.tar.gz", "hw.tgz"])
    def test_one_in_the_folder_and_one_handed_over(self, name: str, tmp_path: Path) -> None:
        data = tarred(("./mine/tiny.py", WORK.encode()))
        if name.casefold().endswith("zip"):
            litter = {"__MACOSX/mine/._tiny.py": b"\0\xff", "mine/.ipynb_checkpoints/tiny.py": HALF}
            data = zipped({"mine/tiny.py": WORK, **litter})
        expected = Source(WORK.encode(), note=f"{name}/mine/tiny.py is graded.")
        assert handed(tmp_path, {name: data}) == expected
        assert read(tmp_path / name, LESSON) == expected

    def test_the_module_beside_the_archive_wins(self, tmp_path: Path) -> None:
        source = handed(tmp_path, {"tiny.py": HALF, "hw.zip": zipped({"tiny.py": WORK})})
        assert source.text == HALF.encode()
        assert "hw.zip/tiny.py" in source.note

    def test_windows_paths_and_names_in_utf8_that_say_nothing_of_it(self, tmp_path: Path) -> None:
        info = zipfile.ZipInfo("mine/tiny é.py")
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr(info, WORK)
        plain = data.getvalue().replace(struct.pack("<HH", 0x800, 0), struct.pack("<HH", 0, 0))
        plain = plain.replace(b"mine/", b"mine\\")
        assert handed(tmp_path, {"hw.zip": plain}).note == "hw.zip/mine/tiny é.py is graded as tiny.py."

    def test_links_are_not_followed(self, tmp_path: Path) -> None:
        zip_link = zipfile.ZipInfo("tiny.py")
        zip_link.external_attr = 0o120777 << 16
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr(zip_link, "/etc/passwd")
        tar_link = tarfile.TarInfo("tiny.py")
        tar_link.type, tar_link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        for name, packed in (("a.zip", data.getvalue()), ("b.tar.gz", tarred((tar_link, b"")))):
            folder = tmp_path / name
            folder.mkdir()
            source = handed(folder, {name: packed})
            assert source.text is None
            assert "tiny.py is a link" in source.problem

    def test_an_encrypted_one_is_told(self, tmp_path: Path) -> None:
        data = bytearray(zipped({"tiny.py": WORK}))
        for mark, at in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
            data[data.index(mark) + at] |= 1
        assert "tiny.py is encrypted" in handed(tmp_path, {"hw.zip": bytes(data)}).problem

    def test_a_bomb_does_not_go_off(self, tmp_path: Path) -> None:
        bomb = zipped({"tiny.py": b"\n" * 50_000_000})
        assert handed(tmp_path, {"hw.zip": bomb}).problem == "tiny.py has more than 131,072 bytes."
        (tmp_path / "hw.zip").unlink()
        bomb = tarred(("data.bin", b"\0" * 70_000_000), ("tiny.py", WORK.encode()))
        problem = handed(tmp_path, {"hw.tar.gz": bomb}).problem
        assert problem.startswith("tiny.py is missing; hw.tar.gz unpacks to more than 64 MB; ")

    def test_a_size_that_lies_is_found_out(self, tmp_path: Path) -> None:
        data = bytearray(zipped({"tiny.py": WORK * 9}))
        at = data.index(b"PK\1\2") + 24
        data[at : at + 4] = struct.pack("<L", 10)
        source = handed(tmp_path, {"hw.zip": bytes(data)})
        assert source.text is None
        assert "tiny.py is damaged in its archive." in source.problem

    @pytest.mark.parametrize("kind", ["zip", "tar"])
    def test_many_entries_are_refused(self, kind: str, tmp_path: Path) -> None:
        names = [f"{number}.txt" for number in range(11)]
        path = tmp_path / f"hw.{kind}"
        files = (
            zipped(dict.fromkeys(names, "")) if kind == "zip" else tarred(*((name, b"") for name in names))
        )
        path.write_bytes(files)
        assert len(list(members(path, ArchiveLimits(11)))) == 11
        with pytest.raises(Exception, match=f"hw.{kind} holds more than 10 files"):
            list(members(path, ArchiveLimits(10)))


class TestEncodings:
    TEXT = "# Prüfung: 5 €, à la carte\n" + WORK

    @pytest.mark.parametrize(
        ("codec", "mark", "words"),
        [
            ("utf-8", b"\xef\xbb\xbf", "UTF-8 with a byte order mark"),
            ("utf-16-le", b"\xff\xfe", "UTF-16"),
            ("utf-16-be", b"\xfe\xff", "UTF-16"),
            ("utf-16-le", b"", "UTF-16"),
            ("utf-16-be", b"", "UTF-16"),
            ("utf-32-le", b"\xff\xfe\0\0", "UTF-32"),
            ("cp1252", b"", "Latin-1"),
        ],
    )
    def test_text_in_another_encoding(self, codec: str, mark: bytes, words: str, tmp_path: Path) -> None:
        source = handed(tmp_path, {"tiny.py": mark + self.TEXT.encode(codec)})
        note = f"tiny.py was repaired: it was saved as {words}."
        assert source == Source(self.TEXT.encode(), note=note)

    @pytest.mark.parametrize(
        "data",
        [
            TEXT.encode(),
            TEXT.replace("\n", "\r\n").encode(),
            b"# coding: latin-1\n# \xe9\n" + WORK.encode(),
            b"# coding: utf-7\n" + WORK.encode(),
        ],
        ids=["UTF-8", "CRLF", "Latin-1 that says so", "UTF-7"],
    )
    def test_what_python_reads_stays_as_it_is(self, data: bytes, tmp_path: Path) -> None:
        assert handed(tmp_path, {"tiny.py": data}) == Source(data)

    @pytest.mark.parametrize(
        ("cookie", "codec"), [("utf-8", "latin-1"), ("ascii", "utf-8"), ("nonsense", "utf-8")]
    )
    def test_a_coding_line_that_lies_is_made_true(self, cookie: str, codec: str, tmp_path: Path) -> None:
        data = f"#!/bin/python\n# -*- coding: {cookie} -*-\nname = 'é'\n".encode(codec)
        source = handed(tmp_path, {"tiny.py": data})
        assert source.text == "#!/bin/python\n# -*- coding: utf-8 -*-\nname = 'é'\n".encode()
        assert source.note.startswith("tiny.py was repaired: it was saved as ")

    def test_line_ends_of_old_macs_and_stray_nul_bytes(self, tmp_path: Path) -> None:
        data = WORK.replace("\n", "\r").encode() + b"\0\0"
        source = handed(tmp_path, {"tiny.py": data})
        assert source.text == WORK.encode()
        said = "its NUL bytes were dropped and its line ends were those of old Macs"
        assert source.note == f"tiny.py was repaired: {said}."

    def test_a_renamed_file_and_one_named_by_path(self, tmp_path: Path) -> None:
        data = self.TEXT.encode("utf-16")
        source = handed(tmp_path, {"mine.py": data})
        assert source.note == "mine.py is graded as tiny.py; it was saved as UTF-16."
        source = read(tmp_path / "mine.py", LESSON)
        assert source == Source(self.TEXT.encode(), note="mine.py was repaired: it was saved as UTF-16.")


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

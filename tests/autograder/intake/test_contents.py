"""Archives are opened with care."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from handed_in import HALF, LESSON, WORK, handed, tarred, zipped

from autograder.intake.choice import read
from autograder.intake.contents import ArchiveLimits, members
from autograder.intake.source import Source


class TestArchives:
    @pytest.mark.parametrize("name", ["hw.zip", "HW.ZIP", "hw.tar.gz", "hw.tgz"])
    def test_one_in_the_folder_and_one_handed_over(self, name: str, tmp_path: Path) -> None:
        data = tarred(("./mine/tiny.py", WORK.encode()))
        if name.casefold().endswith("zip"):
            litter: dict[str, str | bytes] = {
                "__MACOSX/mine/._tiny.py": b"\0\xff",
                "mine/.ipynb_checkpoints/tiny.py": HALF,
            }
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

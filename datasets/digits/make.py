"""Make digits.npz and SHA256SUMS from the copy of the UCI digits that lies in scikit-learn's wheel.

    pip download --no-deps scikit-learn
    python make.py scikit_learn-*.whl

scikit-learn is no dependency of the kit and need not be installed: its wheel is a zip archive, from which
this script reads one file. Each run gives the same bytes.
"""

import gzip
import hashlib
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

MEMBER = "sklearn/datasets/data/digits.csv.gz"
MEMBER_SHA256 = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"
FIRST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the time of the run must not change the bytes


def read_digits(wheel: Path) -> tuple[np.ndarray, np.ndarray]:
    """Images [1797,8,8] uint8 in 0..16 and labels [1797] int64 in 0..9, in the order of the wheel's file."""
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read(MEMBER)
    found = hashlib.sha256(packed).hexdigest()
    if found != MEMBER_SHA256:
        sys.exit(f"{wheel}: {MEMBER} has SHA-256 {found}, not {MEMBER_SHA256}; look at what changed in it.")
    table = np.loadtxt(io.BytesIO(gzip.decompress(packed)), delimiter=",")  # [1797,65]: 64 pixels, label
    return table[:, :64].reshape(-1, 8, 8).astype(np.uint8), table[:, 64].astype(np.int64)


def write_npz(path: Path, **arrays: np.ndarray) -> None:
    """What `np.savez_compressed` writes, with a fixed date on each member."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
            member = zipfile.ZipInfo(f"{name}.npy", FIRST_ZIP_DATE)
            member.create_system = 3  # else the bytes tell whether Windows or Unix wrote them
            archive.writestr(member, buffer.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Usage: python make.py scikit_learn-VERSION.whl")
    images, labels = read_digits(Path(sys.argv[1]))
    target = Path(__file__).with_name("digits.npz")
    write_npz(target, images=images, labels=labels)
    line = f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n"
    target.with_name("SHA256SUMS").write_text(line, encoding="ascii", newline="\n")
    print(line, end="")


if __name__ == "__main__":
    main()

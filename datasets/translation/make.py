"""Make eng_cmn.tsv from a copy of the pairs.

    python make.py eng-cmn.tsv

The copy may end its lines in any way and begin with a byte order mark.
Each run gives the same bytes: UTF-8, and every line ends with a line feed.
"""

import hashlib
import sys
from pathlib import Path

PAIRS_SHA256 = "dc2e013daa120cd5db7fb6949ae7d53d6e26930a8dbbdcf86b02a2c24b906237"
FOLDER = Path(__file__).parent


def pairs_of(source: Path) -> bytes:
    """Return the pairs in one form, whatever the form of the copy."""
    lines = source.read_text(encoding="utf-8-sig").split("\n")
    rows = [line.rstrip("\r").split("\t") for line in lines if line.strip()]
    if not all(len(row) == 2 and all(row) for row in rows):
        sys.exit(f"{source} has a line that is not an English sentence, a tab and a Chinese sentence.")
    pairs = "".join(f"{english}\t{chinese}\n" for english, chinese in rows).encode()
    found = hashlib.sha256(pairs).hexdigest()
    if found != PAIRS_SHA256:
        sys.exit(f"{source} has SHA-256 {found}, not {PAIRS_SHA256}; look at what changed in it.")
    return pairs


def write_checksums() -> None:
    """Write SHA256SUMS for the files that the two scripts make, as far as they exist."""
    made = [FOLDER / name for name in ("eng_cmn.tsv", "chinese.ttf")]
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made if path.exists()
    ]
    (FOLDER / "SHA256SUMS").write_text("".join(lines), encoding="ascii", newline="\n")
    print("".join(lines), end="")


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Usage: python make.py eng-cmn.tsv")
    (FOLDER / "eng_cmn.tsv").write_bytes(pairs_of(Path(sys.argv[1])))
    write_checksums()


if __name__ == "__main__":
    main()

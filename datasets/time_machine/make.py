"""Make time_machine.txt and SHA256SUMS from a copy of the text.

    python make.py time_machine.txt

The copy may end its lines in any way, begin with a byte order mark, and have spaces at the ends of lines.
Each run gives the same bytes: UTF-8, and every line ends with a line feed.
"""

import hashlib
import sys
from pathlib import Path

TEXT_SHA256 = "bc8933594a609b30bcedb73d84f78da8b7de0c6a94d547c65213ceac37f183dc"


def text_of(source: Path) -> bytes:
    """Return the text in one form, whatever the form of the copy."""
    lines = source.read_text(encoding="utf-8-sig").splitlines()
    text = "".join(f"{line.rstrip()}\n" for line in lines).encode()
    found = hashlib.sha256(text).hexdigest()
    if found != TEXT_SHA256:
        sys.exit(f"{source} has SHA-256 {found}, not {TEXT_SHA256}; look at what changed in it.")
    return text


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Usage: python make.py time_machine.txt")
    target = Path(__file__).with_name("time_machine.txt")
    target.write_bytes(text_of(Path(sys.argv[1])))
    line = f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n"
    target.with_name("SHA256SUMS").write_text(line, encoding="ascii", newline="\n")
    print(line, end="")


if __name__ == "__main__":
    main()

"""Make glove.txt.bz2 and SHA256SUMS from a copy of the vectors in GloVe's text format.

    python make.py COPY_OF_THE_VECTORS.txt

The copy may end its lines in any way. Each run gives the same bytes.
"""

import bz2
import hashlib
import sys
from pathlib import Path

TEXT_SHA256 = "0fc3f823ebbe1a1e9dcbbaf1927e07dc13c38ded4a2a5395145ae757090645d0"


def text_of(source: Path) -> bytes:
    """Return the text with line feeds."""
    text = source.read_text(encoding="utf-8").encode()
    found = hashlib.sha256(text).hexdigest()
    if found != TEXT_SHA256:
        sys.exit(f"{source} has SHA-256 {found}, not {TEXT_SHA256}; look at what changed in it.")
    return text


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Usage: python make.py COPY_OF_THE_VECTORS.txt")
    target = Path(__file__).with_name("glove.txt.bz2")
    target.write_bytes(bz2.compress(text_of(Path(sys.argv[1])), compresslevel=9))
    line = f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n"
    target.with_name("SHA256SUMS").write_text(line, encoding="ascii", newline="\n")
    print(line, end="")


if __name__ == "__main__":
    main()

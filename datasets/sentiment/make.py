"""Make sentiment.tsv and SHA256SUMS from imdb_labelled.txt of "Sentiment Labelled Sentences".

    python make.py imdb_labelled.txt

The copy may end its lines in any way and have spaces around the tab. Each run gives the same bytes: UTF-8,
and every line ends with a line feed.
"""

import hashlib
import sys
from pathlib import Path

TEXT_SHA256 = "6867bd736f6d29346d6c69ede8f90ab0543265e1b27b6311aa1d3e797edf4150"
DASHES = {0x85: "\u2026", 0x96: "\u2013", 0x97: "\u2014"}  # Windows-1252 in a text that says it is Unicode


def text_of(source: Path) -> bytes:
    """Return the sentences in one form, whatever the form of the copy."""
    lines = [line.rstrip("\r") for line in source.read_bytes().decode("utf-8").split("\n")]
    pairs = [line.rsplit("\t", 1) for line in lines if line]
    rows = [f"{sentence.translate(DASHES).strip()}\t{label.strip()}\n" for sentence, label in pairs]
    text = "".join(rows).encode()
    found = hashlib.sha256(text).hexdigest()
    if found != TEXT_SHA256:
        sys.exit(f"{source} has SHA-256 {found}, not {TEXT_SHA256}; look at what changed in it.")
    return text


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Usage: python make.py imdb_labelled.txt")
    target = Path(__file__).with_name("sentiment.tsv")
    target.write_bytes(text_of(Path(sys.argv[1])))
    line = f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n"
    target.with_name("SHA256SUMS").write_text(line, encoding="ascii", newline="\n")
    print(line, end="")


if __name__ == "__main__":
    main()

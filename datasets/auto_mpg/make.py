"""Make auto_mpg.csv and SHA256SUMS from the file auto-mpg.data of the UCI Machine Learning Repository.

    python make.py auto-mpg.data

Each run gives the same bytes.
"""

import csv
import hashlib
import sys
from pathlib import Path

SOURCE_SHA256 = "48b830e11feee5572525f8f1691ddb9d38d3d7b7063edcd8fca672c2a5e17d8d"
COLUMNS = (
    "mpg",
    "cylinders",
    "displacement",
    "horsepower",
    "weight",
    "acceleration",
    "year",
    "origin",
    "name",
)


def rows_of(source: Path) -> list[list[str]]:
    """Return the cars, each with one text for each column; a missing value is empty."""
    packed = source.read_bytes()
    found = hashlib.sha256(packed).hexdigest()
    if found != SOURCE_SHA256:
        sys.exit(f"{source} has SHA-256 {found}, not {SOURCE_SHA256}; look at what changed in it.")
    rows = []
    for line in packed.decode("ascii").splitlines():
        numbers, name = line.split("\t")
        values = ["" if value == "?" else f"{float(value):g}" for value in numbers.split()]
        rows.append([*values, name.strip('"')])
    return rows


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Usage: python make.py auto-mpg.data")
    target = Path(__file__).with_name("auto_mpg.csv")
    with target.open("w", encoding="ascii", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows_of(Path(sys.argv[1])))
    line = f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n"
    target.with_name("SHA256SUMS").write_text(line, encoding="ascii", newline="\n")
    print(line, end="")


if __name__ == "__main__":
    main()

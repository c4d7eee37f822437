"""Make chinese.ttf, a font with the Chinese characters of eng_cmn.tsv, from the font of a Debian package.

    apt-get install fonts-droid-fallback
    python make_font.py /usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf

It needs fontTools, which comes with matplotlib. With the same font and the same version of fontTools each run
gives the same bytes: no time of day gets into the file.
"""

import hashlib
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from make import FOLDER, write_checksums

FONT_SHA256 = "acb6440a713d880a13a21b468ba7cd43f5a2b2934972e51be791c880730777b8"
FAMILY = "Droid Sans Fallback Subset"
CHANGE = (
    "A subset of Droid Sans Fallback, Copyright 2006-2010 Google Corp., Apache License 2.0. It was changed: "
    "make_font.py kept only the Chinese characters of eng_cmn.tsv, without hints, and gave it this name."
)
NAMES = {1: FAMILY, 2: "Regular", 3: f"{FAMILY} Regular", 4: FAMILY, 6: "DroidSansFallbackSubset", 10: CHANGE}


def characters() -> set[int]:
    """Return the code points of the data set from U+3000 on. Any font has what comes before."""
    text = (FOLDER / "eng_cmn.tsv").read_text(encoding="utf-8")
    return {ord(character) for character in text if character >= "\u3000"}


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Usage: python make_font.py DroidSansFallbackFull.ttf")
    source = Path(sys.argv[1])
    found = hashlib.sha256(source.read_bytes()).hexdigest()
    if found != FONT_SHA256:
        sys.exit(f"{source} has SHA-256 {found}, not {FONT_SHA256}: it is another version of the font.")
    font = TTFont(source, recalcTimestamp=False)
    wanted = characters()
    subsetter = Subsetter(Options(hinting=False, name_IDs=["*"], notdef_outline=True))
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    missing = wanted - font.getBestCmap().keys()
    if missing:
        sys.exit("The font has no glyph for: " + "".join(map(chr, sorted(missing))))
    for number, text in NAMES.items():
        font["name"].removeNames(nameID=number)
        font["name"].setName(text, number, 3, 1, 0x409)
    font.save(FOLDER / "chinese.ttf")
    write_checksums()


if __name__ == "__main__":
    main()

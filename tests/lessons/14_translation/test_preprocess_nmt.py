from autograder.judge import graded

pytestmark = graded("preprocess_nmt")


def renamed(draw, text):
    """The text with each letter from a to h replaced by another one, everywhere the same."""
    chosen = draw.permutation(26)[:8].tolist()
    table = {ord(old): chr(97 + new) for old, new in zip("abcdefgh", chosen, strict=True)}
    table |= {ord(chr(old).upper()): new.upper() for old, new in table.items()}
    return text.translate(table)


def test_sentences(compare, draw):
    """Capitals become small letters, and each of the four marks gets a space before it."""
    compare.call(renamed(draw, "Had he a cab, Abe? Fade!\tGAGA.\tAdd a bed, Egg."))


def test_each_mark(compare, draw):
    """A comma, a full stop, an exclamation mark and a question mark count, each alone."""
    for mark in ",.!?":
        compare.call(renamed(draw, f"Abba{mark} cd{mark}ef {mark}"))


def test_beginning(compare, draw):
    """A mark at the beginning of the text gets no space, whatever stands at the end."""
    for text in (".ab cd", "!ab?", ", ab", "?", "... Ab, cd", "?ab, cd "):
        compare.call(renamed(draw, text + "CD"))
        compare.call(renamed(draw, "A" + text))


def test_space_before(compare, draw):
    """A mark that has a space before it gets no second one. Spaces are neither added elsewhere nor lost."""
    for text in ("Ab , cd . Ef ! gh ?", "  Ab  ,  cd,  ef  ", "Ab, cd ,ef,gh , "):
        compare.call(renamed(draw, text))


def test_no_break_spaces(compare, draw):
    """Both kinds of no-break space become spaces, and count as spaces before a mark."""
    for space in ("\u00a0", "\u202f"):
        compare.call(renamed(draw, f"Ab{space}cd{space}! {space}ef{space}{space}gh,{space}"))
    compare.call(renamed(draw, "Ab\u202f! cd\u00a0? ef\u00a0\u202f.Gh!"))


def test_rows_of_marks(compare, draw):
    """In a row of marks each gets a space of its own, if it has none."""
    for text in ("Ab... cd?! ef", "Ab . .. cd,,", "Hah!!! Bad?"):
        compare.call(renamed(draw, text))


def test_other_characters(compare, draw):
    """Other characters stay. A mark after a tab or a line break gets a space."""
    compare.call(renamed(draw, "ab;cd:ef'gh\"ab-(cd) [ef] _gh_ 3.5 B\u3002cd\uff0cef\uff01gh\uff1f\u2026"))
    compare.call(renamed(draw, "Ab\t.cd\n!ef\r\n? gh\u2003, ab\u3000.  Cd"))
    compare.call(renamed(draw, "\u00c4b, \u00c9F! \u4f60\u597d. \u00dfGH?"))


def test_short_and_long(compare, draw):
    """An empty text stays empty. A character alone and a long text are right too."""
    for text in ("", ".", " ", "A", "\u00a0", "A.", " .", ". "):
        compare.call(renamed(draw, text))
    compare.call(renamed(draw, 200 * "Ab, cd! "))

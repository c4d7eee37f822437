from autograder.judge import graded

pytestmark = graded("clean_lines")


def renamed(draw, lines):
    """The lines with each letter from a to h replaced by another one, the same in all lines."""
    chosen = draw.permutation(26)[:8].tolist()
    table = {ord(old): chr(97 + new) for old, new in zip("abcdefgh", chosen, strict=True)}
    table |= {ord(chr(old).upper()): new.upper() for old, new in table.items()}
    return [line.translate(table) for line in lines]


def called_twice(lesson, lines):
    """The results of two calls, with a change to the first result in between."""
    first = lesson.clean_lines(lines)
    kept = list(first)
    first.append("a line of the caller")
    return {
        "the list of lines": kept,
        "the list of lines of the next call": lesson.clean_lines(lines),
        "the result is the list that was given": first is lines,
    }


def test_sentences(compare, draw):
    """Capitals become small letters, and punctuation becomes spaces between words."""
    compare.call(renamed(draw, ["Abc (def) GHA!", 'He bade: "A fad, egad"; CAB-cab.', "FACADE"]))


def test_runs(compare, draw):
    """A run of other characters becomes one space, whatever characters it mixes."""
    compare.call(renamed(draw, ["ab--cd", "ab . ! cd", "a  b   c\t\td", "ab,\n cd\r\ne", "a -1- b 22 c"]))
    compare.call(renamed(draw, [40 * "ab, cd. "]))  # with many runs


def test_ends(compare, draw):
    """No space is left at the ends of a line, after punctuation and line breaks neither."""
    compare.call(renamed(draw, ["  ab", "cd  ", "(ef)", "--gh ab!\n", "\tcd ef.", "12 gh 34"]))


def test_digits_and_underscores(compare, draw):
    """Digits and underscores are no letters: they separate words like punctuation."""
    compare.call(
        renamed(draw, ["ab12cd", "ab_cd", "4 bad 7 _eggs_", "a1b2", f"deaf {draw.integer(10, 99)}th"])
    )


def test_apostrophes(compare, draw):
    """Apostrophes, straight or curly, separate what stands beside them."""
    compare.call(renamed(draw, ["bad'e", "abe\u2019s cab", "'gab'", "\u2018he\u2019 faced"]))


def test_other_letters(compare, draw):
    """Letters outside a to z count as other characters, with accents and of other alphabets."""
    compare.call(
        renamed(
            draw,
            [
                "caf\u00e9 bed",
                "\u00c4bad\u00e4",
                "na\u00efve",
                "a\u00dfb",
                "\u0416ab \u4e2d\u6587 cd",
                "\ufb01gh",
                "ha\u017fe \u0131f",  # a long s, and an i without a dot
                "\u212aab \u212a",  # the sign of the unit kelvin, whose small letter is a k
            ],
        )
    )


def test_lines_without_letters(compare, draw):
    """A line without letters gives an empty string at its place, so that no line is lost."""
    compare.call(renamed(draw, ["", "ab cd", "", "  ", "...", "ef", "\n", "1895"]))


def test_numbers_of_lines(compare, draw):
    """The lines may be a list or a tuple, of one line or of none."""
    compare.call(tuple(renamed(draw, ["Ab, cd", "", "Ef."])))
    compare.call(renamed(draw, ["Bad Egg!"]))
    compare.call([])
    compare.call(())


def test_new_list(compare, draw):
    """The result is a new list, also for lines that are clean already."""
    compare(called_twice, lines=renamed(draw, ["abc de", "fgh"]))

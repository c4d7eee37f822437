import os
import tempfile

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("load_vectors")


def loaded(lesson, text):
    """What is read from a file with this text, which is written to a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = written(folder, text)
        tokens, vectors = lesson.load_vectors(path)
        with open(path, "rb") as file:
            kept = file.read() == text.encode("utf-8")
    return {"the tokens": tokens, "the vectors": vectors, "the file stays as it was": kept}


def refused(lesson, right, wrong, numbers):
    """What is read from a right file, and the refusals of wrong ones, each of which names a line."""
    with tempfile.TemporaryDirectory() as folder:
        tokens, vectors = lesson.load_vectors(written(folder, right))
        refusals = {
            f"a file whose line {number} is wrong": refusal(
                ValueError, str(number), lesson.load_vectors, written(folder, text)
            )
            for text, number in zip(wrong, numbers, strict=True)
        }
    return {"the tokens of a right file": tokens, "its vectors": vectors, **refusals}


def written(folder, text):
    path = os.path.join(folder, "vectors.txt")
    with open(path, "wb") as file:
        file.write(text.encode("utf-8"))
    return path


def names(draw, number):
    """Different tokens of small letters."""
    return ["".join(chr(97 + letter) for letter in draw.integers(0, 26, 6)) + "e" for _ in range(number)]


def lines_of(draw, tokens, numbers, end=""):
    """A line for each token, without its line feed."""
    rows = draw.normal(len(tokens), numbers).tolist()
    return [
        f"{token} {' '.join(f'{x:.5g}' for x in row)}{end}" for token, row in zip(tokens, rows, strict=True)
    ]


def joined(lines):
    return "".join(f"{line}\n" for line in lines)


def test_glove(compare, draw):
    """A file of GloVe has a vector in each line, the first one too; the order stays."""
    compare(loaded, text=joined(lines_of(draw, names(draw, 7), 5)))
    compare(loaded, text=joined(lines_of(draw, ["the", ",", ".", "The", "'s", '"', "#", "-0.5"], 3)))


def test_fasttext(compare, draw):
    """A file of fastText begins with a header, and each line ends with one more space."""
    compare(loaded, text=joined(["6 4", *lines_of(draw, names(draw, 6), 4, end=" ")]))


def test_header_or_spaces(compare, draw):
    """A header may come without spaces at the ends of lines, and these without a header."""
    compare(loaded, text=joined(["3 12", *lines_of(draw, names(draw, 3), 12)]))
    compare(loaded, text=joined(lines_of(draw, names(draw, 4), 3, end=" ")))


def test_tokens_of_digits(compare, draw):
    """A first line whose token is a number is a vector, and so is one after a header."""
    lines = lines_of(draw, ["2", "1999", "007", "3.14", "nan"], 2)
    compare(loaded, text=joined(lines))
    compare(loaded, text=joined(["5 2", *lines]))
    compare(loaded, text=joined([f"7 {draw.integer(1, 99)} {draw.integer(1, 99)}", *lines]))


def test_letters_of_all_kinds(compare, draw):
    """The file is UTF-8, and tokens stay as they are: capitals, accents and other scripts."""
    tokens = [
        "Stra\u00dfe",
        "caf\u00e9",
        "cafe\u0301",
        "\u8a5e",
        "\u0441\u043b\u043e\u0432\u043e",
        "\U0001f600",
    ]
    compare(loaded, text=joined(lines_of(draw, tokens, 4)))


def test_rare_spaces(compare, draw):
    """Non-breaking and other rare spaces belong to the token, inside and at its ends."""
    tokens = ["1\u00a01/2", "a\tb", "\u00a0", "\u3000x", "y\u2009", "\ufeffz", "\u200b"]
    compare(loaded, text=joined(lines_of(draw, tokens, 3)))
    compare(loaded, text=joined(["4 3", *lines_of(draw, tokens[:4], 3, end=" ")]))


def test_rare_line_ends(compare, draw):
    """Only line feeds end a line. Other characters that some programs take for line ends don't."""
    tokens = ["p\u2028q", "\u0085", "r\x0bs", "\x0c", "t\x1cu", "\u2029v"]
    compare(loaded, text=joined(lines_of(draw, tokens, 3)))


def test_forms_of_numbers(compare, draw):
    """Numbers may be whole, or have an exponent, a sign or no digit before the point."""
    first = lines_of(draw, ["zero"], 4)[0]
    compare(loaded, text=f"{first}\none -1e-3 2.5E+02 .5 -7\ntwo +3 1e2 -0 0.0001\n")


def test_last_line(compare, draw):
    """The last line may end without a line feed, with or without a space, and it may be the only one."""
    for end in ("", " "):
        compare(loaded, text="\n".join(lines_of(draw, names(draw, 3), 3, end=end)))
    compare(loaded, text=lines_of(draw, ["only"], 6)[0])
    compare(loaded, text=f"1 5\n{lines_of(draw, ['only'], 5)[0]} ")


def test_wrong_number_of_numbers(compare, draw):
    """A line with too many or too few numbers raises a ValueError with the number of the line."""
    good = lines_of(draw, names(draw, 40), 4)
    short, long = good[0].rsplit(" ", 1)[0], f"{good[1]} 0.5"
    header, plain = ["40 4"], []
    wrong, numbers = [], []
    for start, bad, place in (
        (plain, short, 16),
        (plain, long, 37),
        (header, short, 25),
        (plain, "lost", 18),
    ):
        wrong.append(joined([*start, *good[:place], bad, *good[place:]]))
        numbers.append(len(start) + place + 1)
    wrong.append(joined([*good[:38], "one 0.5", *good[38:]]))
    compare(refused, right=joined(good[:3]), wrong=wrong, numbers=[*numbers, 39])

"""What `%check` and `%hint` show."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from autograder.jupyter.results import CheckResults, Hint, Trouble
from autograder.student.runner import CheckResult, CheckStatus


class Reader(HTMLParser):
    """The words of a page, and a complaint about a tag that is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


CHECKS = (
    CheckResult("softmax", "test_a", "Rows sum to 1.", CheckStatus.PASSED),
    CheckResult("softmax", "test_b", "Huge scores.", CheckStatus.FAILED, "expected 1 < 2\n<script>", "hm"),
    CheckResult("accuracy", "test_c", "One of two.", CheckStatus.UNWRITTEN, "accuracy is not written yet."),
)
HIDDEN = {"softmax": 9, "accuracy": 1, "other": 5}
RESULTS = CheckResults(CHECKS, HIDDEN)


class TestResults:
    def test_as_text(self) -> None:
        text = repr(RESULTS)
        for words in (
            "softmax  1 of 2 checks passed",
            "  failed     Huge scores.",
            "expected 1 < 2",
            "<script>",
            "hm",
            "  unwritten  accuracy is not written yet.",
            "At grading 10 hidden checks run: softmax 9, accuracy 1.",
        ):
            assert words in text

    def test_the_summary(self) -> None:
        counts = "1 of 3 checks passed: softmax 1 of 2, accuracy 0 of 1."
        assert RESULTS.summary == f"{counts} Hidden checks that run at grading: 10."
        assert CheckResults(CHECKS[:1], HIDDEN).summary.endswith(
            "softmax 1 of 1. Hidden checks that run at grading: 9."
        )

    def test_while_it_runs(self) -> None:
        running = CheckResults(CHECKS[:1], HIDDEN, running=True)
        assert repr(running) == running.summary == "Running; 1 done ..."
        assert "Rows sum to 1." in running._repr_html_()

    def test_what_befell_all_of_them_is_told_once(self) -> None:
        broken = [
            CheckResult("other", f"test_{n}", f"It is {n}.", CheckStatus.ERROR, "line 1: no")
            for n in range(5)
        ]
        html = CheckResults(broken, HIDDEN)._repr_html_()
        assert html.count("line 1: no") == 1
        assert html.count("error") == 5

    def test_as_html(self) -> None:
        reader = Reader(RESULTS._repr_html_())
        said = " ".join(" ".join(reader.words).split())
        for words in (
            "passed softmax : Rows sum to 1.",
            "failed softmax : Huge scores. expected 1 < 2 <script>",
        ):
            assert words in said
        for words in ("It printed: hm", "unwritten accuracy : One of two. accuracy is not", RESULTS.summary):
            assert words in said
        assert "script" not in reader.seen
        assert reader.seen.count("tr") == 1 + len(CHECKS)

    @pytest.mark.parametrize("status", list(CheckStatus))
    def test_each_ending_is_a_word_and_no_colour(self, status: CheckStatus) -> None:
        html = CheckResults(
            [CheckResult("other", "test_f", "It holds.", status, "why")], HIDDEN
        )._repr_html_()
        assert status.value in "".join(Reader(html).words)
        assert not re.search(r"(?<!-)\b(background|color)\s*:|#[0-9a-f]{3,6}\b", html, re.IGNORECASE)
        assert 'scope="col"' in html
        assert "<caption" in html

    def test_hints_and_trouble(self) -> None:
        hint = Hint("f", 2, "Look at <exp>.")
        assert repr(hint) == "f, hint 2 of 3: Look at <exp>.\nMore: %hint f 3"
        assert "Look at &lt;exp&gt;." in hint._repr_html_()
        assert "More" not in repr(Hint("f", 3, "x")) + Hint("f", 3, "x")._repr_html_()
        assert repr(Trouble("No <b>.")) == "autograder: No <b>."
        assert "No &lt;b&gt;." in Trouble("No <b>.")._repr_html_()

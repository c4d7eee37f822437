"""The output of `%check` and `%hint`: HTML in a notebook, plain text in a terminal.

Words, not only colours, say how a check ended. The tables have header cells, so that a screen reader can name
a cell's row and column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from autograder.lesson.hints import HINT_LEVELS
from autograder.student.runner import CheckResult, CheckStatus
from autograder.student.view import lesson_lines

_TEXT_COLUMNS = 100  # width of the plain text
_MARKS = {CheckStatus.PASSED: "✓", CheckStatus.SKIPPED: "○", CheckStatus.NOT_RUN: "○"}
_TABLE = '<table style="border-collapse: collapse">'
_CELL = "text-align: left; vertical-align: top; padding: 0.2em 1em 0.2em 0"
_LINE = "border-top: 1px solid currentColor"


@dataclass(frozen=True, repr=False)
class CheckResults:
    """The results of some checks, and the number of hidden checks for each function."""

    checks: Sequence[CheckResult]
    hidden: Mapping[str, int]
    running: bool = False  # more results will follow

    @property
    def summary(self) -> str:
        """Return how many checks passed, and how many more run at grading."""
        if self.running:
            return f"Running; {len(self.checks)} done ..."
        passed = Counter(check.function for check in self.checks if check.status is CheckStatus.PASSED)
        of = Counter(check.function for check in self.checks)
        each = ", ".join(f"{name} {passed[name]} of {count}" for name, count in of.items())
        total = f"{sum(passed.values())} of {len(self.checks)} checks passed"
        return f"{total}: {each}. Hidden checks that run at grading: {sum(self.hidden[name] for name in of)}."

    def __repr__(self) -> str:
        if self.running:
            return self.summary
        return "\n".join(line.plain for line in lesson_lines(self.checks, dict(self.hidden), _TEXT_COLUMNS))

    def _repr_html_(self) -> str:
        heads = "".join(f'<th scope="col" style="{_CELL}">{head}</th>' for head in ("Result", "Check"))
        rows = "".join(_row(check, text) for check, text in self._rows())
        caption = f'<caption style="caption-side: bottom; {_CELL}">{escape(self.summary)}</caption>'
        return f"{_TABLE}{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"

    def _rows(self) -> Iterator[tuple[CheckResult, str]]:
        """Yield each check with its text. A text equal to the one before is left out."""
        before = ""
        for check in self.checks:
            text = _message_and_output(check)
            yield check, text if text != before else ""
            before = text


@dataclass(frozen=True, repr=False)
class Hint:
    """One hint for a function."""

    function: str
    level: int
    text: str

    @property
    def _more(self) -> str:
        return f"More: %hint {self.function} {self.level + 1}" if self.level < HINT_LEVELS else ""

    def __repr__(self) -> str:
        head = f"{self.function}, hint {self.level} of {HINT_LEVELS}: {self.text}"
        return "\n".join(filter(None, (head, self._more)))

    def _repr_html_(self) -> str:
        head = f"<strong>{escape(self.function)}, hint {self.level} of {HINT_LEVELS}:</strong>"
        return f"<p>{head} {escape(self.text)}</p>" + (
            f"<p><code>{escape(self._more)}</code></p>" if self._more else ""
        )


@dataclass(frozen=True, repr=False)
class Trouble:
    """An error, as a sentence."""

    text: str

    def __repr__(self) -> str:
        return f"autograder: {self.text}"

    def _repr_html_(self) -> str:
        return f'<p role="alert"><strong>autograder:</strong> {escape(self.text)}</p>'


def _row(check: CheckResult, text: str) -> str:
    mark = _MARKS.get(check.status, "✗")
    result = f'<td style="{_CELL}; {_LINE}"><span aria-hidden="true">{mark}</span> {check.status.value}</td>'
    message = f'<pre style="white-space: pre-wrap; margin: 0">{escape(text)}</pre>' if text else ""
    title = f"<code>{escape(check.function)}</code>: {escape(check.title)}{message}"
    return f'<tr>{result}<td style="{_CELL}; {_LINE}">{title}</td></tr>'


def _message_and_output(check: CheckResult) -> str:
    """Return the check's message and the output that it printed."""
    message = "" if check.status is CheckStatus.PASSED else check.message.strip()
    printed = f"It printed:\n{check.output.strip()}" if check.output.strip() else ""
    return "\n".join(filter(None, (message, printed)))

"""What the doctor found, as text and as JSON."""

from __future__ import annotations

import json

from autograder.doctor.finding import Finding, State, as_json, as_text, is_safe


class TestTold:
    GOOD = Finding("files", State.OK, "held", "not shown")
    EXTRA = Finding("GPU", State.MISSING, "none", needed=False)
    BAD = Finding("bubblewrap", State.MISSING, "it is not there", "Install it.\nOr not.")

    def test_only_what_is_needed_makes_it_unsafe(self) -> None:
        assert is_safe([self.GOOD, self.EXTRA])
        assert not is_safe([self.GOOD, self.BAD])

    def test_as_text(self) -> None:
        assert as_text([self.GOOD, self.BAD]).splitlines() == [
            "ok       files         held",
            "missing  bubblewrap    it is not there",
            "                       Install it.",
            "                       Or not.",
            "",
            "Grading is not safe here.",
        ]

    def test_as_json(self) -> None:
        found = json.loads(as_json([self.GOOD, self.EXTRA]))
        assert found["safe"] is True
        assert found["findings"][1]["state"] == "missing"

"""What this machine can do for grading, found out by trying; `examine` is what `autograder doctor` runs."""

from autograder.doctor.examination import examine
from autograder.doctor.finding import as_json, as_text, is_safe

__all__ = ["as_json", "as_text", "examine", "is_safe"]

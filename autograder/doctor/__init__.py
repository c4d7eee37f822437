"""The examination of this machine for grading, by trial. `autograder doctor` runs `examine`."""

from autograder.doctor.examination import examine
from autograder.doctor.finding import as_json, as_text, is_safe

__all__ = ["as_json", "as_text", "examine", "is_safe"]

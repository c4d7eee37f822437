"""The reports of a graded lesson: a class report, a feedback page for each student, a table of scores.

Pure functions over plain data: no torch, no network. The pages are single files that need no JavaScript.
"""

from autograder.report.folder import write_reports
from autograder.report.submissions import Graded

__all__ = ["Graded", "write_reports"]

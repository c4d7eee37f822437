"""The reports of a course: for each lesson a class report, feedback pages and a table of scores; over all
lessons the course report and a page for each student; and the stored results that they are made from.

Pure functions over plain data: no torch, no network. The pages are single files that need no JavaScript.
"""

from autograder.report.folder import write_course, write_reports
from autograder.report.store import read_results
from autograder.report.submissions import Graded

__all__ = ["Graded", "read_results", "write_course", "write_reports"]

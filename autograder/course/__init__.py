"""The course folder, in which nbgrader finds what autograder graded."""

from autograder.course.folder import Course

__all__ = ["Course"]

"""The kit's own exceptions, as one tree. Each message says what happened, where, and what to do.

AutograderError
├── StudentError    the submission is at fault; the message becomes part of its report
├── CourseError     grading.yml, a suite, a solution or a course folder is at fault
└── GraderError     the grader or the machine is at fault; never costs a point
"""


class AutograderError(Exception):
    """The base class; `str(error)` is one clear sentence."""


class StudentError(AutograderError):
    """The submission can't be used, or broke a limit."""


class CourseError(AutograderError):
    """The course's own material is wrong."""


class GraderError(AutograderError):
    """The grader could not do its work."""

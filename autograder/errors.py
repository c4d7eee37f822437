"""Everything that can go wrong, as one tree. Each message says what happened, where, and what to do.

AutograderError
├── StudentError    the submission is at fault; becomes part of its report
├── CourseError     grading.yml, a suite, a solution or a course folder is at fault
└── GraderError     the grader or the machine is at fault; never costs a point
"""


class AutograderError(Exception):
    """Base class; `str(error)` is one clear sentence."""


class StudentError(AutograderError):
    """The submission can't be used, or broke a limit."""


class CourseError(AutograderError):
    """The course's own material is wrong."""


class GraderError(AutograderError):
    """The grader could not do its work."""

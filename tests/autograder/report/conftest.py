"""A course that can be graded at once."""

from graded_course import course, pristine

__all__ = ["course", "pristine"]

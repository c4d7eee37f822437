"""The student's side: the visible checks, which run again and again while a student writes a lesson.

The student's code runs without a sandbox, in a process of its own that may crash or hang.
"""

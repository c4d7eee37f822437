"""The student's side: the visible checks run again and again while a lesson is written.

The student's own code runs here without a sandbox, in a process of its own that may crash or hang.
"""

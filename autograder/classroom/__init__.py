"""Grading of a course: read the submissions, record the scores, write the reports."""

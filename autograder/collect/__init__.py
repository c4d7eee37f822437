"""Bring what a learning platform exported into a course."""

"""Helpers for all parts of the kit: files, text, the console."""

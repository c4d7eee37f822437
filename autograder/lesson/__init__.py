"""Readers of a lesson's files: the registry, hints, known mistakes, visible checks, allowances."""

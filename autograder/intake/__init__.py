"""Readers of the files that students really hand in: renamed, notebooks, archives, old encodings.

Nothing is run. Each submission becomes the lesson's module, with a note about repairs. If that is impossible,
a sentence says why.
"""

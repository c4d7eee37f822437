"""What students really hand in: renamed files, notebooks, archives, old encodings. Nothing of it is run.

Each submission becomes the lesson's module, with a note on what was repaired, or a sentence that says why
there is none.
"""

from autograder.intake.choice import read

__all__ = ["read"]

"""The judge: the process with the reference, the hidden suite and the seed.

The suites and the mistake files import from here:

from autograder.judge import graded              # tests/lessons/NN_lesson/test_FUNCTION.py
from autograder.judge import change, mistake     # solutions/NN_lesson/mistakes/FUNCTION.py
"""

from autograder.judge.marks import change, graded, mistake

__all__ = ["change", "graded", "mistake"]

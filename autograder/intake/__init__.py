"""What students really hand in: renamed files, notebooks, archives, old encodings. None of it is run.

Each submission becomes the lesson's module, with a note on what was repaired, or a sentence that says why
there is none.
"""

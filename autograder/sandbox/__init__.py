"""Where the student's module runs: a `Sandbox` starts candidates, a `Candidate` answers requests.

One file a backend: `bubblewrap` for submissions, `unconfined` for those that are trusted, `inline` (the same
process) for the course's own code.
"""

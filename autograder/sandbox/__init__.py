"""Where the student's module runs: a `Sandbox` starts candidates, a `Candidate` answers requests.

One file a backend: `bubblewrap` for submissions, `inline` (no isolation) for the course's own code.
"""

"""The sandboxes for student modules: a `Sandbox` starts candidates, and a `Candidate` answers requests.

Each backend has a file: `bubblewrap` for submissions, `unconfined` for trusted submissions, and `inline` (in
the same process) for the course's own code.
"""

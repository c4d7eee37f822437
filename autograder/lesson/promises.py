"""The file of a lesson's suite that asserts what its contracts promise of inputs."""

NAME = "promises.py"

"""nbgrader's own commands, answered by this kit: the classes that a course's nbgrader_config.py names."""

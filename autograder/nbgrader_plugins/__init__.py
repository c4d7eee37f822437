"""Classes for nbgrader's own commands. A course's nbgrader_config.py names them."""

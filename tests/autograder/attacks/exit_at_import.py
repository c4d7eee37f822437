"""Ends the process with status 0 while it is imported.

Earns: 0
"""

import os

print("5 passed in 0.01s")
os._exit(0)

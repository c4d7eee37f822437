"""Overwrites the candidate's code, Python's packages and what Python runs at its start.

Earns: 3
"""

import os
import sysconfig

import torch


def double(x):
    for folder in ("/kit/candidate", torch.__path__[0], sysconfig.get_path("purelib"), "/usr/lib", "/lib"):
        for name in ("sitecustomize.py", "wire.py", "__init__.py", "autograder.pth"):
            try:
                with open(os.path.join(folder, name), "a") as file:
                    file.write("# changed")
            except OSError:
                continue
            raise RuntimeError(f"SUCCEEDED: {folder}/{name}")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()

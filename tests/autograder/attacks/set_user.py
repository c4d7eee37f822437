"""Becomes root, by the call and by every program that has the bit.

Earns: 3
"""

import os


def double(x):
    for call in (os.setuid, os.seteuid, os.setgid, os.setegid):
        try:
            call(0)
        except OSError:
            continue
        raise RuntimeError("SUCCEEDED")
    for name in ("/bin/su", "/usr/bin/sudo", "/usr/bin/passwd", "/bin/mount"):
        if os.path.exists(name) and os.access("/etc/shadow", os.R_OK):
            raise RuntimeError("SUCCEEDED")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()

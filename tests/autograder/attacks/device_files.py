"""Opens and makes device files: disks, memory, the kernel's log, terminals.

Earns: 3
"""

import os
import stat


def double(x):
    for name in ("/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/kvm", "/dev/fuse", "/dev/net/tun"):
        try:
            os.close(os.open(name, os.O_RDONLY))
        except OSError:
            continue
        raise RuntimeError(f"SUCCEEDED: {name}")
    for kind, major, minor in ((stat.S_IFBLK, 8, 0), (stat.S_IFCHR, 1, 1)):
        try:
            os.mknod("/tmp/device", kind | 0o600, os.makedev(major, minor))
        except OSError:
            continue
        raise RuntimeError("SUCCEEDED: mknod")
    return x


def share(x):
    weights = (x - x.max()).exp()
    return weights / weights.sum()

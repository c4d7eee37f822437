#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the container: Python, the sandbox, torch and the kit.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1
home=/opt/autograder

apt-get update -qq
apt-get install -qq -y bubblewrap
# Ubuntu 24.04 has Python 3.12, 22.04 has 3.11 beside its 3.10.
for version in 3.12 3.11 3.13; do
    if apt-get install -qq -y "python$version" "python$version-venv"; then
        "python$version" -m venv "$home"
        break
    fi
done
if [ ! -x "$home/bin/python" ]; then
    echo "This image has no Python 3.11, 3.12 or 3.13: choose Ubuntu 24.04 as base image." >&2
    exit 1
fi
# Gradescope has no GPU: the builds for the CPU are a tenth of the size.
"$home/bin/python" -m pip install --quiet torch torchvision --index-url https://download.pytorch.org/whl/cpu
"$home/bin/python" -m pip install --quiet --editable "/autograder/source/kit[instructor]"

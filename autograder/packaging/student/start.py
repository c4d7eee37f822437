"""The setup of this folder: python start.py

It makes a virtual environment in .venv beside this file and installs torch, Jupyter and the checks there. It
copies the lessons to work/, where you write, and says what to do next. You can run it again at any time: it
adds only missing parts, and your own files stay as they are. Outside this folder it changes only pip's cache.
It needs only Python, and a network the first time.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
KIT = HERE / "kit"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
CPU_BUILDS = "https://download.pytorch.org/whl/cpu"
LOOK = "import torch, torchvision, matplotlib; print(torch.__version__)"


def main() -> None:
    """Set up this folder and print the next steps."""
    options = parse()
    check_python()
    make_venv()
    if wants_cpu_build(options.torch):
        install_cpu_build()
    say("Installing the rest into .venv; this takes minutes the first time.")
    if pip("--editable", str(KIT)) != 0:
        stop("pip could not install everything; its last lines say why. Fix that and run this again.")
    if not quietly("-c", LOOK):
        stop(
            "torch is installed but doesn't start. Delete the folder .venv, and run this again with "
            "`--torch default`, which installs another build."
        )
    copy_lessons()
    say_what_next()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Set everything up in this folder.")
    parser.add_argument(
        "--torch",
        choices=["auto", "cpu", "default"],
        default="auto",
        help="cpu: the build without CUDA, a tenth of the size; default: what PyPI has for this system; "
        "auto: cpu on Linux without an NVIDIA card, else default",
    )
    return parser.parse_args()


def check_python() -> None:
    """Stop unless the kit supports this Python. The kit's pyproject.toml names the supported versions."""
    text = (KIT / "pyproject.toml").read_text(encoding="utf-8")
    low, high = map(int, re.findall(r"3\.(\d+)", re.findall("requires-python = .*", text)[0]))
    if (3, low) <= sys.version_info[:2] < (3, high):
        return
    best = high - 1
    call = f"py -3.{best}" if WINDOWS else f"python3.{best}"
    stop(
        f"This is Python {platform.python_version()}; the course needs 3.{low} to 3.{best}. "
        f"Install one from https://www.python.org/downloads/ and run: {call} start.py"
    )


def make_venv() -> None:
    """Make .venv unless it exists and has pip."""
    if PYTHON.is_file() and quietly("-m", "pip", "--version"):
        return
    say(f"Making a virtual environment in {VENV}")
    if subprocess.call([sys.executable, "-m", "venv", str(VENV)]) != 0:
        stop(
            "This Python could not make a virtual environment. On Debian and Ubuntu, run "
            "`sudo apt install python3-venv` first; elsewhere, install Python from https://www.python.org/downloads/."
        )


def wants_cpu_build(choice: str) -> bool:
    """Return whether to install torch's build without CUDA. For Windows and macOS, PyPI has no other."""
    if choice == "default" or quietly("-c", LOOK):
        return False
    return choice == "cpu" or (platform.system() == "Linux" and shutil.which("nvidia-smi") is None)


def install_cpu_build() -> None:
    """Install torch and torchvision from one place, because different builds don't work together."""
    say("Installing torch for the processor, some 200 MB.")
    if pip("torch", "torchvision", "--index-url", CPU_BUILDS, "--retries", "1") != 0:
        say(f"{CPU_BUILDS} can't be reached. Installing PyPI's torch instead, 5 GB on disk.")


def pip(*arguments: str) -> int:
    call = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", *arguments]
    return subprocess.call(call)


def quietly(*arguments: str) -> bool:
    """Return whether the environment's Python runs this without an error."""
    nowhere = subprocess.DEVNULL
    return subprocess.call([str(PYTHON), *arguments], stdout=nowhere, stderr=nowhere) == 0


def copy_lessons() -> None:
    """Copy the handed-out lessons to work/, where students write. Existing files stay as they are."""
    here = {**os.environ, "AUTOGRADER_KIT": str(HERE)}
    if subprocess.call([str(PYTHON), "-m", "autograder", "start"], cwd=HERE, env=here) != 0:
        stop("The lessons could not be copied to work/; the line above says why. Run this again after that.")


def say_what_next() -> None:
    activate = ".venv\\Scripts\\activate" if WINDOWS else "source .venv/bin/activate"
    lesson = sorted(path for path in (HERE / "assignments").iterdir() if path.is_dir())[0].name
    say(f"""
Ready. In each new terminal, go to {HERE} and run:

    {activate}

Then:

    autograder next {lesson[:2]}     what to write first, and where
    autograder check {lesson[:2]}    whether it is right
    jupyter lab            open work/{lesson}

README.md beside this file says how to work.""")


def say(text: str) -> None:
    print(text, flush=True)


def stop(text: str) -> NoReturn:
    sys.exit(f"start.py: {text}")


if __name__ == "__main__":
    main()

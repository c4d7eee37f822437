"""Make the pictures and SHA256SUMS from the sample pictures in two wheels.

    pip download --no-deps scikit-image scikit-learn
    python make.py scikit_image-*.whl scikit_learn-*.whl

Neither package is a dependency of the kit or need be installed: a wheel is a zip archive, from which this
script reads the pictures. It needs Pillow. Each run gives the same pixels.
"""

import hashlib
import io
import sys
import zipfile
from pathlib import Path

from PIL import Image

SIZE = (150, 100)  # columns, rows
FOLDER = Path(__file__).parent
# What each picture is made of: the file in a wheel, its checksum, and the box (left, top, right, bottom).
SOURCES = {
    "cat": (
        "skimage/data/chelsea.png",
        "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
        (0, 0, 450, 300),
    ),
    "coffee": (
        "skimage/data/coffee.png",
        "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
        (0, 0, 600, 400),
    ),
    "rocket": (
        "skimage/data/rocket.jpg",
        "c2dd0de7c538df8d111e479619b129464d0269d0ae5fd18ca91d33a7fdfea95c",
        (0, 0, 640, 427),
    ),
    "temple": (
        "sklearn/datasets/images/china.jpg",
        "8378025ad2519d649d02e32bd98990db4ab572357d9f09841c2fbfbb4fefad29",
        (0, 0, 640, 427),
    ),
}


def packed(wheels: list[Path], member: str, checksum: str) -> bytes:
    """Return a file of the wheel that has it."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            if member in archive.namelist():
                data = archive.read(member)
                found = hashlib.sha256(data).hexdigest()
                if found != checksum:
                    sys.exit(f"{member} has SHA-256 {found}, not {checksum}; look at what changed in it.")
                return data
    sys.exit(f"No wheel holds {member}.")


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit("Usage: python make.py scikit_image-VERSION.whl scikit_learn-VERSION.whl")
    wheels, lines = [Path(name) for name in sys.argv[1:]], []
    for name, (member, checksum, box) in SOURCES.items():
        picture = Image.open(io.BytesIO(packed(wheels, member, checksum))).convert("RGB")
        scaled = picture.resize(SIZE, Image.Resampling.LANCZOS, box=box)
        target = FOLDER / f"{name}.png"
        Image.frombytes("RGB", SIZE, scaled.tobytes()).save(target, optimize=True)  # the pixels alone
        lines.append(f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n")
    (FOLDER / "SHA256SUMS").write_text("".join(lines), encoding="ascii", newline="\n")
    print("".join(lines), end="")


if __name__ == "__main__":
    main()

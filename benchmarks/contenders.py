"""exifguard and its peers, each doing the same work on the same file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import piexif
from PIL import Image

import exifguard

from .measure import SPAWNED, Contender, spawn

MANY = 20
"""Files that a program does in one go where the cost of its start is to be shared."""

COMMAND = Path(sys.executable).parent / "exifguard"

CP = "cp"
FILE = "exifguard, file to file"
BYTES = "exifguard, bytes to bytes"
EXIFTOOL = f"ExifTool, {MANY} files"


def contenders(picture: Path, folder: Path) -> Iterator[Contender]:
    """Everything that can be measured on `picture` here, in a folder of its own.

    Args:
        picture: the original.
        folder: where outputs go; whatever is in it may be removed.
    """
    out = folder / "out.jpg"
    many = folder / "many"
    many.mkdir(parents=True)
    names = [shutil.copyfile(picture, many / f"{number:02}.jpg") for number in range(MANY)]
    data = picture.read_bytes()
    quick = 10 if len(data) < 1_000_000 else 1

    def free() -> None:
        out.unlink(missing_ok=True)

    yield Contender(CP, lambda: spawn("cp", picture, out), SPAWNED, free, calls=5)
    yield Contender(FILE, lambda: exifguard.scrub(picture, out), prepare=free, calls=3 * quick)
    yield Contender(BYTES, lambda: exifguard.scrub(data), calls=3 * quick)
    yield Contender(
        "exifguard command, 1 file", lambda: spawn(COMMAND, "scrub", picture, "-o", out), SPAWNED, free
    )
    yield _many(
        f"exifguard command, {MANY} files",
        lambda to: spawn(COMMAND, "scrub", many, "-o", to),
        folder / "clean",
    )
    if shutil.which("exiftool"):
        yield _many(
            EXIFTOOL,
            lambda to: spawn("exiftool", "-q", "-all=", "-o", f"{to}/", *names),
            folder / "exiftool",
        )
    if shutil.which("exiv2"):
        yield _many(f"exiv2 rm, {MANY} files", _exiv2, folder / "exiv2", copies=names)
    yield Contender("piexif.remove", lambda: piexif.remove(str(picture), str(out)), prepare=free, calls=quick)
    yield Contender("Pillow, coded again", lambda: _code_again(picture, out), prepare=free)


def missing() -> list[str]:
    """The peers that are not installed."""
    return [name for name in ("exiftool", "exiv2") if not shutil.which(name)]


def _many(
    name: str, work: Callable[[Path], None], target: Path, copies: list[Path] | None = None
) -> Contender:
    """A program that does many files at once, into a fresh folder or on fresh copies."""

    def prepare() -> None:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        for path in copies or ():
            shutil.copyfile(path, target / path.name)

    return Contender(name, lambda: work(target), SPAWNED, prepare, files=MANY)


def _exiv2(folder: Path) -> None:
    spawn("exiv2", "rm", *sorted(folder.iterdir()))  # it works in place


def _code_again(picture: Path, out: Path) -> None:
    with Image.open(picture) as image:
        image.save(out, "JPEG")

"""Show exifguard at work: what some pictures give away, their clean copies, and what is left in them.

Works on copies of fixtures in a fresh folder demo-output/, through the command line alone. Exits with
status 1 when anything went otherwise than shown.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "demo-output"
ORIGINALS = Path("originals")
CLEAN = Path("clean")

PICTURES = {
    "animation.png": "png/apng-text-between-frames.png",
    "cropped.png": "png/trailer-acropalypse.png",
    "generated.png": "png/ai-comfyui-prompt.png",
    "motion-photo.jpg": "jpeg/motion-photo-xmp-and-samsung.jpg",
    "phone.jpg": "jpeg/phone-everything.jpg",
}
"""Name in the demo, and the fixture that it is."""

PLANTED = b"MARK-"
"""How the words begin that the fixtures' metadata is made of."""

WIDTH = 118
"""Longer lines are cut, to be read at one glance."""


def main() -> int:
    """Run the demo; 0 when everything came clean."""
    _lay_out()
    print(f"{len(PICTURES)} pictures from fixtures/; most of their metadata is words like MARK-...-OWNER.")
    print(f"Lines are cut at {WIDTH} columns.\n\n$ cd {OUTPUT.name}")
    statuses = [
        _exifguard("inspect", "originals"),
        _exifguard("scrub", "originals", "-o", "clean"),
        _exifguard("inspect", "clean"),
        _exifguard("check", "clean"),
        _exifguard("verify", "--pixels", "originals/phone.jpg", "clean/phone.jpg"),
    ]
    left = _compare()
    if any(statuses) or left:
        print("\nThe demo did not go as it should.", file=sys.stderr)
        return 1
    print(f"\nLook for yourself: {OUTPUT.name}/originals and {OUTPUT.name}/clean")
    return 0


def _lay_out() -> None:
    """Copy the fixtures into a folder that holds nothing else, and go there."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir()
    os.chdir(OUTPUT)
    ORIGINALS.mkdir()
    for name, fixture in PICTURES.items():
        shutil.copyfile(ROOT / "fixtures" / fixture, ORIGINALS / name)


def _exifguard(*arguments: str) -> int:
    """Run the command line, print what it prints, and give its exit status."""
    print(f"\n$ exifguard {' '.join(arguments)}")
    done = subprocess.run(
        [sys.executable, "-m", "exifguard", *arguments],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    for line in done.stdout.splitlines():
        print(line if len(line) <= WIDTH else line[: WIDTH - 3] + "...")
    return done.returncode


def _compare() -> int:
    """Print sizes and planted words before and after; how many words are left."""
    print("\nbytes and planted words (as a plain search of the bytes finds them), before and after:")
    left = 0
    for name in PICTURES:
        before, after = (ORIGINALS / name).read_bytes(), (CLEAN / name).read_bytes()
        left += after.count(PLANTED)
        sizes = f"{len(before):>7,} -> {len(after):>7,} bytes"
        print(f"  {name:<18}{sizes}  {before.count(PLANTED):>4} -> {after.count(PLANTED)} words")
    return left


if __name__ == "__main__":
    sys.exit(main())

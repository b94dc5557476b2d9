"""The colour profiles of pictures: of the fixtures, and of real ones where a corpus is named."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import Image

from builders.icc import HEADER
from pictures import CORPUS_VARIABLE, FIXTURES


def stored_profiles(data: bytes) -> Iterator[bytes]:
    """Profiles that stand in a file as they are: in TIFF, WebP, HEIF, PSD, and in pictures inside."""
    at = data.find(b"acsp")
    while at >= 0:
        found = data[at - 36 : at - 36 + int.from_bytes(data[at - 36 : at - 32], "big")] if at >= 36 else b""
        if len(found) > HEADER + 4 and b"ICC_PROFILE\0" not in found:
            yield found
        at = data.find(b"acsp", at + 1)


DAMAGED = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError)
"""What Pillow raises for damaged pictures."""


def declared_profile(data: bytes) -> Iterator[bytes]:
    """The profile that Pillow finds: APP2 segments joined, iCCP inflated, and so on."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            found = image.info.get("icc_profile")
    except (*DAMAGED, Image.DecompressionBombError):
        return
    if found:
        yield bytes(found)


@cache
def profiles_in(folder: Path) -> frozenset[bytes]:
    """Every distinct one in the pictures of a folder."""
    found: set[bytes] = set()
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found.update(stored_profiles(data), declared_profile(data))
    return frozenset(found)


def real_profiles() -> frozenset[bytes]:
    folder = os.environ.get(CORPUS_VARIABLE)
    return profiles_in(Path(folder)) if folder else frozenset()


def fixture_profiles() -> frozenset[bytes]:
    return profiles_in(FIXTURES)

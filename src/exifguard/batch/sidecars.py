"""Files beside pictures that tell what the pictures no longer do.

A clean picture next to its sidecar is not clean: the place is in the next file. exifguard neither copies
nor cleans sidecars; it names them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from pathlib import PurePath

# Also the formats that exifguard can't read: such a file must fail, not be passed over.
_SUFFIXES = """
    jpg jpeg jpe jfif jif  png apng mng jng  gif  webp  heic heif hif avif  jxl  tif tiff  bmp dib ico cur
    jp2 j2k j2c jpc jpf jpx jph  psd psb  svg svgz  raf cr3 dng nef nrw cr2 arw sr2 srf orf rw2 rwl pef srw
    3fr fff iiq mos mef erf dcr kdc k25 raw crw mrw x3f  mp4 m4v mov qt 3gp 3g2
"""

PICTURE_SUFFIXES = frozenset("." + suffix for suffix in _SUFFIXES.split())
"""Suffixes, in lower case, of files that claim to be a picture."""

_ANYWHERE = {
    ".xmp": "XMP sidecar: edits, places and names",
    ".aae": "Apple's edits: ids and times",
    ".gpx": "a track of places",
    ".dop": "DxO's edits",
    ".pp3": "RawTherapee's edits",
    ".cos": "Capture One's edits",
    ".cop": "Capture One's previews",
    ".on1": "ON1's edits",
    ".nksc": "Nikon's edits",
    ".vrd": "Canon's edits",
    ".dr4": "Canon's edits",
    ".modd": "Sony's index: places and names",
    ".moff": "Sony's index of a video",
}

_BESIDE_A_PICTURE = {
    ".json": "description by a photo service: place, people and address",
    ".mov": "the video of a live photo: place and time",
    ".mp4": "the video of a live photo: place and time",
    ".thm": "a smaller copy",
    ".lrv": "a smaller copy of a video",
    ".srt": "a drone's log of places",
    ".wav": "a spoken note",
}

_BY_NAME = {
    ".ds_store": "macOS's notes on the folder: names and comments",
    "thumbs.db": "Windows' smaller copies of the pictures",
    "ehthumbs.db": "Windows' smaller copies of the pictures",
    ".picasa.ini": "Picasa's notes: names and faces",
}

_COUNTER = re.compile(r"\(\d+\)$")


class Neighbours:
    """The names of the pictures in one folder, to recognise what belongs to them."""

    def __init__(self, names: Iterable[str] = (), *, known: Container[str] | None = None) -> None:
        self._known = frozenset(names_of_pictures(names)) if known is None else known

    def have(self, name: str) -> bool:
        """True when a file called `name` (in lower case) belongs to one of the pictures."""
        return any(cut in self._known for cut in _cuts(name))


def names_of_pictures(names: Iterable[str]) -> Iterator[str]:
    """What the files that belong to the pictures among `names` may begin with, in lower case."""
    for name in names:
        if claims_to_be_picture(name):
            path = PurePath(name.lower())
            yield path.name
            yield path.stem


def _cuts(name: str) -> Iterator[str]:
    """``a.jpg.extra(1).json``: ``a.jpg.extra``, ``a.jpg``, ``a``. Services cut the middle as they please."""
    stem, dot, _ = name.rpartition(".")
    while dot:
        yield stem
        yield _COUNTER.sub("", stem)
        stem, dot, _ = stem.rpartition(".")


def claims_to_be_picture(name: str) -> bool:
    """True when the suffix of `name` is that of a picture."""
    return PurePath(name).suffix.lower() in PICTURE_SUFFIXES


def sidecar(name: str, neighbours: Neighbours) -> str | None:
    """What a file called `name` tells about the pictures beside it, or None when it is no sidecar."""
    lower = name.lower()
    if lower.startswith("._"):
        return "macOS's notes on a file: where it came from, a smaller copy"
    suffix = PurePath(lower).suffix
    what = _BY_NAME.get(lower) or _ANYWHERE.get(suffix)
    if what is None and suffix in _BESIDE_A_PICTURE and neighbours.have(lower):
        return _BESIDE_A_PICTURE[suffix]
    return what

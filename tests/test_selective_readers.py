"""Policies that keep some fields, over the fixtures, judged by exiv2 and Pillow.

What a policy keeps they read as before, what it removes they do not find.
"""

from __future__ import annotations

import io
import re
import subprocess
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from PIL import ExifTags, Image

import exifguard
from exifguard import Action, Category, Policy
from exifguard.metadata._exif_tags import GPS_TAGS, MAIN_TAGS
from oracles import require
from pictures import Picture, clean_fixtures

EVERYTHING = Policy("everything", dict.fromkeys(Category, Action.KEEP))
POLICIES: Mapping[str, Policy] = {
    "location": Policy.location(),
    "without identity": EVERYTHING.remove(Category.IDENTITY, Category.RIGHTS),
    "without device": EVERYTHING.remove(Category.DEVICE, Category.CAPTURE),
    "without time": EVERYTHING.remove(Category.TIME, Category.HISTORY),
    "without words": EVERYTHING.remove(Category.CAPTION, Category.UNKNOWN, Category.AI),
    "times alone": Policy.share().keep(Category.TIME),
    "credits alone": Policy.share().keep(Category.RIGHTS),
}
NAMED = pytest.mark.parametrize("name", POLICIES)

STAYS, GOES = "stays", "goes"
Fates = Mapping[str, str]
"""What becomes of each key: one of the two words, or something else where its fields part ways."""

EXIF_KEY = re.compile(r"(?:IFD[01]|ExifIFD|InteropIFD|GPS):")
IPTC_KEY = re.compile(r"\d+:\d+")
INNER = re.compile(r"thumbnail|picture|image|8BIM:0x04(?:22|23|24)|0x8769|Raw profile")
"""In the paths of pictures inside the file, and of blocks that few readers look into."""


@cache
def _scrubbed(data: bytes, name: str) -> exifguard.Scrubbed:
    return exifguard.scrub(data, policy=POLICIES[name])


def scrubbed(picture: Picture, name: str) -> exifguard.Scrubbed:
    return _scrubbed(picture.data, name)


def clean(picture: Picture, name: str) -> bytes:
    data = scrubbed(picture, name).data
    assert data is not None
    return data


def fates(picture: Picture, name: str) -> dict[str, Fates]:
    """For each kind of block that stands once in the file, what becomes of its fields, by key."""
    cut = {one.finding.path.removesuffix("@zone") for one in scrubbed(picture, name).removed}
    found: dict[str, dict[str, dict[str, set[str]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(set))
    )
    for one in scrubbed(picture, name).decisions:
        path, key = one.finding.path, one.finding.key
        block = path.removesuffix(f"/{key}")
        kind = "exif" if EXIF_KEY.match(key) else "iptc" if IPTC_KEY.fullmatch(key) else "other"
        if one.finding.value is None or INNER.search(block) or key.endswith("@zone"):
            continue
        fate = {Action.KEEP: STAYS, Action.REMOVE: GOES}.get(one.action, "is written anew")
        base = key if kind != "other" else re.split(r"[\[/]", key, maxsplit=1)[0]
        found[kind][block][base].add(fate if fate is GOES or path not in cut else "loses its zone")
    return {
        kind: {key: next(iter(told)) if len(told) == 1 else "parts ways" for key, told in keys.items()}
        for kind, blocks in found.items()
        if len(blocks) == 1 or kind == "other"
        for keys in blocks.values()
    }


DIFFERENT = {"xmpNote:HasExtendedXMP": "the name of what is left of the extension"}


def compare(before: Mapping[str, str], after: Mapping[str, str], told: Fates, where: str) -> int:
    """Fail unless what stays has not changed, and what goes has gone; how many values stayed."""
    stayed = 0
    for key, value in before.items():
        if key in DIFFERENT:
            continue
        if told.get(key) == STAYS:
            assert after.get(key) == value, (where, key)
            stayed += 1
        elif told.get(key) == GOES:
            assert key not in after, (where, key)
    return stayed


# exiv2

LINE = re.compile(
    r"(?P<file>\S+)  (?:0x(?P<tag>[0-9a-f]{4}) (?P<group>\w+) +\w+|(?P<key>Xmp\.\S+)) +(?P<value>.*)"
)
GROUPS = {"Image": "IFD0", "Photo": "ExifIFD", "Iop": "InteropIFD", "GPSInfo": "GPS", "Thumbnail": "IFD1"}
RECORDS = {"Envelope": 1, "Application2": 2}


def _row(found: re.Match[str]) -> tuple[str, str] | None:
    """Kind of block and key of a line, as exifguard calls them."""
    if found["key"]:
        _, prefix, name = found["key"].split(".", 2)
        return "other", re.split(r"[\[/]", f"{prefix}:{name}", maxsplit=1)[0]
    tag, group = int(found["tag"], 16), found["group"]
    if group in RECORDS:
        return "iptc", f"{RECORDS[group]}:{tag}"
    if group not in GROUPS:
        return None
    names = GPS_TAGS if group == "GPSInfo" else MAIN_TAGS
    return "exif", f"{GROUPS[group]}:{names.get(tag) or f'0x{tag:04x}'}"


def exiv2(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    """What exiv2 reads: file → kind of block → key → values."""
    tool, files = require("exiv2"), list(map(str, sorted(folder.iterdir())))
    lines = ""
    for what in ("-PEIxgnv", "-PXkv"):
        told = subprocess.run([tool, "-q", what, *files], capture_output=True, check=False).stdout
        lines += told.decode(errors="replace")
    read: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(str)))
    for line in lines.splitlines():
        found = LINE.fullmatch(line)
        row = _row(found) if found else None
        if found and row:
            read[Path(found["file"]).name][row[0]][row[1]] += f"{found['value']}\n"
    return read


def fill(folder: Path, name: str = "") -> Path:
    folder.mkdir()
    for number, picture in enumerate(clean_fixtures()):
        data = clean(picture, name) if name else picture.data
        (folder / f"{number:04}{picture.path.suffix}").write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, str]]]:
    return exiv2(fill(tmp_path_factory.mktemp("exiv2") / "before"))


@NAMED
def test_exiv2(name: str, before: dict[str, dict[str, dict[str, str]]], tmp_path: Path) -> None:
    after = exiv2(fill(tmp_path / "after", name))
    stayed = 0
    for number, picture in enumerate(clean_fixtures()):
        file = f"{number:04}{picture.path.suffix}"
        for kind, told in fates(picture, name).items():
            stayed += compare(before[file][kind], after[file][kind], told, f"{picture.label} {kind}")
    assert stayed > 10


# Pillow

POINTERS = {ExifTags.IFD.Exif: "ExifIFD", ExifTags.IFD.GPSInfo: "GPS", ExifTags.IFD.IFD1: "IFD1"}


def _tables(exif: Image.Exif) -> Iterator[tuple[str, int, object]]:
    for tag, value in exif.items():
        yield "IFD0", tag, value
    for pointer, group in POINTERS.items():
        for tag, value in exif.get_ifd(pointer).items():
            yield group, tag, value
    for tag, value in exif.get_ifd(ExifTags.IFD.Interop).items():
        yield "InteropIFD", tag, value


def pillow(data: bytes) -> dict[str, dict[str, str]]:
    """What Pillow reads: kind of block → key → value; nothing where it can't."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as image:
            image.load()
            exif = {}
            for group, tag, value in _tables(image.getexif()):
                names = GPS_TAGS if group == "GPS" else MAIN_TAGS
                exif[f"{group}:{names.get(tag) or f'0x{tag:04x}'}"] = repr(value)
            texts = {str(key): repr(value) for key, value in getattr(image, "text", {}).items()}
            resources = image.info.get("photoshop", {})
            texts |= {f"8BIM:0x{number:04x}": repr(value) for number, value in resources.items()}
            return {"exif": exif, "other": texts}
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, Image.DecompressionBombError):
        return {}


@NAMED
def test_pillow(name: str) -> None:
    stayed = 0
    for picture in clean_fixtures():
        seen, after = pillow(picture.data), pillow(clean(picture, name))
        for kind, told in fates(picture, name).items():
            stayed += compare(seen.get(kind, {}), after.get(kind, {}), told, f"{picture.label} {kind}")
    assert stayed > 5

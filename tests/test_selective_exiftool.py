"""Policies that keep some fields, judged by readers from outside.

A file that is made up, scrubbed, has to read like the same file made without the fields that had to go.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

import exifguard
import generated
from builders import heif, jpeg, png
from builders.tiff import ORIENTATION
from exifguard import Action, Category, Finding, Policy
from generated import Exif, Resources, Rule, Texts, Xmp
from oracles import ExifTool
from pictures import FIXTURES

EVERYTHING = Policy("everything", dict.fromkeys(Category, Action.KEEP))
REMOVABLE = sorted(set(Category) - {Category.RENDERING}, key=lambda category: category.value)

GROUPS_OF_THE_FILE = ("SourceFile", "ExifTool:", "System:", "Composite:", "QuickTime:", "Meta:")
DIFFERENT: Mapping[str, str] = {
    "IFD1:ThumbnailOffset": "the block is laid out anew",
    "XMP-x:XMPToolkit": "the new packet is not that toolkit's",
    "File:ExifByteOrder": "a block of nothing but the orientation is composed, in the order of the standard",
}
"""Tags of ExifTool that may differ between two files that say the same, and why."""


LANGUAGE = re.compile(r"-de$")
"""ExifTool leaves the language out when it sees an unknown keyword for the first time, and tells it later."""


def told(exiftool: ExifTool, data: bytes, path: Path) -> dict[str, Any]:
    """What ExifTool reads of a file, without what depends on where it is and how it is laid out."""
    path.write_bytes(data)
    tags = exiftool.tags(path)
    return {
        LANGUAGE.sub("", key).replace("XMP-ns1:", "XMP-own:"): value  # nobody's prefix is not carried over
        for key, value in tags.items()
        if not key.startswith(GROUPS_OF_THE_FILE) and key not in DIFFERENT
    }


def values(data: bytes) -> Counter[tuple[str, str]]:
    """What exifguard reads of a file."""
    report = exifguard.inspect(data)
    assert report.complete
    return Counter((one.key, repr(one.value)) for one in report.findings if one.value is not None)


def differences(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> dict[Any, tuple[Any, Any]]:
    """What only one of two says, or both say differently."""
    names = one.keys() | other.keys()
    return {name: (one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name)}


def rule_of(policy: Policy, found: tuple[Finding, ...]) -> Rule:
    """What a policy takes out of a file, by the catalogue: all fields of one key go together."""
    kept: dict[str, bool] = {}
    for one in found:
        stays = policy.decide(one).action is Action.KEEP
        kept[one.key] = kept.get(one.key, True) and stays
    kept["thumbnail"] = policy.action(Category.PREVIEW) is Action.KEEP
    return Rule(kept.__getitem__, policy.action(Category.LOCATION) is not Action.KEEP)


@dataclass(frozen=True)
class Jpeg:
    """A picture with a block of every kind."""

    exif: Exif
    xmp: Xmp
    resources: Resources
    comment: str = ""

    def left(self, rule: Rule) -> Jpeg:
        comment = self.comment if self.comment and rule.keeps("comment") else ""
        return Jpeg(self.exif.left(rule), self.xmp.left(rule), self.resources.left(rule), comment)

    def build(self) -> bytes:
        exif, xmp, resources = self.exif.build(), self.xmp.build(), self.resources.build()
        head = [jpeg.exif_segment(exif)] if exif else []
        head += [jpeg.xmp_segment(xmp)] if xmp else []
        head += [jpeg.app(13, b"Photoshop 3.0\0" + resources)] if resources else []
        head += [jpeg.com(self.comment)] if self.comment else []
        return jpeg.photo_jpeg(SMALL_JPEG, head=head)


@dataclass(frozen=True)
class Png:
    """The same as far as PNG has it."""

    exif: Exif
    xmp: Xmp
    texts: Texts
    time: bool

    def left(self, rule: Rule) -> Png:
        time = self.time and rule.keeps("tIME")
        return Png(self.exif.left(rule), self.xmp.left(rule), self.texts.left(rule), time)

    def build(self) -> bytes:
        exif, xmp = self.exif.build(), self.xmp.build()
        head = [png.chunk(b"eXIf", exif)] if exif else []
        head += [png.itxt("XML:com.adobe.xmp", xmp.decode())] if xmp else []
        head += [png.time(2024, 5, 1, 10, 20, 30)] if self.time else []
        return png.photo_png(SMALL_PNG, head=[*head, *(one.build() for one in self.texts.chunks)])


@dataclass(frozen=True)
class Heic:
    """An item of each kind; what turns pictures elsewhere is left out: it never stays."""

    exif: Exif
    xmp: Xmp

    def left(self, rule: Rule) -> Heic:
        return Heic(self.exif.left(rule), self.xmp.left(rule))

    def build(self) -> bytes:
        exif, xmp = self.exif.build(), self.xmp.build()
        items = [heif.exif(2, exif)] if exif else []
        items += [heif.mime(3, xmp)] if xmp else []
        first = heif.picture(1, heif.coded(SMALL_HEIC))
        return heif.File([first, *items], [heif.ref("cdsc", item.id, 1) for item in items]).build()


def without_turn(made: Exif) -> Exif:
    """EXIF that does not say which way is up."""
    tables = {
        group: tuple(entry for entry in entries if entry.tag != ORIENTATION)
        for group, entries in made.tables.items()
    }
    return replace(made, tables=tables)


SMALL_HEIC = (FIXTURES / "heif" / "clean-minimal.heic").read_bytes()
SMALL_JPEG = (FIXTURES / "jpeg" / "clean-one-pixel.jpg").read_bytes()
SMALL_PNG = (FIXTURES / "png" / "clean-minimal.png").read_bytes()

jpegs = st.builds(
    Jpeg,
    generated.exif_blocks(SMALL_JPEG),
    generated.xmp_blocks(),
    generated.resource_blocks(),
    st.sampled_from(["", "words"]),
)
heics = st.builds(Heic, generated.exif_blocks(SMALL_JPEG).map(without_turn), generated.xmp_blocks())
pngs = st.builds(Png, generated.exif_blocks(), generated.xmp_blocks(), generated.text_chunks(), st.booleans())
removing = st.lists(st.sampled_from(REMOVABLE), min_size=1, max_size=2, unique=True).map(
    lambda categories: EVERYTHING.remove(*categories)
)
policies = st.one_of(removing, st.just(Policy.location()))

FEWER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def check(made: Jpeg | Png | Heic, policy: Policy, exiftool: ExifTool, folder: Path) -> None:
    """The scrubbed file says what the same file says that was made without the fields that go."""
    note(policy.name)
    data = made.build()
    rule = rule_of(policy, exifguard.inspect(data).findings)
    expected = made.left(rule).build()
    after = exifguard.scrub(data, policy=policy).data
    assert after is not None
    assert differences(values(after), values(expected)) == {}
    found = [one for one in exifguard.inspect(after).findings if one.key != "picture"]  # it was looked into
    assert not [one for one in found if policy.decide(one).action is Action.REMOVE]
    seen = (told(exiftool, one, folder / name) for name, one in (("after", after), ("expected", expected)))
    assert differences(*seen) == {}


@FEWER
@given(made=jpegs, policy=policies)
def test_jpeg(made: Jpeg, policy: Policy, exiftool: ExifTool, tmp_path: Path) -> None:
    check(made, policy, exiftool, tmp_path)


@FEWER
@given(made=pngs, policy=policies)
def test_png(made: Png, policy: Policy, exiftool: ExifTool, tmp_path: Path) -> None:
    check(made, policy, exiftool, tmp_path)


@FEWER
@given(made=heics, policy=policies)
def test_heic(made: Heic, policy: Policy, exiftool: ExifTool, tmp_path: Path) -> None:
    check(made, policy, exiftool, tmp_path)

"""JPEG files with an HDR gain map behind the picture, in every form that phones and editors write.

Each function takes a `Plant`: it is asked for the word to hide at each of `PLACES`, in the picture and in
the gain map alike, and hides nothing where it gets an empty one. What the files should look like in HDR is
told by `hdr_pixels`, which asks libultrahdr, or computes with ExifTool's and Pillow's readings.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import struct
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from builders import jpeg
from builders.tiff import EXIF_POINTER, GPS_POINTER, Ifd, ascii_, gps, gps_text, tiff, undefined
from oracles import REQUIRE_VARIABLE, require

ISO = b"urn:iso:std:iso:ts:21496:-1\0"
SIZE = (64, 48)
GAIN_SIZE = (32, 24)
WHITE = 203  # nits of standard white, as libultrahdr has it

Pixels = npt.NDArray[np.float64]
Plant = Callable[[str], str]


class Place(NamedTuple):
    """Where a word can hide: a short name, the carrier, and the category that takes it out."""

    tag: str
    carrier: str
    category: str


PLACES: Mapping[str, Place] = {
    "exif": Place("EXIF", "APP1/exif", "identity"),
    "note": Place("NOTE", "APP1/exif/makernote", "device"),
    "xmp": Place("XMP", "APP1/xmp", "caption"),
    "comment": Place("COM", "COM", "caption"),
    "gps": Place("GPS", "APP1/exif/GPS:GPSProcessingMethod", "location"),
    "inner-exif": Place("INNER-EXIF", "picture 2/APP1/exif", "identity"),
    "inner-xmp": Place("INNER-XMP", "picture 2/APP1/xmp", "caption"),
    "inner-iso": Place("INNER-ISO", "picture 2/APP2/iso21496", "unknown"),
    "inner-comment": Place("INNER-COM", "picture 2/COM", "caption"),
    "inner-gps": Place("INNER-GPS", "picture 2/APP1/exif/GPS:GPSProcessingMethod", "location"),
}
"""``note`` is asked for by `apple_hdr` alone, ``inner-iso`` by `iso_hdr` and `ultra_hdr`."""


def nothing(_place: str) -> str:
    """Plants no word anywhere."""
    return ""


# The numbers that the files state

ADOBE = {
    "GainMapMin": ("-0.25",),
    "GainMapMax": ("2.321928",),
    "Gamma": ("0.9",),
    "OffsetSDR": ("0.015625",),
    "OffsetHDR": ("1e-07",),
    "HDRCapacityMin": ("0",),
    "HDRCapacityMax": ("2.3",),
}
ADOBE_COLOURS = ADOBE | {
    "GainMapMin": ("-0.256907", "-0.261365", "-0.280284"),
    "GainMapMax": ("1.277177", "1.277203", "1.277969"),
    "Gamma": ("0.953784", "0.941095", "0.919422"),
}
ISO_HEADROOMS = ((0, 1), (2_300_000, 1_000_000))
ISO_CHANNEL = ((-1, 4), (2_321_928, 1_000_000), (9, 10), (1, 64), (1, 10_000_000))
ISO_COLOURS = (ISO_CHANNEL, *(((-1, 5), (3, 2), (1, 1), (1, 64), (1, 64)),) * 2)
APPLE_HEADROOM = "4.532783"
APPLE_NOTE = ((46_219, 29_460), (1, 200))
"""Tags 33 and 48, signed rationals."""

Fractions = Sequence[tuple[int, int]]


def iso_payload(channels: Sequence[Fractions] = (ISO_CHANNEL,), *, flags: int = 0x40) -> bytes:
    """What follows the signature in the gain map's segment: ISO 21496-1, clause C.2."""
    flags |= 0x80 * (len(channels) > 1)
    rows = struct.pack(">4I", *(part for pair in ISO_HEADROOMS for part in pair))
    for channel in channels:
        rows += struct.pack(">iIiIIIiIiI", *(part for pair in channel for part in pair))
    return struct.pack(">HHB", 0, 0, flags) + rows


def common_iso_payload(denominator: int = 1_000_000, *, flags: int = 0x40) -> bytes:
    """The same with one denominator for all, as libultrahdr writes it where it can."""
    values = [numerator * denominator // below for numerator, below in (*ISO_HEADROOMS, *ISO_CHANNEL)]
    return struct.pack(">HHBIIIiiIii", 0, 0, flags | 8, denominator, *values)


def maker_note(numbers: Fractions = APPLE_NOTE, word: str = "") -> bytes:
    """An Apple maker note that states tags 33 and 48, and hides a word as an identifier (tag 17)."""
    rows: list[tuple[int, int, int, bytes]] = [(0x01, 9, 1, struct.pack(">i", 14))]
    if word:
        text = word.encode() + b"\0"
        rows.append((0x11, 2, len(text), text))
    rows += [(tag, 10, 1, struct.pack(">ii", *pair)) for tag, pair in zip((0x21, 0x30), numbers, strict=True)]
    table, values = struct.pack(">H", len(rows)), b""
    at = 14 + 2 + 12 * len(rows) + 4
    for tag, kind, count, data in rows:
        table += struct.pack(">HHI", tag, kind, count)
        table += data if len(data) == 4 else struct.pack(">I", at + len(values))
        values += data if len(data) != 4 else b""
    return b"Apple iOS\0\0\1MM" + table + bytes(4) + values


# XMP as the forms' own writers word it

_SPACES = {
    "hdrgm": "http://ns.adobe.com/hdr-gain-map/1.0/",
    "Container": "http://ns.google.com/photos/1.0/container/",
    "Item": "http://ns.google.com/photos/1.0/container/item/",
    "HDRGainMap": "http://ns.apple.com/HDRGainMap/1.0/",
    "apdi": "http://ns.apple.com/pixeldatainfo/1.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def packet(attributes: str, body: str, word: str = "") -> bytes:
    """A packet with one description; the word becomes a source and the name of a toolkit."""
    text = f"{attributes}{body}"
    spaces = "".join(f' xmlns:{name}="{uri}"' for name, uri in _SPACES.items() if f"{name}:" in text)
    if word:
        body += f'<dc:source xmlns:dc="{_SPACES["dc"]}">{word}</dc:source>'
    toolkit = f' x:xmptk="{word}"' if word else ""
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"{toolkit}>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about=""{spaces}{attributes}>{body}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def directory_packet(length: int, word: str = "") -> bytes:
    """What the first picture of an Ultra HDR file says."""
    rows = (' Item:Semantic="Primary"', f' Item:Semantic="GainMap" Item:Length="{length}"')
    item = '<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg"{}/></rdf:li>'
    items = "".join(map(item.format, rows))
    body = f"<Container:Directory><rdf:Seq>{items}</rdf:Seq></Container:Directory>"
    return packet(' hdrgm:Version="1.0"', body, word)


def adobe_packet(numbers: Mapping[str, Sequence[str]] = ADOBE, word: str = "") -> bytes:
    """What the gain map of an Ultra HDR file says."""
    attributes, body = ' hdrgm:Version="1.0" hdrgm:BaseRenditionIsHDR="False"', ""
    for name, texts in numbers.items():
        if len(texts) == 1:
            attributes += f' hdrgm:{name}="{texts[0]}"'
        else:
            items = "".join(f"<rdf:li>{text}</rdf:li>" for text in texts)
            body += f"<hdrgm:{name}><rdf:Seq>{items}</rdf:Seq></hdrgm:{name}>"
    return packet(attributes, body, word)


def apple_packet(version: int = 131_072, headroom: str = APPLE_HEADROOM, word: str = "") -> bytes:
    """What the gain map of an iPhone says; older ones state no headroom."""
    values = {
        "apdi:NativeFormat": "1278226488",
        "apdi:AuxiliaryImageType": "urn:com:apple:photo:2020:aux:hdrgainmap",
        "apdi:StoredFormat": "1278226488",
        "HDRGainMap:HDRGainMapVersion": str(version),
        "HDRGainMap:HDRGainMapHeadroom": headroom,
    }
    return packet("", "".join(f"<{name}>{text}</{name}>" for name, text in values.items() if text), word)


# The files


@cache
def base_picture() -> bytes:
    """A gradient in colour."""
    width, height = SIZE
    rows = [(x * 4 % 256, y * 5 % 256, 200 - x - y) for y in range(height) for x in range(width)]
    return _encoded(Image.frombytes("RGB", SIZE, bytes(value for row in rows for value in row)))


@cache
def gain_picture(mode: str = "L") -> bytes:
    """A gradient from no gain to all of it, in grey or in colour."""
    width, height = GAIN_SIZE
    values = [(x + y) * 255 // (width + height - 2) for y in range(height) for x in range(width)]
    grey = Image.frombytes("L", GAIN_SIZE, bytes(values))
    if mode == "L":
        return _encoded(grey)
    return _encoded(Image.merge("RGB", (grey, grey.transpose(Image.Transpose.ROTATE_180), grey)))


def _encoded(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def _planted(plant: Plant, prefix: str, *entries: Any) -> list[bytes]:
    """Segments that hide words: an artist and a place beside `entries` in EXIF, and a comment."""
    artist, comment, place = (plant(f"{prefix}{name}") for name in ("exif", "comment", "gps"))
    names = (ascii_(0x013B, artist),) if artist else ()
    children = {EXIF_POINTER: Ifd(tuple(entries))} if entries else {}
    if place:
        children[GPS_POINTER] = gps(gps_text(0x1B, place))
    segments = []
    if names or children:
        segments.append(jpeg.exif_segment(tiff(Ifd(names, children=children), "MM")))
    return [*segments, *([jpeg.com(comment)] if comment else [])]


def gain_map_file(
    first: Sequence[bytes], second: Sequence[bytes], *, mode: str = "L", order: str = "MM", gap: bytes = b""
) -> bytes:
    """A picture with the segments `first`, and behind it a gain map with the segments `second`."""
    gain = jpeg.photo_jpeg(gain_picture(mode), head=second)
    return jpeg.multi_picture(jpeg.photo_jpeg(base_picture(), head=first), [gain], order, gap)


def adobe_hdr(plant: Plant = nothing, *, colours: bool = False, order: str = "MM") -> bytes:
    """Ultra HDR, as phones of 2023 write it: XMP in both pictures."""
    return ultra_hdr(plant, colours=colours, order=order, iso=b"", version=False)


def iso_hdr(plant: Plant = nothing, *, colours: bool = False, iso: bytes = b"") -> bytes:
    """ISO 21496-1 alone, as iPhones of 2024 and libultrahdr write it."""
    channels = ISO_COLOURS if colours else (ISO_CHANNEL,)
    payload = (iso or iso_payload(channels)) + plant("inner-iso").encode()
    first = [*_planted(plant, ""), *_source(plant, "xmp"), jpeg.app(2, ISO + bytes(4))]
    second = [*_planted(plant, "inner-"), *_source(plant, "inner-xmp"), jpeg.app(2, ISO + payload)]
    return gain_map_file(first, second, mode="RGB" if colours else "L")


def _source(plant: Plant, place: str) -> list[bytes]:
    word = plant(place)
    return [jpeg.xmp_segment(packet("", "", word))] if word else []


def ultra_hdr(
    plant: Plant = nothing,
    *,
    colours: bool = False,
    order: str = "MM",
    iso: bytes | None = None,
    version: bool = True,
) -> bytes:
    """Ultra HDR with both forms, as phones of 2025 and Adobe's programs write it."""
    if iso is None:
        iso = iso_payload(ISO_COLOURS if colours else (ISO_CHANNEL,)) + plant("inner-iso").encode()
    inner = adobe_packet(ADOBE_COLOURS if colours else ADOBE, plant("inner-xmp"))
    second = [*_planted(plant, "inner-"), jpeg.xmp_segment(inner)]
    second += [jpeg.app(2, ISO + iso)] if iso else []
    mode = "RGB" if colours else "L"
    length = len(jpeg.photo_jpeg(gain_picture(mode), head=second))
    first = [*_planted(plant, ""), jpeg.xmp_segment(directory_packet(length, plant("xmp")))]
    first += [jpeg.app(2, ISO + bytes(4))] if version else []
    return gain_map_file(first, second, mode=mode, order=order)


def apple_hdr(plant: Plant = nothing, *, old: bool = False, note: bool = True) -> bytes:
    """An iPhone's: the headroom is in the gain map's XMP, in older ones in the maker note alone."""
    entries = [undefined(0x927C, maker_note(APPLE_NOTE, plant("note")))] if note else []
    first = [*_planted(plant, "", *entries), *_source(plant, "xmp")]
    stated = ("", 65_536) if old else (APPLE_HEADROOM, 131_072)
    inner = apple_packet(stated[1], stated[0], plant("inner-xmp"))
    return gain_map_file(first, [*_planted(plant, "inner-"), jpeg.xmp_segment(inner)])


@cache
def encoded_hdr() -> bytes:
    """What libultrahdr itself makes of a gradient that is four times as bright as white."""
    x = np.linspace(0, 4, SIZE[0], dtype=np.float32)[None, :]
    y = np.linspace(0, 3, SIZE[1], dtype=np.float32)[:, None]
    planes = (x + 0 * y, y + 0 * x, x * y / 6, np.ones((SIZE[1], SIZE[0]), np.float32))
    made: bytes = bytes(libultrahdr().ultrahdr_encode(np.stack(planes, axis=2).astype(np.float16)))
    return made


FORMS: Mapping[str, Callable[[Plant], bytes]] = {
    "adobe": adobe_hdr,
    "adobe-colours": lambda plant: adobe_hdr(plant, colours=True),
    "adobe-little-endian": lambda plant: adobe_hdr(plant, order="II"),
    "iso": iso_hdr,
    "iso-colours": lambda plant: iso_hdr(plant, colours=True),
    "ultra": ultra_hdr,
    "ultra-colours": lambda plant: ultra_hdr(plant, colours=True),
    "apple": apple_hdr,
    "apple-old": lambda plant: apple_hdr(plant, old=True),
}
"""A file of every form, by name."""


# What they look like


def libultrahdr() -> Any:
    """The codecs of the package imagecodecs; without it the test skips, or fails where it is demanded."""
    try:
        return importlib.import_module("imagecodecs")
    except ImportError:
        message = "imagecodecs (libultrahdr) is not installed"
        if os.environ.get(REQUIRE_VARIABLE):
            pytest.fail(message)
        pytest.skip(message)


@cache
def second_picture(data: bytes) -> bytes:
    """The gain map, from where ExifTool finds it by the multi-picture index."""
    return _exiftool(data, "-b", "-MPImage2")


@cache
def tags(data: bytes) -> Mapping[str, Any]:
    """What ExifTool reads of a picture, numbers as numbers."""
    rows: list[dict[str, Any]] = json.loads(_exiftool(data, "-j", "-G1", "-n", "-u", "-struct"))
    return rows[0]


def _exiftool(data: bytes, *options: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.jpg"
        path.write_bytes(data)
        command = [require("exiftool"), *options, str(path)]
        return subprocess.run(command, capture_output=True, check=True).stdout


def hdr_pixels(data: bytes) -> Pixels:
    """The picture on a screen that is bright enough: linear light, 1 is standard white; (height, width, 3).

    libultrahdr decides for files with ISO 21496-1. For the others the gain map is applied to the pixels that
    Pillow decodes, with the numbers that ExifTool reads and the formulas of Adobe and Apple.
    """
    inner = second_picture(data)
    if ISO in inner:
        return decoded(data)
    stated = tags(inner)
    base = _linear_srgb(_pixels(data, "RGB", SIZE))
    gain = _pixels(inner, "RGB", (base.shape[1], base.shape[0]))
    if "XMP-HDRGainMap:HDRGainMapVersion" in stated:
        return base * (1 + (_apple_headroom(stated, data) - 1) * _linear_709(gain))
    return _adobe_pixels(base, gain, stated)


def decoded(data: bytes) -> Pixels:
    """The same by libultrahdr."""
    shown: Pixels = libultrahdr().ultrahdr_decode(data)[..., :3].astype(np.float64)
    return shown


def _adobe_pixels(base: Pixels, gain: Pixels, stated: Mapping[str, Any]) -> Pixels:
    def number(name: str, usual: float) -> Pixels:
        value = stated.get(f"XMP-hdrgm:{name}", usual)
        return np.array(value if isinstance(value, list) else [value], dtype=np.float64)

    recovery = gain ** (1 / number("Gamma", 1))
    boost = number("GainMapMin", 0) * (1 - recovery) + number("GainMapMax", 1) * recovery
    shown: Pixels = (base + number("OffsetSDR", 1 / 64)) * 2**boost - number("OffsetHDR", 1 / 64)
    return shown


def _apple_headroom(stated: Mapping[str, Any], data: bytes) -> float:
    if "XMP-HDRGainMap:HDRGainMapHeadroom" in stated:
        return float(stated["XMP-HDRGainMap:HDRGainMapHeadroom"])
    note = tags(data)
    return apple_headroom(float(note["Apple:HDRHeadroom"]), float(note["Apple:HDRGain"]))


def apple_headroom(maker33: float, maker48: float) -> float:
    """Apple, "Applying Apple HDR effect to your photos"."""
    if maker33 < 1:
        stops = -20 * maker48 + 1.8 if maker48 <= 0.01 else -0.101 * maker48 + 1.601
    else:
        stops = -70 * maker48 + 3.0 if maker48 <= 0.01 else -0.303 * maker48 + 2.303
    return float(2 ** max(stops, 0))


def _pixels(data: bytes, mode: str, size: tuple[int, int]) -> Pixels:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        shown = picture.convert(mode).resize(size, Image.Resampling.BILINEAR)
    return np.asarray(shown, dtype=np.float64) / 255


def _linear_srgb(values: Pixels) -> Pixels:
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _linear_709(values: Pixels) -> Pixels:
    return np.where(values < 0.081, values / 4.5, ((values + 0.099) / 1.099) ** (1 / 0.45))

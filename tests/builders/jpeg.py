"""JPEG files (ITU-T T.81): segments, scans, and the application segments that carry metadata."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from . import photoshop, xmp

SOI, EOI, SOS, DQT, DHT, DRI, DNL, COM = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDD, 0xDC, 0xFE
APP0 = 0xE0
SOF0, SOF2 = 0xC0, 0xC2
SOFS = frozenset(range(0xC0, 0xD0)) - {DHT, 0xC8, 0xCC}
_RESTARTS = range(0xD0, 0xD8)

EXIF = b"Exif\0\0"
ICC = b"ICC_PROFILE\0"
MPF = b"MPF\0"


def segment(marker: int, payload: bytes, *, length: int | None = None, fill: int = 0) -> bytes:
    """A marker segment; `length` overrides the true one, `fill` puts fill bytes before the marker."""
    size = len(payload) + 2 if length is None else length
    return b"\xff" * (1 + fill) + bytes((marker,)) + struct.pack(">H", size) + payload


def app(number: int, payload: bytes) -> bytes:
    return segment(APP0 + number, payload)


def com(text: str | bytes) -> bytes:
    return segment(COM, text.encode("utf-8") if isinstance(text, str) else text)


def marker(code: int) -> bytes:
    """A marker that stands alone."""
    return bytes((0xFF, code))


class Unit(NamedTuple):
    """A marker with its segment, and for SOS with the entropy-coded data behind it."""

    code: int
    data: bytes


def split(data: bytes) -> list[Unit]:
    """The units of a sound JPEG file, SOI and EOI included; what follows the EOI is left out."""
    units = [Unit(SOI, data[:2])]
    at = 2
    while units[-1].code != EOI:
        code = data[at + 1]
        end = at + 2 if code == EOI else at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if code == SOS:
            end = _scan_end(data, end)
        units.append(Unit(code, data[at:end]))
        at = end
    return units


def _scan_end(data: bytes, at: int) -> int:
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0 and data[at + 1] not in _RESTARTS:
            return at
        at += 2


def join(units: Iterable[Unit]) -> bytes:
    return b"".join(unit.data for unit in units)


def photo_jpeg(
    picture: bytes,
    *,
    first: Sequence[bytes] = (),
    head: Sequence[bytes] = (),
    before_sos: Sequence[bytes] = (),
    between_scans: Sequence[bytes] = (),
    before_eoi: Sequence[bytes] = (),
    tail: bytes = b"",
    drop: Iterable[int] = (),
) -> bytes:
    """A sound picture with segments put in.

    Args:
        picture: the file to start from.
        first: right behind SOI. head: behind the picture's own APP0 and APP14 segments.
        before_sos: before the first scan. between_scans: one before each further scan, as far as they go.
        before_eoi: behind the last scan. tail: behind EOI.
        drop: markers whose segments are left out of `picture`.
    """
    unwanted = frozenset(drop)
    units = [unit for unit in split(picture) if unit.code not in unwanted]
    scans = [index for index, unit in enumerate(units) if unit.code == SOS]
    own = sum(1 for unit in units if unit.code in (APP0, APP0 + 14))
    places: dict[int, list[bytes]] = {
        1: list(first),
        len(units) - 1: list(before_eoi),
    }
    places.setdefault(1 + own, []).extend(head)
    places.setdefault(scans[0] if scans else len(units) - 1, []).extend(before_sos)
    for index, extra in zip(scans[1:], between_scans, strict=False):
        places.setdefault(index, []).append(extra)
    out = [b"".join((*places.get(index, ()), unit.data)) for index, unit in enumerate(units)]
    return b"".join(out) + tail


def jfif(
    *, version: int = 0x0102, units: int = 1, density: tuple[int, int] = (72, 72), extra: bytes = b"\0\0"
) -> bytes:
    """A JFIF APP0; `extra` is the thumbnail's width and height and its pixels, or anything else."""
    return app(0, b"JFIF\0" + struct.pack(">HBHH", version, units, *density) + extra)


def jfxx(kind: int, payload: bytes) -> bytes:
    """A JFIF extension: 0x10 a JPEG thumbnail, 0x11 palette, 0x13 RGB (JFIF 1.02)."""
    return app(0, b"JFXX\0" + bytes((kind,)) + payload)


def adobe(transform: int, *, tail: bytes = b"", flags: tuple[int, int] = (0, 0)) -> bytes:
    """An Adobe APP14: transform 0 none, 1 YCbCr, 2 YCCK."""
    return app(14, b"Adobe" + struct.pack(">HHHB", 100, *flags, transform) + tail)


def exif_segment(tiff: bytes) -> bytes:
    return app(1, EXIF + tiff)


def split_exif(tiff: bytes, size: int = 65_500) -> list[bytes]:
    """APP1 segments that each carry a portion of one TIFF stream behind the signature."""
    return [app(1, EXIF + tiff[at : at + size]) for at in range(0, len(tiff), size)]


def xmp_segment(packet: bytes, signature: bytes = xmp.STANDARD) -> bytes:
    return app(1, signature + packet)


def icc_segments(profile: bytes, parts: int = 1) -> list[bytes]:
    """APP2 segments that carry the profile in `parts` portions, in order (ICC.1 annex B.4)."""
    size = -(-len(profile) // parts)
    portions = [profile[at : at + size] for at in range(0, len(profile), size)]
    return [icc_segment(part, number, parts) for number, part in enumerate(portions, 1)]


def icc_segment(portion: bytes, number: int, count: int) -> bytes:
    return app(2, ICC + bytes((number, count)) + portion)


def irb_segments(resources: Iterable[photoshop.Resource], cuts: Sequence[int] = ()) -> list[bytes]:
    """APP13 segments; `cuts` are the offsets in the resource data at which a new segment begins."""
    data = photoshop.irb(resources)
    edges = [0, *cuts, len(data)]
    return [app(13, photoshop.SIGNATURE + data[start:end]) for start, end in pairwise(edges)]


def box(kind: bytes, payload: bytes) -> bytes:
    """An ISO base media or JUMBF box."""
    return struct.pack(">I", len(payload) + 8) + kind + payload


def jumbf(
    label: str, content: bytes, *, uuid: bytes = b"c2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71"
) -> bytes:
    """A JUMBF superbox: a description box with `uuid` and a label, then one JSON content box."""
    return box(b"jumb", box(b"jumd", uuid + b"\3" + label.encode("ascii") + b"\0") + box(b"json", content))


def jumbf_segments(data: bytes, *, instance: int = 1, size: int = 65_000) -> list[bytes]:
    """APP11 segments of one box: each repeats the box header (ISO 19566-5 annex D)."""
    header, body = data[:8], data[8:]
    return [
        app(11, b"JP" + struct.pack(">HI", instance, number) + header + body[at : at + size])
        for number, at in enumerate(range(0, len(body), size), 1)
    ]


class MpfImage(NamedTuple):
    """One entry of an MPF index: the attribute word, and size and offset as written."""

    attribute: int
    size: int
    offset: int


def mpf_index(images: Sequence[MpfImage], order: str = "MM", uids: Sequence[bytes] = ()) -> bytes:
    """The APP2 segment of a multi-picture index (CIPA DC-007 5.2); offsets count from its TIFF header."""
    sign = ">" if order == "MM" else "<"
    table = b"".join(struct.pack(sign + "IIIHH", *image, 0, 0) for image in images)
    names = b"".join(uid.ljust(33, b"\0") for uid in uids)
    rows = 3 + bool(names)
    at = 8 + 2 + 12 * rows + 4
    ifd = struct.pack(sign + "H", rows)
    ifd += struct.pack(sign + "HHI4s", 0xB000, 7, 4, b"0100")
    ifd += struct.pack(sign + "HHII", 0xB001, 4, 1, len(images))
    ifd += struct.pack(sign + "HHII", 0xB002, 7, len(table), at)
    if names:
        ifd += struct.pack(sign + "HHII", 0xB003, 7, len(names), at + len(table))
    header = order.encode("ascii") + struct.pack(sign + "HI", 42, 8)
    return app(2, MPF + header + ifd + struct.pack(sign + "I", 0) + table + names)


def multi_picture(primary: bytes, secondaries: Sequence[bytes], order: str = "MM", gap: bytes = b"") -> bytes:
    """A picture, an MPF index put behind its APPn segments, and further pictures behind it."""
    units = split(primary)
    at = 1 + max((index for index, unit in enumerate(units) if APP0 <= unit.code < APP0 + 16), default=0)
    before = len(join(units[:at]))
    blank = [MpfImage(0, 0, 0)] * (1 + len(secondaries))
    size = len(primary) + len(mpf_index(blank, order))
    header_at = before + 4 + len(MPF)
    images = [MpfImage(0x2003_0000, size, 0)]
    end = size
    for secondary in secondaries:
        end += len(gap)
        images.append(MpfImage(0, len(secondary), end - header_at))
        end += len(secondary)
    head = join(units[:at]) + mpf_index(images, order) + join(units[at:])
    return head + b"".join(gap + secondary for secondary in secondaries)


def component_ids(picture: bytes, ids: Sequence[int]) -> bytes:
    """`picture` with its components renamed in SOF and in every SOS."""
    units = split(picture)
    frame = next(unit.data for unit in units if unit.code in SOFS)
    names = dict(zip(frame[10 : 10 + 3 * frame[9] : 3], ids, strict=True))
    return join(Unit(unit.code, _renamed(unit, names)) for unit in units)


def _renamed(unit: Unit, names: dict[int, int]) -> bytes:
    # T.81 B.2.2 and B.2.3: the component list starts behind Nf (SOF) or Ns (SOS).
    start, step = (10, 3) if unit.code in SOFS else (5, 2)
    if unit.code != SOS and unit.code not in SOFS:
        return unit.data
    data = bytearray(unit.data)
    for at in range(start, start + step * data[start - 1], step):
        data[at] = names[data[at]]
    return bytes(data)


def quantisation(table_id: int, values: bytes) -> bytes:
    """The body of one 8-bit table in a DQT: values are filled up to 64 bytes and are never 0."""
    return bytes((table_id,)) + values.ljust(64, b"\x01")


def huffman(table_class: int, table_id: int, values: bytes) -> bytes:
    """The body of one table in a DHT: all codes are eight bits long, so at most 255 values."""
    counts = bytearray(16)
    counts[7] = len(values)
    return bytes((table_class << 4 | table_id,)) + bytes(counts) + values


def with_dnl(picture: bytes) -> bytes:
    """`picture` with its height moved from SOF into a DNL segment behind the first scan (T.81 B.2.5)."""
    out: list[Unit] = []
    height = b""
    done = False
    for unit in split(picture):
        data = unit.data
        if unit.code in SOFS:
            height, data = data[5:7], data[:5] + b"\0\0" + data[7:]
        out.append(Unit(unit.code, data))
        if unit.code == SOS and not done:
            out.append(Unit(DNL, segment(DNL, height)))
            done = True
    return join(out)

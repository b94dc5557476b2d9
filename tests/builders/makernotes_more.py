"""Maker notes as cameras write them, one builder for each layout, with values planted in them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from . import jpeg
from .tiff import EXIF_POINTER, Ifd, ascii_, tiff, undefined

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, SHORTS, SLONG, SRATIONAL, FLOAT = (
    1,
    2,
    3,
    4,
    5,
    7,
    8,
    9,
    10,
    11,
)
CODES = {BYTE: "B", SHORT: "H", LONG: "I", RATIONAL: "I", SHORTS: "h", SLONG: "i", SRATIONAL: "i", FLOAT: "f"}
SIZES = {RATIONAL: 8, SRATIONAL: 8, ASCII: 1, UNDEFINED: 1}
MAKER_NOTE = 0x927C
PICTURE = b"\xff\xd8\xff\xdb" + bytes(range(40)) + b"\xff\xd9"

Rows = Sequence["Row"]


class Row(NamedTuple):
    """One entry: bytes, numbers of its type, or an inner table."""

    tag: int
    kind: int
    units: bytes | Sequence[float] = b""
    inner: Rows = ()
    marked: bool = False


def text(tag: int, words: str) -> Row:
    return Row(tag, ASCII, words.encode() + b"\0")


def raw(tag: int, data: bytes) -> Row:
    return Row(tag, UNDEFINED, data)


def padded(tag: int, words: str, size: int) -> Row:
    return Row(tag, UNDEFINED, words.encode().ljust(size, b"\0"))


def u2(tag: int, *numbers: int) -> Row:
    return Row(tag, SHORT, numbers)


def u4(tag: int, *numbers: int) -> Row:
    return Row(tag, LONG, numbers)


def inner(tag: int, *rows: Row) -> Row:
    """An inner table that its offset points at."""
    return Row(tag, LONG, inner=rows)


def inside(tag: int, *rows: Row) -> Row:
    """An inner table in the bytes of the value; its offsets count from where those around it do."""
    return Row(tag, UNDEFINED, inner=rows)


def marked(tag: int, *rows: Row) -> Row:
    """An inner table behind a byte order mark, which its offsets count from."""
    return Row(tag, UNDEFINED, inner=rows, marked=True)


def sign(order: str) -> str:
    return "<" if order == "II" else ">"


def pack(row: Row, order: str) -> bytes:
    if isinstance(row.units, bytes):
        return row.units
    return struct.pack(f"{sign(order)}{len(row.units)}{CODES[row.kind]}", *row.units)


def table(rows: Rows, order: str, at: int, *, link: bool = True, count: bytes | None = None) -> bytes:
    """A table that begins `at` bytes behind what its offsets count from.

    Args:
        rows: its entries.
        order: ``II`` or ``MM``.
        at: where it begins.
        link: whether the offset of a next table follows.
        count: other bytes for the count.
    """
    head = struct.pack(sign(order) + "H", len(rows)) if count is None else count
    heap_at = at + len(head) + 12 * len(rows) + 4 * link
    heap = bytearray()
    entries = []
    for row in rows:
        here = heap_at + len(heap)
        if row.inner:
            data = table(row.inner, order, 2 if row.marked else here)
            data = order.encode() * row.marked + data
            items, value = (len(data), b"") if row.kind == UNDEFINED else (1, b"")
        else:
            data = pack(row, order)
            items = len(data) // SIZES.get(row.kind, struct.calcsize(CODES.get(row.kind, "B")))
            value = data.ljust(4, b"\0") if len(data) <= 4 else b""
        if not value:
            value = struct.pack(sign(order) + "I", here)
            heap += data + bytes(len(data) % 2)
        entries.append(struct.pack(sign(order) + "HHI", row.tag, row.kind, items) + value)
    return head + b"".join(entries) + bytes(4 * link) + bytes(heap)


Build = Callable[[str, int], bytes]
"""Builds a note from its byte order and from where it begins in its block."""


def from_note(head: bytes, *rows: Row, base: int = 0) -> Build:
    """A table behind `head`, with offsets that count from `base` bytes behind the note's beginning."""
    return lambda order, start: head + table(rows, order, len(head) - base)


def from_block(head: bytes, *rows: Row) -> Build:
    """A table behind `head`, with offsets that count from the beginning of the block."""
    return lambda order, start: head + table(rows, order, start + len(head))


def record(size: int, *pieces: tuple[int, bytes]) -> bytes:
    """Bytes at fixed places of a record."""
    data = bytearray(size)
    for at, piece in pieces:
        data[at : at + len(piece)] = piece
    return bytes(data)


def fixed(data: bytes) -> Build:
    return lambda order, start: data


@dataclass(frozen=True)
class Sample:
    """A note, and what it says.

    Attributes:
        name: for people.
        make, model: of the camera.
        build: builds the note.
        says: values that exifguard reads, by ``Group:TagName``.
        exiftool: those that ExifTool reads in another way; None for one that it does not show.
        seen: False when ExifTool knows no such note.
        nested: the names of the blocks inside.
        orders: the byte orders in which such notes exist.
    """

    name: str
    make: str
    model: str
    build: Build
    says: Mapping[str, object]
    exiftool: Mapping[str, object] = field(default_factory=dict)
    nested: tuple[str, ...] = ()
    orders: tuple[str, ...] = ("II", "MM")
    seen: bool = True


def block(sample: Sample, order: str) -> bytes:
    """An Exif block that holds the note."""
    size = len(sample.build(order, 0))
    place = b"\xa5" * max(size, 5)
    frame = tiff(_frame(sample, place), order)
    start = frame.index(place)
    return tiff(_frame(sample, sample.build(order, start).ljust(5, b"\0")), order)


def _frame(sample: Sample, note: bytes) -> Ifd:
    exif = Ifd((ascii_(0x9003, "2001:02:03 04:05:06"), undefined(MAKER_NOTE, note)))
    return Ifd((ascii_(0x010F, sample.make), ascii_(0x0110, sample.model)), {EXIF_POINTER: exif})


def picture(sample: Sample, order: str) -> bytes:
    """A JPEG file that holds the block; it shows nothing."""
    return jpeg.marker(jpeg.SOI) + jpeg.app(1, jpeg.EXIF + block(sample, order)) + jpeg.marker(jpeg.EOI)


def le(code: str, *numbers: float) -> bytes:
    return struct.pack("<" + code, *numbers)


def be(code: str, *numbers: float) -> bytes:
    return struct.pack(">" + code, *numbers)


# -- makers ----------------------------------------------------------------------------------------


def _face_record(order: str) -> bytes:
    """Two faces that a Panasonic recognised."""
    code = sign(order)
    face = b"Ada Test".ljust(20, b"\0") + struct.pack(code + "4H", 10, 20, 30, 40)
    other = b"Ben Test".ljust(20, b"\0") + struct.pack(code + "4H", 50, 60, 70, 80)
    ages = b"0031:02:03 00:00:00".ljust(20, b"\0"), b"0004:05:06 00:00:00".ljust(20, b"\0")
    return struct.pack(code + "HH", 2, 0) + face + ages[0] + other + ages[1] + bytes(48)


def _panasonic_rows(order: str) -> list[Row]:
    return [
        u2(0x01, 2),
        padded(0x25, "F540510060007", 16),
        text(0x33, "0003:04:05 00:00:00"),
        raw(0x4E, struct.pack(sign(order) + "21H", 1, 11, 12, 13, 14, *[0] * 16)),
        text(0x52, "LENS-0042"),
        text(0x54, "NO-ACCESSORY"),
        raw(0x61, _face_record(order)),
        padded(0x65, "Birthday of Ada", 32),
        padded(0x66, "Benny", 32),
        padded(0x67, "Old Mill", 64),
        padded(0x69, "Switzerland", 72),
        padded(0x6B, "Aargau", 72),
        padded(0x6D, "Döttingen", 72),
        padded(0x6F, "Town Hall", 128),
        padded(0x80, "Kleindorf", 72),
        Row(0x8C, SHORT, (65336,)),
        Row(0x90, SHORT, (65506,)),
        text(0xAF, "2024:05:12 13:14:15"),
        raw(0x2003, bytes.fromhex("2024051213141500") + bytes(8) + struct.pack(sign(order) + "I", 7)),
        text(0x8010, "9999:99:99 00:00:00"),
    ]


PANASONIC_SAYS = {
    "Panasonic:InternalSerialNumber": "F540510060007",
    "Panasonic:BabyAge": "0003:04:05 00:00:00",
    "Panasonic:NumFacePositions": 1,
    "Panasonic:Face1Position": "11 12 13 14",
    "Panasonic:LensSerialNumber": "LENS-0042",
    "Panasonic:AccessorySerialNumber": "NO-ACCESSORY",
    "Panasonic:FacesRecognized": 2,
    "Panasonic:RecognizedFace1Name": "Ada Test",
    "Panasonic:RecognizedFace1Position": "10 20 30 40",
    "Panasonic:RecognizedFace1Age": "0031:02:03 00:00:00",
    "Panasonic:RecognizedFace2Name": "Ben Test",
    "Panasonic:RecognizedFace2Age": "0004:05:06 00:00:00",
    "Panasonic:Title": "Birthday of Ada",
    "Panasonic:BabyName": "Benny",
    "Panasonic:Location": "Old Mill",
    "Panasonic:Country": "Switzerland",
    "Panasonic:State": "Aargau",
    "Panasonic:City": "Döttingen",
    "Panasonic:Landmark": "Town Hall",
    "Panasonic:City2": "Kleindorf",
    "Panasonic:AccelerometerZ": -200,
    "Panasonic:RollAngle": -30,
    "Panasonic:TimeStamp": "2024:05:12 13:14:15",
    "Panasonic:PanasonicDateTime": "2024:05:12 13:14:15.00",
    "Panasonic:TimeLapseShotNumber": 7,
}
PANASONIC_SEEN = {"Panasonic:RollAngle": -3, "Panasonic:BabyAge": "9999:99:99 00:00:00"}


def _panasonic(head: bytes) -> Build:
    return lambda order, start: from_block(head, *_panasonic_rows(order))(order, start)


def _fuji_faces() -> bytes:
    """One face that a Fujifilm recognised."""
    name, born = b"Ada Test\0", b"20200404"
    face = record(62, (30, le("II", len(name), 70)), (46, b"\4"), (54, le("II", len(born), 79)))
    return le("II", 8, len(face)) + face + name + born


def _olympus(head: bytes, *, base: int | None) -> Build:
    def build(order: str, start: int) -> bytes:
        equipment = (
            text(0x0100, "S0042"),
            text(0x0101, "BODY-0042"),
            text(0x0102, "INTERNAL-0042"),
            text(0x0202, "LENS-0042"),
            text(0x0203, "OLYMPUS TEST LENS"),
            text(0x0302, ""),
            text(0x1003, "FLASH-0042"),
        )
        settings = (Row(0x0903, SHORTS, (-123, 1)), text(0x0908, "2024:05:12 13:14:15"))
        rows = (
            text(0x0207, "S0042"),
            padded(0x0209, "OLYMPUS DIGITAL CAMERA", 32),
            Row(0x1007, SHORTS, (-5,)),
            inner(0x2010, *equipment),
            inner(0x2020, *settings),
        )
        return head + table(rows, order, len(head) + (start if base is None else 0))

    return build


OLYMPUS_SAYS = {
    "Olympus:CameraType": "S0042",
    "Olympus:CameraID": "OLYMPUS DIGITAL CAMERA",
    "Olympus:SerialNumber": "BODY-0042",
    "Olympus:SensorTemperature": -5,
    "Olympus:InternalSerialNumber": "INTERNAL-0042",
    "Olympus:LensSerialNumber": "LENS-0042",
    "Olympus:LensModel": "OLYMPUS TEST LENS",
    "Olympus:FlashSerialNumber": "FLASH-0042",
    "Olympus:RollAngle": "-123 1",
    "Olympus:DateTimeUTC": "2024:05:12 13:14:15",
}
OLYMPUS_SEEN = {"Olympus:RollAngle": 12.3}


def _olympus_new(head: bytes) -> Build:
    """With the mark of the byte order in the head."""
    return lambda order, start: _olympus(head + order.encode() + b"\3\0", base=0)(order, start)


def _olympus_preview(order: str, start: int) -> bytes:
    head = b"OLYMPUS\0" + order.encode() + b"\3\0"
    rows = [inner(0x2020, u4(0x0101, 0), u4(0x0102, len(PICTURE)))]
    size = len(head + table(rows, order, len(head)))
    rows = [inner(0x2020, u4(0x0101, size), u4(0x0102, len(PICTURE)))]
    return head + table(rows, order, len(head)) + PICTURE


SETTINGS = record(
    260,
    (4 * 21, be("I", 2003 << 16 | 5 << 8 | 12)),
    (4 * 22, be("I", 13 << 16 | 14 << 8 | 15)),
    (108, be("I", 42)),
)
SETTINGS_SAYS = {"MinoltaDate": "2003:05:12", "MinoltaTime": "13:14:15", "LastFileNumber": 42}


def _minolta_says(group: str) -> dict[str, object]:
    return {f"{group}:{name}": value for name, value in SETTINGS_SAYS.items()}


def _casio_faces(order: str) -> bytes:
    if order == "II":
        return record(544, (0, b"\2\1\1"), (4, le("HH", 640, 480)), (24, le("4H", 1, 2, 3, 4)))
    return record(1020, (0, b"\1\2\x80\1\xe0"), (13, be("4H", 1, 2, 3, 4)))


def _casio2(order: str, start: int) -> bytes:
    rows = (
        text(0x2001, "0302280945"),
        raw(0x2089, _casio_faces(order)),
        text(0x3006, "Zurich"),
        u2(0x301C, 42),
    )
    return from_block(b"QVC\0\0\0", *rows)(order, start)


CASIO_SAYS = {
    "Casio:FirmwareDate": "0302280945",
    "Casio:FacesDetected": 1,
    "Casio:FaceDetectFrameSize": "640 480",
    "Casio:Face1Position": "1 2 3 4",
    "Casio:HometownCity": "Zurich",
    "Casio:SequenceNumber": 42,
}


def _kodak_kdk(order: str, start: int) -> bytes:
    head = b"KDK INFO" if order == "MM" else b"KDK\0\0\0\0\0"
    year = struct.pack(sign(order) + "H", 2003)
    return record(
        128,
        (0, head),
        (8, b"DX4900"),
        (24, year),
        (26, bytes((5, 12))),
        (28, bytes((13, 14, 15, 16))),
        (37, b"\7"),
    )


KODAK_DATE = {
    "Kodak:YearCreated": 2003,
    "Kodak:MonthDayCreated": "05:12",
    "Kodak:TimeCreated": "13:14:15.16",
}


KODAK8_ROWS = (u2(0x0001, 1), inner(0xFC00, text(0xFA19, "KCXGT72842184")), marked(0xFC01, u2(0x0027, 100)))


def _kodak8c(order: str, start: int) -> bytes:
    head = order.encode() + struct.pack(sign(order) + "HI", 42, 8)
    return head + table((u2(0x0001, 1), inner(0xFF00, text(0xFA04, "KSERIAL0042"))), order, 8)


def _wide(rows: Rows, *, first: bool) -> Build:
    """A TIFF header, and a table whose count takes four bytes, the number in the first or last two."""

    def build(order: str, start: int) -> bytes:
        head = order.encode() + struct.pack(sign(order) + "HI", 42, 8)
        count = struct.pack(
            sign(order) + ("HH" if order == "II" or first else "I"), *_count(rows, order, first)
        )
        return head + table(rows, order, 8, count=count)

    return build


def _count(rows: Rows, order: str, first: bool) -> tuple[int, ...]:
    if order == "II" or first:
        return len(rows), 0
    return (len(rows),)


TYPE11_ROWS = (text(0x0207, "PIXPRO S-1"), text(0x0308, "LENS-0042"), text(0x0309, "PIXPRO 12-45mm"))
TYPE11_SAYS = {"Kodak:KodakModel": "PIXPRO S-1", "Kodak:LensSerialNumber": "LENS-0042"}


def _phase_one(order: str, start: int) -> bytes:
    code = sign(order)
    serial, lens, when = b"DK001234\0\0\0\0", b"Test 80mm\0\0\0", struct.pack(code + "I", 1_700_000_000)
    calibration = _phase_table(
        b"IIII\1\0\0\0" if order == "II" else b"MMMM\0\0\0\1", code, [(0x407, 0, b"CAL-0042\0\0\0\0")]
    )
    entries = [
        (0x102, 1, serial),
        (0x110, 1, calibration),
        (0x112, 4, when),
        (0x113, 4, struct.pack(code + "I", 7)),
        (0x412, 1, lens),
    ]
    return _phase_table(b"IIIITwaR" if order == "II" else b"MMMMRawT", code, entries)


def _phase_table(head: bytes, code: str, entries: list[tuple[int, int, bytes]]) -> bytes:
    """The values, and behind them the table; entries of an inner table have no format."""
    wide = entries[0][1] > 0
    values = bytearray()
    rows = []
    entries = entries if wide else [*entries, (0x0404, 0, b"1.0\0")]
    for tag, form, data in entries:
        value = data if len(data) <= 4 else struct.pack(code + "I", 12 + len(values))
        values += data if len(data) > 4 else b""
        kind = struct.pack(code + "I", form) if wide else b""
        rows.append(struct.pack(code + "I", tag) + kind + struct.pack(code + "I", len(data)) + value)
    at = 12 + len(values)
    count = struct.pack(code + "II", len(rows), 0)
    return head + struct.pack(code + "I", at) + bytes(values) + count + b"".join(rows)


def _samsung_stmn(order: str, start: int) -> bytes:
    """Offsets count from the file; the block begins at byte 12 of the JPEG files here."""
    head = b"STMN100\0" + struct.pack(sign(order) + "II", start + 12 + 44, len(PICTURE))
    return head.ljust(44, b"\0") + PICTURE


SAMSUNG_ROWS = (
    raw(0x0001, b"0100"),
    u4(0x0002, 0x2000),
    text(0x0031, "Old Mill, Aargau"),
    text(0x0123, "Ada Test"),
    text(0xA002, "SERIAL0042"),
    text(0xA005, "LENS0042"),
)
SAMSUNG_SAYS = {
    "Samsung:DeviceType": 0x2000,
    "Samsung:LocationName": "Old Mill, Aargau",
    "Samsung:FaceName": "Ada Test",
    "Samsung:SerialNumber": "SERIAL0042",
    "Samsung:InternalLensSerialNumber": "LENS0042",
}

UTF16_SERIAL = "H500HF12345678".encode("utf-16-le").ljust(30, b"\0")
HYPERFIRE = record(
    120,
    (0, le("HHHH", 0xF101, 3, 0, 0)),
    (8, le("HH", 0x2011, 0x0110)),
    (12, b"M\0"),
    (14, le("HH", 1, 3)),
    (18, le("HH", 1, 2)),
    (22, le("6H", 15, 14, 13, 5, 12, 2024)),
    (38, le("hh", -4, -20)),
    (42, UTF16_SERIAL),
    (86, b"NEST BOX"),
)
ULTRAFIRE = record(
    112,
    (0, b"RECONYXUF\0"),
    (0x18, b"\1\2" + le("H", 0x2016) + b"\5\x12B"),
    (0x34, b"T"),
    (0x3B, bytes((15, 14, 13, 12, 5)) + le("H", 2024)),
    (0x44, le("hh", 23, -5)),
    (0x4B, b"UXR9IA00012345"),
    (0x5A, b"NEST BOX"),
)
HYPERFIRE2 = record(
    160,
    (0, b"RECONYXH2\0"),
    (0x10, le("HH", 42, 101)),
    (0x34, b"M\0"),
    (0x3E, le("6H", 15, 14, 13, 12, 5, 2024)),
    (0x4E, le("hh", 23, -5)),
    (0x68, b"NEST BOX"),
    (0x7E, UTF16_SERIAL),
)
MICROFIRE = record(
    176,
    (0, b"RECONYXMF\0"),
    (0x14, le("HH", 44 << 9 | 5 << 5 | 12, 13 << 11 | 14 << 5 | 8)),
    (0x18, bytes(range(1, 17))),
    (0x44, b"M\0"),
    (0x4E, le("6H", 15, 14, 13, 5, 12, 2024)),
    (0x5E, le("hh", 23, -5)),
    (0x76, b"NEST BOX"),
    (0x8C, UTF16_SERIAL),
)
HYPERFIRE_4K = record(
    160,
    (0, b"RECONYXHF4K\0"),
    (0x28, b"T"),
    (0x2F, bytes((15, 14, 13, 12, 5)) + le("H", 2024)),
    (0x38, le("hh", 23, -5)),
    (0x51, b"NEST BOX"),
    (0x84, b"HF4K0000012345"),
    (0x93, le("HH", 101, 42)),
)
RECONYX_SAYS: dict[str, object] = {
    "Reconyx:DateTimeOriginal": "2024:05:12 13:14:15",
    "Reconyx:UserLabel": "NEST BOX",
}


def _hp_record(serial_at: int, kind: bytes) -> bytes:
    return record(
        128,
        (0, b"IIII" + kind),
        (20, b"2006:05:12 13:14:15"),
        (52, le("H", 200)),
        (serial_at, b"SERIAL NUMBER:CN1234ABCD"),
    )


HP_SAYS = {"HP:CameraDateTime": "2006:05:12 13:14:15", "HP:SerialNumber": "CN1234ABCD", "HP:ISO": 200}
NINTENDO = record(
    56,
    (0, b"3DS1"),
    (8, le("I", 400_000_000)),
    (24, b"\xde\xad\xbe\xef"),
    (40, le("f", 1.5)),
    (48, le("H", 0x1000)),
)


def _huawei(order: str, start: int) -> bytes:
    face = (u4(0x0102, 1), u4(0x0105, 10, 20, 30, 40))
    rows = (inner(0x0100, *face), u4(0x0201, 7), text(0x0211, "0123-4567-89ab"))
    return b"HUAWEI\0\0" + order.encode() + struct.pack(sign(order) + "HI", 42, 8) + table(rows, order, 8)


def _ge2(order: str, start: int) -> bytes:
    """Twenty-five entries without a count; offsets from tag 0x1303 on are too large by 210."""
    rows = [
        text(0x1000, "NORMAL "),
        *(u2(0x1001 + number, number) for number in range(23)),
        text(0x1304, "3072x2304"),
    ]
    data = bytearray(table(rows, "II", 6, count=b"\0\0"))
    last = 2 + 12 * 24 + 8
    data[last : last + 4] = le("I", int.from_bytes(data[last : last + 4], "little") + 210)
    return b"GE\x0c\0\0\0\x16\0\0\0\0\0" + bytes(data)


LEICA = "Leica Camera AG"
KODAK = "EASTMAN KODAK COMPANY"
SAMPLES = (
    Sample(
        "panasonic", "Panasonic", "DMC-TEST", _panasonic(b"Panasonic\0\0\0"), PANASONIC_SAYS, PANASONIC_SEEN
    ),
    Sample("leica-panasonic", "LEICA", "D-LUX 2", _panasonic(b"LEICA\0\0\0"), PANASONIC_SAYS, PANASONIC_SEEN),
    Sample("d-lux7", LEICA, "D-Lux 7", _panasonic(b"LEICA CAMERA AG\0\0\0"), PANASONIC_SAYS, PANASONIC_SEEN),
    Sample(
        "panasonic-mke",
        "Panasonic",
        "NV-DS65",
        fixed(b"MKE\0\0\0" + le("H", 42)),
        {"Panasonic:MakerNoteType": "MKE", "Panasonic:Gain": 42},
    ),
    Sample(
        "leica-m8",
        LEICA,
        "M8 Digital Camera",
        from_note(
            b"LEICA\0\0\0",
            u2(0x0300, 1),
            u4(0x0303, 3_100_042),
            u4(0x0340, 4711),
            Row(0x0320, SLONG, (21,)),
            Row(0x0312, SRATIONAL, (7, 2)),
            base=8,
        ),
        {"Leica:SerialNumber": 3_100_042, "Leica:ImageIDNumber": 4711, "Leica:CameraTemperature": 21},
    ),
    Sample(
        "leica-r9",
        LEICA,
        "R9 - Digital Back",
        from_block(b"", raw(0x0B, b"\0\0\0\0SN000042\0\0"), u2(0x0D, 1, 2, 3)),
        {"Leica:SerialNumber": "SN000042"},
    ),
    Sample(
        "leica-m9",
        LEICA,
        "M9 Digital Camera",
        from_note(
            b"LEICA0\3\0",
            inside(0x3000, u4(0x300A, 1), u4(0x300B, 1)),
            inside(0x3100, text(0x3103, "4200042"), text(0x3109, "1.196 test")),
            inside(0x3400, Row(0x3402, SLONG, (25,)), u4(0x3405, 1)),
        ),
        {
            "Leica:SerialNumber": "4200042",
            "Leica:FirmwareVersion": "1.196 test",
            "Leica:CameraTemperature": 25,
        },
    ),
    Sample(
        "leica-x1",
        "LEICA CAMERA AG",
        "LEICA X1",
        from_note(
            b"LEICA\0\1\0",
            u4(0x0305, 4_200_042),
            text(0x0407, "L1000042.JPG"),
            text(0x0408, "/DCIM/100LEICA"),
            u2(0x0410, 42),
            padded(0x0500, "ABC1105120042", 16),
        ),
        {
            "Leica:SerialNumber": 4_200_042,
            "Leica:OriginalFileName": "L1000042.JPG",
            "Leica:OriginalDirectory": "/DCIM/100LEICA",
            "Leica:InternalSerialNumber": "ABC1105120042",
        },
    ),
    Sample(
        "leica-q",
        "LEICA CAMERA AG",
        "LEICA Q (Typ 116)",
        from_block(b"LEICA\0\x08\0", u4(0x0305, 4_200_042), text(0x0407, "L1000042.JPG")),
        {"Leica:SerialNumber": 4_200_042, "Leica:OriginalFileName": "L1000042.JPG"},
    ),
    Sample(
        "leica-s2",
        LEICA,
        "S2",
        from_block(b"LEICA\0\2\xff", text(0x0303, "Test lens"), u4(0x0321, 4042)),
        {"Leica:LensSerialNumber": 4042},
        {"Leica:LensSerialNumber": None},
    ),
    Sample(
        "leica-m10",
        LEICA,
        "LEICA M10",
        from_block(b"LEICA\0\2\0", text(0x034C, "Ada's profile"), u4(0x0304, 5)),
        {"Leica:UserProfile": "Ada's profile"},
    ),
    Sample(
        "olympus",
        "OLYMPUS OPTICAL CO.,LTD",
        "C2000Z",
        _olympus(b"OLYMP\0\1\0", base=None),
        OLYMPUS_SAYS,
        OLYMPUS_SEEN,
    ),
    Sample(
        "epson",
        "SEIKO EPSON CORP.",
        "PhotoPC",
        _olympus(b"EPSON\0\1\0", base=None),
        OLYMPUS_SAYS,
        OLYMPUS_SEEN,
    ),
    Sample(
        "minolta-camer",
        "Minolta",
        "DiMAGE E500",
        _olympus(b"CAMER\0\1\0", base=None),
        OLYMPUS_SAYS,
        OLYMPUS_SEEN,
    ),
    Sample(
        "olympus-new",
        "OLYMPUS IMAGING CORP.",
        "E-M10",
        _olympus_new(b"OLYMPUS\0"),
        OLYMPUS_SAYS,
        OLYMPUS_SEEN,
    ),
    Sample(
        "om-system",
        "OM Digital Solutions",
        "OM-1",
        _olympus_new(b"OM SYSTEM\0\0\0"),
        OLYMPUS_SAYS,
        OLYMPUS_SEEN,
    ),
    Sample(
        "olympus-preview",
        "OLYMPUS IMAGING CORP.",
        "E-M10",
        _olympus_preview,
        {},
        nested=("Olympus/PreviewImage",),
    ),
    Sample(
        "fujifilm",
        "FUJIFILM",
        "X-TEST",
        from_note(
            b"FUJIFILM\x0c\0\0\0",
            raw(0x0000, b"0130"),
            text(0x0010, "FC  A7654321     592D31313336 2009:10:13 7AE130004B41"),
            u2(0x4100, 1),
            u2(0x4103, 1, 2, 3, 4),
            raw(0x4282, _fuji_faces()),
            u2(0x1438, 0x8000 | 42),
            Row(0x144D, SRATIONAL, (-3, 2)),
        ),
        {
            "FujiFilm:InternalSerialNumber": "FC  A7654321     592D31313336 2009:10:13 7AE130004B41",
            "FujiFilm:FacesDetected": 1,
            "FujiFilm:FacePositions": "1 2 3 4",
            "FujiFilm:Face1Name": "Ada Test",
            "FujiFilm:Face1Birthday": "2020:04:04",
            "FujiFilm:Face1Category": 4,
            "FujiFilm:ImageCount": 42,
            "FujiFilm:RollAngle": "-1.5",
        },
        orders=("II",),
    ),
    Sample(
        "ge-fujifilm",
        "General Imaging Co.",
        "E850",
        _ge2,
        {"FujiFilm:Quality": "NORMAL", "FujiFilm:GEImageSize": "3072x2304"},
        {"FujiFilm:GEImageSize": None, "FujiFilm:FujiFilm_0x1304": "3072x2304"},
        orders=("II",),
    ),
    Sample(
        "ge",
        "General Imaging Co.",
        "E1035",
        lambda order, start: (
            b"GE\0\0\0\0\1\0\0\0"
            + order.encode()
            + struct.pack(sign(order) + "HI", 42, 8)
            + table(
                (u2(0x0202, 1), text(0x0207, "E1035 TEST"), padded(0x0300, "GE DIGITAL CAMERA", 32)),
                order,
                8,
                link=False,
            )
        ),
        {"GE:GEModel": "E1035 TEST", "GE:GEMake": "GE DIGITAL CAMERA"},
    ),
    Sample(
        "samsung-old",
        "Samsung",
        "L830",
        _samsung_stmn,
        {"Samsung:MakerNoteVersion": "STMN100"},
        nested=("Samsung/PreviewImage",),
    ),
    Sample("samsung", "SAMSUNG", "NX100", from_note(b"", *SAMSUNG_ROWS), SAMSUNG_SAYS),
    Sample("samsung-block", "SAMSUNG", "NX100", from_block(b"", *SAMSUNG_ROWS), SAMSUNG_SAYS),
    Sample(
        "preview", "Samsung Techwin", "Digimax i50", fixed(PICTURE), {}, nested=("MakerUnknown/PreviewImage",)
    ),
    Sample(
        "casio",
        "CASIO",
        "QV-3000EX",
        from_block(b"", u2(0x0001, 1), text(0x0015, "9709121853")),
        {"Casio:FirmwareDate": "9709121853"},
    ),
    Sample("casio2", "CASIO COMPUTER CO.,LTD", "EX-Z3", _casio2, CASIO_SAYS),
    Sample(
        "dji",
        "DJI",
        "FC330",
        from_block(
            b"", text(0x0001, "DJI"), *(Row(3 + number, FLOAT, (number + 0.5,)) for number in range(9))
        ),
        {"DJI:Make": "DJI", "DJI:SpeedX": 0.5, "DJI:Yaw": 4.5, "DJI:CameraRoll": 8.5},
    ),
    Sample(
        "dji-info",
        "Hasselblad",
        "L1D-20c",
        fixed(
            b"[ae_dbg_info:\1\2][sensor_id:IMX-0042][GimbalDegree(Y,P,R):12.5,-90.0,0.0][FlightDegree(Y,P,R):1,2,3]"
        ),
        {"DJI:SensorID": "IMX-0042", "DJI:GimbalDegree": "12.5,-90.0,0.0", "DJI:FlightDegree": "1,2,3"},
        nested=("DJI/AEDebugInfo",),
    ),
    Sample(
        "dji-ambarella", "DJI", "FC", fixed(b"\1\2\3@AMBA" + bytes(range(20))), {}, nested=("DJI/Unknown",)
    ),
    Sample(
        "flir",
        "FLIR Systems AB",
        "FLIR_i7",
        from_block(
            b"", Row(1, RATIONAL, (3005, 10)), Row(2, RATIONAL, (2905, 10)), Row(3, RATIONAL, (95, 100))
        ),
        {"FLIR:ImageTemperatureMax": "300.5", "FLIR:ImageTemperatureMin": "290.5", "FLIR:Emissivity": "0.95"},
    ),
    Sample(
        "kodak1",
        KODAK,
        "KODAK DX4900",
        _kodak_kdk,
        {"Kodak:KodakModel": "DX4900", **KODAK_DATE, "Kodak:SequenceNumber": 7},
    ),
    Sample(
        "kodak2",
        "Hewlett-Packard",
        "PhotoSmart C912",
        fixed(
            record(124, (8, b"Eastman Kodak Company"), (40, b"PhotoSmart C912"), (108, be("II", 640, 480)))
        ),
        {
            "Kodak:KodakMaker": "Eastman Kodak Company",
            "Kodak:KodakModel": "PhotoSmart C912",
            "Kodak:KodakImageWidth": 640,
        },
    ),
    Sample(
        "kodak3",
        KODAK,
        "KODAK DC240",
        fixed(record(120, (0, b"\1\5"), (12, be("H", 2003) + bytes((5, 12, 13, 14, 15, 16))))),
        KODAK_DATE,
    ),
    Sample(
        "kodak4",
        "Eastman Kodak Company",
        "DC210 Zoom",
        fixed(record(72, (0, b"\1\4"), (32, b"P0000042.JPG"))),
        {"Kodak:OriginalFileName": "P0000042.JPG"},
    ),
    Sample(
        "kodak5",
        KODAK,
        "KODAK CX4200",
        fixed(record(64, (0, b"\0\x1a\x18\0"), (30, be("H", 200)))),
        {"Kodak:ISO": 200},
    ),
    Sample(
        "kodak6", KODAK, "KODAK DX3215", fixed(record(64, (0, b"\1"), (26, be("H", 200)))), {"Kodak:ISO": 200}
    ),
    Sample(
        "kodak6-little",
        KODAK,
        "KODAK DX3700",
        fixed(record(64, (0, b"\1"), (26, le("H", 200)))),
        {"Kodak:ISO": 200},
    ),
    Sample(
        "kodak7",
        KODAK,
        "KODAK C340",
        fixed(record(64, (0, b"KCTDB44900042 "), (40, b"more"))),
        {"Kodak:SerialNumber": "KCTDB44900042"},
        nested=("Kodak/Unknown",),
    ),
    Sample(
        "kodak8-block",
        KODAK,
        "KODAK P880",
        from_block(b"", *KODAK8_ROWS),
        {"Kodak:ISO": 100, "Kodak:SerialNumber": "KCXGT72842184"},
    ),
    Sample(
        "kodak8",
        KODAK,
        "KODAK M1033",
        _kodak8c,
        {"Kodak:SerialNumber": "KSERIAL0042"},
    ),
    Sample(
        "kodak8-wide",
        KODAK,
        "PIXPRO AZ251",
        _wide((text(0x0300, "Eastman"), text(0x0301, "words")), first=True),
        {"Kodak:0x0301": "words"},
        {"Kodak:0x0301": None},
        orders=("MM",),
    ),
    Sample(
        "kodak9",
        KODAK,
        "KODAK M340",
        fixed(
            record(
                256,
                (0, b"IIII\2\0"),
                (20, b"2009/05/12 13:14:15"),
                (52, le("H", 200)),
                (87, b"1.0042"),
                (168, b"C1013A000042"),
            )
        ),
        {
            "Kodak:DateTimeOriginal": "2009:05:12 13:14:15",
            "Kodak:FirmwareVersion": "1.0042",
            "Kodak:UnknownNumber": "C1013A000042",
        },
    ),
    Sample(
        "kodak10",
        KODAK,
        "KODAK Z980",
        lambda order, start: order.encode() + table((u2(0x02, 640, 480), u2(0x14, 200)), order, start + 2),
        {"Kodak:PreviewImageSize": "640 480"},
    ),
    Sample("kodak11", "JK Imaging, Ltd.", "PIXPRO S-1", _wide(TYPE11_ROWS, first=False), TYPE11_SAYS),
    Sample(
        "kodak-unknown", KODAK, "KODAK 42", fixed(b"???" + bytes(range(30))), {}, nested=("Kodak/Unknown",)
    ),
    Sample(
        "minolta",
        "Minolta Co., Ltd.",
        "DiMAGE 7i",
        from_block(b"", raw(0x0000, b"MLT0"), raw(0x0003, SETTINGS)),
        _minolta_says("Minolta"),
    ),
    Sample(
        "minolta3",
        "KONICA MINOLTA",
        "DiMAGE G400",
        fixed(b"MLY0" + bytes(range(30))),
        {},
        nested=("Minolta/MakerNoteMinolta3",),
    ),
    Sample(
        "motorola",
        "Motorola",
        "XT1575",
        from_note(
            b"MOT\0\1\1\1\1",
            text(0x5500, "MPJ24.139-42"),
            text(0x5501, "ZY2200TEST"),
            text(0x6705, "20240512"),
        ),
        {
            "Motorola:BuildNumber": "MPJ24.139-42",
            "Motorola:SerialNumber": "ZY2200TEST",
            "Motorola:ManufactureDate": 20240512,
        },
    ),
    Sample(
        "nintendo",
        "Nintendo",
        "Nintendo 3DS",
        from_block(b"", raw(0x1000, bytes(28)), raw(0x1101, NINTENDO)),
        {
            "Nintendo:TimeStamp": "2012:09:03 15:06:40",
            "Nintendo:InternalSerialNumber": "deadbeef",
            "Nintendo:Category": 0x1000,
        },
        {"Nintendo:InternalSerialNumber": "0xdeadbeef"},
    ),
    Sample(
        "jvc",
        "JVC",
        "GR-DV500",
        from_block(b"JVC ", u2(0x0001, 2), padded(0x0002, "CPU1 2.00", 24), u2(0x0003, 2)),
        {"JVC:CPUVersions": "CPU1 2.00", "JVC:Quality": 2},
    ),
    Sample(
        "jvc-text",
        "JVC",
        "GC-X1E",
        fixed(b"VER:0100QTY:FINE"),
        {"JVC:MakerNoteVersion": "0100", "JVC:Quality": "FINE"},
    ),
    Sample(
        "hp",
        "Hewlett-Packard",
        "PhotoSmart 720",
        from_block(b"Hewlett-Packard\0", u2(0x0E01, 7), u2(0x0E02, 8)),
        {"HP:0x0e01": 7},
        {"HP:0x0e01": None},
    ),
    Sample(
        "hp2",
        "Hewlett-Packard",
        "PhotoSmart E427",
        fixed(b"610\1\0\0Serial Number: CN1234ABCD\0\0Lens Shading: on\0" + bytes(8) + PICTURE),
        {"HP:SerialNumber": "CN1234ABCD", "HP:LensShading": "on"},
        nested=("HP/PreviewImage",),
    ),
    Sample("hp4", "Hewlett-Packard", "PhotoSmart M627", fixed(_hp_record(0x5C, b"\4\0")), HP_SAYS),
    Sample("hp6", "Hewlett-Packard", "PhotoSmart M425", fixed(_hp_record(0x58, b"\6\0")), HP_SAYS),
    Sample(
        "sanyo",
        "SANYO Electric Co.,Ltd.",
        "VPC-MZ3",
        lambda order, start: from_block(
            b"SANYO\0\1\0",
            raw(0x0100, PICTURE),
            padded(0x0209, "SANYO DIGITAL CAMERA", 24),
            Row(0x0223, UNDEFINED, struct.pack(sign(order) + "8I", 1, 0, 0, 0, 1, 2, 3, 4)),
        )(order, start),
        {"Sanyo:FacesDetected": 1, "Sanyo:FacePosition": "1 2 3 4", "Sanyo:CameraID": "SANYO DIGITAL CAMERA"},
        nested=("Sanyo/SanyoThumbnail",),
    ),
    Sample(
        "sigma",
        "SIGMA",
        "SIGMA SD10",
        from_block(b"SIGMA\0\0\0\0\1", text(0x0002, "1000042"), text(0x0017, "1.0")),
        {"Sigma:SerialNumber": 1000042},
    ),
    Sample(
        "sigma3",
        "SIGMA",
        "SIGMA DP2 Merrill",
        from_block(b"SIGMA\0\0\0\0\3", text(0x0002, "1000042"), text(0x001A, "Chr:0"), text(0x0057, "2.0")),
        {"Sigma:SerialNumber": 1000042, "Sigma:ChrominanceNoiseReduction": "Chr:0"},
    ),
    Sample(
        "foveon",
        "FOVEON",
        "SD9",
        from_block(b"FOVEON\0\0\1\0", text(0x0002, "1000042"), text(0x0017, "1.0")),
        {"Sigma:SerialNumber": 1000042},
    ),
    Sample(
        "phase-one",
        "Phase One",
        "P 25",
        _phase_one,
        {
            "PhaseOne:DateTimeOriginal": "2023:11:14 22:13:20",
            "PhaseOne:ImageNumber": 7,
            "PhaseOne:LensModel": "Test 80mm",
        },
    ),
    Sample(
        "reconyx",
        "RECONYX",
        "HC500",
        fixed(HYPERFIRE),
        {
            **RECONYX_SAYS,
            "Reconyx:SerialNumber": "H500HF12345678",
            "Reconyx:AmbientTemperature": -20,
            "Reconyx:EventNumber": 65538,
            "Reconyx:FirmwareDate": "2011:01:10",
        },
    ),
    Sample(
        "reconyx-uf",
        "RECONYX",
        "UF",
        fixed(ULTRAFIRE),
        {
            **RECONYX_SAYS,
            "Reconyx:SerialNumber": "UXR9IA00012345",
            "Reconyx:AmbientTemperature": -5,
            "Reconyx:FirmwareVersion": "V01.02 2016:05:12 Rev.B",
        },
    ),
    Sample(
        "reconyx-hf2",
        "RECONYX",
        "HF2 PRO",
        fixed(HYPERFIRE2),
        {
            **RECONYX_SAYS,
            "Reconyx:SerialNumber": "H500HF12345678",
            "Reconyx:AmbientTemperature": -5,
            "Reconyx:FileNumber": 42,
        },
    ),
    Sample(
        "reconyx-mf",
        "RECONYX",
        "MF",
        fixed(MICROFIRE),
        {
            **RECONYX_SAYS,
            "Reconyx:SerialNumber": "H500HF12345678",
            "Reconyx:DirectoryCreateDate": "2024:05:12 13:14:16",
            "Reconyx:SDCardID": "0102030405060708090a0b0c0d0e0f10",
        },
        seen=False,
    ),
    Sample(
        "reconyx-4k",
        "RECONYX",
        "HF4K",
        fixed(HYPERFIRE_4K),
        {**RECONYX_SAYS, "Reconyx:SerialNumber": "HF4K0000012345", "Reconyx:FileNumber": 42},
        seen=False,
    ),
    Sample(
        "huawei",
        "HUAWEI",
        "ELE-L29",
        _huawei,
        {
            "HUAWEI:FaceCount": 1,
            "HUAWEI:FaceRect": "10 20 30 40",
            "HUAWEI:BurstNumber": 7,
            "HUAWEI:MovingPhotoId": "0123-4567-89ab",
        },
        seen=False,
    ),
    Sample(
        "google",
        "Google",
        "Pixel 4a",
        fixed(b"HDRP\2" + bytes(range(64))),
        {},
        seen=False,
        nested=("Google/HDRPlusMakerNote",),
    ),
    Sample(
        "google-app",
        "Motorola",
        "XT912",
        fixed(b"com.google.android.GoogleCamera 2.2.024"),
        {"Google:CameraApp": "com.google.android.GoogleCamera 2.2.024"},
        seen=False,
    ),
    Sample(
        "gopro",
        "GoPro",
        "HERO6 Black",
        fixed(b"\x0b\0\x11\0\0\xc0\x86F\0\0LAJ0000000000042" + bytes(range(40))),
        {"GoPro:LINF": "LAJ0000000000042"},
        seen=False,
        nested=("GoPro/Unknown",),
    ),
    Sample(
        "xiaomi",
        "Xiaomi",
        "Mi 9",
        fixed(b'{"mirror":false,"sensor_type":"rear","id":42}\0'),
        {"Xiaomi:sensor_type": "rear", "Xiaomi:id": 42, "Xiaomi:mirror": "false"},
        seen=False,
    ),
)

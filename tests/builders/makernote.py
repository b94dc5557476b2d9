"""Maker notes of Apple, Canon, Nikon, Pentax, Ricoh and Sony, with values planted in them."""

from __future__ import annotations

import plistlib
import struct

from .makernotes_more import (
    ASCII,
    PICTURE,
    SHORT,
    SLONG,
    SRATIONAL,
    Build,
    Row,
    Sample,
    fixed,
    from_block,
    from_note,
    inner,
    le,
    padded,
    raw,
    record,
    sign,
    table,
    text,
    u2,
    u4,
)

UUID = "6E1F3C0A-0000-4B7B-9D0E-3C1B2A4F5D6E"


def numbers(order: str, code: str, *items: float) -> bytes:
    return struct.pack(sign(order) + code, *items)


def footed(build: Build, moved_by: int = 0) -> Build:
    """A note that ends with a TIFF mark and its own offset, for readers of notes that were moved."""

    def foot(order: str, start: int) -> bytes:
        mark = b"II*\0" if order == "II" else b"MM\0*"
        before = max(0, start - moved_by)
        return build(order, before) + mark + struct.pack(sign(order) + "I", before)

    return foot


# -- Apple -----------------------------------------------------------------------------------------

RUN_TIME = {"epoch": 0, "flags": 1, "timescale": 1_000_000_000, "value": 86_400_123_456_789}

APPLE_ROWS = (
    Row(0x0001, SLONG, (14,)),
    raw(0x0003, plistlib.dumps(RUN_TIME, fmt=plistlib.FMT_BINARY)),
    Row(0x0008, SRATIONAL, (-1, 4, 3, 8, 7, 2)),
    text(0x000B, UUID),
    text(0x0011, UUID[::-1]),
    text(0x0015, "0042-IMAGE"),
    text(0x002B, "0042-PHOTO"),
    Row(0x0045, SLONG, (1,)),
    Row(0x7777, SLONG, (42,)),
)

APPLE_SAYS = {
    "Apple:MakerNoteVersion": 14,
    "Apple:RunTimeValue": RUN_TIME["value"],
    "Apple:RunTimeScale": 1_000_000_000,
    "Apple:RunTimeFlags": 1,
    "Apple:RunTimeEpoch": 0,
    "Apple:AccelerationVector": "-0.25 0.375 3.5",
    "Apple:BurstUUID": UUID,
    "Apple:ContentIdentifier": UUID[::-1],
    "Apple:ImageUniqueID": "0042-IMAGE",
    "Apple:PhotoIdentifier": "0042-PHOTO",
    "Apple:FrontFacingCamera": 1,
    "Apple:0x7777": 42,
}


def _apple(order: str, start: int) -> bytes:
    return from_note(b"Apple iOS\0\0\1" + order.encode(), *APPLE_ROWS)(order, start)


# -- Canon -----------------------------------------------------------------------------------------


def canon_rows(order: str) -> list[Row]:
    shot = numbers(order, "34h", 68, *[0] * 8, 7, 0, 0, 150, *[0] * 21)
    zone = numbers(order, "4i", 16, 60, 20, 60)
    faces = numbers(order, "4H", 52, 0, 2, 320) + numbers(order, "4H", 240, 0, 0, 0)
    return [
        Row(0x0004, SHORT, struct.unpack(sign(order) + "34H", shot)),
        text(0x0006, "Canon EOS 450D"),
        text(0x0007, "Firmware Version 1.0.9"),
        u4(0x0008, 1_001_234),
        padded(0x0009, "Ada Test", 32)._replace(kind=ASCII),
        u4(0x000C, 420_042_420),
        raw(
            0x000D,
            record(
                2500,
                (0x18, b"\x94"),
                (0x107, b"1.0.9\0"),
                (0x10F, b"Ada Lovelace Test\0"),
                (0x133, numbers(order, "I", 101)),
                (0x13F, numbers(order, "I", 41)),
            ),
        ),
        Row(
            0x0024,
            SHORT,
            struct.unpack(
                sign(order) + "26H", faces + numbers(order, "4h10x", -20, 30, 40, -50).ljust(36, b"\0")
            ),
        ),
        Row(0x0028, 1, bytes(range(1, 17))),
        Row(0x0035, 4, struct.unpack(sign(order) + "4I", zone)),
        text(0x0095, "EF TEST 50mm"),
        text(0x0096, "HC0042424242"),
        raw(0x4019, b"\x12\x34\x56\x78\x9a" + bytes(25)),
        u4(0x7777, 42),
    ]


def _canon(order: str, start: int) -> bytes:
    return footed(lambda order, start: from_block(b"", *canon_rows(order))(order, start))(order, start)


CANON_SAYS = {
    "Canon:SequenceNumber": 7,
    "Canon:CameraTemperature": 22,
    "Canon:CanonImageType": "Canon EOS 450D",
    "Canon:CanonFirmwareVersion": "Firmware Version 1.0.9",
    "Canon:FileNumber": 1_001_234,
    "Canon:OwnerName": "Ada Test",
    "Canon:SerialNumber": 420_042_420,
    "Canon:FirmwareVersion": "1.0.9",
    "Canon:DirectoryIndex": 101,
    "Canon:FileIndex": 42,
    "Canon:FacesDetected": 2,
    "Canon:Face1Position": "-20 30",
    "Canon:Face2Position": "40 -50",
    "Canon:ImageUniqueID": bytes(range(1, 17)).hex(),
    "Canon:TimeZone": 60,
    "Canon:TimeZoneCity": "London",
    "Canon:DaylightSavings": 60,
    "Canon:LensModel": "EF TEST 50mm",
    "Canon:InternalSerialNumber": "HC0042424242",
    "Canon:LensSerialNumber": "123456789a",
    "Canon:0x7777": 42,
}


# -- Nikon -----------------------------------------------------------------------------------------


def nikon_rows(order: str) -> list[Row]:
    return [
        raw(0x0001, b"0210"),
        inner(0x0011, u4(0x0201, 4000), u4(0x0202, 100)),
        text(0x001D, "4200042"),
        raw(0x0021, numbers(order, "8H", 1, 640, 480, 1, 10, 20, 30, 40)),
        raw(0x0024, numbers(order, "hBB", -300, 1, 2)),
        u4(0x0037, 4711),
        raw(0x0039, b"0100\1ABC\2" + b"Testingen".ljust(70, b"\0")),
        raw(0x0056, b"0101" + numbers(order, "H", 77)),
        raw(0x0091, b"0208" + bytes(range(200, 240)) * 20),
        raw(0x0098, b"0204" + bytes(range(100, 130))),
        u4(0x00A5, 815),
        u4(0x00A7, 4712),
        raw(0x00B6, numbers(order, "H", 2024) + bytes((5, 12, 13, 14, 15))),
        raw(0x00B8, b"0100" + numbers(order, "3H", 1, 101, 42)),
        raw(0x00C3, bytes(6) + numbers(order, "i", 432)),
        text(0x0E09, "ViewNX 1.0"),
        u4(0x7777, 42),
    ]


def _nikon(order: str, start: int) -> bytes:
    mark = b"II*\0\x08\0\0\0" if order == "II" else b"MM\0*\0\0\0\x08"
    return from_note(b"Nikon\0\2\x10\0\0" + mark, *nikon_rows(order), base=10)(order, start)


def nikon_preview(order: str, start: int) -> bytes:
    """With a preview behind the tables."""
    mark = b"II*\0\x08\0\0\0" if order == "II" else b"MM\0*\0\0\0\x08"
    head = b"Nikon\0\2\x10\0\0" + mark
    size = len(head + table([inner(0x0011, u4(0x0201, 0), u4(0x0202, 0))], order, 8)) - 10
    rows = [inner(0x0011, u4(0x0201, size), u4(0x0202, len(PICTURE)))]
    return head + table(rows, order, 8) + PICTURE


NIKON_SAYS = {
    "Nikon:SerialNumber": "4200042",
    "Nikon:FacesDetected": 1,
    "Nikon:Face1Position": "10 20 30 40",
    "Nikon:TimeZone": -300,
    "Nikon:DaylightSavings": 1,
    "Nikon:MechanicalShutterCount": 4711,
    "Nikon:CountryCode": "ABC",
    "Nikon:Location": "Testingen",
    "Nikon:BurstGroupID": 77,
    "Nikon:ShotInfoVersion": "0208",
    "Nikon:LensDataVersion": "0204",
    "Nikon:ImageCount": 815,
    "Nikon:ShutterCount": 4712,
    "Nikon:PowerUpTime": "2024:05:12 13:14:15",
    "Nikon:DirectoryNumber": 101,
    "Nikon:FileNumber": 42,
    "Nikon:MemoryCardNumber": 1,
    "Nikon:Altitude": 432,
    "Nikon:NikonCaptureVersion": "ViewNX 1.0",
    "Nikon:0x7777": 42,
}


# -- Pentax and Ricoh --------------------------------------------------------------------------------

TAKEN = bytes((2024 >> 8, 2024 & 255, 5, 12)), bytes((13, 14, 15))
SHUTTERS = 4242


def encrypted_count(count: int) -> bytes:
    """A shutter count, mixed with the date and the time."""
    date, time = (int.from_bytes(part) for part in (TAKEN[0], TAKEN[1] + b"\0"))
    return (count ^ date ^ (0xFFFFFFFF - time)).to_bytes(4)


def pentax_rows(order: str) -> list[Row]:
    return [
        u4(0x0005, 77430),
        raw(0x0006, TAKEN[0]),
        raw(0x0007, TAKEN[1]),
        u2(0x0023, 12),
        u2(0x0024, 20),
        u2(0x0025, 1),
        raw(0x0027, bytes(number ^ 0xFF for number in (1, 30, 0, 18))),
        u4(0x0029, 421),
        raw(0x005D, encrypted_count(SHUTTERS)),
        raw(0x0060, bytes((1, 0, 50, 60))),
        raw(0x006B, bytes((7, 0, 12, 20))),
        Row(0x0215, 4, (77430, 20_230_405, 2, 1, 424_242)),
        raw(0x0227, numbers(order, "4H", 100, 200, 0, 0)),
        text(0x0229, "0042042"),
        raw(0x022B, bytes((0, 10, 0xF6, 0, 0, 0, 0, 0))),
        text(0x022E, "Ada Test"),
        text(0x022F, "Ada Copyright"),
        u4(0x7777, 42),
    ]


PENTAX_SAYS = {
    "Pentax:PentaxModelID": 77430,
    "Pentax:Date": "2024:05:12",
    "Pentax:Time": "13:14:15",
    "Pentax:HometownCity": "New York",
    "Pentax:DestinationCity": "London",
    "Pentax:HometownDST": 1,
    "Pentax:DSPFirmwareVersion": "1.30.00.18",
    "Pentax:FrameNumber": 421,
    "Pentax:ShutterCount": SHUTTERS,
    "Pentax:FacesDetected": 1,
    "Pentax:FacePosition": "50 60",
    "Pentax:WorldTimeLocation": 1,
    "Pentax:DestinationDST": 1,
    "Pentax:ManufactureDate": "2023:04:05",
    "Pentax:ProductionCode": "2 1",
    "Pentax:InternalSerialNumber": 424_242,
    "Pentax:Face1Position": "100 200",
    "Pentax:SerialNumber": "0042042",
    "Pentax:RollAngle": -5,
    "Pentax:PitchAngle": 5,
    "Pentax:Artist": "Ada Test",
    "Pentax:Copyright": "Ada Copyright",
    "Pentax:0x7777": 42,
}


def _pentax(head: bytes, *, base: int | None) -> Build:
    """With the mark of the byte order as the end of the head."""

    def build(order: str, start: int) -> bytes:
        whole = head + order.encode()
        return whole + table(pentax_rows(order), order, len(whole) + (start if base is None else -base))

    return build


def ricoh_sub(start: int) -> Build:
    """The inner table of a Ricoh, big-endian behind its signature, in bytes of an entry."""
    return lambda order, at: b"[Ricoh Camera Info]\0" + table(RICOH_SUB_ROWS, "MM", at + start + 20)


RICOH_SUB_ROWS = [
    text(0x0004, "2005:06:06 00:00:00"),
    text(0x0005, "2003:08:19 00:00:00"),
    raw(0x002C, b"".join(word.ljust(16, b"\0") for word in (b"1.1", b"BODY-0042", b"2.2", b"LENS-0042"))),
]


def _ricoh(order: str, start: int) -> bytes:
    rows = [
        text(0x0001, "Rdc"),
        text(0x0002, "Rev0113"),
        raw(0x0005, b"0042 SERIAL 0042"),
        raw(0x1001, record(51, (6, bytes.fromhex("20240512131415")))),
    ]
    # The inner table comes last, so that its place is known: behind all that stands before it.
    size = len(table([*rows, raw(0x2001, b"")], order, 0))
    sub = ricoh_sub(8 + size)(order, start)
    return b"RICOH\0\0\0" + table([*rows, raw(0x2001, sub)], order, start + 8)


RICOH_SAYS = {
    "Ricoh:MakerNoteType": "Rdc",
    "Ricoh:FirmwareVersion": "Rev0113",
    "Ricoh:RicohDate": "2024:05:12 13:14:15",
    "Ricoh:ManufactureDate1": "2005:06:06 00:00:00",
    "Ricoh:ManufactureDate2": "2003:08:19 00:00:00",
    "Ricoh:BodySerialNumber": "BODY-0042",
    "Ricoh:LensSerialNumber": "LENS-0042",
}


# -- Sony ------------------------------------------------------------------------------------------


def encipher(plain: bytes) -> bytes:
    """Each byte below 249 becomes its cube, modulo 249."""
    return bytes(pow(byte, 3, 249) if byte < 249 else byte for byte in plain)


def _tag_9050(*, at: int, serial_at: int, serial: bytes) -> bytes:
    return encipher(record(600, (at, le("I", 4711)), (serial_at, serial)))


def sony_rows(order: str) -> list[Row]:
    shot = record(
        120,
        (2, numbers(order, "H", 72)),
        (6, b"2024:05:12 13:14:15\0"),
        (48, numbers(order, "2H", 1, 32)),
        (72, numbers(order, "4H", 10, 20, 30, 40)),
    )
    sequence = b"\x23" + encipher(record(99, (17, le("I", 3)), (25, le("I", 5))))
    return [
        text(0x2031, "78563412"),
        raw(0x3000, shot),
        raw(0x9050, _tag_9050(at=58, serial_at=136, serial=b"\xf0\x12\x34\x56\x78\x00")),
        raw(0x9400, sequence),
        raw(0x9403, encipher(bytes((0, 0, 0, 0, 44, 31)) + bytes(20))),
        u2(0xB001, 362),
        u4(0x7777, 42),
    ]


def _sony(order: str, start: int) -> bytes:
    return from_block(b"SONY DSC \0\0\0", *sony_rows(order))(order, start)


def _sony_old(order: str, start: int) -> bytes:
    moment = record(700, (0, le("2I", 2, 4)), (438, le("H5B", 2012, 5, 12, 13, 14, 15)))
    rows = (
        raw(0x2010, encipher(moment)),
        raw(0x9050, _tag_9050(at=50, serial_at=240, serial=b"\x12\x34\x56\x78\x9a")),
    )
    return from_block(b"", *rows)(order, start)


def _ericsson(order: str, start: int) -> bytes:
    rows = (u4(0x0201, 0), u4(0x0202, len(PICTURE)), raw(0x2000, b"0100"))
    head = b"SEMC MS\0\0\0\0\0\0\0\0\0\0\0\0\0"
    size = len(head + table(rows, order, 28)) + 8
    rows = (u4(0x0201, size), u4(0x0202, len(PICTURE)), raw(0x2000, b"0100"))
    return head + table(rows, order, 28) + PICTURE


# -- all of them -----------------------------------------------------------------------------------

_OPAQUE = ("Nikon/ShotInfo", "Nikon/LensData")
PENTAX_SEEN = {
    "Pentax:HometownCity": 12,
    "Pentax:DestinationCity": 20,
    "Pentax:DSPFirmwareVersion": "1 30 00 18",
    "Pentax:ProductionCode": "2.1",
}

SAMPLES = (
    Sample(
        "Apple",
        "Apple",
        "iPhone 15",
        _apple,
        APPLE_SAYS,
        {
            "Apple:ContentIdentifier": None,
            "Apple:PhotoIdentifier": None,
            "Apple:0x7777": None,
            "Apple:MediaGroupUUID": UUID[::-1],
        },
    ),
    Sample(
        "Canon",
        "Canon",
        "Canon EOS 450D",
        _canon,
        CANON_SAYS,
        {"Canon:TimeZoneCity": 20, "Canon:0x7777": None},
        orders=("II",),
    ),
    Sample(
        "Nikon", "NIKON CORPORATION", "NIKON D3", _nikon, NIKON_SAYS, {"Nikon:0x7777": None}, nested=_OPAQUE
    ),
    Sample(
        "Nikon preview",
        "NIKON CORPORATION",
        "NIKON D70",
        nikon_preview,
        {"PreviewIFD:PreviewImageLength": len(PICTURE)},
        nested=("PreviewIFD/PreviewImage",),
    ),
    Sample(
        "Nikon Coolpix 950",
        "NIKON",
        "E950",
        from_block(
            b"Nikon\0\1\0", u2(0x0003, 5), text(0x0002, "08.00"), text(0x0009, "Ada Test, in the field")
        ),
        {"Nikon:Quality": 5, "Nikon:0x0009": "Ada Test, in the field"},
        {"Nikon:0x0009": None},
        orders=("II",),
    ),
    Sample(
        "Nikon D1",
        "NIKON CORPORATION",
        "NIKON D1",
        from_block(b"", text(0x001D, "4200042"), u4(0x00A7, 4712)),
        {"Nikon:SerialNumber": "4200042", "Nikon:ShutterCount": 4712},
    ),
    Sample(
        "Pentax",
        "PENTAX Corporation",
        "PENTAX K10D",
        _pentax(b"AOC\0", base=None),
        PENTAX_SAYS,
        {**PENTAX_SEEN, "Pentax:0x7777": None},
    ),
    Sample(
        "Pentax K-3",
        "RICOH IMAGING COMPANY, LTD.",
        "PENTAX K-3",
        _pentax(b"PENTAX \0", base=0),
        PENTAX_SAYS,
        {**PENTAX_SEEN, "Pentax:0x7777": None},
    ),
    Sample(
        "Ricoh WG",
        "RICOH IMAGING COMPANY, LTD.",
        "RICOH WG-M1",
        _pentax(b"RICOH\0", base=0),
        PENTAX_SAYS,
        {**PENTAX_SEEN, "Pentax:0x7777": None},
    ),
    Sample(
        "Ricoh",
        "RICOH",
        "Caplio GX",
        _ricoh,
        {**RICOH_SAYS, "Ricoh:SerialNumber": "0042 SERIAL 0042"},
        {"Ricoh:SerialNumber": None},
    ),
    Sample(
        "Ricoh text",
        "RICOH",
        "Caplio RX",
        fixed(b"Rv2103;Rg208;Gg132;Bg165;Bl0 \0".ljust(64, b"\0")),
        {"Ricoh:FirmwareVersion": "2103", "Ricoh:RedGain": 208},
    ),
    Sample(
        "Sony",
        "SONY",
        "ILCE-7M3",
        _sony,
        {
            "Sony:SerialNumber": "12345678",
            "Sony:SonyDateTime": "2024:05:12 13:14:15",
            "Sony:FacesDetected": 1,
            "Sony:Face1Position": "10 20 30 40",
            "Sony:ShutterCount": 4711,
            "Sony:InternalSerialNumber": "240 18 52 86 120 0",
            "Sony:SequenceImageNumber": 4,
            "Sony:SequenceFileNumber": 6,
            "Sony:CameraTemperature": 31,
            "Sony:SonyModelID": 362,
            "Sony:0x7777": 42,
        },
        {"Sony:0x7777": None},
        nested=("Sony/Tag9050", "Sony/Tag9400"),
        orders=("II",),
    ),
    Sample(
        "Sony SLT",
        "SONY",
        "SLT-A77V",
        _sony_old,
        {
            "Sony:SonyDateTime": "2012:05:12 13:14:15",
            "Sony:SequenceImageNumber": 3,
            "Sony:SequenceFileNumber": 5,
            "Sony:ShutterCount": 4711,
            "Sony:InternalSerialNumber": "18 52 86 120 154",
        },
        nested=("Sony/Tag2010",),
        orders=("II",),
    ),
    Sample(
        "Sony Ericsson",
        "Sony Ericsson",
        "K800i",
        _ericsson,
        {"Sony:PreviewImageLength": len(PICTURE), "Sony:MakerNoteVersion": b"0100"},
        nested=("Sony/PreviewImage",),
    ),
)

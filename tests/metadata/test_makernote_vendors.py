"""The notes of many makers: planted values in each layout, as ExifTool reads them; damage; real pictures."""

from __future__ import annotations

import os
import re
import struct
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.makernotes_more import (
    FLOAT,
    MAKER_NOTE,
    SAMPLES,
    SRATIONAL,
    Row,
    Sample,
    block,
    fixed,
    from_block,
    from_note,
    inner,
    picture,
    raw,
    record,
    table,
    text,
    u4,
)
from exifguard._cursor import ByteOrder, View
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata.makernote import RULES, read_makernote
from exifguard.model import Rational, Reading
from exifguard.structures.ifd import Entry, read_header, read_table
from oracles import ExifTool
from pictures import CORPUS_VARIABLE

PREFIX = "MakerNote/"
EXIF_POINTER, MAKE, MODEL = 0x8769, 0x010F, 0x0110
CASES = [(sample, order) for sample in SAMPLES for order in sample.orders]
LABELS = [f"{sample.name}-{order}" for sample, order in CASES]
EVERY = pytest.mark.parametrize(("sample", "order"), CASES, ids=LABELS)
ORDERS: dict[str, ByteOrder] = {"II": "little", "MM": "big"}

# -- how values are compared -----------------------------------------------------------------------


def shown(value: object) -> str:
    """A value as ExifTool prints it with ``-n``."""
    if isinstance(value, Rational):
        return f"{value.numerator / value.denominator:.6g}" if value.denominator else "undef"
    if isinstance(value, tuple | list):
        return " ".join(map(shown, value))
    if isinstance(value, bytes):
        return value.rstrip(b"\0 ").decode("latin-1")
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value).partition("\0")[0].strip()


def values(reading: Reading) -> dict[str, str]:
    """The fields by ``Group:TagName``; of several with one key the first."""
    found: dict[str, str] = {}
    for field in reading.fields:
        assert field.key.startswith(PREFIX)
        found.setdefault(field.key.removeprefix(PREFIX), shown(field.value))
    return found


# -- finding a note in its block -------------------------------------------------------------------


def find(view: View, offset: int, tag: int) -> Entry | None:
    found = read_table(view, offset)
    return next((entry for entry in found.entries if entry.tag == tag), None) if found else None


def read_block(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading | None:
    """Read the note of an Exif block; None when it has none."""
    header = read_header(data)
    if header is None:
        return None
    view = View(data, header.order)
    pointer = find(view, header.offset, EXIF_POINTER)
    if pointer is None or pointer.end > len(data):
        return None
    note = find(view, view.u32(pointer.offset), MAKER_NOTE)
    if note is None:
        return None
    make, model = (words(view, find(view, header.offset, tag)) for tag in (MAKE, MODEL))
    return read_makernote(data, note.offset, note.size, header.order, make, model, limits)


def words(view: View, entry: Entry | None) -> str:
    return view.data[entry.offset : entry.end].decode("latin-1") if entry else ""


def read(sample: Sample, order: str) -> Reading:
    reading = read_block(block(sample, order))
    assert reading is not None
    return reading


# -- what the makers write -------------------------------------------------------------------------


@EVERY
def test_what_was_planted_is_read(sample: Sample, order: str) -> None:
    reading = read(sample, order)
    found = values(reading)
    assert {key: found.get(key) for key in sample.says} == {
        key: shown(value) for key, value in sample.says.items()
    }
    paths = {block.path.removeprefix(PREFIX) for block in reading.nested}
    assert set(sample.nested) <= paths
    assert reading.damage == ()


@EVERY
def test_exiftool_reads_the_same(sample: Sample, order: str, exiftool: ExifTool, tmp_path: Path) -> None:
    path = tmp_path / "note.jpg"
    path.write_bytes(picture(sample, order))
    tags = {key: shown(value) for key, value in exiftool.tags(path).items()}
    expected = {
        key: shown(value) for key, value in ({**sample.says, **sample.exiftool}).items() if value is not None
    }
    if sample.seen:
        assert {key: tags.get(key) for key in expected} == expected
    else:
        assert not expected.keys() & tags.keys()


HEADS = (
    ("Panasonic", "Panasonic", b"Panasonic\0\0\0", None),
    ("Panasonic", "LEICA", b"LEICA\0\0\0", None),
    ("Leica", "LEICA CAMERA AG", b"LEICA\0\5\0", 0),
    ("Olympus", "OLYMPUS CORPORATION", b"OLYMP\0\1\0", None),
    ("Olympus", "OM Digital Solutions", b"OM SYSTEM\0\0\0II\3\0", 0),
    ("FujiFilm", "FUJIFILM", b"FUJIFILM\x0c\0\0\0", 0),
    ("GE", "General Imaging Co.", b"GE\0\0\0\0\1\0\0\0II\x2a\0\x08\0\0\0", 10),
    ("Casio", "CASIO", b"", None),
    ("Casio", "CASIO COMPUTER CO.,LTD", b"QVC\0\0\0", None),
    ("DJI", "DJI", b"", None),
    ("FLIR", "FLIR Systems AB", b"", None),
    ("HUAWEI", "HUAWEI", b"HUAWEI\0\0II\x2a\0\x08\0\0\0", 8),
    ("JVC", "JVC", b"JVC ", None),
    ("Kodak", "EASTMAN KODAK COMPANY", b"II\x2a\0\x08\0\0\0", 0),
    ("Minolta", "Minolta Co., Ltd.", b"", None),
    ("Motorola", "Motorola", b"MOT\0\1\1\1\1", 0),
    ("Nintendo", "Nintendo", b"", None),
    ("Sanyo", "SANYO Electric Co.,Ltd.", b"SANYO\0\1\0", None),
    ("Sigma", "SIGMA", b"SIGMA\0\0\0\0\3", None),
)
"""Group, make, signature, and what offsets count from: the block, or so many bytes of the note."""


@pytest.mark.parametrize(("group", "make", "head", "base"), HEADS)
def test_unknown_entries_keep_their_numbers(group: str, make: str, head: bytes, base: int | None) -> None:
    """Whatever their types: no entry is left out."""
    rows = [
        u4(0xE100, 5),
        text(0xE101, "words that are long"),
        raw(0xE102, bytes(range(30))),
        Row(0xE103, SRATIONAL, (-3, 2)),
        Row(0xE104, FLOAT, (1.5, 2.5)),
    ]
    build = from_block(head, *rows) if base is None else from_note(head, *rows, base=base)
    reading = read(Sample("unknown", make, "TEST", build, {}), "II")
    assert reading.damage == ()
    assert {field.key: field.value for field in reading.fields} == {
        f"MakerNote/{group}:0xe100": 5,
        f"MakerNote/{group}:0xe101": "words that are long",
        f"MakerNote/{group}:0xe102": bytes(range(30)),
        f"MakerNote/{group}:0xe103": Rational(-3, 2),
        f"MakerNote/{group}:0xe104": (1.5, 2.5),
    }


UNSET = (
    ("Panasonic", b"Panasonic\0\0\0", raw(0x6D, bytes(72)), "0x006d"),
    ("Panasonic", b"Panasonic\0\0\0", text(0x33, "9999:99:99 00:00:00"), "0x0033"),
    ("Panasonic", b"Panasonic\0\0\0", raw(0x25, b" " * 16), "0x0025"),
    ("CASIO COMPUTER CO.,LTD", b"QVC\0\0\0", text(0x3006, "     "), "0x3006"),
    ("Motorola", b"MOT\0\1\1\1\1", text(0x5501, ""), "0x5501"),
)


@pytest.mark.parametrize(("make", "head", "row", "number"), UNSET)
def test_a_place_or_number_that_was_not_set_is_no_place(
    make: str, head: bytes, row: Row, number: str
) -> None:
    found = values(read(Sample("unset", make, "TEST", from_block(head, row, u4(0xE123, 5)), {}), "II"))
    assert {key.partition(":")[2] for key in found} == {number, "0xe123"}


def test_faces_are_read_up_to_their_number() -> None:
    """What a record holds behind the last face is what was there before."""
    faces = struct.pack("<HH", 1, 0) + b"Ada Test".ljust(48, b"\0") + b"Old Name".ljust(48, b"\0")
    sample = Sample(
        "face", "Panasonic", "", from_block(b"Panasonic\0\0\0", raw(0x61, faces.ljust(148, b"\0"))), {}
    )
    found = values(read(sample, "II"))
    assert found["Panasonic:RecognizedFace1Name"] == "Ada Test"
    assert "Panasonic:RecognizedFace2Name" not in found


def test_what_no_place_of_a_record_explains_is_a_block() -> None:
    data = record(64, (0, b"KCTDB44900042 "), (40, b"HIDDEN WORDS"))
    reading = read(Sample("rest", "EASTMAN KODAK COMPANY", "KODAK C340", fixed(data), {}), "II")
    assert [(found.kind, found.path) for found in reading.nested] == [
        ("makernote", "MakerNote/Kodak/Unknown")
    ]
    assert b"HIDDEN WORDS" in reading.nested[0].data


# -- damage ----------------------------------------------------------------------------------------


def note_of(sample: Sample, order: str) -> bytes:
    return sample.build(order, 64)


def read_note(
    note: bytes, make: str, model: str = "", order: str = "II", limits: Limits = DEFAULT_LIMITS
) -> Reading:
    """Read bytes as a note that stands at byte 64 of its block."""
    return read_makernote(bytes(64) + note, 64, len(note), ORDERS[order], make, model, limits)


def check(reading: Reading, size: int) -> None:
    """What holds whatever the bytes are."""
    assert set(reading.damage) <= RULES.keys()
    assert all(field.key.startswith(PREFIX) for field in reading.fields)
    assert all(found.path.startswith(PREFIX) for found in reading.nested)
    assert sum(len(found.data) for found in reading.nested) <= 2 * (size + 64) + (1 << 16)


@EVERY
def test_notes_that_are_cut_short_raise_nothing(sample: Sample, order: str) -> None:
    note = note_of(sample, order)
    for size in range(0, len(note), max(1, len(note) // 80)):
        check(read_note(note[:size], sample.make, sample.model, order), size)


@EVERY
def test_notes_with_lying_numbers_raise_nothing(sample: Sample, order: str) -> None:
    note = note_of(sample, order)
    for at in range(0, len(note) - 4, max(1, len(note) // 80)):
        for number in (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"):
            data = note[:at] + number + note[at + 4 :]
            check(read_note(data, sample.make, sample.model, order), len(data))


@given(st.data())
def test_junk_behind_a_signature_raises_nothing(data: st.DataObject) -> None:
    sample, order = data.draw(st.sampled_from(CASES))
    note = note_of(sample, order)
    kept = data.draw(st.integers(0, min(len(note), 40)))
    junk = note[:kept] + data.draw(st.binary(max_size=400))
    check(read_note(junk, sample.make, sample.model, order), len(junk))


@given(st.data())
def test_changed_bytes_raise_nothing(data: st.DataObject) -> None:
    sample, order = data.draw(st.sampled_from(CASES))
    note = bytearray(note_of(sample, order))
    changes = st.lists(st.tuples(st.integers(0, len(note) - 1), st.integers(0, 255)), max_size=12)
    for at, value in data.draw(changes):
        note[at] = value
    check(read_note(bytes(note), sample.make, sample.model, order), len(note))


KODAK = "EASTMAN KODAK COMPANY"
FLOOD = 40_000
FLOODS = (
    ("HP", b"610\0" + b"serial number:" * FLOOD),
    ("HP", b"610\0" + b"serial number:\n" + b"\n" * 10 * FLOOD),
    ("HP", b"610\0" + b"\xff\xd8\xff\xdb" * FLOOD),
    ("Hewlett-Packard", b"Hewlett-Packard\0" + b"\xff\x0f\0\0\1\0" * FLOOD),
    ("DJI", b"[ae_dbg_info:" + b"[" * 10 * FLOOD),
    ("DJI", b"[ae_dbg_info:" + b"][a:b" * FLOOD + b"]"),
    ("JVC", b"VER:" + b"QTY:ABC" * FLOOD),
    ("Xiaomi", b"{" + b'"a":{' * FLOOD),
    ("Xiaomi", b'{"a":' + b"[" * FLOOD),
    ("Xiaomi", b'{"a":1' + b"0" * FLOOD + b"}"),
    ("GoPro", b"\0" * 10 + b"A" + b"0" * 10 * FLOOD),
    (KODAK, b"MM\0\x2a\0\0\0\x08\xff\xff\0\0" + b"\x90\0\0\7\0\1\0\0\0\0\0\0" * FLOOD),
    (KODAK, b"KDK" + b"\xff" * 10 * FLOOD),
    ("Samsung", b"STMN100" + b"\0" * 37 + b"\xff\xff\0\0" + b"\1\0\7\0\0\xff\0\0\0\0\0\0" * FLOOD),
    ("FUJIFILM", b"GE\x0c\0\0\0\x16\0\0\0" + b"\xff" * 10 * FLOOD),
)


@pytest.mark.parametrize(
    ("make", "note"), FLOODS, ids=[f"{make}-{number}" for number, (make, _) in enumerate(FLOODS)]
)
def test_floods_cost_bounded_time(make: str, note: bytes) -> None:
    begun = time.perf_counter()
    check(read_note(note, make), len(note))
    assert time.perf_counter() - begun < 2


def test_many_inner_tables_of_phase_one_cost_bounded_time() -> None:
    """Each of three hundred entries points at the same large inner table."""
    calibration = (
        b"IIII\1\0\0\0"
        + struct.pack("<III", 12, 300, 0)
        + b"".join(struct.pack("<III", 0x0400, 1 << 16, 0) for _ in range(300))
    )
    calibration = calibration.ljust(1 << 16, b"\1")
    start = 12 + len(calibration)
    rows = b"".join(struct.pack("<4I", 0x0110, 4, len(calibration), 12) for _ in range(300))
    note = b"IIIITwaR" + struct.pack("<I", start) + calibration + struct.pack("<II", 300, 0) + rows
    begun = time.perf_counter()
    check(read_note(note, "Phase One"), len(note))
    assert time.perf_counter() - begun < 2


def test_many_entries_for_one_large_preview_cost_bounded_time() -> None:
    rows = [u4(0x0101, 100), u4(0x0102, 8_000_000)] * 10_000
    note = b"OLYMPUS\0II\3\0" + table([inner(0x2020, *rows)], "II", 12) + bytes(8_000_000)
    begun = time.perf_counter()
    check(read_note(note, "OLYMPUS"), len(note))
    assert time.perf_counter() - begun < 5


def test_a_face_that_points_at_itself_is_read_once() -> None:
    row = raw(0x4282, struct.pack("<II", 0, 62) * 200)
    reading = read(Sample("face", "FUJIFILM", "", from_note(b"FUJIFILM\x0c\0\0\0", row), {}), "II")
    assert len(reading.fields) < 300
    check(reading, 4096)


def test_limits_hold() -> None:
    rows = [u4(0xE000 + number, number) for number in range(200)]
    for head, make in ((b"Panasonic\0\0\0", "Panasonic"), (b"SANYO\0\1\0", "SANYO")):
        with pytest.raises(LimitExceededError):
            read_note(head + table(rows, "II", 64 + len(head)), make, limits=Limits(fields=100))


# -- real pictures ---------------------------------------------------------------------------------

NAMES_THAT_TELL = re.compile(
    r"(Internal|Lens|Flash|Accessory|Extender)*SerialNumber|(Baby|Face|Owner|Location|Recognized)\w*|Title|City2?"
    r"|Country|State|Landmark|HometownCity|UserLabel|\w*UniqueID|Original(FileName|Directory)|SensorID|BuildNumber"
    r"|\w*(Date|TimeStamp)\w*|AmbientTemperature|EventNumber|ImageIDNumber|CameraID|CameraType|Make|Model"
)
GROUPS = frozenset(key.partition(":")[0] for sample in SAMPLES for key in sample.says) - {"GoPro", "FLIR"}
"""What tells in those two stands in other segments."""


def stored_blocks(data: bytes) -> Iterator[bytes]:
    """The Exif block of a JPEG or TIFF file; of another one what looks like it."""
    if data[:2] == b"\xff\xd8":
        at = 2
        while data[at : at + 1] == b"\xff" and data[at + 1 : at + 2] not in (b"", b"\xda"):
            end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
            if data[at + 4 : at + 10] == b"Exif\0\0":
                yield data[at + 10 : end]
                return
            at = end
    elif data[:4] in (b"II*\0", b"MM\0*"):
        yield data
    elif b"Exif\0\0" in data:
        yield data[data.index(b"Exif\0\0") + 6 :]


def real_notes() -> Iterable[tuple[Path, Reading]]:
    folder = os.environ.get(CORPUS_VARIABLE)
    for path in sorted(Path(folder).rglob("*")) if folder else ():
        for data in stored_blocks(path.read_bytes()) if path.is_file() else ():
            reading = read_block(data)
            if reading is not None and reading.fields:
                yield path, reading


@pytest.mark.corpus
@pytest.mark.skipif(not os.environ.get(CORPUS_VARIABLE), reason=f"{CORPUS_VARIABLE} names no folder")
def test_what_real_notes_tell_is_what_exiftool_reads(exiftool: ExifTool) -> None:
    """Serial numbers, names, identifiers, places and dates."""
    compared, wrong = 0, []
    for path, reading in real_notes():
        found: dict[str, set[str]] = {}
        for field in reading.fields:
            texts = (shown(field.value), str(field.value).replace("\0", ""))
            found.setdefault(field.key.removeprefix(PREFIX), set()).update(texts)
        for key, value in exiftool.tags(path).items():
            group, _, name = key.partition(":")
            if group in GROUPS and NAMES_THAT_TELL.fullmatch(name) and is_set(shown(value)):
                compared += 1
                if shown(value) not in found.get(key, set()):
                    wrong.append((path.name, key, shown(value), found.get(key)))
    assert compared
    assert not wrong


def is_set(value: str) -> bool:
    return value not in ("", "9999:99:99 00:00:00") and not value.startswith("(Binary data")

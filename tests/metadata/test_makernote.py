"""The reader of maker notes: values in each layout, moved notes, loops, limits, junk, real pictures."""

from __future__ import annotations

import os
import plistlib
import re
import struct
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.makernote import SAMPLES, encipher, footed, nikon_preview
from builders.makernotes_more import (
    MAKER_NOTE,
    PICTURE,
    SHORT,
    SRATIONAL,
    Row,
    Sample,
    block,
    from_block,
    from_note,
    inner,
    picture,
    raw,
    table,
    text,
    u2,
    u4,
)
from builders.tiff import EXIF_POINTER, Ifd, ascii_, tiff, undefined
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata._exif_writer import rewrite
from exifguard.metadata.exif import MOST_NOTES, Exif
from exifguard.metadata.makernote import MAKERS, RULES, name_vendor, read_makernote
from exifguard.metadata.makernote._plist import read_flat_plist
from exifguard.metadata.makernote._sony_cipher import decipher
from exifguard.model import Nested, Rational, Reading, Value
from oracles import ExifTool
from pictures import CORPUS_VARIABLE

PREFIX = "MakerNote/"
CASES = [(sample, order) for sample in SAMPLES for order in sample.orders]
EVERY = pytest.mark.parametrize(
    ("sample", "order"), CASES, ids=[f"{sample.name}-{order}" for sample, order in CASES]
)


AT = 64
"""Where `read_note` puts a note; a table of Canon's has to begin there."""


def shown(value: object) -> str:
    """A value as ExifTool prints it with ``-n``."""
    if isinstance(value, Rational):
        return f"{value.numerator / value.denominator:.6g}" if value.denominator else "undef"
    if isinstance(value, tuple | list):
        return " ".join(map(shown, value))
    if isinstance(value, bytes):
        return value.rstrip(b"\0 ").decode("latin-1")
    return f"{value:.6g}" if isinstance(value, float) else str(value).strip()


def note_fields(reading: Reading) -> dict[str, Value]:
    """The fields of the maker note by ``Group:TagName``; of several with one key the first."""
    found: dict[str, Value] = {}
    for field in reading.fields:
        if field.key.startswith(PREFIX):
            found.setdefault(field.key.removeprefix(PREFIX), field.value)
    return found


def note_blocks(reading: Reading) -> dict[str, Nested]:
    return {found.path.removeprefix(PREFIX): found for found in reading.nested if PREFIX in found.path}


def read(sample: Sample, order: str = "II", limits: Limits = DEFAULT_LIMITS) -> Reading:
    return Exif().read(block(sample, order), limits)


def read_note(note: bytes, make: str, model: str = "", limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read a little-endian note that stands at the end of its block."""
    return read_makernote(bytes(AT) + note, AT, len(note), "little", make, model, limits)


def canon(*rows: Row, model: str = "Canon EOS TEST") -> Sample:
    return Sample("canon", "Canon", model, from_block(b"", *rows), {})


# -- what the makers write -------------------------------------------------------------------------


@EVERY
def test_what_was_planted_is_read(sample: Sample, order: str) -> None:
    reading = read(sample, order)
    found = {key: shown(value) for key, value in note_fields(reading).items()}
    assert {key: found.get(key) for key in sample.says} == {
        key: shown(value) for key, value in sample.says.items()
    }
    assert set(sample.nested) <= note_blocks(reading).keys()
    assert reading.damage == ()


@EVERY
def test_exiftool_reads_the_same(sample: Sample, order: str, exiftool: ExifTool, tmp_path: Path) -> None:
    path = tmp_path / "note.jpg"
    path.write_bytes(picture(sample, order))
    tags = {key: shown(value) for key, value in exiftool.tags(path).items()}
    expected = {**sample.says, **sample.exiftool}
    assert {key: tags.get(key) for key, value in expected.items() if value is not None} == {
        key: shown(value) for key, value in expected.items() if value is not None
    }


HEADS = (
    ("Apple", "Apple", b"Apple iOS\0\0\1II", 0),
    ("Canon", "Canon", b"", None),
    ("Nikon", "NIKON CORPORATION", b"Nikon\0\2\x10\0\0II*\0\x08\0\0\0", 10),
    ("Nikon", "NIKON", b"Nikon\0\1\0", None),
    ("Nikon", "NIKON", b"", None),
    ("Pentax", "PENTAX", b"AOC\0II", None),
    ("Pentax", "PENTAX", b"PENTAX \0II", 0),
    ("Pentax", "RICOH", b"RICOH\0II", 0),
    ("Pentax", "Asahi Optical Co.,Ltd.", b"", None),
    ("Ricoh", "RICOH", b"Ricoh\0\0\0", None),
    ("Ricoh", "RICOH", b"MLT0\0\0\0\0", None),
    ("Sony", "SONY", b"SONY CAM \0\0\0", None),
    ("Sony", "SONY", b"", None),
    ("Sony", "Sony Ericsson", b"SEMC MS\0".ljust(20, b"\0"), -8),
)
"""Group, make, signature, and what offsets count from: the block, or so many bytes of the note."""


@pytest.mark.parametrize(("group", "make", "head", "base"), HEADS)
def test_no_entry_is_left_out(group: str, make: str, head: bytes, base: int | None) -> None:
    rows = (
        u4(0xE100, 5),
        text(0xE101, "words that are long"),
        raw(0xE102, bytes(range(30))),
        Row(0xE103, SRATIONAL, (-3, 2)),
        Row(0xE104, SHORT, (1, 2, 3)),
        Row(0xE104, SHORT, (4, 5, 6)),
    )
    build = from_block(head, *rows) if base is None else from_note(head, *rows, base=base)
    reading = read(Sample("unknown", make, "TEST", build, {}))
    fields = [(field.key, field.value) for field in reading.fields if field.key.startswith(PREFIX)]
    assert reading.damage == ()
    assert fields == [
        (f"{PREFIX}{group}:0xe100", 5),
        (f"{PREFIX}{group}:0xe101", "words that are long"),
        (f"{PREFIX}{group}:0xe102", bytes(range(30))),
        (f"{PREFIX}{group}:0xe103", Rational(-3, 2)),
        (f"{PREFIX}{group}:0xe104", (1, 2, 3)),
        (f"{PREFIX}{group}:0xe104", (4, 5, 6)),
    ]


def test_an_encrypted_block_is_handed_out_as_it_is_stored() -> None:
    secret = b"0208" + bytes(range(200, 240))
    found = note_blocks(read(Sample("n", "NIKON", "", from_block(b"", raw(0x0091, secret)), {})))
    assert found["Nikon/ShotInfo"].kind == "makernote"
    assert found["Nikon/ShotInfo"].data == secret


@pytest.mark.parametrize("order", ["II", "MM"])
def test_a_preview_is_a_picture(order: str) -> None:
    found = note_blocks(read(Sample("n", "NIKON", "", nikon_preview, {}), order))["PreviewIFD/PreviewImage"]
    assert (found.kind, found.data) == ("picture", PICTURE)


def test_a_preview_elsewhere_in_the_file_is_no_damage() -> None:
    data = struct.pack("<5I", 0, 2, 70_000, 160, 120) + struct.pack("<I", 900_000)
    reading = read(canon(Row(0x00B6, 4, struct.unpack("<6I", data))))
    assert reading.damage == ()
    assert note_fields(reading)["Canon:PreviewImageStart"] == 900_000
    assert note_blocks(reading) == {}


def test_text_ends_at_its_nul() -> None:
    """Fields of fixed width keep what stood in them before; the note as a whole stays opaque besides."""
    reading = read(canon(Row(0x0009, 2, b"Ada\0Old name\0\0")))
    assert note_fields(reading)["Canon:OwnerName"] == "Ada"
    assert b"Old name" in next(found.data for found in reading.nested if found.path == "MakerNote")


# -- notes that were moved, and byte orders ----------------------------------------------------------

OWNER = text(0x0009, "Ada Test of Testingen")
SERIAL = text(0x0096, "HC0042424242")


@pytest.mark.parametrize("moved_by", [-40, 8, 300])
def test_a_note_that_an_editor_moved_is_read_where_it_is(moved_by: int) -> None:
    def build(order: str, start: int) -> bytes:
        return from_block(b"", OWNER, SERIAL)(order, max(0, start - moved_by))

    found = note_fields(read(Sample("moved", "Canon", "", build, {})))
    assert found["Canon:OwnerName"] == "Ada Test of Testingen"
    assert found["Canon:InternalSerialNumber"] == "HC0042424242"


def test_a_note_with_a_foot_that_was_moved_a_little_is_read_where_it_is() -> None:
    """By so little that its values still lie in it, or nearly."""
    build = footed(from_block(b"", OWNER, SERIAL), moved_by=-8)
    found = note_fields(read(Sample("moved", "Canon", "", build, {})))
    assert found["Canon:OwnerName"] == "Ada Test of Testingen"


def test_a_moved_note_tells_by_its_end_where_it_was() -> None:
    """The values do not follow the table here: only the footer helps."""
    gap = b"\0" * 64

    def build(order: str, start: int) -> bytes:
        note = from_block(b"", OWNER, SERIAL)(order, start + len(gap))
        split = 2 + 2 * 12 + 4
        return note[:split] + gap + note[split:]

    found = note_fields(read(Sample("moved", "Canon", "", footed(build, moved_by=-500), {})))
    assert found["Canon:OwnerName"] == "Ada Test of Testingen"


@pytest.mark.parametrize(("outer", "own"), [("II", "MM"), ("MM", "II")])
def test_a_table_may_have_another_byte_order_than_its_block(outer: str, own: str) -> None:
    sample = Sample("order", "Canon", "", lambda _, start: from_block(b"", OWNER)(own, start), {})
    assert note_fields(read(sample, outer)) == {"Canon:OwnerName": "Ada Test of Testingen"}


# -- whose note it is --------------------------------------------------------------------------------

VENDORS = (
    (b"Apple iOS\0\0\1MM", "", "Apple"),
    (b"Nikon\0\2\x10", "", "Nikon"),
    (b"\x0a\0", "Canon", "Canon"),
    (b"\x0a\0", "  NIKON ", "Nikon"),
    (b"AOC\0MM", "SAMSUNG TECHWIN", "Pentax"),
    (b"SONY DSC \0\0\0", "", "Sony"),
    (b"OM SYSTEM\0\0\0II", "", "Olympus"),
    (b"FUJIFILM\x0c", "", "FujiFilm"),
    (b"HDRP\3", "Google", "Google"),
    (b"KYOCERA", "", "Kyocera"),
    (b"ISLMAKERNOTE000\0", "", "ISL"),
    (b"IIIITwaR", "", "PhaseOne"),
    (b"\0\0\0", "Hasselblad", "Hasselblad"),
    (b"VER:A1", "JVC", "JVC"),
    (b"VER:A1", "Nobody", ""),
    (b"", "", ""),
)


@pytest.mark.parametrize(("note", "make", "vendor"), VENDORS)
def test_vendors_are_named(note: bytes, make: str, vendor: str) -> None:
    assert name_vendor(note, make) == vendor


def test_a_note_that_is_known_but_not_read_is_one_block() -> None:
    reading = read_note(b"ISLMAKERNOTE000\0secret", "Isl")
    assert reading == Reading(nested=(Nested("makernote", "MakerNote/ISL", b"ISLMAKERNOTE000\0secret"),))


def test_a_note_that_nobody_knows_is_left_to_its_block() -> None:
    assert read_note(b"junk of no maker", "Nobody") == Reading()


# -- in its block ------------------------------------------------------------------------------------


def test_what_a_note_says_follows_the_block_and_the_note_stays_a_block() -> None:
    reading = read(SAMPLES[1])
    keys = [field.key.startswith(PREFIX) for field in reading.fields]
    assert keys == sorted(keys)
    assert any(keys)
    assert [found.kind for found in reading.nested if found.path == "MakerNote"] == ["makernote"]


def test_a_block_that_is_written_anew_says_nothing_of_the_note() -> None:
    data = block(SAMPLES[1], "II")
    result = rewrite(data, lambda key: True, DEFAULT_LIMITS)
    again = Exif().read(result.data, DEFAULT_LIMITS)
    assert note_fields(again) == {}
    assert [field.key for field in again.fields] == ["IFD0:Make", "IFD0:Model", "ExifIFD:DateTimeOriginal"]
    assert b"Ada" not in result.data


def test_few_of_many_notes_are_looked_into() -> None:
    rows = tuple(undefined(MAKER_NOTE, b"Rv%04d" % number) for number in range(50))
    exif = tiff(Ifd((ascii_(0x010F, "RICOH"),), {EXIF_POINTER: Ifd(rows)}))
    reading = Exif().read(exif, DEFAULT_LIMITS)
    assert sum("MakerNoteRicohText" in field.key for field in reading.fields) == MOST_NOTES
    assert sum(found.path == "MakerNote" for found in reading.nested) == 50


# -- hostile notes -----------------------------------------------------------------------------------

OLYMPUS = b"OLYMPUS\0II\3\0"
EQUIPMENT = 0x2010


def test_a_table_that_leads_to_itself_is_read_once() -> None:
    rows = [u4(EQUIPMENT, len(OLYMPUS)), u4(0x2020, len(OLYMPUS)), text(0x0302, "Ada Test of Testingen")]
    reading = read_note(OLYMPUS + table(rows, "II", len(OLYMPUS)), "OLYMPUS")
    assert "makernote-loop" in reading.damage
    assert len(reading.fields) <= 2 * len(rows)


def test_tables_nest_no_deeper_than_the_limit() -> None:
    note = OLYMPUS + table([inner(EQUIPMENT, text(0x0101, "BODY-0042"))], "II", len(OLYMPUS))
    assert read_note(note, "OLYMPUS").damage == ()
    shallow = read_note(note, "OLYMPUS", limits=Limits(depth=1))
    assert shallow.damage == ("makernote-depth",)
    assert "Olympus:SerialNumber" not in note_fields(shallow)


def test_an_offset_that_leads_nowhere_is_damage_and_stays_a_field() -> None:
    reading = read(Sample("n", "NIKON", "", from_block(b"", u4(0x0011, 1 << 30), u2(0x0002, 0, 200)), {}))
    assert reading.damage == ("makernote-table",)
    assert note_fields(reading) == {"Nikon:PreviewIFD": 1 << 30, "Nikon:ISO": (0, 200)}


def test_a_table_that_its_block_cuts_is_read_as_far_as_it_goes() -> None:
    whole = table([u4(0x0008, 1_001_234), u4(0x000C, 42), OWNER], "II", AT)
    reading = read_note(whole[: 2 + 2 * 12], "Canon")
    assert reading.damage == ("makernote-table",)
    assert note_fields(reading) == {"Canon:FileNumber": 1_001_234, "Canon:SerialNumber": 42}


def test_a_count_that_lies_finds_no_table() -> None:
    note = b"\xff\xff" + bytes(range(1, 250)) * 4
    assert read_note(note, "Canon") == Reading(damage=("makernote-table",))


def test_empty_notes_are_no_damage() -> None:
    assert read_note(bytes(500), "Canon") == Reading()
    assert read_note(b"", "Canon") == Reading()


def test_values_that_end_outside_the_block_are_cut() -> None:
    entry = struct.pack("<HHII", 0x0009, 2, 4_000_000_000, AT + 18)
    reading = read_note(b"\1\0" + entry + bytes(4) + b"Ada Test", "Canon")
    assert reading.damage == ("makernote-value-bounds",)
    assert note_fields(reading) == {"Canon:OwnerName": "Ada Test"}


def test_unknown_types_are_damage_and_stay_fields() -> None:
    entries = b"".join(struct.pack("<HHI4s", 0xE000, kind, 1, b"abcd") for kind in (4, 4, 99))
    reading = read_note(struct.pack("<H", 3) + entries + bytes(4), "Canon")
    assert reading.damage == ("makernote-type",)
    assert [field.value for field in reading.fields][-1] == b"abcd"


def test_values_that_share_their_bytes_cost_no_more_than_twice_the_block() -> None:
    entries = b"".join(struct.pack("<HHII", 0xE000, 7, 40_000, 100) for _ in range(4000))
    note = struct.pack("<H", 4000) + entries + bytes(4)
    begun = time.perf_counter()
    reading = read_note(note, "Canon")
    assert time.perf_counter() - begun < 1
    assert reading.damage == ("makernote-overlap",)
    assert len(reading.fields) == 4000
    assert sum(len(field.value) for field in reading.fields if isinstance(field.value, bytes)) <= (
        2 * (len(note) + AT) + (1 << 16)
    )


def test_entries_count_against_the_limit() -> None:
    note = table([u4(number, number) for number in range(1, 120)], "II", AT)
    assert len(read_note(note, "Canon").fields) >= 119
    with pytest.raises(LimitExceededError) as caught:
        read_note(note, "Canon", limits=Limits(fields=100))
    assert caught.value.limit == "fields"


def test_values_are_cut_at_the_limit() -> None:
    reading = read_note(table([raw(0xE000, bytes(1000))], "II", AT), "Canon", limits=Limits(value_bytes=64))
    assert [(len(field.value), field.size) for field in reading.fields if isinstance(field.value, bytes)] == [
        (64, 1000)
    ]


def check(reading: Reading) -> None:
    assert set(reading.damage) <= RULES.keys()
    assert all(field.key.startswith(PREFIX) for field in reading.fields)
    assert all(found.path.startswith(PREFIX) for found in reading.nested)


@EVERY
def test_cut_notes_raise_nothing(sample: Sample, order: str) -> None:
    note = sample.build(order, AT)
    for size in range(0, len(note), max(1, len(note) // 100)):
        check(read_note(note[:size], sample.make, sample.model))


@given(st.data())
def test_changed_notes_raise_nothing(data: st.DataObject) -> None:
    sample, order = data.draw(st.sampled_from(CASES))
    note = bytearray(sample.build(order, AT))
    places = st.tuples(st.integers(0, len(note) - 1), st.integers(0, 255))
    for at, value in data.draw(st.lists(places, max_size=12)):
        note[at] = value
    check(read_note(bytes(note), sample.make, sample.model))


@given(st.data())
def test_junk_raises_nothing(data: st.DataObject) -> None:
    _, make, head, _ = data.draw(st.sampled_from(HEADS))
    model = data.draw(
        st.sampled_from(["", "Canon EOS 5D", "Canon EOS 450D", "ILCE-1", "SLT-A77", "PENTAX K-5"])
    )
    maker = next(maker for maker in MAKERS if maker.matches(head, make))
    tags = st.sampled_from(sorted(maker.tags)) if maker.tags else st.integers(0, 0xFFFF)
    kinds = st.sampled_from([1, 2, 3, 4, 7, 9, 10])
    rows = st.builds(Row, tags, kinds, st.binary(min_size=8, max_size=400), st.just(()), st.just(False))
    drawn = data.draw(st.lists(rows, max_size=6))
    order = data.draw(st.sampled_from(["II", "MM"]))
    note = head + table(drawn, order, AT + len(head)) + data.draw(st.binary(max_size=100))
    check(read_note(note, make, model))


# -- what stands in values ---------------------------------------------------------------------------


def test_a_cipher_is_undone() -> None:
    assert decipher(encipher(bytes(range(256)))) == bytes(range(256))


PLAIN = st.one_of(
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.text(max_size=40),
    st.binary(max_size=40),
    st.floats(allow_nan=False),
    st.booleans(),
)


@given(st.dictionaries(st.text(min_size=1, max_size=20), PLAIN, max_size=20))
def test_flat_property_lists_are_read_as_python_reads_them(members: dict[str, object]) -> None:
    found = read_flat_plist(plistlib.dumps(members, fmt=plistlib.FMT_BINARY))
    assert found == members


@given(st.binary(max_size=120), st.binary(max_size=32))
def test_damaged_property_lists_raise_nothing(body: bytes, end: bytes) -> None:
    assert isinstance(read_flat_plist(b"bplist00" + body + end), dict)
    whole = bytearray(plistlib.dumps({"a": 1, "b": "words"}, fmt=plistlib.FMT_BINARY))
    whole[-len(end) :] = end
    assert isinstance(read_flat_plist(bytes(whole)), dict)


def test_nested_property_lists_are_left_alone() -> None:
    data = plistlib.dumps({"inner": {"a": [1]}, "b": 2}, fmt=plistlib.FMT_BINARY)
    assert read_flat_plist(data) == {"b": 2}


# -- real pictures -----------------------------------------------------------------------------------

GROUPS = ("Apple", "Canon", "Nikon", "Pentax", "Ricoh", "Sony")
TELLING = re.compile(
    r"(Internal|Lens|Body)?SerialNumber|OwnerName|ShortOwnerName|Artist|\w*UUID|\w*UniqueID|(File|Frame)Number"
    r"|ShutterCount|ImageCount|ManufactureDate\d?|\w*DateTime\d?|Date|Time|TimeZone|DaylightSavings|RunTimeValue"
    r"|FacesDetected|Face\d+Position|AccelerationVector"
)


def exif_block(data: bytes) -> bytes | None:
    """The Exif block of a JPEG or TIFF file."""
    if data[:4] in (b"II*\0", b"MM\0*"):
        return data
    at = 2
    while (
        data[:2] == b"\xff\xd8"
        and data[at : at + 1] == b"\xff"
        and data[at + 1 : at + 2] not in (b"", b"\xda")
    ):
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if data[at + 4 : at + 10] == b"Exif\0\0":
            return data[at + 10 : end]
        at = end
    return None


def real_notes() -> Iterator[tuple[Path, Reading]]:
    for path in sorted(Path(os.environ[CORPUS_VARIABLE]).rglob("*")):
        data = exif_block(path.read_bytes()) if path.is_file() else None
        reading = Exif().read(data, DEFAULT_LIMITS) if data else Reading()
        if any(key.partition(":")[0] in GROUPS for key in note_fields(reading)):
            yield path, reading


@pytest.mark.corpus
@pytest.mark.skipif(CORPUS_VARIABLE not in os.environ, reason=f"{CORPUS_VARIABLE} names no folder")
def test_what_real_notes_tell_is_what_exiftool_reads(exiftool: ExifTool) -> None:
    """What ExifTool shows, exifguard shows; where ExifTool found only an empty text, nothing is to be met."""
    told: Counter[str] = Counter()
    missed: list[tuple[str, str, str, str | None]] = []
    for path, reading in real_notes():
        found: dict[str, set[str]] = {}
        for field in reading.fields:
            found.setdefault(field.key.removeprefix(PREFIX), set()).add(shown(field.value))
        for key, value in exiftool.tags(path).items():
            group, _, name = key.partition(":")
            if group not in GROUPS or not TELLING.fullmatch(name) or not shown(value):
                continue
            told[group] += 1
            if not any(same(shown(value), mine) for mine in found.get(key, ())):
                missed.append((path.name, key, shown(value), str(found.get(key))))
    lost = Counter(key.partition(":")[0] for _, key, _, _ in missed)
    for group, many in sorted(told.items()):
        print(f"{group}: {many - lost[group]} of {many}")  # noqa: T201 - what the corpus is asked for
    assert told
    assert not missed


def same(theirs: str, mine: str) -> bool:
    """ExifTool's JSON has numbers for texts of digits, and more digits behind the point."""
    words, ours = theirs.split(), mine.split()
    return theirs == mine or (len(words) == len(ours) and all(map(same_word, words, ours)))


def same_word(theirs: str, mine: str) -> bool:
    try:
        return theirs == mine or f"{float(theirs):.6g}" == f"{float(mine):.6g}"
    except ValueError:
        return False

from __future__ import annotations

import array
import hashlib
import io
import mmap
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import piexif
import pytest

import exifguard
from builders import jpeg as build
from exifguard import LimitExceededError, Limits, Policy, PolicyError, UnknownFormatError, api
from laws import Pipe
from oracles import ExifTool, shown
from pictures import FIXTURES, clean_fixtures, fixtures

PHOTO = FIXTURES / "jpeg/phone-gps-progressive.jpg"
DIRTY = PHOTO.read_bytes()
MARK = b"MARK-"
PNG = (FIXTURES / "png/screenshot-everything.png").read_bytes()
CONFLICT = (FIXTURES / "hostile/jpeg/exif-twice-other-orientation.jpg").read_bytes()


def clean(data: bytes = DIRTY, **options: Any) -> bytes:
    scrubbed = exifguard.scrub(data, **options).data
    assert scrubbed is not None
    return scrubbed


CLEAN = clean()

# -- inputs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrap", [bytes, bytearray, memoryview, io.BytesIO, Pipe])
def test_bytes_and_files_give_the_same(wrap: Callable[[bytes], Any]) -> None:
    assert exifguard.scrub(wrap(DIRTY)).data == CLEAN
    assert exifguard.inspect(wrap(DIRTY)) == exifguard.inspect(DIRTY)
    assert exifguard.identify(wrap(DIRTY)).name == "jpeg"
    assert exifguard.verify(wrap(DIRTY), wrap(CLEAN)).passed


def test_views_of_any_shape_are_their_bytes() -> None:
    words = memoryview(DIRTY + bytes(-len(DIRTY) % 4)).cast("I")
    assert exifguard.scrub(words).data == CLEAN
    assert exifguard.scrub(memoryview(DIRTY[::-1])[::-1]).data == CLEAN


def test_whatever_gives_its_bytes_will_do() -> None:
    assert exifguard.scrub(array.array("B", DIRTY)).data == CLEAN  # type: ignore[arg-type]


def test_a_mapped_file_will_do() -> None:
    with PHOTO.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert exifguard.scrub(mapped).data == CLEAN  # type: ignore[arg-type]


def test_an_input_may_change_once_it_was_taken() -> None:
    data = bytearray(DIRTY)
    result = exifguard.scrub(data)
    data[:] = bytes(len(data))
    assert result.data == CLEAN


@pytest.mark.parametrize("wrong", [None, 3, ["a.jpg"], object(), {"a": 1}])
def test_anything_else_is_a_type_error(wrong: Any) -> None:
    for call in (exifguard.inspect, exifguard.scrub, exifguard.identify):
        with pytest.raises(TypeError):
            call(wrong)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_file_in_text_mode_is_a_type_error(encoding: str) -> None:
    with PHOTO.open(encoding=encoding) as file:
        for call in (exifguard.inspect, exifguard.scrub, exifguard.identify):
            with pytest.raises(TypeError, match="text mode"):
                call(file)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "not a picture"])
def test_text_in_memory_is_a_type_error(text: str) -> None:
    with pytest.raises(TypeError, match="text mode"):
        exifguard.inspect(io.StringIO(text))  # type: ignore[arg-type]


def test_a_text_is_always_a_path() -> None:
    with pytest.raises(FileNotFoundError):
        exifguard.inspect("no such file.jpg")


def test_a_file_is_read_from_its_beginning_and_left_as_it_was_found() -> None:
    stream = io.BytesIO(DIRTY)
    for position in (0, 7, len(DIRTY)):
        with PHOTO.open("rb") as file:
            file.seek(position)
            stream.seek(position)
            assert exifguard.inspect(file) == exifguard.inspect(stream) == exifguard.inspect(DIRTY)
            assert (file.tell(), stream.tell()) == (position, position)
            assert not file.closed


def test_a_file_is_left_as_it_was_found_when_it_is_refused() -> None:
    with (FIXTURES / "hostile/jpeg/no-eoi.jpg").open("rb") as file:
        file.seek(5)
        with pytest.raises(exifguard.TruncatedError):
            exifguard.scrub(file)
        assert file.tell() == 5


def test_an_unbuffered_file_that_reads_a_little_at_a_time_will_do() -> None:
    class Slow(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 100) if size is not None and size >= 0 else 100)

    with Slow(PHOTO) as file:
        assert exifguard.scrub(file).data == CLEAN


def test_a_long_stream_that_cannot_seek_is_spooled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "SPOOL", 1000)
    long = DIRTY + bytes(300_000)
    assert exifguard.scrub(Pipe(long)).data == CLEAN  # type: ignore[arg-type]


class Endless(io.RawIOBase):
    """A stream that never ends, and counts what was taken from it."""

    def __init__(self) -> None:
        self.taken = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def readinto(self, buffer: Any) -> int:
        self.taken += len(buffer)
        buffer[:] = bytes(len(buffer))
        return len(buffer)


@pytest.mark.parametrize("call", [exifguard.inspect, exifguard.scrub])
def test_an_endless_stream_ends_at_the_limit(call: Callable[..., object]) -> None:
    stream = Endless()
    with pytest.raises(LimitExceededError) as caught:
        call(stream, limits=Limits(input_bytes=100_000))
    assert caught.value.limit == "input_bytes"
    assert stream.taken < 1_000_000


@pytest.mark.parametrize("wrap", [bytes, io.BytesIO, Pipe, lambda data: PHOTO])
def test_a_limit_on_the_input_allows_up_to_itself(wrap: Callable[[bytes], Any]) -> None:
    size = len(DIRTY)
    assert exifguard.scrub(wrap(DIRTY), limits=Limits(input_bytes=size)).data == CLEAN
    for call in (exifguard.inspect, exifguard.scrub):
        with pytest.raises(LimitExceededError) as caught:
            call(wrap(DIRTY), limits=Limits(input_bytes=size - 1))
        assert caught.value.limit == "input_bytes"


def test_a_path_with_a_nul_is_one_of_the_expected_errors() -> None:
    for call in (exifguard.inspect, exifguard.scrub, exifguard.identify, exifguard.scrub_in_place):
        with pytest.raises((OSError, exifguard.ExifguardError)):
            call("photo\0.jpg")


# -- outputs --------------------------------------------------------------------------------------


class Raw(io.RawIOBase):
    """An unbuffered destination; `takes` says what each write takes, None and 0 included."""

    def __init__(self, *takes: int | None) -> None:
        self.data = bytearray()
        self.takes = list(takes)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int | None:
        take = self.takes.pop(0) if self.takes else len(data)
        self.data += bytes(data[: take or 0])
        return None if take is None else min(take, len(data))


@pytest.mark.parametrize("takes", [(), (1, 1, 7), (100,) * 200])
def test_a_destination_that_takes_a_part_at_a_time_gets_all(takes: tuple[int, ...]) -> None:
    target = Raw(*takes)
    result = exifguard.scrub(DIRTY, target)  # type: ignore[arg-type]
    assert (bytes(target.data), result.data, result.path) == (CLEAN, None, None)


@pytest.mark.parametrize("takes", [(None,), (5, None), (0, 0)])
def test_a_destination_that_takes_nothing_gets_all_or_the_call_fails(takes: tuple[int | None, ...]) -> None:
    """A raw file in non-blocking mode says None when it took nothing."""
    target = Raw(*takes)
    try:
        exifguard.scrub(DIRTY, target)  # type: ignore[arg-type]
    except OSError:
        return
    assert bytes(target.data) == CLEAN


def test_a_destination_in_memory_gets_what_stands_at_its_position() -> None:
    target = io.BytesIO(b"before")
    target.seek(6)
    exifguard.scrub(DIRTY, target)
    assert target.getvalue() == b"before" + CLEAN


def test_a_destination_in_text_mode_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        exifguard.scrub(DIRTY, io.StringIO())  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [3, b"out.jpg", object()])
def test_a_destination_that_cannot_be_written_is_a_type_error(wrong: Any) -> None:
    with pytest.raises(TypeError):
        exifguard.scrub(DIRTY, wrong)


def test_nothing_is_written_of_a_refused_file() -> None:
    target = Raw()
    with pytest.raises(exifguard.TruncatedError):
        exifguard.scrub(DIRTY[:-300], target)  # type: ignore[arg-type]
    assert not target.data


def test_one_stream_as_input_and_output_is_refused() -> None:
    """What is shorter than the original would leave the original's end behind it."""
    stream = io.BytesIO(DIRTY)
    with pytest.raises(PolicyError) as caught:
        exifguard.scrub(stream, stream)
    assert caught.value.rule == "same-file"
    assert stream.getvalue() == DIRTY


@pytest.mark.parametrize("way", ["stream to itself", "path to stream", "stream to path", "other stream"])
def test_one_file_as_input_and_output_is_refused(way: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(DIRTY)
    with path.open("r+b") as file, path.open("r+b") as other:
        ends: dict[str, tuple[Any, Any]] = {
            "stream to itself": (file, file),
            "path to stream": (path, file),
            "stream to path": (file, path),
            "other stream": (file, other),
        }
        with pytest.raises(PolicyError) as caught:
            exifguard.scrub(*ends[way], overwrite=True)
    assert caught.value.rule == "same-file"
    assert path.read_bytes() == DIRTY


# -- options --------------------------------------------------------------------------------------


def test_only_accepted_formats_are_read() -> None:
    assert exifguard.scrub(DIRTY, formats=("jpeg",)).data == CLEAN
    assert exifguard.scrub(DIRTY, formats={"png", "jpeg"}).data == CLEAN
    for call in (exifguard.inspect, exifguard.scrub):
        for accepted in (("png",), ()):
            with pytest.raises(UnknownFormatError) as caught:
                call(DIRTY, formats=accepted)
            assert (caught.value.rule, caught.value.format) == ("formats", "jpeg")


@pytest.mark.parametrize("wrong", ["jpeg", ("jpg",), ("JPEG",), ("jpeg", "gif87a")])
def test_unknown_formats_are_the_callers_fault(wrong: Any) -> None:
    with pytest.raises(PolicyError):
        exifguard.inspect(DIRTY, formats=wrong)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_given_orientation_settles_a_conflict(orientation: int, exiftool: ExifTool, tmp_path: Path) -> None:
    with pytest.raises(exifguard.MalformedError) as caught:
        exifguard.scrub(CONFLICT)
    assert caught.value.rule == "orientation-conflict"
    (tmp_path / "out.jpg").write_bytes(clean(CONFLICT, orientation=orientation))
    assert exiftool.tags(tmp_path / "out.jpg").get("IFD0:Orientation", 1) == orientation


@pytest.mark.parametrize("wrong", [0, 9, -1, "6", 6.5, 6.0])
def test_an_orientation_that_does_not_exist_is_the_callers_fault(wrong: Any) -> None:
    with pytest.raises(PolicyError) as caught:
        exifguard.scrub(DIRTY, orientation=wrong)
    assert caught.value.rule == "orientation"


@pytest.mark.parametrize("wrong", ["pixel", "", None, True])
def test_an_unknown_way_to_verify_is_the_callers_fault(wrong: Any, tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        exifguard.scrub(DIRTY, tmp_path / "out", verify=wrong)
    assert caught.value.rule == "verify"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("wrong", ["everything", "", "Share", 3, None])
def test_an_unknown_policy_is_the_callers_fault(wrong: Any) -> None:
    calls: tuple[Callable[[], object], ...] = (
        lambda: exifguard.scrub(DIRTY, policy=wrong),
        lambda: exifguard.verify(DIRTY, CLEAN, policy=wrong),
        lambda: exifguard.scrub_in_place("not even looked for", policy=wrong),
    )
    for call in calls:
        with pytest.raises(PolicyError):
            call()


def test_a_policy_and_its_name_are_the_same() -> None:
    assert exifguard.scrub(DIRTY, policy=Policy.share()) == exifguard.scrub(DIRTY, policy="share")


@pytest.mark.parametrize("data", [DIRTY, PNG], ids=["jpeg", "png"])
def test_pixels_can_be_compared_too(data: bytes) -> None:
    assert exifguard.scrub(data, verify="pixels") == exifguard.scrub(data)
    assert exifguard.verify(data, clean(data), pixels=True).checks[-1] == exifguard.Check(
        "same pixels", passed=True, detail="1 frames compared"
    )


@pytest.mark.parametrize(
    "name", ["jpeg/icc-private-tags.jpg", "heif/icc-private-tags.heic", "png/iccp-private-tags.png"]
)
def test_pixels_are_the_same_where_a_profile_loses_what_is_no_colour(name: str) -> None:
    data = (FIXTURES / name).read_bytes()
    assert exifguard.scrub(data, verify="pixels").changed


def test_options_go_by_name() -> None:
    calls: tuple[Callable[..., object], ...] = (exifguard.inspect, exifguard.scrub_in_place)
    for call in calls:
        with pytest.raises(TypeError):
            call("x", None)
    with pytest.raises(TypeError):
        exifguard.scrub(DIRTY, None, "share")  # type: ignore[call-arg]


# -- outcomes -------------------------------------------------------------------------------------


def test_the_outcome_tells_sizes_and_whether_anything_changed() -> None:
    first = exifguard.scrub(DIRTY)
    assert (first.size_before, first.size_after, first.changed) == (len(DIRTY), len(CLEAN), True)
    second = exifguard.scrub(CLEAN)
    assert (second.size_before, second.size_after, second.changed) == (len(CLEAN), len(CLEAN), False)
    assert first.receipt is None


@pytest.mark.parametrize("data", [DIRTY, PNG], ids=["jpeg", "png"])
def test_a_receipt_holds_the_hashes_and_no_value(data: bytes) -> None:
    result = exifguard.scrub(data, receipt=True)
    receipt = result.receipt
    assert receipt is not None
    assert (receipt.version, receipt.policy) == (exifguard.__version__, "share")
    assert receipt.input_sha256 == hashlib.sha256(data).hexdigest()
    assert receipt.output_sha256 == hashlib.sha256(result.data or b"").hexdigest()
    again = exifguard.scrub(result.data or b"", receipt=True).receipt
    assert again is not None
    assert again.image_sha256 == receipt.image_sha256
    assert again.removed == ()
    assert MARK.decode() not in repr(receipt)


def test_a_receipt_counts_the_findings_that_went() -> None:
    receipt = exifguard.scrub(DIRTY, receipt=True).receipt
    assert receipt is not None
    findings = exifguard.inspect(DIRTY).findings
    removed = Policy.share()
    wanted = [f.category.value for f in findings if removed.action(f.category) is exifguard.Action.REMOVE]
    assert dict(receipt.removed) == {name: wanted.count(name) for name in set(wanted)}
    assert receipt.removed == tuple(sorted(receipt.removed))
    assert "location" in dict(receipt.removed)


def test_the_image_hash_is_of_the_coded_picture() -> None:
    data = (FIXTURES / "jpeg/baseline-444.jpg").read_bytes()
    receipt = exifguard.scrub(data, receipt=True).receipt
    assert receipt is not None
    scan = next(unit.data for unit in build.split(data) if unit.code == build.SOS)
    assert receipt.image_sha256 == hashlib.sha256(scan).hexdigest()


def test_a_file_is_recognised_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    path.write_bytes(PNG)
    assert exifguard.identify(path) == exifguard.Format("png", "image/png", ".png")
    for nothing in (b"", b"GIF90a", b"<html>", bytes(100)):
        for call in (exifguard.identify, exifguard.inspect, exifguard.scrub):
            with pytest.raises(UnknownFormatError):
                call(nothing)


# -- places ---------------------------------------------------------------------------------------

PLACES = [(b"N", b"E", 0), (b"S", b"W", 1), (b"N", b"W", 0), (b"S", b"E", 1)]


@pytest.mark.parametrize(("north", "east", "below"), PLACES)
def test_a_place_is_where_exiftool_says(
    north: bytes, east: bytes, below: int, exiftool: ExifTool, tmp_path: Path
) -> None:
    gps = {
        piexif.GPSIFD.GPSLatitudeRef: north,
        piexif.GPSIFD.GPSLatitude: ((33, 1), (51, 1), (3547, 100)),
        piexif.GPSIFD.GPSLongitudeRef: east,
        piexif.GPSIFD.GPSLongitude: ((151, 1), (1234, 100), (0, 1)),
        piexif.GPSIFD.GPSAltitudeRef: below,
        piexif.GPSIFD.GPSAltitude: (4321, 10),
    }
    path = tmp_path / "place.jpg"
    piexif.insert(piexif.dump({"GPS": gps}), CLEAN, str(path))
    place, tags = exifguard.inspect(path).location, exiftool.tags(path)
    assert place is not None
    assert place.latitude == pytest.approx(tags["Composite:GPSLatitude"], abs=1e-9)
    assert place.longitude == pytest.approx(tags["Composite:GPSLongitude"], abs=1e-9)
    assert place.altitude == pytest.approx(tags["Composite:GPSAltitude"])
    assert (place.latitude > 0, place.longitude > 0) == (north == b"N", east == b"E")


@pytest.mark.parametrize(
    "name", ["jpeg/phone-everything.jpg", "jpeg/exif-gps-only.jpg", "png/exif-before-idat.png"]
)
def test_a_fixtures_place_is_where_exiftool_says(name: str, exiftool: ExifTool) -> None:
    place, tags = exifguard.inspect(FIXTURES / name).location, exiftool.tags(FIXTURES / name)
    assert place is not None
    assert place.latitude == pytest.approx(tags["Composite:GPSLatitude"], abs=1e-9)
    assert place.longitude == pytest.approx(tags["Composite:GPSLongitude"], abs=1e-9)


# -- verify ---------------------------------------------------------------------------------------


def failed(before: bytes, after: bytes, **options: Any) -> set[str]:
    return {check.name for check in exifguard.verify(before, after, **options).checks if not check.passed}


def fixture(label: str) -> bytes:
    return (FIXTURES / label).read_bytes()


def without(data: bytes, *codes: int) -> bytes:
    """A JPEG file without the segments of some markers."""
    return build.join(unit for unit in build.split(data) if unit.code not in codes)


def without_chunk(data: bytes, name: bytes) -> bytes:
    """A PNG file without its first chunk of a name."""
    at = data.index(name) - 4
    return data[:at] + data[at + 12 + int.from_bytes(data[at : at + 4], "big") :]


def test_an_honest_copy_passes_every_check() -> None:
    checks = exifguard.verify(DIRTY, CLEAN, pixels=True).checks
    assert all(check.passed for check in checks)
    assert len({check.name for check in checks}) == len(checks) == 6


def test_the_original_is_not_its_own_clean_copy() -> None:
    result = exifguard.verify(DIRTY, DIRTY)
    assert failed(DIRTY, DIRTY) == {"nothing left"}
    assert "APP1" in result.checks[-1].detail
    assert MARK.decode() not in repr(result)


@pytest.mark.parametrize("after", [b"", b"no picture", CLEAN[:-300], CLEAN[2:]])
def test_an_unreadable_copy_fails_and_an_unreadable_original_is_an_error(after: bytes) -> None:
    assert failed(DIRTY, after) == {"readable"}
    with pytest.raises(exifguard.ExifguardError):
        exifguard.verify(after, CLEAN)


def test_another_format_fails() -> None:
    assert failed(DIRTY, clean(PNG)) >= {"same format", "same picture data"}


def test_another_picture_fails() -> None:
    assert failed(DIRTY, clean(fixture("jpeg/grey.jpg"))) >= {"same picture data"}


def test_one_changed_bit_of_the_picture_fails() -> None:
    at = CLEAN.rindex(b"\xff\xda") + 60
    after = CLEAN[:at] + bytes([CLEAN[at] ^ 1]) + CLEAN[at + 1 :]
    assert "same picture data" in failed(DIRTY, after)


@pytest.mark.parametrize("extra", [b"\0", b"MARK-TAIL"])
def test_bytes_behind_the_end_fail(extra: bytes) -> None:
    assert failed(DIRTY, CLEAN + extra) == {"nothing left"}


def test_one_block_that_stayed_fails() -> None:
    after = build.photo_jpeg(CLEAN, head=[build.com("a word")])
    assert failed(DIRTY, after) == {"nothing left"}


def test_a_lost_orientation_fails() -> None:
    before = fixture("jpeg/orientation-6.jpg")
    assert "same orientation and colour" in failed(before, without(clean(before), 0xE1))


def test_an_orientation_from_nowhere_fails() -> None:
    before = fixture("jpeg/baseline-444.jpg")
    assert "same orientation and colour" in failed(before, clean(before, orientation=3))


LOOKS = [
    pytest.param("jpeg/icc-wide-gamut.jpg", lambda data: without(data, 0xE2), id="ICC profile"),
    pytest.param("jpeg/app14-ycck.jpg", lambda data: without(data, 0xEE), id="Adobe segment"),
    pytest.param("png/gama-chrm.png", lambda data: without_chunk(data, b"gAMA"), id="gAMA"),
    pytest.param("png/trns-rgb.png", lambda data: without_chunk(data, b"tRNS"), id="tRNS"),
    pytest.param("png/iccp-wide-gamut.png", lambda data: without_chunk(data, b"iCCP"), id="iCCP"),
]


@pytest.mark.parametrize(("label", "spoil"), LOOKS)
def test_a_copy_that_lost_how_the_picture_looks_fails(label: str, spoil: Callable[[bytes], bytes]) -> None:
    before = fixture(label)
    after = spoil(clean(before))
    assert exifguard.verify(before, clean(before)).passed
    assert shown(after) != shown(before)
    assert not exifguard.verify(before, after).passed


def test_a_copy_with_other_quantisation_tables_fails() -> None:
    before = fixture("jpeg/baseline-444.jpg")
    after = clean(before)
    table = next(unit.data for unit in build.split(after) if unit.code == build.DQT)
    after = after.replace(table, table[:5] + b"\x63" * 10 + table[15:])
    assert shown(after) != shown(before)
    assert not exifguard.verify(before, after).passed


def test_a_copy_with_another_palette_fails() -> None:
    before = fixture("png/palette-8-bit-plain.png")
    after = bytearray(clean(before))
    at = after.index(b"PLTE")
    size = struct.unpack_from(">I", after, at - 4)[0]
    after[at + 4 : at + 7] = bytes(255 - value for value in after[at + 4 : at + 7])
    after[at + 4 + size : at + 8 + size] = crc(bytes(after[at : at + 4 + size]))
    assert shown(bytes(after)) != shown(before)
    assert not exifguard.verify(before, bytes(after)).passed


def crc(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "big")


def test_only_pixels_show_what_only_pixels_show() -> None:
    before = fixture("jpeg/baseline-444.jpg")
    after = clean(fixture("jpeg/orientation-3.jpg"))
    assert "same pixels" in failed(before, after, pixels=True)


def test_a_copy_that_pillow_cannot_decode_fails_and_an_original_is_refused() -> None:
    assert "same pixels" in failed(DIRTY, CLEAN[:-300], pixels=True)
    broken = fixture("hostile/png/filter-type-5.png")
    with pytest.raises(exifguard.UnsupportedError) as caught:
        exifguard.scrub(broken, verify="pixels")
    assert caught.value.rule == "decodable"


# -- the package ----------------------------------------------------------------------------------


def test_importing_the_package_loads_next_to_nothing() -> None:
    code = "import sys, exifguard; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"dataclasses", "PIL", "rich", "typing", "re", "enum", "argparse", "exifguard.api"}
    baseline = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    assert not (set(loaded.stdout.split()) - set(baseline.stdout.split())) & heavy
    assert "exifguard" in loaded.stdout.split()


def test_neither_pillow_nor_rich_is_loaded_to_scrub() -> None:
    code = (
        "import sys, exifguard\n"
        f"exifguard.scrub({str(PHOTO)!r}, receipt=True); exifguard.inspect({str(PHOTO)!r})\n"
        "print(*(name for name in ('PIL', 'rich', 'numpy') if name in sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == []


def test_every_public_name_can_be_imported_and_no_other() -> None:
    for name in exifguard.__all__:
        assert getattr(exifguard, name).__name__ == name
    assert set(exifguard.__all__) <= set(dir(exifguard))
    assert len(set(exifguard.__all__)) == len(exifguard.__all__)
    public = {name for name in dir(exifguard) if not name.startswith("_")} - {"TYPE_CHECKING", "annotations"}
    modules = {name for name in public if isinstance(getattr(exifguard, name), ModuleType)}
    assert public - modules == set(exifguard.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        exifguard.nothing  # noqa: B018


# -- threads --------------------------------------------------------------------------------------


def test_sixty_four_threads_give_what_one_gives(tmp_path: Path) -> None:
    pictures = [picture.data for picture in clean_fixtures()[::8]]
    serial = [exifguard.scrub(data) for data in pictures]
    path = tmp_path / "same.jpg"
    path.write_bytes(DIRTY)

    def work(number: int) -> list[exifguard.Scrubbed]:
        order = [*range(number % len(pictures), len(pictures)), *range(number % len(pictures))]
        found = {index: exifguard.scrub(pictures[index]) for index in order}
        exifguard.scrub(path, tmp_path / f"out-{number}.jpg")
        return [found[index] for index in range(len(pictures))]

    with ThreadPoolExecutor(64) as pool:
        assert all(result == serial for result in pool.map(work, range(64)))
    written = [(tmp_path / f"out-{number}.jpg").read_bytes() for number in range(64)]
    assert set(written) == {CLEAN}


def test_threads_that_replace_one_file_leave_it_clean(tmp_path: Path) -> None:
    path = tmp_path / "same.jpg"
    path.write_bytes(DIRTY)

    def work(_: int) -> str:
        try:
            exifguard.scrub_in_place(path)
        except (exifguard.SourceChangedError, FileNotFoundError):
            return "late"
        return "done"

    with ThreadPoolExecutor(64) as pool:
        assert "done" in set(pool.map(work, range(64)))
    assert path.read_bytes() == CLEAN
    assert [entry.name for entry in tmp_path.iterdir()] == ["same.jpg"]


def test_errors_are_the_same_in_threads() -> None:
    broken = [picture.data for picture in fixtures() if picture.outcome == "refused"][::8]

    def attempt(data: bytes) -> str:
        with pytest.raises(exifguard.ExifguardError) as caught:
            exifguard.scrub(data)
        return str(caught.value)

    with ThreadPoolExecutor(64) as pool:
        assert list(pool.map(attempt, broken)) == list(map(attempt, broken))


# -- colour profiles ------------------------------------------------------------------------------


def test_a_profile_that_cannot_be_cleaned_is_refused() -> None:
    """Without it the colours change, and with it nobody knows what comes along."""
    data = (FIXTURES / "jpeg/icc-srgb.jpg").read_bytes()
    for curve in (b"curv", b"para"):
        data = data.replace(curve + bytes(4), b"nope" + bytes(4))
    with pytest.raises(exifguard.UnsupportedError) as caught:
        exifguard.scrub(data)
    assert (caught.value.rule, caught.value.part) == ("profile", "APP2/icc")


def test_a_profile_loses_the_screen_and_says_so() -> None:
    scrubbed = exifguard.scrub((FIXTURES / "jpeg/icc-private-tags.jpg").read_bytes(), report=True)
    assert scrubbed.report is not None
    assert scrubbed.report.has(exifguard.Category.DEVICE)
    changed = [d.finding.key for d in scrubbed.decisions if d.action is exifguard.Action.NEUTRALISE]
    assert changed == ["icc"]
    assert not exifguard.inspect(scrubbed.data or b"").categories


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\x8aMNG\r\n", "MNG"),
    ],
)
def test_a_format_that_is_known_by_sight_is_named(head: bytes, name: str) -> None:
    with pytest.raises(UnknownFormatError, match=name):
        exifguard.inspect(head + bytes(40))


def test_time_is_bounded_for_every_input(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(DIRTY)
    late = Limits(seconds=0)
    calls: list[Callable[[], object]] = [
        *(partial(call, one, limits=late) for call in (exifguard.inspect, exifguard.scrub)
          for one in (DIRTY, path, io.BytesIO(DIRTY))),
        partial(exifguard.scrub_in_place, path, limits=late),
        partial(exifguard.verify, DIRTY, CLEAN, limits=late),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(LimitExceededError) as caught:
            call()
        assert caught.value.limit == "seconds"
    assert path.read_bytes() == DIRTY

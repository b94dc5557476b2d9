from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.iptc import dataset
from builders.photoshop import EXIF, IPTC, IPTC_DIGEST, SIGNATURE, URL, XMP, Resource, irb, path, thumbnail
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata._photoshop_writer import compose, rewrite
from exifguard.metadata._rewritten import Rewritten
from exifguard.metadata.photoshop import Photoshop
from oracles import require

NUMBERS = st.sampled_from([0x03ED, 0x03F3, 0x040B, 0x07D0, 0x07D1, 0x0BB7, 0x1B58, 0xFFFF])
RESOURCES = st.lists(
    st.builds(
        Resource,
        NUMBERS,
        st.binary(max_size=30),
        st.binary(max_size=20) | st.binary(min_size=255, max_size=255),
        st.sampled_from([b"8BIM", b"8BIM", b"MeSa", b"DCSR"]),
    ),
    max_size=6,
)
JPEG = b"\xff\xd8\xff\xe0"


def everything(_key: str) -> bool:
    return True


def run(
    data: bytes,
    keep: Any = everything,
    limits: Limits = DEFAULT_LIMITS,
    nested: Mapping[int, bytes | None] = MappingProxyType({}),
) -> Rewritten:
    """`nested` has the new blocks by the number of their resource."""
    blocks = {f"8BIM:0x{number:04x}": block for number, block in nested.items()}
    return rewrite(data, keep if callable(keep) else keep.__contains__, limits, blocks)


def key_of(resource: Resource) -> str:
    return f"{resource.signature.decode()}:0x{resource.id:04x}"


def kept_all(data: bytes) -> dict[str, bytes | None]:
    return {block.path: block.data for block in Photoshop().read(data, DEFAULT_LIMITS).nested}


@given(RESOURCES, st.sampled_from([b"", SIGNATURE]), st.integers(0, 3), st.data())
def test_exactly_the_wanted_resources_come_back(
    resources: list[Resource], heading: bytes, padding: int, data: st.DataObject
) -> None:
    keys = sorted({key for one in resources for key in (key_of(one), f"{key_of(one)}@name")})
    wanted = data.draw(st.sets(st.sampled_from(keys))) if keys else set()
    new = run(heading + irb(resources) + bytes(padding), wanted)
    kept = [
        one._replace(name=one.name if f"{key_of(one)}@name" in wanted else b"")
        for one in resources
        if key_of(one) in wanted
    ]
    assert new == Rewritten(heading * bool(kept) + irb(kept))
    assert run(new.data) == new
    assert Photoshop().read(new.data, DEFAULT_LIMITS).damage == ()


@given(st.sets(st.integers(0, 9)))
def test_nothing_of_a_removed_value_is_left(wanted: set[int]) -> None:
    old = irb(path(b"mark%dx" % number, 2000 + number) for number in range(10))
    new = run(old, {f"8BIM:0x{2000 + number:04x}" for number in wanted})
    assert b"mark" not in new.data
    named = run(
        old, {f"8BIM:0x{2000 + number:04x}{name}" for number in wanted for name in ("", "@name")}
    ).data
    assert [number for number in range(10) if b"mark%dx" % number in named] == sorted(wanted)


def test_missing_and_dirty_padding_becomes_a_zero() -> None:
    odd, even = Resource(0x03F3, b"odd"), Resource(0x03F4, b"even")
    dirty = bytearray(irb([odd, even]))
    dirty[15] = 0x41
    for old in (bytes(dirty), irb([odd])[:-1] + irb([even]), irb([odd, even])):
        assert run(old) == (irb([odd, even]), ())
    assert run(irb([odd])[:-1]) == (irb([odd]), ())


@pytest.mark.parametrize(
    ("old", "blocks", "new"),
    [
        (Resource(IPTC, b"old"), {0x0404: b"new!!"}, Resource(IPTC, b"new!!")),
        (Resource(XMP, b"old", b"name"), {0x0424: b"new!!"}, Resource(XMP, b"new!!", b"name")),
        (Resource(EXIF, b"II*\0"), {0x0422: b"MM\0*!"}, Resource(EXIF, b"MM\0*!")),
        (Resource(0x0423, b"Exif\0\0II*\0"), {0x0423: b"MM\0*"}, Resource(0x0423, b"Exif\0\0MM\0*")),
        (thumbnail(JPEG + b"old", 1, 1), {0x040C: JPEG + b"new!"}, thumbnail(JPEG + b"new!", 1, 1)),
        (Resource(IPTC, b"old"), {0x0404: None}, None),
        (Resource(IPTC, b"old"), {0x0404: b""}, None),
        (Resource(IPTC, b"old"), {}, None),
    ],
)
def test_nested_blocks_are_replaced_or_go(
    old: Resource, blocks: dict[int, bytes | None], new: Resource | None
) -> None:
    expected = irb([new] if new else [])
    assert run(irb([old, Resource(URL, b"a")]), nested=blocks) == (expected + irb([Resource(URL, b"a")]), ())


def test_what_is_not_changed_is_kept_byte_for_byte() -> None:
    odd = thumbnail(JPEG, 7, 9)
    header = bytearray(odd.data)
    header[20:24] = b"\0\0\0\7"  # a size that is wrong
    old = irb(
        [odd._replace(data=bytes(header)), Resource(IPTC, dataset(2, 5, b"a")), Resource(EXIF, b"II*\0")]
    )
    assert rewrite(old, everything, DEFAULT_LIMITS, kept_all(old)) == (old, ())


@pytest.mark.parametrize(
    ("block", "stays"), [(dataset(2, 5, b"a"), True), (dataset(2, 5, b"b"), False), (None, False)]
)
def test_the_digest_goes_when_iptc_changes(block: bytes | None, stays: bool) -> None:
    digest, text = Resource(IPTC_DIGEST, bytes(16)), Resource(IPTC, dataset(2, 5, b"a"))
    old = irb([digest, text, digest])
    new = run(old, nested={IPTC: block}).data
    keys = [field.key for field in Photoshop().read(new, DEFAULT_LIMITS).fields]
    assert keys == [key_of(digest)] * 2 * stays
    assert run(irb([digest])) == (irb([digest]), ())
    assert run(old, set(), nested={IPTC: text.data}).data == irb([text])


def test_nested_blocks_that_stand_twice_go_with_a_note() -> None:
    old = irb([Resource(IPTC, b"one"), Resource(URL, b"a"), Resource(IPTC, b"two")])
    new = run(old, nested={IPTC: b"two"})
    assert new.data == irb([Resource(URL, b"a")])
    assert len(new.notes) == 1
    assert run(old, nested={IPTC: None}) == (new.data, ())


@pytest.mark.parametrize(
    "tail", [b"8BIM\x04\x0b\0\0\xff\xff\xff\xffrest", b"8BIM\x04\x0b\x40name", b"!" + irb([path(b"x")])]
)
def test_a_damaged_block_is_dropped_whole(tail: bytes) -> None:
    new = run(irb([path(b"a")]) + tail)
    assert new.data == b""
    assert ["damaged" in note for note in new.notes] == [True]


def test_bytes_behind_go_with_a_note() -> None:
    new = run(irb([path(b"a")]) + b"hidden")
    assert new.data == irb([path(b"a")])
    assert len(new.notes) == 1


def test_too_many_resources_exceed_the_limit() -> None:
    with pytest.raises(LimitExceededError):
        run(irb([Resource(1, b"")] * 11), limits=Limits(fields=10))


@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_fail(data: bytes) -> None:
    for block in (data, b"8BIM" + data, b"8BIM\x04\x0c\0\0\0\0\0\x20" + data, irb([path(data[:9])]) + data):
        new = rewrite(block, everything, DEFAULT_LIMITS, kept_all(block))
        assert Photoshop().read(new.data, DEFAULT_LIMITS).damage == ()
        assert rewrite(new.data, everything, DEFAULT_LIMITS, kept_all(new.data)) == (new.data, ())


@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(0, 10_000))
def test_a_changed_block_never_fails(at: int, value: int, cut: int) -> None:
    data = bytearray(
        irb([Resource(IPTC, b"\x1c"), thumbnail(JPEG, 1, 1), path(b"Outline"), Resource(URL, b"a")])
    )
    data[at % len(data)] = value
    block = bytes(data[: 1 + cut % len(data)])
    new = rewrite(block, everything, DEFAULT_LIMITS, kept_all(block))
    assert Photoshop().read(new.data, DEFAULT_LIMITS).damage == ()


@given(st.binary(max_size=30))
def test_composed_is_one_resource_with_iptc(block: bytes) -> None:
    assert compose(block) == irb([Resource(IPTC, block)] * bool(block))


def test_exiftool_sees_the_kept_resources(tmp_path: Path) -> None:
    resources = [
        Resource(URL, b"http://example.org/"),
        Resource(0x0BB7, b"\7Outline"),
        Resource(0x0426, bytes(14)),
    ]
    old = irb(resources)
    seen = []
    for name, data in (("old", old), ("all", run(old).data), ("less", run(old, {"8BIM:0x0bb7"}).data)):
        target = tmp_path / f"{name}.jpg"
        segment = SIGNATURE + data
        target.write_bytes(b"\xff\xd8\xff\xed" + (len(segment) + 2).to_bytes(2) + segment + b"\xff\xd9")
        command = [require("exiftool"), "-j", "-G1", "-a", "-Photoshop:all", str(target)]
        rows = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
        seen.append({key: row for key, row in rows.items() if key != "SourceFile"})
    assert seen[0] == seen[1]
    assert seen[0]["Photoshop:URL"] == "http://example.org/"
    assert seen[2] == {"Photoshop:ClippingPathName": "Outline"}

"""Work grows with the file and not faster: operations are counted, not seconds.

Files of many small things, eight times as many of them in the second one; with HYPOTHESIS_PROFILE=long ten
times as many, up to 100,000. Every call of a function counts, those of Python's own too.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from collections.abc import Callable
from types import FrameType

import pytest

import exifguard
from builders import boxes, gif, iptc, jp2, jpeg, photoshop, png, svg, tiff, webp, xmp
from builders.tiff_file import Page, build
from exifguard import Limits
from pictures import FIXTURES

pytestmark = pytest.mark.long
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
FEW, MANY = (10_000, 100_000) if LONG else (200, 1_600)
MOST = 1.5
"""How many times more than in proportion the work may grow."""
RAISED = Limits(parts=10**8, fields=10**8, block_bytes=1 << 30, seconds=10**6)


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def _jpeg(piece: Callable[[int], bytes]) -> Callable[[int], bytes]:
    base = fixture("jpeg/clean-minimal.jpg")
    return lambda count: base[:2] + b"".join(map(piece, range(count))) + base[2:]


def _png(piece: Callable[[int], bytes]) -> Callable[[int], bytes]:
    base = fixture("png/clean-minimal.png")
    return lambda count: base[:33] + b"".join(map(piece, range(count))) + base[33:]


def _behind(name: str, piece: Callable[[int], bytes]) -> Callable[[int], bytes]:
    return lambda count: fixture(name) + b"".join(map(piece, range(count)))


def _webp(count: int) -> bytes:
    chunks = webp.split(fixture("webp/clean-orientation-6.webp"))
    return webp.join([*chunks, *(webp.chunk(b"xyzw", b"word") for _ in range(count))])


def _gif(count: int) -> bytes:
    base = fixture("gif/clean-minimal.gif")
    return base[:-1] + gif.comment("word") * count + base[-1:]


def _page() -> Page:
    values = {256: 8, 257: 4, 258: 8, 259: 1, 262: 1, 277: 1, 278: 4}
    return Page(tuple(tiff.short(*one) for one in values.items()), (bytes(32),))


def _resources(count: int) -> bytes:
    return photoshop.irb([photoshop.Resource(0x7D0 + number % 900, b"word") for number in range(count)])


def _entries(count: int) -> bytes:
    return build(_page().put(*(tiff.ascii_(1000 + number % 60_000, "words") for number in range(count))))


def _tables(count: int) -> bytes:
    """A page has forty times the entries of the other things here."""
    return build(*(_page() for _ in range(count // 5)))


def _in_exif(count: int) -> bytes:
    table = tiff.Ifd(tuple(tiff.ascii_(0x9000 + number % 0x5000, "words") for number in range(count)))
    page = _page()
    return build(Page(page.entries, page.data, children={tiff.EXIF_POINTER: table}))


def _of_block(tag: int, block: Callable[[int], bytes]) -> Callable[[int], bytes]:
    return lambda count: build(_page().put(tiff.undefined(tag, block(count))))


def _properties(count: int) -> bytes:
    return xmp.xmp_packet({f"dc:word{number}": "a" for number in range(count)})


def _items(count: int) -> bytes:
    return xmp.xmp_packet({"dc:subject": [f"word {number}" for number in range(count)]})


def _movie(count: int) -> bytes:
    base = fixture("movie/3gp-place.mp4")
    at = base.index(b"moov") - 4
    (size,) = struct.unpack_from(">I", base, at)
    inside = boxes.box(b"udta", b"".join(boxes.box(b"\xa9nam", b"\0\4\0\0word") for _ in range(count)))
    moov = boxes.box(b"moov", base[at + 8 : at + size] + inside)
    return base[:at] + boxes.box(b"free", bytes(8)) * count + moov + base[at + size :]


GROWN: dict[str, Callable[[int], bytes]] = {
    "jpeg-comments": _jpeg(lambda _: jpeg.com("word")),
    "jpeg-exif": _jpeg(lambda _: jpeg.exif_segment(tiff.orientation(1))),
    "jpeg-xmp": _jpeg(lambda _: jpeg.xmp_segment(b"<x/>")),
    "jpeg-unknown": _jpeg(lambda number: jpeg.app(3 + number % 8, b"word")),
    "jpeg-behind": _behind("jpeg/clean-minimal.jpg", lambda _: b"\xff\xd8\xff\xd9"),
    "png-text": _png(lambda number: png.text(f"word {number}", "word")),
    "png-unknown": _png(lambda _: png.chunk(b"abCd", b"word")),
    "png-behind": _behind("png/clean-minimal.png", lambda _: png.chunk(b"tEXt", b"a\0b")),
    "webp-chunks": _webp,
    "gif-comments": _gif,
    "tiff-entries": _entries,
    "tiff-tables": _tables,
    "exif-entries": _in_exif,
    "xmp-properties": _of_block(700, _properties),
    "xmp-items": _of_block(700, _items),
    "iptc-datasets": _of_block(33723, lambda count: iptc.iptc([(2, 25, b"word")] * count)),
    "photoshop-resources": _of_block(34377, _resources),
    "movie-boxes": _movie,
    "heif-boxes": _behind("heif/clean-minimal.heic", lambda _: boxes.box(b"abcd", b"word")),
    "jp2-boxes": _behind("jp2/clean-lossy.jp2", lambda _: jp2.uuid(bytes(16), b"word")),
    "jxl-boxes": _behind("jxl/clean-boxes.jxl", lambda _: boxes.box(b"abcd", b"word")),
    "svg-elements": lambda count: svg.document("<g id='a'><title>word</title></g>" * count).encode(),
}


def operations(data: bytes) -> int:
    """How many calls reading a file and cleaning it makes."""
    count = 0

    def tally(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tally)
    try:
        exifguard.inspect(data, limits=RAISED)
        for policy in ("share", "location"):
            with contextlib.suppress(exifguard.UnsupportedError):
                exifguard.scrub(data, policy=policy, limits=RAISED)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", GROWN)
def test_work_grows_in_proportion(name: str) -> None:
    few, many = (GROWN[name](count) for count in (FEW, MANY))
    base = operations(few)
    assert operations(many) < base * MANY / FEW * MOST

"""Search bytes for planted words, however a metadata carrier may have wrapped them."""

from __future__ import annotations

import base64
import contextlib
import zlib
from collections.abc import Iterable, Iterator

import brotli

# One stream is unpacked no further than this: a bomb must not stop the search.
INFLATE_LIMIT = 32 << 20
_PORTION = 4096
_SPACES = b" \t\r\n"
_BOX = 12


def find_marks(data: bytes, marks: Iterable[str]) -> set[str]:
    """Which of `marks` are in `data`: plain or UTF-16, and either of them as hex or base64 text,
    in the bytes themselves, inside any zlib stream that begins anywhere in them, or in ``brob`` boxes."""
    wanted = set(marks)
    found: set[str] = set()
    for view in (data, *inflated(data), *unpacked(data)):
        dense = view.translate(None, _SPACES)
        lowered = dense.lower()
        found |= {mark for mark in wanted - found if _is_in(mark, view, dense, lowered)}
    return found


def encodings(mark: str, data: bytes) -> set[str]:
    """How `mark` stands in `data`, as the manifest words it: ascii, utf-16, deflate, brotli, hex, base64."""
    seen = set(_plain(mark, data))
    if any(_plain(mark, stream) or _wrapped(mark, stream) for stream in inflated(data)):
        seen.add("deflate")
    if any(_plain(mark, content) or _wrapped(mark, content) for content in unpacked(data)):
        seen.add("brotli")
    return seen | set(_wrapped(mark, data))


def inflated(data: bytes) -> Iterator[bytes]:
    """The contents of the zlib streams in `data`, damaged ones as far as they go."""
    at = data.find(0x78)
    while at >= 0:
        # RFC 1950 2.2: the two header bytes are a multiple of 31.
        if int.from_bytes(data[at : at + 2], "big") % 31 == 0:
            content = _inflate(data, at)
            if content:
                yield content
        at = data.find(0x78, at + 1)


def unpacked(data: bytes) -> Iterator[bytes]:
    """The contents of JPEG XL's compressed boxes, as far as they go: ISO/IEC 18181-2, clause 9.8."""
    at = data.find(b"brob", 4)
    while at >= 0:
        size = int.from_bytes(data[at - 4 : at])
        end = at - 4 + size if size >= _BOX else len(data)
        engine = brotli.Decompressor()
        with contextlib.suppress(brotli.error):
            yield engine.process(data[at + 8 : end])
        at = data.find(b"brob", at + 1)


def _inflate(data: bytes, start: int) -> bytes:
    engine = zlib.decompressobj()
    out = bytearray()
    for at in range(start, len(data), _PORTION):
        portion = data[at : at + _PORTION]
        before = engine.copy()
        try:
            out += engine.decompress(portion, INFLATE_LIMIT - len(out))
        except zlib.error:
            out += _last_bytes(before, portion, INFLATE_LIMIT - len(out))
            break
        if engine.eof or len(out) >= INFLATE_LIMIT:
            break
    return bytes(out)


def _last_bytes(engine: zlib._Decompress, portion: bytes, room: int) -> bytes:
    """What a stream still gives before it breaks: zlib drops the output of the call that fails."""
    out = bytearray()
    try:
        for value in portion:
            if len(out) >= room:
                break
            out += engine.decompress(bytes((value,)), room - len(out))
    except zlib.error:
        pass
    return bytes(out)


def _forms(mark: str) -> dict[str, tuple[bytes, ...]]:
    return {"ascii": (mark.encode("ascii"),), "utf-16": (mark.encode("utf-16-le"), mark.encode("utf-16-be"))}


def _base64_cores(word: bytes) -> Iterator[bytes]:
    """The characters that stand for `word` at each of the three alignments, whatever its neighbours."""
    for shift in range(3):
        bits = 8 * shift, 8 * (shift + len(word))
        text = base64.b64encode(bytes(shift) + word + bytes(2))
        yield text[-(-bits[0] // 6) : bits[1] // 6]


def _plain(mark: str, data: bytes) -> list[str]:
    return [name for name, words in _forms(mark).items() if any(word in data for word in words)]


def _wrapped(mark: str, data: bytes) -> list[str]:
    dense = data.translate(None, _SPACES)
    words = [word for group in _forms(mark).values() for word in group]
    seen = ["hex"] if any(word.hex().encode("ascii") in dense.lower() for word in words) else []
    return seen + (["base64"] if any(core in dense for word in words for core in _base64_cores(word)) else [])


def _is_in(mark: str, view: bytes, dense: bytes, lowered: bytes) -> bool:
    words = [word for group in _forms(mark).values() for word in group]
    return any(
        word in view
        or word.hex().encode("ascii") in lowered
        or any(core in dense for core in _base64_cores(word))
        for word in words
    )

"""What is about a movie: user data, keys and items, times, names of makers, timed metadata.

QuickTime File Format, "User Data Atoms" and "Metadata"; ISO/IEC 14496-12 clauses 8.2, 8.3, 8.4 and 12;
3GPP TS 26.244 clause 8; the values of iTunes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from .._cursor import View
from ..errors import MalformedError
from ..limits import Limits
from ..model import Field, Nested, Reading, Value
from ._gpmf import read_gpmf
from ._plain import decode_text

_EPOCH: Final = datetime(1904, 1, 1)
"""Movies state no zone; the standard says UTC."""
_HEADER: Final = 8
_TEXTS: Final = frozenset(b"titl auth dscp perf gnre cprt albm".split())
"""Texts of 3GPP: version, flags, a language, the text."""
_TIMES: Final = MappingProxyType(
    {
        "mvhd": ("CreateDate", "ModifyDate"),
        "tkhd": ("TrackCreateDate", "TrackModifyDate"),
        "mdhd": ("MediaCreateDate", "MediaModifyDate"),
    }
)
_LANGUAGE: Final = 4
"""Bytes before a text of 3GPP's ``loci``: version and flags."""
_MOST_VALUES: Final = 1_000
"""Values of one item; real ones have one."""


class QuickTime:
    """One value about a movie, or a track about it, as its container wraps it.

    Fields: a value of user data under its type (``©xyz``), an item under its key
    (``com.apple.quicktime.make``), times of headers (``CreateDate``, ``TrackModifyDate``), names in headers
    (``handler``, ``compressor``, ``vendor``), the XML of spherical video (``spherical``), a track with timed
    metadata under how it is coded (``track:gpmd``); of GoPro's also what its samples say (``GPMF:...``).

    Damage: ``atom`` for a value that cannot be taken apart; ``gpmf-length``.
    """

    kind = "quicktime"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:
        """Read one block."""
        kind, _, rest = wrap.partition("/")
        if kind.startswith("track"):
            return _track(data, limits, rest, whole=kind == "track")
        reader = _READERS.get(kind)
        if reader is None:
            return Reading((), (), ("atom",))
        try:
            return Reading(tuple(reader(View(data))))
        except MalformedError:
            return Reading((), (), ("atom",))


# -- values ---------------------------------------------------------------------------------------


def _atom(view: View) -> Iterator[Field]:
    """A box of user data with its header."""
    kind = view.take(4, 4)
    content = _content(view)
    key = decode_type(kind)
    if content[4:8] == b"data":
        yield from (Field(key, value, size) for value, size in _items(View(content)))
    elif kind == b"loci":
        yield from _loci(View(content), len(content))
    elif kind[:1] == b"\xa9":
        yield Field(key, _international(View(content)), len(content))
    elif kind in _TEXTS:
        yield Field(key, _wide_or_narrow(content[6:]), len(content))
    else:
        yield Field(key, _printable(content), len(content))


def _odd_atom(view: View) -> Iterator[Field]:
    """A box whose type means nothing."""
    yield Field(f"0x{view.take(4, 4).hex()}", _content(view), view.size)


def _content(view: View) -> bytes:
    """What a box holds behind its header."""
    start = 16 if view.u32(0) == 1 else _HEADER
    start += 16 if view.take(4, 4) == b"uuid" else 0
    return view.take(start, view.size - start)


def decode_type(kind: bytes) -> str:
    """A type of four letters as the catalogue spells it."""
    return kind.decode("latin-1").strip()


def _international(view: View) -> Value:
    """QuickTime's texts, each with its length and language before it; the first one."""
    size = view.u16(0)
    if size and 4 + size <= view.size:
        return decode_text(view.take(4, size).rstrip(b"\0"))
    return _printable(view.data)


def _wide_or_narrow(data: bytes) -> str:
    """A text in UTF-8, or in UTF-16 behind a mark."""
    if data[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return data.decode("utf-16", "replace").rstrip("\0")
    return decode_text(data.rstrip(b"\0"))


def _printable(data: bytes) -> Value:
    """Bytes as text, if they are one."""
    text = decode_text(data.rstrip(b"\0"))
    return text if text.isprintable() and text else data


def _loci(view: View, size: int) -> Iterator[Field]:
    """3GPP TS 26.244 clause 8.10: name, role, longitude, latitude, altitude, body, notes."""
    at = _LANGUAGE + 2
    name, at = _string(view, at)
    longitude, latitude, altitude = (one / 65536 for one in struct.unpack(">3i", view.take(at + 1, 12)))
    texts, at = [name], at + 13
    for _ in range(2):
        text, at = _string(view, at)
        texts.append(text)
    place = f"{latitude:+09.5f}{longitude:+010.5f}{altitude:+.2f}/"
    yield Field("loci", place, size)
    if any(texts):
        yield Field("loci.name", ", ".join(filter(None, texts)), size)


def _string(view: View, at: int) -> tuple[str, int]:
    """A text with a zero behind it, and where it ends."""
    data = view.data[at:]
    wide = data[:2] in (b"\xfe\xff", b"\xff\xfe")
    end = data.find(b"\0\0" if wide else b"\0")
    end = len(data) if end < 0 else end + end % 2 * wide
    return _wide_or_narrow(data[:end]), min(at + end + 1 + wide, view.size)


def _item(view: View) -> Iterator[Field]:
    """A key, then the item that it names."""
    key, size = _key_name(view)
    item = View(view.take(size, view.size - size))
    found = False
    for value, length in _items(View(_content(item))):
        yield Field(key, value, length)
        found = True
    if not found:
        yield Field(key, b"", item.size)


def _key(view: View) -> Iterator[Field]:
    """A key that no item has."""
    key, size = _key_name(view)
    yield Field(key, b"", size)


def _key_name(view: View) -> tuple[str, int]:
    size = view.u32(0)
    return decode_text(view.take(8, max(0, size - 8))), size


def _items(view: View) -> Iterator[tuple[Value, int]]:
    """The values in ``data`` boxes: a type, a language, the value."""
    at = 0
    for _ in range(_MOST_VALUES):
        if at + _HEADER > view.size:
            return
        size = max(view.u32(at), _HEADER)
        data = view.take(at, size)
        if data[4:8] == b"data" and size >= 16:
            yield _typed(int.from_bytes(data[8:12], "big"), data[16:]), size
        at += size


def _typed(kind: int, data: bytes) -> Value:
    """A value of one of the well-known types (QuickTime File Format, "Well-known types")."""
    if kind == 1:
        return decode_text(data)
    if kind == 2:
        return data.decode("utf-16-be", "replace")
    if kind in (21, 22) and len(data) in (1, 2, 3, 4, 8):
        return int.from_bytes(data, "big", signed=kind == 21)
    if (kind, len(data)) in ((23, 4), (24, 8)):
        return float(struct.unpack(">f" if kind == 23 else ">d", data)[0])
    return data


# -- headers --------------------------------------------------------------------------------------


def _times(names: tuple[str, str]) -> Callable[[View], Iterator[Field]]:
    def read(view: View) -> Iterator[Field]:
        half = view.size // 2
        for name, at in zip(names, (0, half), strict=True):
            seconds = view.uint(at, half)
            if seconds:
                yield Field(name, _moment(seconds), half)

    return read


def _moment(seconds: int) -> Value:
    """A time in seconds since 1904, as EXIF writes times."""
    try:
        return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y:%m:%d %H:%M:%S")
    except OverflowError:
        return seconds


def _code(view: View) -> Iterator[Field]:
    yield Field("vendor", decode_text(view.data.strip(b"\0 ")), view.size)


def _compressor(view: View) -> Iterator[Field]:
    yield Field("compressor", decode_text(view.data[1 : 1 + view.u8(0)]), view.size)


def _name(view: View) -> Iterator[Field]:
    """A name with its length before it, or a zero behind it."""
    data = view.data
    counted = bool(data) and data[0] == len(data.rstrip(b"\0")) - 1
    yield Field("handler", decode_text((data[1:] if counted else data).rstrip(b"\0")), view.size)


def _spherical(view: View) -> Iterator[Field]:
    yield Field("spherical", decode_text(_content(view)), view.size)


_READERS: Final[Mapping[str, Callable[[View], Iterator[Field]]]] = MappingProxyType(
    {
        "atom": _atom,
        "atom-": _odd_atom,
        "item": _item,
        "key": _key,
        "vendor": _code,
        "compressor": _compressor,
        "name": _name,
        "spherical": _spherical,
        **{name: _times(names) for name, names in _TIMES.items()},
    }
)


# -- tracks ---------------------------------------------------------------------------------------


def _track(data: bytes, limits: Limits, layout: str, *, whole: bool) -> Reading:
    """A track about the movie: its box, then samples, whose sizes `layout` states."""
    size, _, sizes = layout.partition(" ")
    if not size:
        return Reading((), (), ("atom",))
    box, samples = data[: int(size)], data[int(size) :]
    coded = _coding(box)
    fields = [Field(f"track:{coded}", len(samples), len(data))]
    damage: tuple[str, ...] = ()
    if coded == "gpmd":
        at = 0
        for length in map(int, sizes.split()):
            reading = read_gpmf(samples[at : at + length], limits)
            fields += reading.fields
            damage += reading.damage
            at += length
            limits.check("fields", len(fields), part="track")
        whole = False  # what GPMF leaves out of runs of positions
    nested = () if whole or coded == "gpmd" else (Nested("unread", "samples", samples),)
    return Reading(tuple(fields), nested, tuple(dict.fromkeys(damage)))


def _coding(box: bytes) -> str:
    """How the samples of a track are coded: the type of its first sample description."""
    at = box.find(b"stsd")
    kind = box[at + 16 : at + 20] if at >= 0 else b""
    return decode_type(kind) if kind.isascii() and kind.isalnum() else "unknown"

"""What small boxes of HEIF say: names, words, times, messages of encoders (ISO/IEC 23008-12, 14496-12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from ..limits import Limits
from ..model import Field, Reading
from ._plain import decode_text

_EPOCH: Final = datetime(1904, 1, 1, tzinfo=UTC)
_FULL: Final = 4
"""Bytes of a version and flags."""
_UUID: Final = 16
_USER_DATA: Final = 5

_LABELS: Final = frozenset(
    {
        *("color", "colour", "alpha", "gmap", "exif", "xmp", "icc", "gain map", "tmap", "grid", "depth"),
        *("hevc image", "av1 image", "image", "primary", "thumbnail", "tile", "still picture"),
    }
)
"""Names that programs give to items, whatever the picture shows."""


class Heif:
    """A box of HEIF; `wrap` names it. Keys begin with ``HEIF:``.

    ``name`` and ``label`` give ``ItemName``, or ``ItemLabel`` where it is a program's word for every item
    of its kind; ``handler`` gives ``HandlerName``; ``udes`` ``UserDescriptionLanguage``, ``-Name``,
    ``-Text`` and ``-Tags``; ``altt`` ``AltText`` and ``AltTextLanguage``; ``crtt`` and ``mdft``
    ``CreationTime`` and ``ModificationTime``; ``message`` an encoder's ``Message``; the others their bytes.

    Damage: ``box-length``.
    """

    kind = "heif"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """Read a box's contents."""
        fields = tuple(_READERS.get(wrap, _bytes)(data, wrap))
        return Reading(fields) if fields else Reading((), (), ("box-length",))


def _name(data: bytes, _wrap: str) -> Iterator[Field]:
    text = decode_text(data.rstrip(b"\0"))
    key = "ItemLabel" if text.casefold() in _LABELS else "ItemName"
    yield Field(f"HEIF:{key}", text, len(data))


def _handler(data: bytes, _wrap: str) -> Iterator[Field]:
    yield Field("HEIF:HandlerName", decode_text(data.strip(b"\0")), len(data))


def _texts(*names: str) -> Callable[[bytes, str], Iterator[Field]]:
    def read(data: bytes, _wrap: str) -> Iterator[Field]:
        pieces = data[_FULL:].split(b"\0", len(names))
        for name, piece in zip(names, pieces, strict=False):
            if piece:
                yield Field(f"HEIF:{name}", decode_text(piece), len(piece))
        rest = pieces[len(names)] if len(pieces) > len(names) else b""
        if rest.strip(b"\0"):
            yield Field("HEIF:UserDescriptionRest", decode_text(rest), len(rest))
        if not any(pieces):
            yield Field("HEIF:UserDescriptionText", "", len(data))

    return read


def _time(name: str) -> Callable[[bytes, str], Iterator[Field]]:
    def read(data: bytes, _wrap: str) -> Iterator[Field]:
        micros = int.from_bytes(data[_FULL:12], "big")
        if len(data) < 12 or micros >> 60:  # beyond the year 9999 there is no date
            return
        try:
            text = (_EPOCH + timedelta(microseconds=micros)).isoformat()
        except OverflowError:
            return
        yield Field(f"HEIF:{name}", text, len(data))

    return read


def _message(data: bytes, _wrap: str) -> Iterator[Field]:
    """Text behind the identifier of user data; other messages as they are."""
    text = data
    if len(data) > _UUID + 2 and data[0] == _USER_DATA:
        at = 1
        while at < len(data) and data[at] == 255:
            at += 1
        text = data[at + 1 + _UUID :]
    yield Field("HEIF:Message", decode_text(text.rstrip(b"\x80").rstrip(b"\0")), len(data))


def _bytes(data: bytes, wrap: str) -> Iterator[Field]:
    yield Field(f"HEIF:Capture{wrap.upper()}", data, len(data))


_READERS: Final[Mapping[str, Callable[[bytes, str], Iterator[Field]]]] = MappingProxyType(
    {
        "name": _name,
        "label": _name,
        "handler": _handler,
        "udes": _texts(
            "UserDescriptionLanguage", "UserDescriptionName", "UserDescriptionText", "UserDescriptionTags"
        ),
        "altt": _texts("AltText", "AltTextLanguage"),
        "crtt": _time("CreationTime"),
        "mdft": _time("ModificationTime"),
        "message": _message,
    }
)

"""Values in Exif blocks as Python sees them; text whatever its writer thought of character sets."""

from __future__ import annotations

from typing import Final

from .._cursor import ByteOrder
from ..model import Value
from ..structures.ifd import BYTE_TYPES, TEXT_TYPES, TYPES, Entry, read_numbers

CODED_TEXT: Final = frozenset(("UserComment", "GPSProcessingMethod", "GPSAreaInformation"))
"""Text after eight bytes that name its character set: Exif 3.0 clause 4.6.6, UserComment."""
XP_TEXT: Final = frozenset(("XPTitle", "XPComment", "XPAuthor", "XPKeywords", "XPSubject"))
"""UTF-16 stored as bytes: Microsoft's photo metadata policies."""


def decode_value(name: str, entry: Entry, raw: bytes, order: ByteOrder) -> Value:
    """A value as Python sees it; `raw` may be shorter than the entry says."""
    cut = len(raw) < entry.size
    if name in CODED_TEXT and entry.type in BYTE_TYPES:
        return _decode_coded(raw, order, cut=cut)
    if name in XP_TEXT and entry.type in BYTE_TYPES:
        return _decode_xp(raw)
    if entry.type in TEXT_TYPES:
        return _decode_text(raw, cut=cut)
    if entry.type not in TYPES or TYPES[entry.type].code == "s":
        return raw
    return read_numbers(raw, entry.type, order)


def _decode_text(raw: bytes, *, cut: bool = False) -> str:
    """UTF-8, else Latin-1, without the NULs at the end. Text behind a NUL inside stays: it may hide.

    Args:
        raw: the bytes as stored.
        cut: True when `raw` may end in the middle of a letter.
    """
    raw = raw.rstrip(b"\0")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        half_a_letter = cut and error.reason == "unexpected end of data"
        return raw[: error.start].decode() if half_a_letter else raw.decode("latin-1")


def _decode_coded(raw: bytes, order: ByteOrder, *, cut: bool = False) -> str:
    """Text after its character set: Exif 3.0 clause 4.6.6, table 9."""
    mark, text = raw[:8].rstrip(b"\0 ").upper(), raw[8:]
    if mark == b"UNICODE":
        return _decode_utf16(text, order)
    if mark == b"JIS":
        return _decode_jis(text)
    return _decode_text(text if mark in (b"", b"ASCII") else raw, cut=cut)


def _decode_jis(text: bytes) -> str:
    """JIS X 0208: with escape sequences as the standard has it, or as some writers store it."""
    for encoding in ("iso2022_jp", "euc_jp", "shift_jis"):
        try:
            return text.decode(encoding).rstrip("\0")
        except UnicodeDecodeError:
            continue
    return _decode_text(text)


def _decode_utf16(text: bytes, order: ByteOrder) -> str:
    """UTF-16 by its mark, else by its looks: writers disagree about the byte order.

    Letters of one script share their high byte, so the half with fewer different bytes is the high one.
    """
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return text.decode("utf-16", "replace").rstrip("\0")
    first, second = len(set(text[::2])), len(set(text[1::2]))
    if first != second:
        order = "big" if first < second else "little"
    return text.decode("utf-16-be" if order == "big" else "utf-16-le", "replace").rstrip("\0")


def _decode_xp(raw: bytes) -> str:
    """UTF-16, little-endian whatever the block says: Microsoft's XP tags."""
    return raw.decode("utf-16-le", "replace").rstrip("\0")

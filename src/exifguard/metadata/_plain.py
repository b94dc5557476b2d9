"""Plain bytes in metadata: text of unknown encoding, and files that hide in values."""

from __future__ import annotations

import codecs
import re

_PICTURE = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|BM....\0\0\0\0|II[*+]\0|MM\0[*+]|RIFF....WEBP|....ftyp"
    rb"|8BPS\0|\xff\x0a|\0\0\0\x0c(?:JXL |jP  )\r\n\x87\n",
    re.DOTALL,
)
_XMP = re.compile(rb"<\?xpacket begin|<(?:\w+:)?xmpmeta\b|<(?:\w+:)?RDF\b")
_XMP_SEARCHED = 4096
"""Bytes at the start of a text in which an XMP packet is looked for."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode_text(data: bytes) -> str:
    """Text that does not name its encoding.

    A byte order mark decides, else UTF-8 where it is valid, else Latin-1, which never fails.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def blob_kind(data: bytes) -> str:
    """``"picture"`` for bytes that begin like a picture or video file, else ``"unknown"``."""
    return "picture" if _PICTURE.match(data) else "unknown"


def holds_xmp(data: bytes) -> bool:
    """True when the text begins like an XMP packet, whatever the field is called that holds it."""
    return _XMP.search(data, 0, _XMP_SEARCHED) is not None

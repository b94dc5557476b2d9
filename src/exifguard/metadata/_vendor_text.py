"""Segments of makers that are texts: names and values, one after the other."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from ..limits import Limits
from ..model import Field, Nested, Reading
from ._plain import decode_text
from ._tree import plain_name

_LINE_ENDS = re.compile(r"[\r\n\0]+")
_PAIR = re.compile(r"([\w#-]{1,64})=(.*)", re.DOTALL)
_SECTION = re.compile(r"\[[^\[\]]{0,64}\]")

_ELEMENT = re.compile(r"<(\w{1,64})>([^<]*)</(?:\1)>")
_DJI_PAIR = re.compile(rb"\[([^\[\]:]{1,64}):([^\[\]]*)\]")
_OCAD_PAIR = re.compile(r"\$(\w{1,64}):([^\0$]*)")


def _collect(group: str, pairs: Iterable[tuple[str, str]], limits: Limits) -> tuple[Field, ...]:
    fields: list[Field] = []
    for name, value in pairs:
        key = f"{group}:{plain_name(name)}"
        fields.append(Field(key, value, len(value.encode("utf-8", "replace"))))
        limits.check("fields", len(fields), part=group)
    return tuple(fields)


def read_picture_info(data: bytes, limits: Limits) -> Reading:
    """Agfa's, Olympus's and Polaroid's lines of ``name=value``; what is no such line is ``text``."""
    return Reading(_collect("PictureInfo", _lines(decode_text(data)), limits))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in _LINE_ENDS.split(text):
        pair = _PAIR.match(line.strip())
        if pair:
            yield pair[1], pair[2].strip()
        elif line.strip() and not _SECTION.fullmatch(line.strip()):
            yield "text", line.strip()


def read_jukebox(data: bytes, limits: Limits) -> Reading:
    """J. River's elements of XML, such as ``Caption``, ``People`` and ``Places``."""
    text = decode_text(data)
    pairs = ((match[1], html.unescape(match[2])) for match in _ELEMENT.finditer(text))
    return _or_unknown("MediaJukebox", _collect("MediaJukebox", pairs, limits), data)


def read_dji(data: bytes, limits: Limits) -> Reading:
    """DJI's ``[name:value]`` pairs; values that are no text stay bytes."""
    fields: list[Field] = []
    for match in _DJI_PAIR.finditer(data):
        name, raw = decode_text(match[1]), match[2].rstrip(b"\0")
        value = raw.decode("ascii") if raw.isascii() and raw.decode("ascii").isprintable() else match[2]
        fields.append(Field(f"DJI:{plain_name(name)}", value, len(match[2])))
        limits.check("fields", len(fields), part="DJI")
    return _or_unknown("DJI", tuple(fields), data)


def read_ocad(data: bytes, limits: Limits) -> Reading:
    """Photobucket's ``$name: value`` pairs."""
    pairs = ((match[1], match[2].strip()) for match in _OCAD_PAIR.finditer(decode_text(data)))
    return _or_unknown("Ocad", _collect("Ocad", pairs, limits), data)


def _or_unknown(group: str, fields: tuple[Field, ...], data: bytes) -> Reading:
    """The fields, or the whole as a block that nobody reads."""
    if fields or not data.strip(b"\0"):
        return Reading(fields)
    return Reading((), (Nested("unknown", group, data),))

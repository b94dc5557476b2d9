"""The values in a colour profile that say something: texts, dates, dictionaries (ICC.1:2022 clause 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from .._cursor import View
from ..errors import MalformedError
from ..model import Value
from ._icc_table import SMALLEST, signature_text
from ._icc_tags import MAKE_AND_MODEL
from ._plain import decode_text

MOST_RECORDS = 1_000
"""Languages of a text, or entries of a dictionary: more are damage. Apple writes about 40."""
MAKE_AND_MODEL_SIZE = 40


class Item(NamedTuple):
    """One value of a tag.

    Attributes:
        name: what it is called inside the tag (``"/SerialNumber"``), or nothing.
        value: the value.
        size: bytes that it occupies.
    """

    name: str
    value: Value
    size: int


def decode(data: bytes) -> tuple[Item, ...] | None:
    """The values of a tag, by its type; None when its type is broken. Unknown types are bytes."""
    reader = _TYPES.get(data[:4])
    if reader is None:
        return (Item("", data, len(data)),)
    try:
        return tuple(reader(View(data)))
    except MalformedError:
        return None


def date(data: bytes) -> str:
    """A dateTimeNumber (clause 4.2) as ISO 8601 text; UTC by the standard."""
    year, month, day, hour, minute, second = (
        int.from_bytes(data[at : at + 2], "big") for at in range(0, 12, 2)
    )
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"


def version(data: bytes) -> str:
    """The version of clause 7.2.4: major, minor, bug fix."""
    return f"{data[0]}.{data[1] >> 4}.{data[1] & 15}"


def _text(view: View) -> Iterator[Item]:
    """textType, clause 10.24."""
    yield Item("", decode_text(view.data[SMALLEST:].rstrip(b"\0")), view.size - SMALLEST)


def _description(view: View) -> Iterator[Item]:
    """textDescriptionType, ICC.1:2001-04 clause 6.5.17: the same text as ASCII, UTF-16 and Macintosh text.

    The second and third are often cut off or left out; then the first counts.
    """
    size = view.u32(8)
    at = 12 + size
    texts = [decode_text(view.take(12, size).rstrip(b"\0"))]
    if at + 8 <= view.size:
        size = 2 * view.u32(at + 4)
        texts.append(_utf16(view.data[at + 8 : at + 8 + size]))
        at += 8 + size
    if at + 3 <= view.size:
        texts.append(view.data[at + 3 : at + 3 + view.u8(at + 2)].decode("mac-roman").rstrip("\0"))
    for text in dict.fromkeys(filter(None, texts)) or [""]:
        yield Item("", text, view.size)


def _languages(view: View) -> Iterator[Item]:
    """multiLocalizedUnicodeType, clause 10.15: each text that a language points to, once."""
    spans = dict.fromkeys((view.u32(at + 8), view.u32(at + 4)) for at in _records(view, 12))
    _within_budget(view, (size for _, size in spans))
    for start, size in spans:
        yield Item("", _utf16(view.take(start, size)), size)
    if not spans:
        yield Item("", "", view.size)


def _dictionary(view: View) -> Iterator[Item]:
    """dictType, clause 10.9: names with values, and both as they are shown in each language."""
    width = view.u32(12)
    records = [
        [(view.u32(at + i), view.u32(at + i + 4)) for i in range(0, min(width, 32), 8)]
        for at in _records(view, 16)
    ]
    _within_budget(view, (size for record in records for _, size in record))
    for (name_at, name_size), (value_at, value_size), *shown in records:
        name = "/" + _utf16(view.take(name_at, name_size))
        yield Item(name, _utf16(view.take(value_at, value_size)), name_size + value_size)
        for start, size in shown:
            for item in _languages(View(view.take(start, size))) if size else ():
                yield item._replace(name=name)


def _make_and_model(view: View) -> Iterator[Item]:
    if view.size != MAKE_AND_MODEL_SIZE or view.data[24:].strip(b"\0"):
        yield Item("", view.data, view.size)
        return
    for name, start, end in MAKE_AND_MODEL:
        yield Item(f"/{name}", view.uint(start, end - start), end - start)


def _signature(view: View) -> Iterator[Item]:
    """signatureType, clause 10.23."""
    yield Item("", signature_text(view.take(8, 4)).strip(), 4)


def _date(view: View) -> Iterator[Item]:
    """dateTimeType, clause 10.8."""
    yield Item("", date(view.take(8, 12)), 12)


def _records(view: View, smallest: int) -> range:
    """Where the records of a table of pointers begin: their number and width stand before them."""
    count, width = view.u32(8), view.u32(12)
    if count > MOST_RECORDS or (count and width < smallest):
        raise MalformedError("a colour profile's table of texts is broken", rule="icc-value")
    view.take(16, count * width)
    return range(16, 16 + count * width, width or 1)


def _within_budget(view: View, sizes: Iterator[int]) -> None:
    """Texts that overlap could make much of little: all of them together are no longer than the tag."""
    if sum(sizes) > view.size:
        raise MalformedError("a colour profile's texts overlap", rule="icc-value")


def _utf16(data: bytes) -> str:
    return data.decode("utf-16-be", "replace").rstrip("\0")


_TYPES: dict[bytes, Callable[[View], Iterator[Item]]] = {
    b"text": _text,
    b"desc": _description,
    b"mluc": _languages,
    b"dict": _dictionary,
    b"mmod": _make_and_model,
    b"sig ": _signature,
    b"dtim": _date,
}

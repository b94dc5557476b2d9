"""The little of X.509 and RFC 3161 that tells who signed, and when: names and a time, in DER (X.690).

Nothing is verified here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from .._cursor import View
from ..errors import MalformedError

_INTEGER, _OCTETS, _OID, _SEQUENCE, _SET = 0x02, 0x04, 0x06, 0x30, 0x31
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_VERSION = 0xA0  # [0] EXPLICIT, RFC 5280 clause 4.1
_CONTENT = 0xA0  # [0] EXPLICIT, RFC 5652 clauses 3 and 5.2
_LONGEST_LENGTH = 4

_ATTRIBUTES: Final = {
    "550403": "CN",
    "550404": "SN",
    "550405": "serialNumber",
    "550406": "C",
    "550407": "L",
    "550408": "ST",
    "550409": "street",
    "55040a": "O",
    "55040b": "OU",
    "55040c": "title",
    "55042a": "GN",
    "550461": "organizationIdentifier",
    "2a864886f70d010901": "emailAddress",
    "0992268993f22c640101": "UID",
    "0992268993f22c640119": "DC",
}
"""Object identifiers of attributes in names (RFC 4519), as the hex digits of their DER."""

_TEXT_ENCODINGS: Final = {0x1E: "utf-16-be", 0x1C: "utf-32-be"}  # BMPString, UniversalString

_TOKEN_CONTENT = "2a864886f70d0109100104"  # noqa: S105 - id-ct-TSTInfo, RFC 3161 clause 2.4.2

_MOST_PARTS = 64  # of a name


class Element(NamedTuple):
    """A tag, and where its contents begin and end."""

    tag: int
    start: int
    end: int


class Certificate(NamedTuple):
    """Who a certificate is for, who issued it, and its number there."""

    subject: str
    issuer: str
    serial: str


def read_certificate(data: bytes) -> Certificate | None:
    """The names in a certificate (RFC 5280 clause 4.1); None for anything else."""
    view = View(data)
    try:
        outer = _descend(view, Element(0, 0, view.size), _SEQUENCE, _SEQUENCE)
        elements = _elements(view, outer)
        first = next(elements)
        serial = next(elements) if first.tag == _VERSION else first
        next(elements)  # the algorithm of the signature
        issuer = next(elements)
        next(elements)  # from when until when
        subject = next(elements)
        number = view.take(serial.start, serial.end - serial.start).hex()
        return Certificate(_name(view, subject), _name(view, issuer), number)
    except (MalformedError, StopIteration):
        return None


def read_time_stamp(data: bytes) -> str | None:
    """The time in a time-stamp token (RFC 3161 clause 2.4.2) as ISO 8601; None for anything else."""
    view = View(data)
    try:
        at = data.find(bytes.fromhex(_TOKEN_CONTENT))
        content = _element(view, at + len(_TOKEN_CONTENT) // 2, view.size) if at >= 0 else None
        if content is None or content.tag != _CONTENT:
            return None
        info = _descend(view, content, _OCTETS, _SEQUENCE)
        time = next(element for element in _elements(view, info) if element.tag == _GENERALIZED_TIME)
        return _iso(view.take(time.start, time.end - time.start).decode("latin-1"))
    except (MalformedError, StopIteration):
        return None


def _element(view: View, at: int, end: int) -> Element:
    tag, length, start = view.u8(at), view.u8(at + 1), at + 2
    if length & 0x80:
        size = length & 0x7F
        if not 0 < size <= _LONGEST_LENGTH:
            raise MalformedError("a length of DER is broken", offset=at, rule="der")
        length = view.uint(start, size)
        start += size
    if start + length > end:
        raise MalformedError("an element of DER runs past its end", offset=at, rule="der")
    return Element(tag, start, start + length)


def _elements(view: View, outer: Element) -> Iterator[Element]:
    at = outer.start
    while at < outer.end:
        element = _element(view, at, outer.end)
        yield element
        at = element.end


def _descend(view: View, outer: Element, *tags: int) -> Element:
    """The first element in the first element ... of these tags."""
    for tag in tags:
        outer = _element(view, outer.start, outer.end)
        if outer.tag != tag:
            raise MalformedError("DER holds something else here", offset=outer.start, rule="der")
    return outer


def _name(view: View, name: Element) -> str:
    """A distinguished name as RFC 4514 writes it, except that the order is that of the certificate."""
    parts: list[str] = []
    for relative in _elements(view, name):
        for attribute in _elements(view, relative):
            pair = list(_elements(view, attribute))
            if len(pair) == 2 and len(parts) < _MOST_PARTS:
                parts.append(_attribute(view, *pair))
    return ", ".join(parts)


def _attribute(view: View, kind: Element, value: Element) -> str:
    oid = view.take(kind.start, kind.end - kind.start).hex()
    text = view.take(value.start, value.end - value.start)
    encoding = _TEXT_ENCODINGS.get(value.tag, "utf-8")
    return f"{_ATTRIBUTES.get(oid, oid)}={text.decode(encoding, 'replace')}"


def _iso(text: str) -> str:
    """``20240512150405Z`` as ``2024-05-12T15:04:05Z``; other texts as they are."""
    if len(text) < 14 or not text[:14].isdigit():
        return text
    day, clock, rest = text[:8], text[8:14], text[14:]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T{clock[:2]}:{clock[2:4]}:{clock[4:]}{rest}"

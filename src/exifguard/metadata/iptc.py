"""IPTC-IIM: the captions, credits and places of the news trade (IIM 4.2).

A block is a run of datasets: a tag marker 0x1C, record and dataset number, a length and the data (1.5).
Lengths with the top bit set are *extended*: the low bits say how many bytes of length follow.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from typing import NamedTuple

from ..limits import Limits
from ..model import Field, Nested, Reading, Value
from ._iptc_datasets import NAMES, NUMBERS, OBJECTS, OPAQUE
from ._plain import blob_kind, decode_text

__all__ = ["NAMES", "Iptc"]

_MARKER = 0x1C
_HEADING = re.compile(rb"\x1c[\x01-\x09\xf0]")  # a record of IIM 4.2 chapter 4, or FotoStation's
_HEADER = 5  # marker, record, dataset, two bytes of length
_EXTENDED = 0x8000
UTF8 = b"\x1b%G"  # ISO 2022, as 1:90 states it
_NUMBER_SIZE = 8  # bytes; longer ones are no number


class Dataset(NamedTuple):
    key: str
    data: bytes


class Iptc:
    """A run of IIM datasets.

    Fields: every dataset under ``record:dataset`` (``2:80``), repeated ones repeatedly: text as `str`,
    numbers as `int`, the rest as `bytes`. Nested: previews, and bytes that belong to no dataset
    (``"slack"``). Text is UTF-8 where 1:90 says so or where it is valid UTF-8, else Latin-1.

    Damage: ``iptc-length`` (a dataset runs past the end), ``iptc-garbage`` (bytes between datasets),
    ``iptc-trailing`` (bytes other than zero behind the last), ``iptc-encoding`` (1:90 says UTF-8, a value
    is not).
    """

    kind = "iptc"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """Read the datasets of a block."""
        scan = Scan(unswapped(data), limits)
        datasets = list(scan.datasets())
        utf8 = any(dataset.key == "1:90" and dataset.data == UTF8 for dataset in datasets)
        fields, nested = [], []
        for key, content in datasets:
            if key in OBJECTS:
                nested.append(Nested(blob_kind(content), key, content))
                continue
            value = _value(key, content)
            if utf8 and isinstance(value, str) and not is_utf8(content):
                scan.blame("iptc-encoding")
            fields.append(Field(key, value, len(content)))
        return Reading(tuple(fields), (*nested, *scan.slack), tuple(scan.damage))


class Scan:
    """One pass over a block: datasets, and what lies between them."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.slack: list[Nested] = []
        self.damage: list[str] = []
        self._data = data
        self._limits = limits

    def blame(self, rule: str) -> None:
        """Note a broken rule once."""
        if rule not in self.damage:
            self.damage.append(rule)

    def datasets(self) -> Iterator[Dataset]:
        """The datasets, in order."""
        at, count = 0, 0
        while at < len(self._data):
            start = _next_header(self._data, at)
            self._gap(at, start)
            if start == len(self._data):
                return
            count += 1
            self._limits.check("fields", count, part="iptc")
            body, end = self._extent(start)
            yield Dataset(f"{self._data[start + 1]}:{self._data[start + 2]}", self._data[body:end])
            at = end

    def _gap(self, start: int, end: int) -> None:
        """Bytes without a dataset: zeros behind the last one are padding, anything else is damage."""
        gap = self._data[start:end]
        last = end == len(self._data)
        if not gap or (last and not gap.strip(b"\0")):
            return
        self.blame("iptc-trailing" if last else "iptc-garbage")
        self.slack.append(Nested("slack", f"slack@{start}", gap))
        self._limits.check("fields", len(self.slack), part="iptc")

    def _extent(self, start: int) -> tuple[int, int]:
        """Where the data of the dataset at `start` begins and ends, cut to the block."""
        body, size = start + _HEADER, int.from_bytes(self._data[start + 3 : start + _HEADER])
        if size & _EXTENDED:
            length_end = body + (size & ~_EXTENDED)
            body, size = length_end, int.from_bytes(self._data[body : min(length_end, body + 8)])
        if body + size > len(self._data):
            self.blame("iptc-length")
        return min(body, len(self._data)), min(body + size, len(self._data))


def _next_header(data: bytes, at: int) -> int:
    """Offset of the next marker with a record number that exists, or the end of the block."""
    found = _HEADING.search(data, at)
    return found.start() if found and found.start() + _HEADER <= len(data) else len(data)


def unswapped(data: bytes) -> bytes:
    """Some TIFF writers store the block as 32-bit numbers in little-endian order: turn them back."""
    if data[:1] == bytes([_MARKER]) or data[3:4] != bytes([_MARKER]) or len(data) % 4:
        return data
    words = array("I", data)
    words.byteswap()
    return words.tobytes()


def _value(key: str, data: bytes) -> Value:
    if key in NUMBERS and 1 <= len(data) <= _NUMBER_SIZE:
        return int.from_bytes(data)
    if key in NUMBERS or key in OPAQUE:
        return data
    if key == "1:90":
        return data.decode("latin-1")  # escape sequences, not text
    return decode_text(data)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

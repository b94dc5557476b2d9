"""Which quantisation and Huffman tables a JPEG really uses.

Tables that no scan refers to are a hiding place: decoders read and forget them. A table counts as used
when a scan refers to its slot while it is the one defined there (ITU-T T.81 clauses B.2.4.1, B.2.4.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from ..errors import MalformedError
from . import _jpeg_segments as seg


class Table(NamedTuple):
    """One table inside a DQT or DHT segment."""

    slot: tuple[int, int]
    """The segment's marker and the table's class and destination byte."""
    start: int
    end: int
    """Where its definition lies in the file."""
    data: bytes


def fail(message: str, offset: int, part: str, rule: str) -> NoReturn:
    """Raise `MalformedError` for a JPEG."""
    raise MalformedError(message, format="jpeg", offset=offset, part=part, rule=rule)


def _quantisation_size(data: bytes, at: int) -> int:
    return 1 + 64 * (2 if data[at] >> 4 else 1)


def _huffman_size(data: bytes, at: int) -> int:
    return 17 + sum(data[at + 1 : at + 17])


def tables(marker: int, payload: bytes, offset: int) -> Iterator[Table]:
    """The tables of a DQT or DHT segment whose payload begins at `offset` in the file."""
    size_of = _quantisation_size if marker == seg.DQT else _huffman_size
    at = 0
    while at < len(payload):
        end = at + size_of(payload, at)
        if end > len(payload):
            fail("a table runs past its segment", offset + at, seg.NAMES[marker], "table-length")
        kind = payload[at] & 0x0F if marker == seg.DQT else payload[at]
        yield Table((marker, kind), offset + at, offset + end, payload[at:end])
        at = end


class Frame(NamedTuple):
    """What a frame header says that scans need (T.81 clause B.2.2)."""

    marker: int
    height: int
    """Rows of the picture; 0 when DNL says it after the first scan."""
    quantisation: dict[int, int]
    """Component identifier to quantisation table destination."""


def read_frame(marker: int, payload: bytes, offset: int) -> Frame:
    """Read SOFn."""
    name = seg.NAMES[marker]
    if len(payload) < 6 or len(payload) != 6 + 3 * payload[5] or not payload[5]:
        fail("a frame header has the wrong length", offset, name, "frame-length")
    if not any(payload[3:5]):
        fail("the picture has no width", offset, name, "frame-size")
    components = [payload[at : at + 3] for at in range(6, len(payload), 3)]
    return Frame(
        marker, int.from_bytes(payload[1:3]), {identifier: table for identifier, _, table in components}
    )


class Usage:
    """Follows table definitions and scans in file order and remembers what was used."""

    def __init__(self) -> None:
        self._defined: dict[tuple[int, int], Table] = {}
        self._latched: dict[int, bytes] = {}
        self.used: set[int] = set()
        """Offsets of the definitions that a scan used."""

    def define(self, table: Table) -> None:
        """A table was defined."""
        self._defined[table.slot] = table

    def _use(self, marker: int, kind: int) -> Table | None:
        table = self._defined.get((marker, kind))
        if table is not None:
            self.used.add(table.start)
        return table

    def scan(self, frame: Frame, payload: bytes, offset: int) -> None:
        """A scan begins (T.81 clause B.2.3): note the tables that it refers to."""
        count = payload[0] if payload else 0
        if not 1 <= count <= 4 or len(payload) != 4 + 2 * count:
            fail("a scan header has the wrong length", offset, "SOS", "scan-length")
        first, approximation = payload[-3], payload[-1] >> 4
        for at in range(1, 1 + 2 * count, 2):
            self._quantisation(frame, payload[at], offset)
            if frame.marker not in seg.ARITHMETIC:
                self._huffman(frame.marker, payload[at + 1], first, approximation)

    def _quantisation(self, frame: Frame, component: int, offset: int) -> None:
        if component not in frame.quantisation:
            fail("a scan names a component that the frame lacks", offset, "SOS", "scan-component")
        table = self._use(seg.DQT, frame.quantisation[component])
        if table is None:
            return  # lossless pictures have none
        # Decoders differ on whether the table of a component's first or last scan counts.
        if self._latched.setdefault(component, table.data) != table.data:
            fail("a quantisation table changes between scans", offset, "DQT", "table-redefined")

    def _huffman(self, frame: int, selector: int, first: int, approximation: int) -> None:
        dc, ac = selector >> 4, 0x10 | (selector & 0x0F)
        if frame in seg.PROGRESSIVE:
            if first:
                self._use(seg.DHT, ac)
            elif not approximation:
                self._use(seg.DHT, dc)
            return
        self._use(seg.DHT, dc)
        if frame not in seg.LOSSLESS:
            self._use(seg.DHT, ac)


def check_conditioning(payload: bytes, offset: int) -> None:
    """Check DAC (T.81 clause B.2.4.3): pairs of a table's class and destination, and its value."""
    pairs = list(zip(payload[::2], payload[1::2], strict=False))
    sound = len(payload) % 2 == 0 and len({slot for slot, _ in pairs}) == len(pairs)
    for slot, value in pairs:
        dc = slot < 4 and value & 0x0F <= value >> 4
        ac = 0x10 <= slot < 0x14 and 1 <= value <= 63
        sound = sound and (dc or ac)
    if not sound:
        fail("a conditioning segment has forbidden values", offset, "DAC", "conditioning")

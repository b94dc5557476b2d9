"""The time of last change in PNG's tIME chunk: PNG specification, third edition, clause 11.3.6.1."""

from __future__ import annotations

from ..limits import Limits
from ..model import Field, Reading

SIZE = 7


class PngTime:
    """Reads tIME: year (two bytes), month, day, hour, minute, second, in UTC."""

    kind = "time"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """One field, ``tIME``, as ISO 8601 text."""
        if len(data) != SIZE:
            return Reading(damage=("time-length",))
        year, (month, day, hour, minute, second) = int.from_bytes(data[:2], "big"), data[2:]
        text = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        return Reading((Field("tIME", text, SIZE),))

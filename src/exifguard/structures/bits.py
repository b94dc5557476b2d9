"""Bits, the lowest of each byte first, as JPEG XL (ISO/IEC 18181-1 annex B) packs its headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from ..errors import TruncatedError

Read = Callable[[int, int], bytes]
"""Up to `size` bytes from an offset; fewer at the end."""

CHUNK: Final = 4096


class Cut(NamedTuple):
    """Bits `[start, end)` of a header in whose place `width` bits of 0 can stand."""

    start: int
    end: int
    width: int


class BitReader:
    """Reads bits from `read`, a chunk of bytes at a time."""

    __slots__ = ("_base", "_chunk", "_value", "_width", "at", "read")

    def __init__(self, read: Read, at: int = 0) -> None:
        self.read = read
        self.at = at * 8
        self._value = self._width = self._base = 0
        self._chunk = CHUNK

    def peek(self, count: int) -> int:
        """The next bits without moving; zeros behind the end."""
        shift = self.at - self._base
        if shift < 0 or shift + count > self._width:
            start = self.at // 8
            data = self.read(start, self._chunk)
            self._base, self._width = start * 8, len(data) * 8
            self._value = int.from_bytes(data, "little")
            shift = self.at - self._base
        return self._value >> shift & ((1 << count) - 1)

    def u(self, count: int) -> int:
        """An unsigned number of `count` bits, at most 64.

        Raises:
            TruncatedError: they are not there.
        """
        value = self.peek(count)
        if self.at + count > self._base + self._width:
            raise TruncatedError("a header is cut short", offset=self.at // 8, rule="end-of-file")
        self.at += count
        return value

    def bool(self) -> bool:
        """One bit."""
        return self.u(1) == 1

    def skip(self, count: int) -> None:
        """Pass over bits, which have to be there."""
        if count:
            self.at += count - 1
            self.u(1)

    def align(self) -> int:
        """Go to the next byte, and give its offset."""
        self.at = -(-self.at // 8) * 8
        return self.at // 8

    def u32(self, *choices: tuple[int, int]) -> int:
        """U32 (clause B.2.2): two bits choose an offset and a number of bits."""
        offset, width = choices[self.u(2)]
        return offset + (self.u(width) if width else 0)

    def u64(self) -> int:
        """U64 (clause B.2.3)."""
        choice = self.u(2)
        if choice == 0:
            return 0
        if choice < 3:
            return (1, 17)[choice - 1] + self.u((4, 8)[choice - 1])
        value, shift = self.u(12), 12
        while self.bool():
            if shift == 60:
                return value | self.u(4) << shift
            value |= self.u(8) << shift
            shift += 8
        return value

    def enum(self) -> int:
        """Enum (clause B.2.5)."""
        return self.u32((0, 0), (1, 0), (2, 4), (18, 6))


def without(data: bytes, cuts: Iterable[Cut], total: int) -> bytes:
    """The bits of `data` with zeros in place of `cuts`, filled up to a whole byte.

    Args:
        data: a header from its first bit.
        cuts: in order, in bits from the start of `data`.
        total: how many bits the header has; what fills its last byte does not count.
    """
    old = int.from_bytes(data, "little")
    new = width = at = 0
    for cut in (*cuts, Cut(total, total, 0)):
        size = cut.start - at
        new |= (old >> at & ((1 << size) - 1)) << width
        width += size + cut.width
        at = cut.end
    return new.to_bytes(-(-width // 8), "little")

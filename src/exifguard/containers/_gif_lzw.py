"""Where the picture in a GIF's LZW stream ends: GIF89a, appendix F.

Bytes behind the end code, and codes behind the last pixel, are invisible to every viewer and survive most
tools. Codes are counted, and the pixels that each stands for; no pixel is made. Codes of one width are taken
out of the stream in batches, by shifting the upper half of them up, then the upper quarters, and so on.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

WIDEST = 12
"""Bits of the longest code."""
ENTRIES = 1 << WIDEST
BATCH = 256
"""Codes that are taken out of the stream at once, a power of two."""
CAREFUL = 32
"""Entries of a table that are read one by one: where clear codes follow each other closely, a batch would
cost more than it is good for."""
UNBOUNDED = 1 << 62
"""Pixels of a frame that does not say how many it has."""


class Walked(NamedTuple):
    """The stream of one frame.

    Attributes:
        size: bytes up to the end code, or up to the last pixel where no end code follows it.
        missing: pixels that it lacks.
        ended: it has its end code.
        sound: False when it holds a code that stands for nothing.
    """

    size: int
    missing: int
    ended: bool
    sound: bool


def walk(chunks: Iterator[bytes], code_size: int, pixels: int) -> Walked:
    """Walk the stream of one frame.

    Args:
        chunks: the stream.
        code_size: bits of a pixel, 2 to 11, as the byte before the stream says.
        pixels: how many make the frame, or `UNBOUNDED`.
    """
    return _Walk(chunks, code_size, pixels).run()


class _Walk:
    """One walk. `lengths` holds, by code, how many pixels it stands for.

    An entry is made of the code before it and one pixel more, so its length is known as soon as that code
    is read. The clear and end codes have no length: to count with theirs is an error.
    """

    def __init__(self, chunks: Iterator[bytes], code_size: int, pixels: int) -> None:
        self.chunks = chunks
        self.data = b""
        self.before = 0  # bytes in front of `data`
        self.at = 0  # bit in `data`
        self.clear = 1 << code_size
        self.first_width = code_size + 1
        self.lengths: list[Any] = [*[1] * self.clear, None, None]
        self.missing = pixels
        self.sound = True
        self.ended = False
        self.reset()

    def reset(self) -> None:
        """A new table, as after a clear code: the width grows after `left` more codes."""
        del self.lengths[self.clear + 2 :]
        self.width = self.first_width
        self.left = self.clear - 1

    def run(self) -> Walked:
        """Read codes to the end of the picture, or of the data."""
        going = True
        while going and self.missing > 0:
            going = self.one_by_one() if len(self.lengths) < self.clear + 2 + CAREFUL else self.many()
        size = self.size()
        if self.missing <= 0 and self.end_follows():
            size = self.size()
        return Walked(size, max(0, self.missing), self.ended, self.sound)

    def size(self) -> int:
        """Bytes so far, the last one begun or full."""
        return self.before + ((self.at + 7) >> 3)

    def load(self, bits: int) -> int:
        """Have `bits` more at hand, or what there is; gives their number."""
        while len(self.data) * 8 - self.at < bits:
            chunk = next(self.chunks, b"")
            if not chunk:
                break
            done = self.at >> 3
            self.data = self.data[done:] + chunk
            self.before += done
            self.at &= 7
        return min(bits, len(self.data) * 8 - self.at)

    def bits(self, size: int) -> int:
        """The next `size` bits, and perhaps some more above them."""
        piece = self.data[self.at >> 3 : (self.at + size + 7) >> 3]
        return int.from_bytes(piece, "little") >> (self.at & 7)

    def grow(self, codes: int) -> None:
        """Count codes that were read: one bit more for each where the table is full to the next power."""
        self.left -= codes
        if not self.left:
            self.width = min(self.width + 1, WIDEST)
            self.left = 1 << (self.width - 1)

    def one_by_one(self) -> bool:
        """Read the first codes of a table; False at the end."""
        have = self.load(CAREFUL * WIDEST)
        bits = self.bits(have)
        clear, lengths, used = self.clear, self.lengths, 0
        while used + self.width <= have and self.missing > 0:
            code = bits & ((1 << self.width) - 1)
            bits >>= self.width
            used += self.width
            if code == clear:
                self.reset()
            elif code == clear + 1 or code >= len(lengths):
                self.ended = code == clear + 1
                self.sound = self.ended
                break
            else:
                length = lengths[code]
                self.missing -= length
                lengths.append(length + 1)
                self.grow(1)
        self.at += used
        return used > 0 and self.sound and not self.ended

    def many(self) -> bool:
        """Read a batch of codes; False at the end."""
        lengths, width = self.lengths, self.width
        count = min(self.left, BATCH)
        count = min(count, self.load(count * width) // width)
        codes = spread(self.bits(count * width), width, count)
        before = len(lengths)
        append = lengths.append
        stopped = False
        try:
            for code in codes:
                append(lengths[code] + 1)
        except TypeError:  # the clear or the end code
            stopped = True
        except IndexError:
            self.sound = False
        done = self.count_pixels(before)
        self.at += done * width
        if self.missing <= 0:
            return False
        if not stopped:
            del lengths[ENTRIES + 1 :]
            return done > 0 and self.sound
        self.at += width
        self.ended = codes[done] != self.clear
        self.reset()
        return not self.ended

    def count_pixels(self, before: int) -> int:
        """Count the pixels of the codes since `before`, no further than the last one of the frame.

        Gives the number of these codes.
        """
        new = self.lengths[before:]
        pixels = sum(new) - len(new)
        if pixels >= self.missing:
            del self.lengths[before:]
            for number, length in enumerate(new):
                self.missing -= length - 1
                if self.missing <= 0:
                    new = new[: number + 1]
                    self.sound = True
                    break
            self.lengths += new
        else:
            self.missing -= pixels
        self.grow(len(new))
        return len(new)

    def end_follows(self) -> bool:
        """Step over the end code, and clear codes before it; False where something else follows."""
        while self.load(self.width) == self.width:
            code = self.bits(self.width) & ((1 << self.width) - 1)
            self.at += self.width
            if code != self.clear:
                self.ended = code == self.clear + 1
                return self.ended
            self.reset()
        return False


def spread(bits: int, width: int, count: int) -> tuple[int, ...]:
    """The `count` codes in the lowest bits of a number, the first one lowest."""
    bits &= (1 << count * width) - 1
    log = max(0, count - 1).bit_length()
    for shift, low, high in _halvings(width, log):
        bits = bits & low | (bits & high) << shift
    return struct.unpack_from(f"<{count}H", bits.to_bytes(2 << log, "little"))


@cache
def _halvings(width: int, log: int) -> tuple[tuple[int, int, int], ...]:
    """How to move 2**log codes of `width` bits to 16 bits each: shifts, and masks of what stays and moves."""
    steps = []
    for level in reversed(range(log)):
        half = width << level
        low = sum(((1 << half) - 1) << (32 * group << level) for group in range(1 << log - level - 1))
        steps.append(((16 - width) << level, low, low << half))
    return tuple(steps)

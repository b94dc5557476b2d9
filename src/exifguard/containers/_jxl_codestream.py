"""JPEG XL codestreams (ISO/IEC 18181-1): where their headers and frames lie, and where they end.

A codestream may lie in one piece or in many (`jxlp`); offsets here count its own bytes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from .._source import Source
from ..errors import ExifguardError, MalformedError, TruncatedError
from ..limits import Limits
from ..model import Span
from ..structures.bits import BitReader, Cut
from . import _jxl_entropy as entropy
from . import _jxl_fields as fields

SIGNATURE: Final = b"\xff\x0a"
HEADER, PROFILE, FRAME_HEADER = "header", "coded profile", "frame header"
PREVIEW, FRAMES, TAIL = "preview", "frames", "tail"
"""What a codestream is made of."""


class Stream:
    """The bytes of a codestream, wherever they lie in the file."""

    def __init__(self, source: Source, spans: Sequence[Span]) -> None:
        self.source = source
        self.spans = spans
        self.ends = list(accumulate(end - start for start, end in spans))
        self.size = self.ends[-1] if self.ends else 0

    def read(self, at: int, size: int) -> bytes:
        """Up to `size` bytes; fewer at the end."""
        found: list[bytes] = []
        stop = min(self.size, at + size)
        while at < stop:
            index = bisect_right(self.ends, at)
            end = self.ends[index]
            start = self.spans[index].end - (end - at)
            count = min(end, stop) - at
            found.append(self.source.read(start, count))
            at += count
        return b"".join(found)


@dataclass(slots=True)
class Unit:
    """A run of bytes of a codestream.

    Attributes:
        kind: what it is.
        start, end: bytes of the codestream.
        cuts: bits in it that are no part of the picture, with what they are, from its first bit.
        number: which frame it belongs to.
        bits: where a header ends, in bits from the start of the first unit of it.
    """

    kind: str
    start: int
    end: int
    cuts: list[tuple[str, Cut]] = field(default_factory=list)
    number: int = 0
    bits: int = 0


@dataclass(slots=True)
class Layout:
    """A codestream taken apart.

    Attributes:
        units: in order, covering it.
        frames: where each frame begins, the preview aside.
        profile: an ICC profile is coded in it.
    """

    units: list[Unit] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)
    profile: bool = False


class Walk:
    """One walk over a codestream."""

    def __init__(self, stream: Stream, limits: Limits) -> None:
        self.stream = stream
        self.limits = limits
        self.out = Layout()

    def walk(self) -> Layout:
        """Find the units.

        Raises:
            TruncatedError: it is cut short.
            MalformedError: it is no codestream.
            LimitExceededError: it has more frames than a file may have parts.
        """
        if self.stream.read(0, 2) != SIGNATURE:
            raise MalformedError("the picture does not begin as one", offset=0, rule="codestream-start")
        bits = BitReader(self.stream.read, 2)
        header = fields.read_header(bits)
        start = -(-bits.at // 8)
        if header.profile:
            self.out.profile = True
            entropy.skip_profile(bits)
        end = bits.at
        at = bits.align()
        self.add(HEADER, 0, start, header.cuts)
        self.out.units[-1].bits = end
        if at > start:
            self.add(PROFILE, start, at)
        if header.preview:
            before, start = list(self.out.units), at
            _, at = self.frame(header, header.preview, at, 0)
            self.out.units = before
            self.add(PREVIEW, start, at)
        number, last = 0, False
        while not last:
            number += 1
            self.limits.check("parts", number, part="frames")
            self.out.frames.append(at)
            last, at = self.frame(header, (header.width, header.height), at, number)
        if at < self.stream.size:
            self.add(TAIL, at, self.stream.size)
        return self.out

    def add(
        self, kind: str, start: int, end: int, cuts: list[tuple[str, Cut]] | None = None, number: int = 0
    ) -> None:
        """Add a unit."""
        self.out.units.append(Unit(kind, start, end, cuts or [], number))

    def frame(self, header: fields.Header, size: tuple[int, int], at: int, number: int) -> tuple[bool, int]:
        """A frame: whether it is the last one, and where it ends."""
        bits = BitReader(self.stream.read, at)
        frame = fields.read_frame(bits, header, size)
        if frame.entries * 12 > (self.stream.size - at) * 8:
            raise TruncatedError("the picture is cut short", offset=self.stream.size, rule="end-of-file")
        if bits.bool():
            entropy.skip_permutation(bits, frame.entries)
        bits_end = bits.at - at * 8
        body = bits.align()
        length = sum(bits.u32(*fields.TOC_SIZE) for _ in range(frame.entries))
        end = bits.align() + length
        if end > self.stream.size:
            raise TruncatedError("the picture is cut short", offset=self.stream.size, rule="end-of-file")
        cuts = [(what, Cut(a - at * 8, b - at * 8, width)) for what, (a, b, width) in frame.cuts]
        self.add(FRAME_HEADER, at, body, cuts, number)
        self.out.units[-1].bits = bits_end
        if end > body:
            self.add(FRAMES, body, end)
        return frame.last, end


def walk(stream: Stream, limits: Limits) -> Layout:
    """Take a codestream apart; raises as `Walk.walk` does."""
    return Walk(stream, limits).walk()


def is_sound(stream: Stream, limits: Limits) -> bool:
    """True for a codestream that can be taken apart."""
    try:
        walk(stream, limits)
    except ExifguardError:
        return False
    return True

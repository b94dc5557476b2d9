"""WebP chunk rules as tables, and the headers of its bitstreams: RFC 9649, RFC 6386."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from ..structures.blocks import LOOSE as LOOSE

SIZE_MIN: Final = 12
"""The least that a RIFF of this form holds: the form's name and one chunk header."""
SIZE_MAX: Final = 2**32 - 10
"""RFC 9649 clause 2.4."""
AREA_MAX: Final = 2**32 - 1
"""Pixels of a canvas (RFC 9649 clause 2.7)."""

VP8, VP8L, VP8X = b"VP8 ", b"VP8L", b"VP8X"
ALPH, ANIM, ANMF, ICCP, EXIF, XMP = b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF", b"XMP "

PICTURES: Final = frozenset({VP8, VP8L})
FIRST: Final = frozenset({VP8, VP8L, VP8X})
"""Chunks that a file may begin with: decoders look no further."""
OUTSIDE: Final = frozenset({VP8X, ANIM, ANMF, ICCP})
"""Chunks that have no place in a frame: libwebp reads them as if they stood behind it."""

ICC_FLAG, ALPHA_FLAG, EXIF_FLAG, XMP_FLAG, ANIMATION_FLAG = 0x20, 0x10, 0x08, 0x04, 0x02
"""Bits of VP8X (RFC 9649 clause 2.7)."""
PICTURE_FLAGS: Final = ALPHA_FLAG | ANIMATION_FLAG
"""Bits that decide how the picture shows."""
ALL_FLAGS: Final = PICTURE_FLAGS | ICC_FLAG | EXIF_FLAG | XMP_FLAG
FRAME_FLAGS: Final = 0x03
"""Bits of a frame with a meaning: blending and disposal (RFC 9649 clause 2.7.1.1)."""

VP8X_SIZE, ANIM_SIZE, FRAME_SIZE = 10, 6, 16
BITSTREAM_HEAD: Final = 10
"""Bytes of a bitstream that `Bitstream.read` looks at."""


class Meaning(NamedTuple):
    """What a chunk holds: the kind of block, and the bit of VP8X that announces it (0: none does)."""

    kind: str
    flag: int = 0


BLOCKS: Final[Mapping[bytes, Meaning]] = MappingProxyType(
    {
        EXIF: Meaning("exif", EXIF_FLAG),
        XMP: Meaning("xmp", XMP_FLAG),
        b"Exif": Meaning("exif"),
        b"XMP\0": Meaning("xmp"),
        b" XMP": Meaning("xmp"),
        ICCP: Meaning("icc"),
        b"C2PA": Meaning("c2pa"),
        b"SEAL": Meaning("c2pa"),
    }
)
"""Chunks with a known content; some programs misspell names."""
UNKNOWN: Final = Meaning("unknown")
STRAY: Final = Meaning("slack")
"""Pictures and headers where decoders do not look for them; elsewhere in the file they would count."""


class Bitstream(NamedTuple):
    """What the header of a VP8 or VP8L bitstream says: its size in pixels, and if it has transparency."""

    width: int
    height: int
    alpha: bool

    @classmethod
    def read(cls, name: bytes, head: bytes, size: int) -> Bitstream | None:
        """Read the first `BITSTREAM_HEAD` bytes (or fewer) of a payload of `size` bytes; None if damaged."""
        return _read_lossless(head) if name == VP8L else _read_lossy(head, size)


def _read_lossy(head: bytes, size: int) -> Bitstream | None:
    """A key frame that is shown, of a known profile: RFC 6386 clause 9.1."""
    tag = int.from_bytes(head[:3], "little")
    key, profile, shown, first_partition = not tag & 1, tag >> 1 & 7, tag >> 4 & 1, tag >> 5
    if len(head) < 10 or head[3:6] != b"\x9d\x01\x2a" or not key:
        return None
    width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    if profile > 3 or not shown or first_partition >= size or not (width and height):
        return None
    return Bitstream(width, height, alpha=False)


def _read_lossless(head: bytes) -> Bitstream | None:
    """Signature, size, alpha bit and version 0: RFC 9649 on the lossless bitstream, "RIFF Header"."""
    bits = int.from_bytes(head[1:5], "little")
    if len(head) < 5 or head[0] != 0x2F or bits >> 29:
        return None
    return Bitstream(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF), bool(bits >> 28 & 1))


class Frame(NamedTuple):
    """The place of a frame, and its flags (RFC 9649 clause 2.7.1.1)."""

    x: int
    y: int
    width: int
    height: int
    flags: int

    @classmethod
    def read(cls, data: bytes) -> Frame:
        """Read the 16 bytes at the beginning of ANMF."""
        x, y, width, height = (int.from_bytes(data[at : at + 3], "little") for at in (0, 3, 6, 9))
        return cls(2 * x, 2 * y, width + 1, height + 1, data[15])


def read_canvas(data: bytes) -> tuple[int, int]:
    """Width and height from the last 6 bytes of VP8X."""
    return int.from_bytes(data[:3], "little") + 1, int.from_bytes(data[3:], "little") + 1


def canvas(width: int, height: int) -> bytes:
    """The last 6 bytes of VP8X."""
    return (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def raw_alpha_size(head: bytes, width: int, height: int) -> int | None:
    """Bytes of an ALPH payload that is not compressed; None where compression hides it (clause 2.7.1.2)."""
    return 1 + width * height if head and not head[0] & 0x03 else None

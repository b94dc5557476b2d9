"""What decoders need of a Photoshop document: its header, its colours, and a few of its image resources.

Adobe's Photoshop File Formats Specification: "File Header Section", "Color Mode Data Section", "Image
Resource IDs".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, NoReturn

from .._cursor import Cursor
from ..errors import MalformedError
from ..model import Role

SIGNATURE: Final = b"8BPS"
HEADER: Final = 26
RESERVED: Final = (6, 12)
"""Bytes of the header that must be zero."""
RESOURCES: Final = (b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR")
"""Signatures of resources; readers take all but the first for other programs'."""
OWN: Final = RESOURCES[0]

PSB: Final = 2
"""The version of large documents."""
LARGEST: Final = {1: 30_000, 2: 300_000}
"""Pixels in a row or column, by version."""
MOST_CHANNELS: Final = 56
DEPTHS: Final = (1, 8, 16, 32)
BITMAP, INDEXED, DUOTONE = 0, 2, 8
COLOURS: Final[Mapping[int, int]] = MappingProxyType(
    {BITMAP: 1, 1: 1, INDEXED: 1, 3: 3, 4: 4, 7: 1, DUOTONE: 1, 9: 3}
)
"""Channels that are colours, by mode; in multichannel (7) every channel is one."""
MULTICHANNEL: Final = 7

PALETTE_SIZE: Final = 768
DUOTONE_SIZE: Final = 524
DUOTONE_NAMES: Final = (44, 300)
"""Four inks' names of 64 bytes, behind the version, the number of inks and their colours."""

RAW, RLE = 0, 1
DEFLATED: Final = (2, 3)


def fail(cursor: Cursor, message: str, offset: int, part: str, rule: str) -> NoReturn:
    """Raise `MalformedError` for a Photoshop document."""
    raise MalformedError(message, format=cursor.format, offset=offset, part=part, rule=rule)


class Header(NamedTuple):
    """What the header says."""

    version: int
    channels: int
    height: int
    width: int
    depth: int
    mode: int

    @property
    def wide(self) -> int:
        """Bytes of a length: PSB has larger ones."""
        return 8 if self.version == PSB else 4

    @property
    def row(self) -> int:
        """Bytes of a row of one channel."""
        return (self.width * self.depth + 7) // 8

    @property
    def rows(self) -> int:
        """Rows of all channels."""
        return self.height * self.channels

    @property
    def more(self) -> int:
        """Channels that are no colours: transparency, masks, spot colours."""
        return 0 if self.mode == MULTICHANNEL else self.channels - COLOURS[self.mode]


def read_header(cursor: Cursor) -> Header:
    """Read the header at the beginning of a file."""
    data = cursor.read(0, HEADER, "header")
    version, channels, depth, mode = (int.from_bytes(data[at : at + 2]) for at in (4, 12, 22, 24))
    height, width = (int.from_bytes(data[at : at + 4]) for at in (14, 18))
    if mode not in COLOURS or depth not in DEPTHS or (depth == 1) != (mode == BITMAP):
        fail(cursor, "a colour mode or number of bits that does not exist", 22, "header", "colour-mode")
    if not COLOURS[mode] <= channels <= MOST_CHANNELS:
        fail(cursor, "a number of channels that the colour mode does not allow", 12, "header", "channels")
    if not (0 < height <= LARGEST[version] and 0 < width <= LARGEST[version]):
        fail(cursor, "an impossible width or height", 14, "header", "size")
    return Header(version, channels, height, width, depth, mode)


# -- resources --------------------------------------------------------------------------------------


class Rule(NamedTuple):
    """A resource that decoders need: the name of its part, its role, and which contents are sound."""

    name: str
    role: Role
    sound: Callable[[bytes, Header], bool]
    largest: int = 2_048
    """Sound contents are no longer than this."""


def _sized(size: int) -> Callable[[bytes, Header], bool]:
    return lambda data, _: len(data) == size


def _resolution(data: bytes, _: Header) -> bool:
    return len(data) == 16 and all(any(data[at : at + 4]) for at in (0, 8))


def _indexed(data: bytes, header: Header) -> bool:
    return header.mode == INDEXED and len(data) == 2


def _identifiers(data: bytes, header: Header) -> bool:
    return len(data) % 4 == 0 and 0 < len(data) // 4 <= header.more


def _display(size: int, before: int) -> Callable[[bytes, Header], bool]:
    """For each channel that is no colour, how it is shown: as a mask or as an ink, and in which colour."""

    def sound(data: bytes, header: Header) -> bool:
        count, rest = divmod(len(data) - before, size)
        most = header.channels if header.mode == MULTICHANNEL else header.more
        return not rest and 0 < count <= most

    return sound


def _spots(data: bytes, header: Header) -> bool:
    """Inks that stand in for spot colours."""
    count, rest = divmod(len(data) - 4, 14)
    return not rest and 0 < count <= header.channels


RULES: Final[Mapping[int, Rule]] = MappingProxyType(
    {
        0x03ED: Rule("resolution", Role.RENDERING, _resolution),
        0x03EF: Rule("display-info", Role.RENDERING, _display(14, 0)),
        0x03F2: Rule("background", Role.RENDERING, _sized(10)),
        0x0411: Rule("icc-untagged", Role.RENDERING, _sized(1)),
        0x0416: Rule("palette-count", Role.RENDERING, _indexed),
        0x0417: Rule("transparency-index", Role.RENDERING, _indexed),
        0x041D: Rule("alpha-identifiers", Role.STRUCTURE, _identifiers),
        0x0428: Rule("pixel-ratio", Role.RENDERING, _sized(12)),
        0x042B: Rule("spot-colours", Role.RENDERING, _spots),
        0x0435: Rule("display-info", Role.RENDERING, _display(13, 4)),
    }
)
"""The resources that stay, by number, besides the colour profile."""

RESOLUTION, PROFILE, IDENTIFIERS, VERSION, EXIF, XMP = 0x03ED, 0x040F, 0x041D, 0x0421, 0x0422, 0x0424


class Record(NamedTuple):
    """Where a resource stands: the whole of it, its number and name, its data, and if it is Photoshop's."""

    start: int
    number: int
    name_at: int
    size_at: int
    data: int
    stop: int
    end: int
    own: bool

    @property
    def plain(self) -> bool:
        """It has no name."""
        return self.size_at - self.name_at == 2


def read_record(cursor: Cursor, at: int, end: int) -> Record:
    """Read the heading of the resource at `at`, in a section that ends at `end`."""
    if at + 12 > end:
        fail(cursor, "bytes between the image resources", at, "resources", "resource")
    head = cursor.read(at, 7, "resources")
    if head[:4] not in RESOURCES:
        fail(cursor, "bytes between the image resources", at, "resources", "resource")
    size_at = at + 6 + (head[6] + 2) // 2 * 2
    if size_at + 4 > end:
        fail(cursor, "an image resource runs past its section", at, "resources", "resource-length")
    size = int.from_bytes(cursor.read(size_at, 4, "resources"))
    stop = size_at + 4 + size
    if stop > end:
        fail(cursor, "an image resource runs past its section", at, "resources", "resource-length")
    number = int.from_bytes(head[4:6])
    own = head[:4] == OWN
    return Record(at, number, at + 6, size_at, size_at + 4, stop, min(stop + size % 2, end), own)

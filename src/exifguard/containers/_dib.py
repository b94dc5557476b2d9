"""The device-independent bitmap inside BMP and ICO files: its header, its palette, the size of its pixels.

BITMAPCOREHEADER, BITMAPINFOHEADER, BITMAPV4HEADER and BITMAPV5HEADER (Microsoft, wingdi.h), the headers of
52 and 56 bytes that hold colour masks, and those of OS/2 (16 and 64 bytes; OS/2 Presentation Manager,
BITMAPINFOHEADER2). All numbers are little-endian.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import gcd
from types import MappingProxyType
from typing import Final, NamedTuple

from .._cursor import Cursor
from ..errors import MalformedError, TruncatedError, UnsupportedError
from ..model import Span

CORE, OS2_SHORT, INFO, V2, V3, OS2, V4, V5 = 12, 16, 40, 52, 56, 64, 108, 124
SIZES: Final = frozenset({CORE, OS2_SHORT, INFO, V2, V3, OS2, V4, V5})
"""Lengths of the headers that decoders know."""
FULL: Final = SIZES - {CORE, OS2_SHORT}
"""Those that hold all fields of BITMAPINFOHEADER."""

RGB, RLE8, RLE4, BITFIELDS, JPEG, PNG, ALPHA_BITFIELDS = range(7)
"""Compressions. OS/2 means something else by 3 and 4."""
DEPTHS: Final[Mapping[int, tuple[int, ...]]] = MappingProxyType(
    {
        RGB: (1, 2, 4, 8, 16, 24, 32),
        RLE8: (8,),
        RLE4: (4,),
        BITFIELDS: (16, 32),
        ALPHA_BITFIELDS: (16, 32),
    }
)
"""Bits of a pixel that each compression allows."""
MASKS: Final[Mapping[int, int]] = MappingProxyType({BITFIELDS: 12, ALPHA_BITFIELDS: 16})
"""Bytes of colour masks that follow a header of 40 bytes."""
CORE_DEPTHS: Final = (1, 4, 8, 24)

CALIBRATED, SRGB, WINDOWS = 0, 0x73524742, 0x57696E20
LINKED, EMBEDDED = 0x4C494E4B, 0x4D424544
SPACES: Final = frozenset({CALIBRATED, 1, 2, SRGB, WINDOWS})
"""Colour spaces that need no profile (LogicalColorSpace; 1 and 2 are its device spaces)."""
INTENTS: Final = frozenset({0, 1, 2, 4, 8})
"""Rendering intents (GamutMappingIntent), and none."""


class Place(NamedTuple):
    """Where a field stands in the header, and its size in bytes."""

    at: int
    size: int = 4

    def read(self, data: bytes | bytearray) -> int:
        """The field of a header."""
        return int.from_bytes(data[self.at : self.at + self.size], "little")

    def write(self, data: bytearray, value: int) -> None:
        """Put a value into a header."""
        data[self.at : self.at + self.size] = value.to_bytes(self.size, "little")


COMPRESSION, IMAGE_SIZE, X_DENSITY, Y_DENSITY = Place(16), Place(20), Place(24), Place(28)
USED, IMPORTANT = Place(32), Place(36)
COLOUR_MASKS: Final = (Place(40), Place(44), Place(48), Place(52))
SPACE, CALIBRATION, INTENT = Place(56), Place(60, 48), Place(108)
PROFILE_AT, PROFILE_SIZE, RESERVED = Place(112), Place(116), Place(120)
OS2_REST: Final = Place(40, 24)
"""Units, recording order, halftoning, an identifier of the application: no decoder heeds them."""


@dataclass(frozen=True, slots=True)
class Dib:
    """A header as read.

    Attributes:
        start: where it begins in the file.
        size: its length, without masks behind it.
        width, height: of the stored picture, both positive; an icon's height counts its mask too.
        planes: 1 in sound files.
        bits: of a pixel.
        compression: one of `DEPTHS`.
        head_end: behind the header and the masks that follow it.
        colours: entries of the palette that pixels can name; 0 for pictures without palette.
        stated: entries that the header counts.
        space: the colour space of a V4 or V5 header, or None.
    """

    start: int
    size: int
    width: int
    height: int
    planes: int
    bits: int
    compression: int
    head_end: int
    colours: int
    stated: int
    space: int | None

    @property
    def planes_at(self) -> Place:
        """Where the number of planes stands."""
        return Place(8, 2) if self.size == CORE else Place(12, 2)

    @property
    def entry(self) -> int:
        """Bytes of a palette's entry: RGBTRIPLE or RGBQUAD."""
        return 3 if self.size == CORE else 4

    @property
    def packed(self) -> bool:
        """True for run lengths."""
        return self.compression in (RLE8, RLE4)

    def row(self, bits: int | None = None) -> int:
        """Bytes of a row, without padding."""
        return (self.width * (self.bits if bits is None else bits) + 7) // 8

    def stride(self, bits: int | None = None) -> int:
        """Bytes of a row, with padding to a multiple of four."""
        return (self.row(bits) + 3) // 4 * 4


def read_dib(cursor: Cursor, at: int, name: str) -> Dib:
    """Read the header at `at`; `name` is the part's, for errors.

    Raises:
        TruncatedError: the file ends inside it.
        MalformedError: it has a forbidden value.
        UnsupportedError: it announces a coding that is not copied.
    """
    size = int.from_bytes(cursor.read(at, 4, name), "little")
    if size not in SIZES:
        raise UnsupportedError(
            "a header of unknown length", format=cursor.format, offset=at, part=name, rule="header-size"
        )
    data = cursor.read(at, size, name)
    small = size == CORE
    width, height = (_signed(data, place) for place in _EXTENT[small])
    planes, bits = (Place(field, 2).read(data) for field in ((8, 10) if small else (12, 14)))
    compression = COMPRESSION.read(data) if size in FULL else RGB
    _check_coding(cursor.format, at, name, size, bits, compression)
    if width <= 0 or height == 0:
        raise MalformedError(
            "a picture without width or height", format=cursor.format, offset=at, part=name, rule="size"
        )
    masks = MASKS.get(compression, 0) if size == INFO else 0
    cursor.need(at, size + masks, name)
    stated = USED.read(data) if size in FULL else 0
    colours = min(stated or 1 << bits, 1 << bits) if bits <= 8 else 0
    space = SPACE.read(data) if size >= V4 else None
    head_end = at + size + masks
    return Dib(at, size, width, abs(height), planes, bits, compression, head_end, colours, stated, space)


_EXTENT: Final = {True: (Place(4, 2), Place(6, 2)), False: (Place(4), Place(8))}
"""Width and height; the core header's are unsigned."""


def _signed(data: bytes, place: Place) -> int:
    return int.from_bytes(data[place.at : place.at + place.size], "little", signed=place.size == 4)


def _check_coding(form: str, at: int, name: str, size: int, bits: int, compression: int) -> None:
    if compression in (JPEG, PNG) or compression not in DEPTHS or (size == OS2 and compression > RLE4):
        raise UnsupportedError(
            "a coding for printers or fax", format=form, offset=at, part=name, rule="compression"
        )
    if bits not in (CORE_DEPTHS if size == CORE else DEPTHS[compression]):
        raise MalformedError(
            "a number of bits that this coding does not have",
            format=form,
            offset=at,
            part=name,
            rule="bit-count",
        )


def entry_for(stated: int, dib: Dib) -> int:
    """Bytes of the whole palette that a header counts, entries that no pixel can name included."""
    return (stated or dib.colours) * dib.entry


# -- what no decoder reads --------------------------------------------------------------------------


def hidden(data: bytes, dib: Dib) -> Iterator[Span]:
    """The fields of a header that are not zero and that nothing is shown by, as offsets in it, in order."""
    for place in _unheeded(data, dib):
        if any(data[place.at : place.at + place.size]):
            yield Span(place.at, place.at + place.size)


def _unheeded(data: bytes, dib: Dib) -> Iterator[Place]:
    if dib.size in FULL and IMPORTANT.read(data) > dib.colours:
        yield IMPORTANT
    if dib.size == OS2:
        yield OS2_REST
        return
    if dib.compression not in MASKS:
        # Encoders fill them in although nothing asks for them: as long as they are masks they may stay.
        yield from (p for p in COLOUR_MASKS if p.at + 4 <= dib.size and not is_mask(p.read(data)))
    if dib.space is None:
        return
    if dib.space not in SPACES and (dib.size != V5 or dib.space not in (LINKED, EMBEDDED)):
        yield SPACE
    if dib.space != CALIBRATED:
        yield CALIBRATION
    if dib.size == V5:
        if INTENT.read(data) not in INTENTS:
            yield INTENT
        if dib.space not in (LINKED, EMBEDDED):
            yield PROFILE_AT
            yield PROFILE_SIZE
        yield RESERVED


def is_mask(value: int) -> bool:
    """True for a run of bits, or none."""
    low = value & -value
    return value & (value + low) == 0


# -- the header as it is written --------------------------------------------------------------------


class New(NamedTuple):
    """What a header says of the output.

    Attributes:
        image_sizes: what it may say of the size of the pixels; the first one where it says another.
        stated: entries of the palette.
        profile: the colour profile's offset from the header, and its size; None where there is none.
        minimal: without resolution.
    """

    image_sizes: tuple[int, ...]
    stated: int
    profile: tuple[int, int] | None = None
    minimal: bool = False


def write_header(data: bytearray, dib: Dib, new: New) -> None:
    """Bring the header, its hidden fields blanked already, into its canonical form."""
    dib.planes_at.write(data, 1)
    if dib.size not in FULL:
        return
    if IMAGE_SIZE.read(data) not in new.image_sizes:
        IMAGE_SIZE.write(data, new.image_sizes[0])
    USED.write(data, new.stated)
    if new.minimal:
        x, y = X_DENSITY.read(data), Y_DENSITY.read(data)
        common = gcd(x, y)
        square = x == y or not (x and y)
        X_DENSITY.write(data, 0 if square else x // common)
        Y_DENSITY.write(data, 0 if square else y // common)
    if dib.space is not None and new.profile is None and dib.space not in SPACES:
        SPACE.write(data, SRGB)  # what viewers take for a profile that they do not find
    if dib.size == V5:
        at, size = new.profile or (0, 0)
        PROFILE_AT.write(data, at)
        PROFILE_SIZE.write(data, size)


# -- run lengths ------------------------------------------------------------------------------------

END_OF_PICTURE: Final = b"\0\1"
STEP: Final = 1 << 16
LONGEST: Final = 2 + 256
"""Bytes of the longest code."""


def codes_end(cursor: Cursor, dib: Dib, at: int) -> int:
    """The end of the run-length codes from `at`, without the code that ends the picture.

    Behind the last row, no decoder draws: the codes end there, whatever follows.

    Raises:
        TruncatedError: the file ends before the last row.
    """
    x = y = 0
    last = dib.height - 1
    data, base = b"", at
    while True:
        if at - base + LONGEST > len(data) and base + len(data) < cursor.end:
            base, data = at, cursor.source.read(at, min(STEP, cursor.end - at))
        pair = data[at - base : at - base + 2]
        full = y > last or (y == last and x >= dib.width)
        if pair == END_OF_PICTURE:
            return at
        if full:
            ends = pair == b"\0\0" and data[at - base + 2 : at - base + 4] == END_OF_PICTURE
            return at + 2 if ends else at
        if len(pair) < 2:
            break
        count, value = pair
        at += 2
        if count:
            x += count
        elif value == 0:
            x, y = 0, y + 1
        elif value == 2:
            move = data[at - base : at - base + 2]
            if len(move) < 2:
                break
            x, y, at = x + move[0], y + move[1], at + 2
        else:
            x += value
            size = value if dib.compression == RLE8 else (value + 1) // 2
            at += size + size % 2
            if at > cursor.end:
                break
    raise TruncatedError(
        "the file ends before the picture does",
        format=cursor.format,
        offset=cursor.end,
        part="pixels",
        rule="end-of-file",
    )

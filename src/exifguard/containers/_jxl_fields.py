"""The headers of JPEG XL codestreams, bit by bit: ISO/IEC 18181-1 annexes D to F.

Read for their length and for what in them is no part of the picture: names, extensions, a preview.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ..structures.bits import BitReader, Cut

SIZE = ((1, 9), (1, 13), (1, 18), (1, 30))
NAME = ((0, 0), (0, 4), (16, 5), (48, 10))
ORIGIN = ((0, 8), (256, 11), (2304, 14), (18688, 30))
UPSAMPLING = ((1, 0), (2, 0), (4, 0), (8, 0))
TOC_SIZE = ((0, 10), (1024, 14), (17408, 22), (4211712, 30))
RATIOS: Final = ((1, 1), (1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))

ALPHA, SPOT, CFA = 0, 2, 5
XYB_SPACE, GREY, CUSTOM = 3, 1, 2
REGULAR, LF, REFERENCE, PROGRESSIVE = range(4)
USE_LF_FRAME = 32
REPLACE, BLEND, WEIGHTED, MULTIPLY = 0, 2, 3, 4


@dataclass(slots=True)
class Header:
    """An image header (annex D).

    Attributes:
        width, height: in pixels, before the orientation.
        orientation: as in EXIF.
        xyb: colours are coded as XYB.
        animated, timecodes: frames have durations, and times.
        dims: for each extra channel, the shift of its size.
        profile: an ICC profile follows, which is entropy coded.
        preview: width and height of a small picture before the frames, or None.
        cuts: bits that are no part of the picture, with what they are.
    """

    width: int = 0
    height: int = 0
    orientation: int = 1
    xyb: bool = True
    animated: bool = False
    timecodes: bool = False
    dims: list[int] = field(default_factory=list)
    profile: bool = False
    preview: tuple[int, int] | None = None
    cuts: list[tuple[str, Cut]] = field(default_factory=list)


def _cross(height: int, ratio: int) -> int:
    upper, lower = RATIOS[ratio]
    return height * upper // lower


def read_size(bits: BitReader) -> tuple[int, int]:
    """SizeHeader (clause D.2): width and height."""
    small = bits.bool()
    height = (1 + bits.u(5)) * 8 if small else bits.u32(*SIZE)
    ratio = bits.u(3)
    if ratio:
        return _cross(height, ratio), height
    return ((1 + bits.u(5)) * 8 if small else bits.u32(*SIZE)), height


def _preview(bits: BitReader) -> tuple[int, int]:
    """PreviewHeader (clause D.3.4)."""
    small = bits.bool()
    choices = ((16, 0), (32, 0), (1, 5), (33, 9)) if small else ((1, 6), (65, 8), (321, 10), (1345, 12))
    scale = 8 if small else 1
    height = bits.u32(*choices) * scale
    ratio = bits.u(3)
    return (_cross(height, ratio) if ratio else bits.u32(*choices) * scale), height


def _depth(bits: BitReader) -> None:
    """BitDepth (clause D.3.5)."""
    if bits.bool():
        bits.u32((32, 0), (16, 0), (24, 0), (1, 6))
        bits.u(4)
    else:
        bits.u32((8, 0), (10, 0), (12, 0), (1, 6))


def _name(bits: BitReader, cuts: list[tuple[str, Cut]], what: str) -> None:
    """A length and that many bytes of UTF-8."""
    start = bits.at
    size = bits.u32(*NAME)
    bits.skip(8 * size)
    if size:
        cuts.append((what, Cut(start, bits.at, 2)))


def _extensions(bits: BitReader, cuts: list[tuple[str, Cut]], what: str) -> None:
    """Extensions (clause B.3): a mask, a length for each, and their bits."""
    start = bits.at
    mask = bits.u64()
    sizes = [bits.u64() for _ in range(mask.bit_count())]
    bits.skip(sum(sizes))
    if mask:
        cuts.append((what, Cut(start, bits.at, 2)))


def _channel(bits: BitReader, header: Header) -> None:
    """ExtraChannelInfo (clause D.3.6)."""
    if bits.bool():
        header.dims.append(0)
        return
    kind = bits.enum()
    _depth(bits)
    header.dims.append(bits.u32((0, 0), (3, 0), (4, 0), (1, 3)))
    _name(bits, header.cuts, "channel name")
    if kind == ALPHA:
        bits.u(1)
    elif kind == SPOT:
        bits.skip(64)
    elif kind == CFA:
        bits.u32((1, 0), (0, 2), (3, 4), (19, 8))


def _point(bits: BitReader) -> None:
    """Customxy."""
    for _ in range(2):
        bits.u32((0, 19), (524288, 19), (1048576, 20), (2097152, 21))


def read_colour(bits: BitReader) -> bool:
    """ColourEncoding (clause E.2): True when an ICC profile says the colours."""
    if bits.bool():
        return False
    profile = bits.bool()
    space = bits.enum()
    if profile:
        return True
    if space != XYB_SPACE and bits.enum() == CUSTOM:
        _point(bits)
    if space not in (XYB_SPACE, GREY) and bits.enum() == CUSTOM:
        for _ in range(3):
            _point(bits)
    if space != XYB_SPACE:
        if bits.bool():
            bits.u(24)
        else:
            bits.enum()
    bits.enum()
    return False


def read_header(bits: BitReader) -> Header:
    """The image header, from behind the signature to the profile or the first frame (annex D)."""
    header = Header()
    header.width, header.height = read_size(bits)
    if not bits.bool():
        _metadata(bits, header)
    if not bits.bool():  # CustomTransformData
        if header.xyb and not bits.bool():
            bits.skip(16 * 16)
        mask = bits.u(3)
        bits.skip(16 * sum(count for bit, count in ((1, 15), (2, 55), (4, 210)) if mask & bit))
    return header


def _metadata(bits: BitReader, header: Header) -> None:
    """ImageMetadata (clause D.3.1)."""
    extra = bits.bool()
    if extra:
        header.orientation = 1 + bits.u(3)
        if bits.bool():
            read_size(bits)
        start = bits.at
        if bits.bool():
            header.preview = _preview(bits)
            header.cuts.append(("preview", Cut(start, bits.at, 1)))
        header.animated = bits.bool()
        if header.animated:
            bits.u32((100, 0), (1000, 0), (1, 10), (1, 30))
            bits.u32((1, 0), (1001, 0), (1, 8), (1, 10))
            bits.u32((0, 0), (0, 3), (0, 16), (0, 32))
            header.timecodes = bits.bool()
    _depth(bits)
    bits.u(1)
    for _ in range(bits.u32((0, 0), (1, 0), (2, 4), (1, 12))):
        _channel(bits, header)
    header.xyb = bits.bool()
    header.profile = read_colour(bits)
    if extra and not bits.bool():
        bits.skip(16 + 16 + 1 + 16)
    _extensions(bits, header.cuts, "extension")


@dataclass(slots=True)
class Frame:
    """A frame header (annex F).

    Attributes:
        entries: of the table of contents.
        last: the last frame.
        cuts: bits that are no part of the picture, with what they are.
    """

    entries: int = 0
    last: bool = True
    cuts: list[tuple[str, Cut]] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """What the fields of a frame header depend on."""

    kind: int = REGULAR
    modular: bool = False
    flags: int = 0
    upsampling: int = 1
    shift: int = 1
    passes: int = 1
    level: int = 0
    size: tuple[int, int] = (0, 0)
    partial: bool = False


def read_frame(bits: BitReader, header: Header, size: tuple[int, int]) -> Frame:
    """A frame header; `size` is that of the picture (or the preview), width and height."""
    frame, state = Frame(), _State(size=size)
    if not bits.bool():
        _frame_fields(bits, header, frame, state)
    frame.entries = _entries(state)
    return frame


def _frame_fields(bits: BitReader, header: Header, frame: Frame, state: _State) -> None:
    state.kind = bits.u(2)
    state.modular = bits.bool()
    state.flags = bits.u64()
    ycbcr = not header.xyb and bits.bool()
    if not state.flags & USE_LF_FRAME:
        if ycbcr:
            bits.skip(6)
        state.upsampling = bits.u32(*UPSAMPLING)
        for _ in header.dims:
            bits.u32(*UPSAMPLING)
    if state.modular:
        state.shift = bits.u(2)
    elif header.xyb:
        bits.skip(6)
    if state.kind != REFERENCE:
        state.passes = _passes(bits)
    if state.kind == LF:
        state.level = bits.u32((1, 0), (2, 0), (3, 0), (4, 0))
    elif bits.bool():
        _window(bits, state)
    _blending(bits, header, frame, state)
    _name(bits, frame.cuts, "name")
    _filter(bits, frame, modular=state.modular)
    _extensions(bits, frame.cuts, "extension")


def _passes(bits: BitReader) -> int:
    """Passes (clause F.3)."""
    count = bits.u32((1, 0), (2, 0), (3, 0), (4, 3))
    if count > 1:
        steps = bits.u32((0, 0), (1, 0), (2, 0), (3, 1))
        bits.skip(2 * (count - 1))
        for _ in range(steps):
            bits.u32(*UPSAMPLING)
        for _ in range(steps):
            bits.u32((0, 0), (1, 0), (2, 0), (0, 3))
    return count


def _window(bits: BitReader, state: _State) -> None:
    """Where in the picture a frame lies, and how large it is."""
    left = top = 0
    placed = state.kind in (REGULAR, PROGRESSIVE)
    if placed:
        left, top = (_signed(bits.u32(*ORIGIN)) for _ in range(2))
    full = state.size
    width, height = (bits.u32(*ORIGIN) for _ in range(2))
    state.size = (width, height)
    if placed:
        state.partial = left > 0 or top > 0 or width + left < full[0] or height + top < full[1]


def _signed(value: int) -> int:
    return value >> 1 ^ -(value & 1)


def _mode(bits: BitReader, header: Header, *, partial: bool) -> int:
    """BlendingInfo (clause F.2)."""
    mode = bits.u32((0, 0), (1, 0), (2, 0), (3, 2))
    through = bool(header.dims) and mode in (BLEND, WEIGHTED)
    if through:
        bits.u32((0, 0), (1, 0), (2, 0), (3, 3))
    if through or mode == MULTIPLY:
        bits.u(1)
    if mode != REPLACE or partial:
        bits.u(2)
    return mode


def _blending(bits: BitReader, header: Header, frame: Frame, state: _State) -> None:
    """How a frame goes over others, how long it stays, and whether others need it."""
    frame.last, replaces, duration = False, False, 0
    shown = state.kind in (REGULAR, PROGRESSIVE)
    if shown:
        modes = [_mode(bits, header, partial=state.partial) for _ in range(1 + len(header.dims))]
        replaces = all(mode == REPLACE for mode in modes)
        if header.animated:
            duration = bits.u32((0, 0), (1, 0), (0, 8), (0, 32))
            bits.skip(32 * header.timecodes)
        frame.last = bits.bool()
    slot = bits.u(2) if state.kind != LF and not frame.last else 0
    needed = not frame.last and state.kind != LF and (duration == 0 or slot != 0)
    if state.kind == REFERENCE or (shown and needed and replaces and not state.partial):
        bits.u(1)


def _filter(bits: BitReader, frame: Frame, *, modular: bool) -> None:
    """RestorationFilter (clause J.1)."""
    if bits.bool():
        return
    if bits.bool() and bits.bool():
        bits.skip(6 * 16)
    if bits.u(2):
        if not modular and bits.bool():
            bits.skip(8 * 16)
        if bits.bool():
            bits.skip(5 * 16)
        if bits.bool():
            bits.skip((3 if modular else 4) * 16)
        bits.skip(16 * modular)
    _extensions(bits, frame.cuts, "extension")


def _entries(state: _State) -> int:
    """How many sections a frame has (clause F.4)."""
    scale = 1 << 3 * state.level
    side = 128 << state.shift
    groups = lf_groups = 1
    for full in state.size:
        pixels = _ceil(_ceil(full, scale), state.upsampling)
        groups *= _ceil(pixels, side)
        lf_groups *= _ceil(pixels, 8 * side)
    if groups == 1 and state.passes == 1:
        return 1
    return 2 + lf_groups + groups * state.passes


def _ceil(number: int, by: int) -> int:
    return -(-number // by)

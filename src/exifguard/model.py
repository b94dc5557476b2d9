"""The words of exifguard as frozen values: part, block, field, finding, decision, report, outcome.

Nothing here reads a byte of a file or knows a format, a standard or a policy.
"""

from __future__ import annotations

import enum
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Format(NamedTuple):
    """A file format: short name, MIME type and usual suffix."""

    name: str
    mime: str
    suffix: str


class Role(enum.Enum):
    """What a part of a file is for."""

    STRUCTURE = "structure"
    """Framing and tables that decoders need: headers, lengths, quantisation tables, end markers."""
    IMAGE = "image"
    """Coded picture data: copied byte for byte, never looked into."""
    RENDERING = "rendering"
    """Small values without which the picture looks different: colour, density, timing."""
    METADATA = "metadata"
    """A block about the picture."""
    EMBEDDED = "embedded"
    """Another picture, video or sound inside the file."""
    UNKNOWN = "unknown"
    """Bytes that no rule of the format explains: gaps, private data, bytes after the end."""


class Action(enum.Enum):
    """What happens to a part or a finding."""

    KEEP = "keep"
    """Copied as it is."""
    REMOVE = "remove"
    """Not in the output."""
    NEUTRALISE = "neutralise"
    """Written anew in a form that has the same effect and says nothing else."""
    REFUSE = "refuse"
    """The whole file is refused."""


class Category(enum.Enum):
    """What a piece of metadata gives away. Each has one; it decides the action."""

    LOCATION = "location"
    DEVICE = "device"
    IDENTITY = "identity"
    TIME = "time"
    CAPTION = "caption"
    PREVIEW = "preview"
    HISTORY = "history"
    AI = "ai"
    RIGHTS = "rights"
    CAPTURE = "capture"
    RENDERING = "rendering"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    TRAILER = "trailer"


class Span(NamedTuple):
    """A half-open range of bytes `[start, end)`."""

    start: int
    end: int


class SpanTable:
    """Many spans in little memory: 16 bytes each, for runs such as the IDAT chunks of a PNG."""

    __slots__ = ("_edges",)

    def __init__(self) -> None:
        self._edges = array("Q")

    def append(self, start: int, end: int) -> None:
        """Add a span behind the last one; touching spans stay apart."""
        self._edges.extend((start, end))

    def __len__(self) -> int:
        return len(self._edges) // 2

    def __getitem__(self, index: int) -> Span:
        if not -len(self) <= index < len(self):
            raise IndexError("span index out of range")
        index %= len(self)
        return Span(self._edges[2 * index], self._edges[2 * index + 1])

    def __iter__(self) -> Iterator[Span]:
        edges = iter(self._edges)
        return map(Span._make, zip(edges, edges, strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SpanTable) and self._edges == other._edges

    def __hash__(self) -> int:
        return hash(self._edges.tobytes())


class Part(NamedTuple):
    """A leaf span of the file. The parts of a file tile it: contiguous, no overlap, nothing left over.

    Attributes:
        name: the format's own word for it (``"APP1"``, ``"IDAT"``, ``"trailer"``).
        role: what it is for.
        start, end: half-open byte range in the file.
        pieces: for IMAGE parts that are a run of like pieces (the data of IDAT chunks), the spans of
            coded data inside the part; None when the whole part is coded data. The bytes between are
            framing.
    """

    name: str
    role: Role
    start: int
    end: int
    pieces: SpanTable | None = None

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Block:
    """One metadata block or embedded file: which bytes hold it, and how they are wrapped.

    Attributes:
        kind: the codec that reads it (``"exif"``, ``"xmp"``, ``"photoshop"``, ``"text"`` ...), or
            ``"picture"`` for an embedded file, or another word for a block that nobody reads
            (``"c2pa"``, ``"makernote"``, ``"unknown"``, ``"trailer"``).
        path: where it stands, for people (``"APP1/exif"``).
        spans: the payload, in order; joined they are the block.
        parts: indices of the parts that the spans lie in.
        wrap: how the payload is framed, for codecs that need to know (``"zTXt"``).
        pieces: what codecs read instead of the payload, where that is scattered over the file: spans of it
            and new bytes, in order. Empty for the others.
    """

    kind: str
    path: str
    spans: tuple[Span, ...]
    parts: tuple[int, ...]
    wrap: str = ""
    pieces: tuple[Span | bytes, ...] = field(default=(), repr=False)

    @property
    def size(self) -> int:
        """Length of the payload in bytes, as stored."""
        return sum(end - start for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class Parts:
    """A parsed file: the tiling, the blocks in it, and what the parser had to tolerate.

    A container whose `plan` needs to know more subclasses it.

    Attributes:
        format: the format.
        size: length of the file in bytes.
        parts: the tiling, in file order.
        blocks: the metadata blocks and embedded files, in file order.
        notes: what is odd or was repaired, in plain words; no metadata values.
        rewritten: names of the parts that `plan` may write anew instead of copying them.
        damaged: the file was read leniently because it is damaged, so something may have been missed.
        shown: what the picture is shown by besides its coded data, offsets aside: an output has the same.
        remarks: what stays and a user has to know of, in plain words; no reason for doubt.
        bound: why nothing but places can be removed from the file, and what works instead; empty for others.
    """

    format: Format
    size: int
    parts: tuple[Part, ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    rewritten: frozenset[str] = frozenset()
    damaged: bool = field(default=False, kw_only=True)
    shown: tuple[object, ...] = field(default=(), kw_only=True)
    remarks: tuple[str, ...] = field(default=(), kw_only=True)
    bound: str = field(default="", kw_only=True)


class Rational(NamedTuple):
    """A fraction as a file stores it; the denominator may be 0."""

    numerator: int
    denominator: int

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


Value = str | int | float | bytes | Rational | tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One value in a block, under its standard's own key.

    Attributes:
        key: ``GPS:GPSLatitude`` (EXIF, group and tag), ``dc:creator[1]`` (XMP, path), ``2:80`` (IPTC,
            record and dataset), the keyword (PNG text).
        value: the decoded value; never shown in `repr`.
        size: bytes that the value occupies in the block.
    """

    key: str
    value: Value = field(repr=False)
    size: int = 0


@dataclass(frozen=True, slots=True)
class Nested:
    """A block inside a block: IPTC in a Photoshop resource, a thumbnail in EXIF."""

    kind: str
    path: str
    data: bytes = field(repr=False)
    wrap: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a codec read from one block.

    Attributes:
        fields: the values, in the block's order.
        nested: the blocks inside it.
        damage: rules that the block breaks (``"ifd-loop"``); empty for a sound block.
    """

    fields: tuple[Field, ...] = ()
    nested: tuple[Nested, ...] = ()
    damage: tuple[str, ...] = ()


Projection = tuple[tuple[str, str], ...]
"""Properties of a panorama's shape with their values, as XMP spells them."""


class IsoChannel(NamedTuple):
    """One channel of a gain map as ISO 21496-1 states it; `minimum` and `maximum` are powers of two."""

    minimum: Rational
    maximum: Rational
    gamma: Rational
    base_offset: Rational
    alternate_offset: Rational


@dataclass(frozen=True, slots=True)
class IsoGainMap:
    """The numbers of a gain map as ISO 21496-1 states them: fractions, as stored.

    Attributes:
        base_headroom, alternate_headroom: brightest white over standard white as a power of two, of the
            first picture and of the one that the gain map leads to.
        channels: one for all colours, or three: red, green, blue.
        base_colours: the gain map counts in the first picture's colours, not in its own profile's.
        backward: the first picture is the HDR one (libultrahdr's flag).
        common_denominator: the stored form has one denominator for all (libultrahdr's flag).
    """

    base_headroom: Rational
    alternate_headroom: Rational
    channels: tuple[IsoChannel, ...]
    base_colours: bool = True
    backward: bool = False
    common_denominator: bool = False


@dataclass(frozen=True, slots=True)
class AdobeGainMap:
    """The numbers of a gain map as Adobe's XMP states them: floats of at most nine significant digits.

    Those of channels have one item for all colours or three for red, green and blue; empty and None mean
    that the file does not state them, so that the standard's values hold.

    Attributes:
        minimum, maximum: GainMapMin and GainMapMax, powers of two.
        gamma: Gamma.
        offset_sdr, offset_hdr: OffsetSDR and OffsetHDR.
        capacity_min, capacity_max: HDRCapacityMin and HDRCapacityMax, powers of two.
        base_is_hdr: BaseRenditionIsHDR.
    """

    minimum: tuple[float, ...] = ()
    maximum: tuple[float, ...] = ()
    gamma: tuple[float, ...] = ()
    offset_sdr: tuple[float, ...] = ()
    offset_hdr: tuple[float, ...] = ()
    capacity_min: float | None = None
    capacity_max: float | None = None
    base_is_hdr: bool | None = None


@dataclass(frozen=True, slots=True)
class AppleGainMap:
    """The numbers of a gain map as Apple's XMP states them.

    Attributes:
        version: HDRGainMapVersion: the major version in the upper 16 bits, the minor one in the lower.
        headroom: HDRGainMapHeadroom, brightest white over standard white, or None where it isn't stated.
        native_format, stored_format: Core Video's four-character codes as numbers, or None.
    """

    version: int
    headroom: float | None = None
    native_format: int | None = None
    stored_format: int | None = None


@dataclass(frozen=True, slots=True)
class GainMap:
    """How a second picture brightens the first one on HDR screens: numbers alone, in each form found."""

    adobe: AdobeGainMap | None = None
    iso: IsoGainMap | None = None
    apple: AppleGainMap | None = None

    @property
    def forms(self) -> frozenset[str]:
        """Of ``"adobe"``, ``"iso"`` and ``"apple"`` those that state the numbers."""
        forms = {"adobe": self.adobe, "iso": self.iso, "apple": self.apple}
        return frozenset(name for name, numbers in forms.items() if numbers is not None)


@dataclass(frozen=True, slots=True)
class Rendering:
    """The values outside the coded picture that it needs to look the same.

    Attributes:
        orientation: 1 to 8, TIFF 6.0 tag 274; 1 is upright.
        color_space: Exif 3.0 tag 0xA001: 1 sRGB, 2 Adobe RGB (as some cameras write), 65535
            uncalibrated; None when absent or when an ICC profile says it.
        interop_index: ``"R98"`` or ``"R03"`` (DCF: sRGB or Adobe RGB), or None.
        projection: the shape of a 360° or panorama picture; empty for any other.
        gain_map: how the picture brightens another one, when it is a gain map.
    """

    orientation: int = 1
    color_space: int | None = None
    interop_index: str | None = None
    projection: Projection = ()
    gain_map: GainMap | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A field, block or part, what it reveals and where it was found.

    Attributes:
        path: from the file inwards: ``"APP1/exif/GPS:GPSLatitude"``.
        category: the one that decides the action.
        reveals: all that it gives away, `category` among it; nothing for a field that is blank.
        key: the field's key, or the block's kind.
        size: bytes that it occupies.
        value: the decoded value, or None for blocks and parts; never shown in `repr`.
        reason: why it is in this category where that isn't plain (``"no codec reads it"``).
        may_hold: what it may give away besides, where nobody can look into it: a policy that removes one of
            these does not keep the finding.
    """

    path: str
    category: Category
    reveals: frozenset[Category]
    key: str
    size: int = 0
    value: Value | None = field(default=None, repr=False)
    reason: str = ""
    may_hold: frozenset[Category] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the policy says of one finding, and the rule that decided."""

    finding: Finding
    action: Action
    rule: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a picture names.

    Attributes:
        latitude, longitude: decimal degrees, WGS 84 unless the file says otherwise; north and east
            are positive.
        altitude: metres above sea level, negative below, or None.
        time: UTC time of the position as ISO 8601 text, or None.
        carrier: the block that holds it (``"APP1/exif"``).
        accuracy: metres by which the position may be wrong, or None.
        direction: where the camera looked, in degrees clockwise from north (0 to 360), or None.
    """

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)
    altitude: float | None = field(repr=False)
    time: str | None = field(repr=False)
    carrier: str
    accuracy: float | None = field(default=None, repr=False)
    direction: float | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """What a file reveals.

    Attributes:
        format: the file's format, by content.
        size: length of the file in bytes.
        findings: everything found, in file order.
        locations: every distinct place, in file order.
        notes: what is odd about the file, in plain words.
        complete: False when something could not be read: such a report may call a file dirty, never
            clean.
        differing: paths of the previews that show something else than the picture; None when they were not
            compared.
    """

    format: Format
    size: int
    findings: tuple[Finding, ...]
    locations: tuple[Place, ...] = ()
    notes: tuple[str, ...] = ()
    complete: bool = True
    differing: tuple[str, ...] | None = None

    @property
    def location(self) -> Place | None:
        """The place, if the file names any; the first one where it names several."""
        return self.locations[0] if self.locations else None

    @property
    def categories(self) -> frozenset[Category]:
        """Every category that something in the file reveals, RENDERING aside."""
        found = frozenset().union(*(finding.reveals for finding in self.findings))
        return found - {Category.RENDERING}

    def has(self, category: Category) -> bool:
        """True when something in the file reveals `category`."""
        return any(category in finding.reveals for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of one scrub, without any metadata value.

    Attributes:
        version: exifguard's version.
        policy: the policy's name.
        input_sha256, output_sha256: hex digests of the whole files.
        image_sha256: hex digest of the coded picture data, equal in both.
        removed: pairs of a category's name and the number of findings of it that were removed.
    """

    version: str
    policy: str
    input_sha256: str
    output_sha256: str
    image_sha256: str
    removed: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """The outcome of a scrub.

    Attributes:
        format: the file's format, by content.
        data: the clean file, or None when it was written to a path or a file.
        path: where it was written, or None.
        size_before, size_after: lengths in bytes.
        changed: False when the file was clean already: the output is the input.
        decisions: what was removed, kept or written anew, and the rule that decided: field by field under a
            selective policy and with ``explain=True``, else block by block.
        notes: what was repaired or ambiguous, in plain words.
        report: what the original revealed, when asked for.
        receipt: hashes and counts, when asked for.
    """

    format: Format
    data: bytes | None = field(repr=False)
    path: str | None
    size_before: int
    size_after: int
    changed: bool
    decisions: tuple[Decision, ...]
    notes: tuple[str, ...] = ()
    report: Report | None = None
    receipt: Receipt | None = None

    @property
    def removed(self) -> tuple[Decision, ...]:
        """The decisions that took something out."""
        return tuple(decision for decision in self.decisions if decision.action is Action.REMOVE)


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a verification: its name, its verdict, and what was seen (no metadata values)."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The checks that compared a file with its clean copy."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """True when every check passed."""
        return all(check.passed for check in self.checks)

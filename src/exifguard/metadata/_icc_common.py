"""One profile for each colour space that many programs write, the same bytes for everybody.

Version 2.1, because every decoder reads it; some refuse version 4, or its parametric curves. Those would
make the profile of sRGB some 480 bytes smaller and no colour truer: a table of 256 numbers holds the light
of every 8-bit value.
"""

from __future__ import annotations

import struct
from functools import cache, lru_cache

from ._icc_clean import REMEMBERED_SIZE, sanitise
from ._icc_compare import nearer_than
from ._icc_spaces import SPACES, Curve, Space
from ._icc_table import ENTRY, NEWEST, TABLE, Profile, read_profile
from ._icc_transform import WHITE_POINT, Transform, columns, light_of, read_transform

EQUAL = 1.0
"""Steps of eight bits by which a colour may look different."""

_COLOURS = {
    b"RGB ": frozenset({"rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"}),
    b"GRAY": frozenset({"kTRC"}),
}
"""The tags that colours of a space are computed from: all of them, and nothing else."""
_SILENT = frozenset(
    {"desc", "cprt", "wtpt", "bkpt", "chad", "chrm", "lumi", "meas", "view", "tech", "rig0", "rig2"}
)
"""Tags that change no colour of the perceptual and the relative colorimetric intent.

Neither does ``bkpt``: black point compensation (ISO 18619) computes the black from the transform.
"""
_CLASSES = frozenset({b"mntr", b"scnr", b"prtr", b"spac"})
_ABSOLUTE = 3
"""The intent that shows the white point; a profile that asks for it is left as it is."""

_COPYRIGHT = b"No copyright, use freely"
_VERSION = 0x02100000


def canonical(profile: bytes) -> bytes | None:
    """The profile that everybody gets whose pictures are in the same common space.

    A space is recognised by what the profile does, whatever its version, its texts and the form of its
    curves: under the perceptual and the relative colorimetric intent no colour differs by more than one
    8-bit step, in sRGB or in Lab. A canonical profile comes back as it is: the same object. It is one that
    `sanitise` leaves alone.

    Returns:
        The canonical profile; or None when there is none: for another space, tables of many dimensions, a
        ``cicp`` tag, absolute colours, what `sanitise` refuses, and more than 64 KiB, which is no size for
        a matrix and curves.
    """
    if len(profile) > REMEMBERED_SIZE:
        return None
    common = _recognised(profile)
    return profile if common == profile else common


@lru_cache(maxsize=32)
def _recognised(profile: bytes) -> bytes | None:
    clean = sanitise(profile)
    transform = _transform(clean) if clean is not None else None
    if transform is None:
        return None
    return next((compose(space) for space in SPACES if _is(transform, space)), None)


def _is(transform: Transform, space: Space) -> bool:
    known = _transform_of(space)
    return known is not None and nearer_than(EQUAL, transform, known)


@cache
def _transform_of(space: Space) -> Transform | None:
    """What the canonical profile does, rounded as it is."""
    return _transform(compose(space))


def _transform(clean: bytes) -> Transform | None:
    """What a sanitised profile does; None when decoders may see more in it than a matrix and curves."""
    parsed = read_profile(clean)
    if parsed is None or not _is_plain(parsed):
        return None
    return read_transform({tag.signature: clean[tag.start : tag.end] for tag in parsed.tags})


def _is_plain(profile: Profile) -> bool:
    data = profile.data
    device, space, connection, intent = data[12:16], data[16:20], data[20:24], data[64:68]
    tags = frozenset(tag.signature for tag in profile.tags) - _SILENT
    return (
        profile.version <= NEWEST
        and device in _CLASSES
        and connection == b"XYZ "
        and tags == _COLOURS.get(space)
        and int.from_bytes(intent, "big") < _ABSOLUTE
    )


# -- writing --------------------------------------------------------------------------------------


@cache
def compose(space: Space) -> bytes:
    """The canonical profile of a space: the tags that ICC.1:2001-04 clause 6.3 requires, and no others.

    The header says nothing of who or when: the date is zero, as in profiles that `sanitise` lays out.
    """
    curve = _element(b"curv", _curve(space.curve))
    tags = {
        b"desc": _element(b"desc", _description(space.name.encode("ascii"))),
        b"cprt": _element(b"text", _COPYRIGHT + b"\0"),
        # The white of the connection space: as version 4 has it, and the only one that no intent tints.
        b"wtpt": _element(b"XYZ ", struct.pack(">3i", *WHITE_POINT)),
    }
    if space.primaries:
        for channel, column in zip(b"rgb", columns(space), strict=True):
            tags[b"%cXYZ" % channel] = _element(b"XYZ ", struct.pack(">3i", *column))
        tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    else:
        tags[b"kTRC"] = curve
    return _laid_out(space, tags)


def _laid_out(space: Space, tags: dict[bytes, bytes]) -> bytes:
    """Header, table and tags; data that is equal is there once."""
    base = TABLE + ENTRY * len(tags)
    body, table = b"", b""
    places: dict[bytes, int] = {}
    for signature, data in tags.items():
        if data not in places:
            places[data] = base + len(body)
            body += data + bytes(-len(data) % 4)
        table += signature + struct.pack(">2I", places[data], len(data))
    header = struct.pack(
        ">I4xI4s4s4s12x4s28x3i48x",
        base + len(body),
        _VERSION,
        space.device,
        b"RGB " if space.primaries else b"GRAY",
        b"XYZ ",
        b"acsp",
        *WHITE_POINT,
    )
    return header + struct.pack(">I", len(tags)) + table + body


def _element(kind: bytes, data: bytes) -> bytes:
    return kind + bytes(4) + data


def _description(name: bytes) -> bytes:
    """textDescriptionType, clause 6.5.17: in ASCII; none in Unicode, none for the Macintosh."""
    return struct.pack(">I", len(name) + 1) + name + bytes(1 + 8 + 3 + 67)


def _curve(curve: Curve) -> bytes:
    """curveType, clause 6.5.3: a power is one number, any other the light of every 8-bit value."""
    if curve == Curve(curve.g):
        return struct.pack(">IH", 1, round(256 * curve.g))
    return struct.pack(">I256H", 256, *(round(0xFFFF * light_of(curve, value / 255)) for value in range(256)))

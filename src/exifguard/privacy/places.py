"""Every distinct place that the findings name, as coordinates."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from ..model import Category, Finding, Place, Rational, Value


class _Keys(NamedTuple):
    """The keys that together say one place, in one vocabulary; "" where it has none."""

    latitude: str
    longitude: str
    latitude_ref: str = ""
    longitude_ref: str = ""
    altitude: str = ""
    altitude_ref: str = ""
    date: str = ""
    time: str = ""
    accuracy: str = ""
    direction: str = ""


# XMP keys are the last step of the path; what stands before it tells which structure they belong to.
_FORMS: tuple[_Keys, ...] = (
    _Keys(  # Exif 3.0 clause 4.6.7
        "GPS:GPSLatitude",
        "GPS:GPSLongitude",
        "GPS:GPSLatitudeRef",
        "GPS:GPSLongitudeRef",
        "GPS:GPSAltitude",
        "GPS:GPSAltitudeRef",
        "GPS:GPSDateStamp",
        "GPS:GPSTimeStamp",
        "GPS:GPSHPositioningError",
        "GPS:GPSImgDirection",
    ),
    _Keys("GPS:GPSDestLatitude", "GPS:GPSDestLongitude", "GPS:GPSDestLatitudeRef", "GPS:GPSDestLongitudeRef"),
    _Keys(  # XMP part 2, 3.3; also inside Iptc4xmpExt:LocationShown and LocationCreated
        "exif:GPSLatitude",
        "exif:GPSLongitude",
        altitude="exif:GPSAltitude",
        altitude_ref="exif:GPSAltitudeRef",
        time="exif:GPSTimeStamp",
        accuracy="exif:GPSHPositioningError",
        direction="exif:GPSImgDirection",
    ),
    _Keys(  # as some writers call the time
        "exif:GPSLatitude",
        "exif:GPSLongitude",
        altitude="exif:GPSAltitude",
        altitude_ref="exif:GPSAltitudeRef",
        time="exif:GPSDateTime",
        accuracy="exif:GPSHPositioningError",
        direction="exif:GPSImgDirection",
    ),
    _Keys("exif:GPSDestLatitude", "exif:GPSDestLongitude"),
    _Keys("drone-dji:GpsLatitude", "drone-dji:GpsLongitude", altitude="drone-dji:AbsoluteAltitude"),
    _Keys("drone-dji:GpsLatitude", "drone-dji:GpsLongtitude", altitude="drone-dji:AbsoluteAltitude"),
    _Keys("drone-dji:Latitude", "drone-dji:Longitude", altitude="drone-dji:AbsoluteAltitude"),
    _Keys("geo:lat", "geo:long", altitude="geo:alt"),
    _Keys("GPMF:GPSLatitude", "GPMF:GPSLongitude", altitude="GPMF:GPSAltitude"),
    _Keys("FLIR:GPSLatitude", "FLIR:GPSLongitude", altitude="FLIR:GPSAltitude"),  # signed already
)
_NAMES = frozenset(name for keys in _FORMS for name in keys if name)

_SAME = 6  # decimals of a degree, 11 cm: places that agree so far are one
_BELOW = {1, 3}  # altitude references: below sea level, below the ellipsoid (Exif 3.0 clause 4.6.7)

_Group = Mapping[str, Sequence[Value]]


def places(findings: Sequence[Finding]) -> tuple[Place, ...]:
    """Every distinct place in `findings`, in file order.

    The same place in two blocks counts twice, once for each carrier, since both have to go. What is no
    place (a latitude alone, a denominator of 0, a latitude of 91) is left out, and never an error.
    """
    found: dict[tuple[str, float, float], Place] = {}
    for place in (*_grouped(findings), *_points(findings)):
        spot = (place.carrier, round(place.latitude, _SAME), round(place.longitude, _SAME))
        if spot not in found or (place.time and not found[spot].time):
            found[spot] = place
    return tuple(found.values())


def _grouped(findings: Sequence[Finding]) -> Iterator[Place]:
    """Places whose coordinates are values of their own."""
    for carrier, group in _groups(findings):
        yield from _places_of(carrier, group)


# ISO 6709 annex H, as movies have it: degrees, or degrees and minutes, or these and seconds, with fractions.
_POINT = re.compile(
    r"([+-])(\d{2})(\d{2})?(\d{2})?(\.\d{1,15})?([+-])(\d{3})(\d{2})?(\d{2})?(\.\d{1,15})?"
    r"([+-]\d{1,8}(?:\.\d{1,15})?)?(?:CRS\w{0,40})?/?",
    re.ASCII,
)


def _points(findings: Sequence[Finding]) -> Iterator[Place]:
    """Places that are one text: ``+47.6133+008.2125+312/``."""
    for finding in findings:
        if not isinstance(finding.value, str) or Category.LOCATION not in finding.reveals:
            continue
        match = _POINT.fullmatch(finding.value)
        if match:
            latitude, longitude = _joined(match.groups()[:5]), _joined(match.groups()[5:10])
            if abs(latitude) <= 90 and abs(longitude) <= 180:
                carrier = finding.path.removesuffix(f"/{finding.key}")
                yield Place(latitude, longitude, float(match[11]) if match[11] else None, None, carrier)


def _joined(steps: Sequence[str | None]) -> float:
    """Decimal degrees of a sign, one to three steps, and the fraction of the last."""
    sign, fraction = steps[0], steps[4]
    numbers = [float(step) for step in steps[1:4] if step]
    numbers[-1] += float(fraction or 0)
    size = sum(number / parts for number, parts in zip(numbers, (1, 60, 3600), strict=False))
    return -size if sign == "-" else size


def _groups(findings: Sequence[Finding]) -> Iterator[tuple[str, _Group]]:
    """The values that may belong together, by block and by structure inside the block."""
    groups: dict[tuple[str, str, str], dict[str, list[Value]]] = {}
    for finding in findings:
        structure, _, name = finding.key.rpartition("/")
        if name in _NAMES and finding.value is not None and Category.LOCATION in finding.reveals:
            carrier = finding.path.removesuffix(f"/{finding.key}")
            group = groups.setdefault((carrier, structure, name.partition(":")[0]), {})
            group.setdefault(name, []).append(finding.value)
    for (carrier, _, _), group in groups.items():
        yield carrier, group


def _places_of(carrier: str, group: _Group) -> Iterator[Place]:
    for keys in _FORMS:
        # A block may hold a tag twice; readers differ in which one they believe, so both count.
        for number in range(max(len(group.get(keys.latitude, ())), len(group.get(keys.longitude, ())))):
            place = _place(carrier, keys, {name: _pick(group, name, number) for name in keys})
            if place:
                yield place


def _pick(group: _Group, name: str, number: int) -> Value | None:
    """The value of that number, or the last one where there are fewer."""
    values = group.get(name, ())
    return values[min(number, len(values) - 1)] if values else None


def _place(carrier: str, keys: _Keys, values: Mapping[str, Value | None]) -> Place | None:
    latitude = _degrees(values[keys.latitude], values[keys.latitude_ref], "S", 90)
    longitude = _degrees(values[keys.longitude], values[keys.longitude_ref], "W", 180)
    if latitude is None or longitude is None:
        return None
    altitude = _altitude(values[keys.altitude], values[keys.altitude_ref])
    return Place(
        latitude,
        longitude,
        altitude,
        _time(values[keys.date], values[keys.time]),
        carrier,
        _between(values[keys.accuracy], _WORST),
        _between(values[keys.direction], 360),
    )


_WORST = 20_000_000
"""Metres: half way round the earth."""


def _between(value: Value | None, most: float) -> float | None:
    """A number from 0 to `most`; None for anything else."""
    number = _number(value)
    return number if number is not None and 0 <= number <= most else None


def _number(value: Value | None) -> float | None:
    """A finite number from a number, a fraction or its text; None for anything else."""
    if isinstance(value, str):
        return _number_of_text(value)
    if isinstance(value, Rational):
        return _divide(value.numerator, value.denominator)
    if isinstance(value, bytes):
        return float(value[0]) if len(value) == 1 else None
    if isinstance(value, tuple):
        return _number(value[0]) if len(value) == 1 else None
    return _finite(value) if value is not None else None


def _finite(value: float) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _divide(numerator: int, denominator: int) -> float | None:
    try:
        return _finite(numerator / denominator)
    except (ZeroDivisionError, OverflowError):
        return None


_NUMBER = re.compile(r"\s*([+-]?\d{1,15}(?:\.\d{0,20})?)\s*(?:/\s*(\d{1,15}))?\s*", re.ASCII)


def _number_of_text(text: str) -> float | None:
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    number = float(match[1])
    return number if match[2] is None else _finite(number / int(match[2])) if int(match[2]) else None


# "47,36,48N", "47,36.8N", "-47.6133", "47/1,36/1,48/1 N": one to three steps, then perhaps a direction.
_COORDINATE = re.compile(r"\s*([^NSEWnsew]{1,200}?)\s*([NSEWnsew]?)\s*")


def _degrees(value: Value | None, ref: Value | None, negative: str, largest: int) -> float | None:
    """Decimal degrees, negative in the south and west; None when unusable."""
    steps, letter = _steps(value)
    numbers = [_number(step) for step in steps]
    if not 1 <= len(numbers) <= 3:
        return None
    size = 0.0
    for number, parts in zip(numbers, (1, 60, 3600), strict=False):
        if number is None:
            return None
        size += abs(number) / parts
    if size > largest:
        return None
    below = numbers[0] is not None and math.copysign(1, numbers[0]) < 0
    return -size if below or _letter(ref, letter) == negative else size


def _steps(value: Value | None) -> tuple[Sequence[Value], str]:
    """Degrees, minutes and seconds as far as there are any, and the direction that a text ends in."""
    if isinstance(value, str):
        match = _COORDINATE.fullmatch(value)
        return (match[1].split(","), match[2]) if match else ((), "")
    if isinstance(value, tuple) and not isinstance(value, Rational):
        return value, ""
    return (() if value is None else (value,)), ""


def _letter(ref: Value | None, otherwise: str) -> str:
    """The direction as a capital letter: the field beside the coordinate, else its own last letter."""
    text = ref.decode("latin-1") if isinstance(ref, bytes) else ref if isinstance(ref, str) else ""
    return (text.strip(" \0")[:1] or otherwise).upper()


def _altitude(value: Value | None, ref: Value | None) -> float | None:
    height = _number(value)
    if height is None:
        return None
    return -abs(height) if _number(ref) in _BELOW else height


_DATE = re.compile(r"\s*(\d{4})[:-](\d{2})[:-](\d{2})[\s\0]*", re.ASCII)


def _time(date: Value | None, time: Value | None) -> str | None:
    """UTC time as ISO 8601, from EXIF's date and three numbers or from XMP's one text."""
    try:
        moment = _moment_of_text(time) if isinstance(time, str) else _moment(date, time)
    except (ValueError, OverflowError):
        return None
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _moment_of_text(text: str) -> datetime | None:
    if ":" not in text:
        return None  # a day alone is no time
    moment = datetime.fromisoformat(text.strip())
    # XMP without a zone is UTC here: the property is defined as the time of the satellites.
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment(date: Value | None, time: Value | None) -> datetime | None:
    day = _DATE.fullmatch(date) if isinstance(date, str) else None
    clock = [_number(step) for step in _steps(time)[0]]
    if day is None or len(clock) != 3:
        return None
    hour, minute, second = (-1 if step is None else step for step in clock)
    whole = int(second)
    micro = min(round((second - whole) * 1_000_000), 999_999)
    return datetime(int(day[1]), int(day[2]), int(day[3]), int(hour), int(minute), whole, micro, UTC)

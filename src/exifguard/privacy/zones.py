"""UTC offsets inside dates: a time zone is a band of the earth, and so a place of its own kind.

A date keeps its local time when the offset goes.
"""

from __future__ import annotations

import re

from ..model import Category, Finding

SUFFIX = "@zone"
"""What the path and the key of a zone's finding end in."""

_LONGEST = 64
"""Characters; no date in any of the forms is longer."""

_OFFSET = r"[+-]\d\d(?::?\d\d(?::?\d\d)?)?|[Zz]"
_NAME = r"[A-Z]{3,5}(?:[+-]\d{1,2}(?::?\d\d)?)?"  # CEST, UTC+2

# Each form matches a whole text, with the zone (and the space in front of it) as its group.
_FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        # ISO 8601 as XMP uses it (ISO 16684-1, 8.2.1.2), its short form, and EXIF's own (2024:05:01 10:00:00)
        # with the offset that some programs add.
        r"\d{4}[-:/]?\d\d[-:/]?\d\d[T ]\d\d:?\d\d(?::?\d\d(?:[.,]\d{1,12})?)?"
        rf"( ?(?:{_OFFSET}|{_NAME}))",
        r"\d{4}[-:]\d\d[-:]\d\d([+-]\d\d:\d\d|Z)",
        # RFC 5322 section 3.3, which PNG asks for in "Creation Time" (PNG third edition, 11.3.3.1), and the
        # other order of C's asctime
        r"(?:[A-Za-z]{3},? )?\d{1,2} [A-Za-z]{3} \d{4} \d{1,2}:\d\d(?::\d\d)?(?: [AP]M)?"
        rf"( (?:{_OFFSET}|UT|{_NAME})(?: \([A-Za-z]{{1,5}}\))?)",
        rf"[A-Za-z]{{3}} [A-Za-z]{{3}} [ \d]?\d \d\d:\d\d:\d\d( (?:{_OFFSET}|{_NAME})) \d{{4}}",
        # ISO 32000-1 section 7.9.4, as in pdf:CreationDate
        r"D:\d{8,14}([Zz](?:00'00'?)?|[+-]\d\d(?:'(?:\d\d'?)?)?)",
    )
)

# IIM 4.2, chapters 5 and 6: HHMMSS±HHMM; some programs put colons in.
_IPTC_TIME = re.compile(r"\d\d:?\d\d:?\d\d([+-]\d\d:?\d\d|Z)", re.ASCII)
IPTC_TIMES = frozenset({"1:80", "2:35", "2:38", "2:60", "2:63"})
"""The datasets that hold a time of day; in any other, digits with a sign are something else."""


UTC_BY_STANDARD = frozenset({"tIME", "icc:ProfileDateTime"})
"""Fields that no writer can give another zone: it says nothing of the place."""


def zone_finding(finding: Finding) -> Finding | None:
    """The finding for the UTC offset in a date; None where there is none, or where the date goes with it.

    Args:
        finding: a field. It counts as a date when its whole value is one.
    """
    if finding.category is Category.LOCATION or not isinstance(finding.value, str):
        return None
    if finding.key in UTC_BY_STANDARD:
        return None
    span = _zone(finding.value, finding.key)
    if span is None:
        return None
    zone = finding.value[slice(*span)].strip()
    return Finding(
        finding.path + SUFFIX,
        Category.LOCATION,
        frozenset({Category.LOCATION}),
        finding.key + SUFFIX,
        len(zone),
        zone,
        "a UTC offset",
    )


def without_zone(value: str, key: str) -> str:
    """The same date without its UTC offset; what is no date, or has none, comes back as it is.

    Args:
        value: the text of a field.
        key: the field's key, which tells times of IPTC from other digits.
    """
    span = _zone(value, key)
    return value if span is None else value[: span[0]] + value[span[1] :]


def _zone(value: str, key: str) -> tuple[int, int] | None:
    """Where the zone of a date stands, with the space in front of it; None if it isn't a date with one."""
    bare = value.rstrip("\0 \t\r\n")  # as EXIF pads its texts
    start = len(bare) - len(bare.lstrip(" \t\r\n"))
    if len(bare) - start > _LONGEST:
        return None
    forms = (_IPTC_TIME,) if key in IPTC_TIMES else _FORMS
    found = next((match for form in forms if (match := form.fullmatch(bare, start))), None)
    return found.span(1) if found else None

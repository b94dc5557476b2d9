"""Dates and times as people say them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)

# EXIF's form (Exif 3.0 clause 4.6.5.1), ISO 8601's as XMP uses it (ISO 16684-1 clause 8.2.1.2), IIM's days.
_MOMENT = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-:/]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r" ?(?P<zone>Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)


def utc_in_words(text: str) -> str | None:
    """``2024-05-01T10:00:00Z`` as ``"at 10:00 UTC on 1 May 2024"``; None for what is no such time."""
    try:
        if len(text) <= len("2024-05-01"):
            return f"on {_day(date.fromisoformat(text))}"
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return f"at {_clock(moment.time())} UTC on {_day(moment)}"


def moment_in_words(text: str) -> str | None:
    """A date of a photo, with its clock and zone where it has them; None for what is no date.

    ``2024:05:01 10:00:00+01:00`` becomes ``"on 1 May 2024 at 10:00 (UTC+1)"``.
    """
    found = _MOMENT.fullmatch(text.strip("\0 \t\r\n"))
    if found is None:
        return None
    try:
        said = f"on {_day(date(int(found['year']), int(found['month']), int(found['day'])))}"
        if found["hour"] is not None:
            clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
            said += f" at {_clock(clock)}"
        return said + (f" ({_zone(found['zone'])})" if found["zone"] else "")
    except ValueError:
        return None


def _clock(clock: time) -> str:
    return f"{clock:%H:%M:%S}" if clock.second else f"{clock:%H:%M}"


def _day(day: date) -> str:
    # strftime("%B") would speak the machine's language.
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _zone(text: str) -> str:
    """``+05:30`` as ``"UTC+5:30"``; raises `ValueError` for an offset of a day or more."""
    if text == "Z":
        return "UTC"
    hours, minutes = int(text[1:3]), int(text[-2:])
    timezone(timedelta(hours=hours, minutes=minutes))
    return f"UTC{text[0]}{hours}" + (f":{minutes:02}" if minutes else "")

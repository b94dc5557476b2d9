"""A report in plain words, the most harmful first.

Every sentence has a kind, the facts it rests on, and its text, so that the JSON report says exactly what
the terminal says. All text made here is safe to print: what comes from the file went through
`printable`, and stands in quotes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from ..model import Category, Finding, Place, Rational, Report, Value
from ..privacy.category import WORDS, by_harm
from ._people import people
from .moments import moment_in_words, utc_in_words
from .printable import printable, shorten

_VALUE_LENGTH = 80
_FEW = 3
_MANY_BYTES = 32

# Keys that name a camera, by the last part of the key, in the order of a sentence.
_CAMERA_KEYS = ("Make", "Model", "CameraModelName", "UniqueCameraModel")

# Makers whose cameras are phones, and how the models of some others begin. Samsung writes its own name in
# small letters in phones alone.
_PHONES = (
    "Apple",
    "samsung",
    "Google",
    "HUAWEI",
    "HONOR",
    "Xiaomi",
    "OnePlus",
    "OPPO",
    "vivo",
    "realme",
    "motorola",
    "Nothing",
    "HTC",
    "LGE",
    "LG Electronics",
    "HMD Global",
    "Nokia",
    "Fairphone",
    "ZTE",
    "iPhone",
    "Pixel ",
    "SM-",
)

_UNCHECKED = frozenset({Category.UNREADABLE, Category.UNKNOWN})


class Sentence(NamedTuple):
    """One statement about a file.

    Attributes:
        kind: a stable short name: ``"location"``, ``"device"``, ``"clean"`` ...
        text: the sentence for people.
        facts: the parameters it was made from.
    """

    kind: str
    text: str
    facts: Mapping[str, object]


def show_value(value: Value, most: int = _VALUE_LENGTH) -> str:
    """A value of a field as one safe line of at most `most` characters."""
    if isinstance(value, str):
        return printable(shorten(value, most))
    if isinstance(value, bytes):
        return _show_bytes(value)
    if isinstance(value, Rational) or not isinstance(value, tuple):
        return str(value)
    return shorten(", ".join(show_value(item, most) for item in value[:most]), most)


def _show_bytes(value: bytes) -> str:
    head = value[:_MANY_BYTES].hex(" ")
    return head if len(value) <= _MANY_BYTES else f"{head} … ({len(value):,} bytes)"


def size_in_words(size: int) -> str:
    """A number of bytes as people say it: ``"870 bytes"``, ``"12.3 kB"``."""
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    amount = float(size)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 999.95 or unit == "GB":
            break
    return f"{amount:.1f} {unit}"


def _listed(items: Iterable[str], few: int = _FEW) -> str:
    """The first of the distinct `items`, and how many more there are."""
    distinct = list(dict.fromkeys(items))
    more = len(distinct) - few
    return ", ".join(distinct[:few]) + (f" and {more} more" if more > 0 else "")


def carrier_of(finding: Finding) -> str:
    """The block that a finding is in, safe to print: its path without its own key."""
    path, key = finding.path, finding.key
    return printable(path[: -len(key) - 1] if key and path.endswith("/" + key) else path)


def _at(time: str) -> str:
    return utc_in_words(time) or f'at "{printable(shorten(time, _VALUE_LENGTH))}"'


def _altitude(metres: float) -> str:
    side = "below" if metres < 0 else "above"
    return f"{abs(metres):.0f} m {side} sea level"


def _coordinates(place: Place) -> str:
    near = "" if place.accuracy is None else f" (within about {_distance(place.accuracy)})"
    return f"{place.latitude:.6f}, {place.longitude:.6f}{near}"


def _distance(metres: float) -> str:
    return f"{metres / 1000:,.0f} km" if metres >= 10_000 else f"{max(metres, 1):,.0f} m"


_POINTS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


def _facing(degrees: float) -> str:
    return f"facing {_POINTS[round(degrees / 45) % len(_POINTS)]}"


def place_in_words(place: Place) -> str:
    """``"51.507400, -0.127800 (within about 5 m), 12 m above sea level, facing south (APP1/exif)"``."""
    facts = [_coordinates(place)]
    if place.altitude is not None:
        facts.append(_altitude(place.altitude))
    if place.direction is not None:
        facts.append(_facing(place.direction))
    if place.time is not None:
        facts.append(_at(place.time))
    return f"{', '.join(facts)} ({printable(place.carrier)})"


def _place_sentence(place: Place, opening: str) -> Sentence:
    facts = {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "altitude": place.altitude,
        "time": place.time,
        "carrier": place.carrier,
        "accuracy": place.accuracy,
        "direction": place.direction,
    }
    return Sentence("location", f"{opening} {place_in_words(place)}.", facts)


def _places(places: Iterable[Place]) -> Iterator[Sentence]:
    said: list[Place] = []
    for place in places:
        again = (
            "It says the place again:"
            if any(_near(place, other) for other in said)
            else "It names another place:"
        )
        yield _place_sentence(place, again if said else "This photo says where it was taken:")
        said.append(place)


SAME_PLACE = 1e-4
"""Degrees, some 10 m: carriers round the same position in different ways."""


def _near(one: Place, other: Place) -> bool:
    return (
        abs(one.latitude - other.latitude) < SAME_PLACE and abs(one.longitude - other.longitude) < SAME_PLACE
    )


class _Said(NamedTuple):
    """What a sentence on one category says before it names the blocks, and the values that it may quote."""

    text: str
    values: tuple[str, ...] = ()


def _is_text(finding: Finding) -> bool:
    return isinstance(finding.value, str) and bool(finding.value.strip("\0 \t\n"))


def _last_name(finding: Finding) -> str:
    return finding.key.rpartition(":")[2]


def _quoted(values: Iterable[str]) -> str:
    return _listed(f'"{value}"' for value in values)


def _say_people(findings: list[Finding], values: bool) -> _Said:
    named = list(people(findings))
    if not named:
        return _Said("It names people, or what leads to them")
    shown = [tuple(map(show_value, one.values)) for one in named]
    items = [
        f"{one.words} ({_quoted(texts)})" if values and texts else one.words
        for one, texts in zip(named, shown, strict=True)
    ]
    text = f"It names {', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else f"It names {items[0]}"
    return _Said(text, tuple(value for texts in shown for value in texts))


def _say_camera(findings: list[Finding], values: bool) -> _Said:
    said = {
        name: [f.value for f in findings if _is_text(f) and _last_name(f) == name] for name in _CAMERA_KEYS
    }
    names = tuple(dict.fromkeys(show_value(value) for texts in said.values() for value in texts if value))
    device = "phone" if any(name.startswith(_PHONES) for name in names) else "camera"
    serial = any("Serial" in finding.key and finding.value is not None for finding in findings)
    if not names:
        return _Said(f"It holds serial numbers of the {device}" if serial else f"It tells of the {device}")
    text = f"It names the {device}" + (" and serial numbers" if serial else "")
    return _Said(text + (f": {_quoted(names)}" if values else ""), names)


def _say_time(findings: list[Finding], values: bool) -> _Said:
    times = [f.value for f in findings if f.category is Category.TIME and isinstance(f.value, str)]
    said = tuple(dict.fromkeys(_moment(text) for text in times if text.strip("\0 \t\n")))
    text = "It says when it was taken or changed"
    return _Said(f"{text}: {_listed(said)}" if said and values else text, said)


def _moment(text: str) -> str:
    return moment_in_words(text) or f'"{show_value(text)}"'


def _say_previews(findings: list[Finding], _: bool) -> _Said:
    """What is inside, by the last name of the path and else by the kind of block."""
    names = [finding.path.rpartition("/")[2] for finding in findings]
    pairs = zip(names, findings, strict=True)
    inside = [_EMBEDDED.get(name) or _EMBEDDED.get(finding.key) for name, finding in pairs]
    known = _listed(words for words in inside if words)
    return _Said(f"It carries {known}" if known else "It carries another picture, video or sound inside")


class _Tell(NamedTuple):
    """How to speak of one category: the sentence's kind, and what makes it of the findings."""

    kind: str
    say: Callable[[list[Finding], bool], _Said]


def _always(text: str) -> Callable[[list[Finding], bool], _Said]:
    return lambda *_: _Said(text)


_TELLS: Mapping[Category, _Tell] = {
    Category.LOCATION: _Tell(
        "place-hint", _always("It tells something of where it was taken, without coordinates")
    ),
    Category.IDENTITY: _Tell("identity", _say_people),
    Category.PREVIEW: _Tell("preview", _say_previews),
    Category.DEVICE: _Tell("device", _say_camera),
    Category.TIME: _Tell("time", _say_time),
    Category.CAPTION: _Tell("caption", _always("It carries words that people wrote about it")),
    Category.AI: _Tell("ai", _always("It tells how it was generated: prompts, models or settings")),
    Category.HISTORY: _Tell(
        "history", _always("It tells which programs it went through, or where it came from")
    ),
    Category.RIGHTS: _Tell("rights", _always("It names who made it or who may use it")),
    Category.CAPTURE: _Tell("capture", _always("It holds the camera settings of the shot")),
}

_EMBEDDED = {
    "thumbnail": "a smaller copy of the picture (thumbnail)",
    "jfxx": "a smaller copy of the picture (thumbnail)",
    "picture": "another picture",
    "video": "a video",
    "flir": "the raw data of a thermal camera",
}

_SEALED = {
    "makernote": "maker note",
    "vendor": "block of the maker's own",
    "c2pa": "signed account of its making",
    "slack": "leftover bytes",
}


def _tell(category: Category, findings: list[Finding], *, values: bool) -> Sentence:
    kind, say = _TELLS[category]
    said = say(findings, values)
    carriers = list(dict.fromkeys(carrier_of(finding) for finding in findings))
    facts = {"category": category.value, "count": len(findings), "carriers": carriers}
    if said.values and values:
        facts["values"] = list(said.values)
    return Sentence(kind, f"{said.text} ({_listed(carriers)}).", facts)


def _differs(paths: tuple[str, ...]) -> Sentence:
    named = [printable(path) for path in paths]
    which = "A preview inside it shows" if len(named) == 1 else f"{len(named)} previews inside it show"
    text = f"{which} something else than the picture ({_listed(named)})."
    return Sentence("differing", text, {"paths": named})


def _trailer(findings: list[Finding]) -> Sentence:
    size = sum(finding.size for finding in findings)
    verb = "follows" if size == 1 else "follow"
    text = f"{size_in_words(size)} {verb} the end of the picture."
    return Sentence("trailer", text, {"size": size, "count": len(findings)})


def _unchecked(findings: Iterable[Finding]) -> Iterator[Sentence]:
    """A sentence for what nobody could look into, and one for values that nobody knows."""
    sealed, strange = [], []
    for finding in findings:
        doubtful = bool(finding.reveals & _UNCHECKED)
        if finding.value is None and (doubtful or finding.key in _SEALED):
            sealed.append(finding)
        elif doubtful:
            strange.append(finding)
    if sealed:
        named = [f"{_SEALED[f.key]} ({_path(f)})" if f.key in _SEALED else _path(f) for f in sealed]
        text = f"Parts that cannot be read: {_listed(named, 6)}: treat them as if they held anything."
        yield Sentence("unreadable", text, _paths(sealed))
    if strange:
        named = [_path(finding) for finding in strange]
        text = f"It holds values that exifguard does not know: {_listed(named, 6)}."
        yield Sentence("unknown", text, _paths(strange))


def _path(finding: Finding) -> str:
    return printable(shorten(finding.path, _VALUE_LENGTH))


def _paths(findings: list[Finding]) -> dict[str, object]:
    return {"count": len(findings), "paths": list(dict.fromkeys(map(_path, findings)))}


def by_category(report: Report) -> dict[Category, list[Finding]]:
    """The findings that reveal each category, the most harmful first, RENDERING aside."""
    order = by_harm(report.categories)
    return {category: [f for f in report.findings if category in f.reveals] for category in order}


def sentences(report: Report, *, values: bool = True) -> Iterator[Sentence]:
    """What a report says, the most harmful first.

    Args:
        report: what `inspect` found.
        values: quote the camera, the people and the times. The coordinates are always said: they are
            what people ask for.
    """
    found = by_category(report)
    yield from _places(report.locations)
    if report.locations:
        found.pop(Category.LOCATION, None)
    for category, findings in found.items():
        if category in _TELLS:
            yield _tell(category, findings, values=values)
        if category is Category.PREVIEW and report.differing:
            yield _differs(report.differing)
    trailers = [finding for finding in report.findings if finding.category is Category.TRAILER]
    if trailers := [finding for finding in trailers if finding.key != "tail"]:  # a piece of another one
        yield _trailer(trailers)
    yield from _unchecked(report.findings)
    yield from _verdict(report)


def _verdict(report: Report) -> Iterator[Sentence]:
    if not report.complete:
        text = "Not all of it could be read: it may reveal more than is listed here."
        yield Sentence("incomplete", text, {})
    elif not report.categories:
        yield Sentence("clean", "Nothing that identifies was found.", {})


def table(report: Report) -> Iterator[str]:
    """One line for each category that was found: its name, how often, and in which blocks."""
    rows = [
        (WORDS[category].label, len(findings), _carriers(findings))
        for category, findings in by_category(report).items()
    ]
    if rows:
        width = max(len(label) for label, _, _ in rows)
        yield f"{'category':<{max(width, 8)}}  found  where"
        for label, count, carriers in rows:
            yield f"{label:<{max(width, 8)}}  {count:>5,}  {carriers}"


def _carriers(findings: list[Finding]) -> str:
    counts = Counter(carrier_of(finding) for finding in findings)
    if len(counts) == 1:
        return next(iter(counts))
    return _listed((name if n == 1 else f"{name} ({n})" for name, n in counts.items()), 4)


def tags(report: Report) -> Iterator[str]:
    """One line for each finding: its path, its category and its value."""
    for finding in report.findings:
        shown = f"{finding.size:,} bytes" if finding.value is None else show_value(finding.value, 2000)
        yield f"{printable(finding.path)} [{finding.category.value}] = {shown}"


def report_in_words(name: str, report: Report, *, show_tags: bool = False) -> Iterator[str]:
    """The whole report as lines that are safe to print, headed by the file's name."""
    yield f"{printable(name)}: {printable(report.format.name).upper()}, {size_in_words(report.size)}"
    lists = [table(report), tags(report)] if show_tags else [table(report)]
    yield from (f"  {sentence.text}" for sentence in sentences(report))
    yield from (f"  Note: {printable(note)}" for note in report.notes)
    for lines in lists:
        for number, line in enumerate(lines):
            if number == 0:
                yield ""
            yield f"  {line}"

"""Compare ExifTool's tag names with the catalogue: what has a telling name, and reveals nothing of the kind?

    .venv/bin/python tools/catalog_gaps.py [--exiftool PATH] [--numbers]

Asks ``exiftool -listx`` for every tag of the families below, and the catalogue what each reveals. A tag whose
name speaks of a place, a serial number, an owner, a date, a face or an id has to reveal a category of that
theme, or to be explained here. Prints the rest, one a line, and exits with status 1 if there is any.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree as ET

from exifguard.model import Category, Field
from exifguard.privacy.catalog import CONCEPTS
from exifguard.privacy.classify import classify

CHECKED = (13, 59)
"""The newest version of ExifTool for which there were no gaps; a newer one may know newer tags."""

LOCATION, IDENTITY, TIME, HISTORY = Category.LOCATION, Category.IDENTITY, Category.TIME, Category.HISTORY


class Theme(NamedTuple):
    """What a name speaks of, and the categories of which it has to reveal one."""

    name: str
    pattern: re.Pattern[str]
    categories: frozenset[Category]


def _theme(name: str, pattern: str, *categories: Category) -> Theme:
    return Theme(name, re.compile(pattern), frozenset(categories))


# Words inside a name begin with a capital letter; the letter after a word tells PlaceOf from Placement.
THEMES: tuple[Theme, ...] = (
    _theme("position", r"GPS|[Ll]atitude|[Ll]ongitude|Geo(?![lm])|ISO6709|Coordinates", LOCATION),
    _theme(
        "place",
        r"Location|City|Countr(?:y|ies)|Province|(?<![a-z])State(?![a-z])|Address|Landmark|Place(?![a-z])"
        r"|County|Locality",
        LOCATION,
        IDENTITY,
    ),
    _theme("time zone", r"Time ?Zone|OffsetTime|UTC(?![a-z])|Daylight(?=Sav)|DST(?![a-z])", LOCATION, TIME),
    _theme("serial number", r"Serial", IDENTITY),
    _theme("owner", r"Owner|(?<![a-z])User(?![a-z])|HostComputer", IDENTITY),
    _theme("artist", r"Artist|Author(?![a-z])|Creator|Photographer|By-?[Ll]ine|Copyright", IDENTITY),
    _theme("date and time", r"Date(?!n|l)|Time(?![rdl])|Year|Timestamp", TIME),
    _theme("face and person", r"Face|Person(?!al)|People|Baby|Pet(?=[A-Z]|$)|Patient", IDENTITY),
    _theme("contact", r"E-?[Mm]ail|Phone|(?<![a-z])Fax|Contact|Postal", IDENTITY),
    _theme(
        "id",
        r"UUID|GUID|UMID|Unique(?!Matrix|Camera)|Identifier|(?<!GPS)(?:Document|Instance|Image|Content|Media|Burst"
        r"|Group|Job|Original|Device|Asset|Photo|Capture|Version|Item|Series|Cell|Account|Session|Flight)ID(?![a-z])",
        IDENTITY,
        HISTORY,
    ),
)


class Tag(NamedTuple):
    """A tag as ExifTool lists it."""

    table: str
    group: str
    id: str
    name: str
    flattened: bool


def listed(exiftool: str) -> dict[str, list[Tag]]:
    """Every tag, by family-0 group."""
    done = subprocess.run(
        [exiftool, "-f", "-listx", "-lang", "en"], capture_output=True, check=True, timeout=120
    )
    families: dict[str, list[Tag]] = {}
    for table in ET.fromstring(done.stdout).iter("table"):
        families.setdefault(table.get("g0", ""), []).extend(
            Tag(
                table.get("name", ""),
                tag.get("g1", table.get("g1", "")),
                tag.get("id", "").replace("\\xa9", "©"),
                tag.get("name", ""),
                "Flattened" in tag.get("flags", ""),
            )
            for tag in table.iter("tag")
        )
    return families


def version(exiftool: str) -> tuple[int, ...]:
    """ExifTool's version: ``(13, 59)``."""
    done = subprocess.run([exiftool, "-ver"], capture_output=True, check=True, timeout=60, text=True)
    return tuple(int(number) for number in done.stdout.strip().split("."))


# --- how the catalogue spells what ExifTool lists ----------------------------------------------------

Keys = Iterable[tuple[str, str]]
"""Pairs of a block's kind and a key in it; the tag is known if any of them is."""

# Groups of XMP that ExifTool calls otherwise than the catalogue does.
PREFIXES = {
    "GContainer": "Container",
    "MP1": "MicrosoftPhoto",
    "getty": "GettyImagesGIFT",
    "hdr": "hdr_metadata",
    "iptcCore": "Iptc4xmpCore",
    "iptcExt": "Iptc4xmpExt",
    "microsoft": "MicrosoftPhoto",
    "photomech": "photomechanic",
}

IPTC_RECORDS = {
    "EnvelopeRecord": 1,
    "ApplicationRecord": 2,
    "NewsPhoto": 3,
    "PreObjectData": 7,
    "ObjectData": 8,
    "PostObjectData": 9,
}


@cache
def _properties() -> tuple[tuple[str, str], ...]:
    """Properties of the catalogue: the part behind the colon in lower case, and the whole."""
    columns = (concept.xmp for concept in CONCEPTS if isinstance(concept.xmp, tuple))
    keys = (key for column in columns for key in column if not key.endswith(":*"))
    return tuple((key.rpartition(":")[2].casefold(), key) for key in keys)


@cache
def _ending(name: str) -> tuple[str, ...]:
    """Properties of the catalogue that the end of a flattened name may stand for."""
    return tuple(
        key.removesuffix("*")
        for local, key in _properties()
        if name == local or (local.endswith("*") and name.startswith(local[:-1]))
    )


def _exif(tag: Tag) -> Keys:
    yield "exif", f"{'GPS' if tag.table == 'GPS::Main' else 'IFD0'}:{tag.name}"


def _xmp(tag: Tag) -> Keys:
    """The property; of a flattened tag, the structure and every property that its name may end with."""
    prefix = tag.group.removeprefix("XMP-")
    prefix = PREFIXES.get(prefix, prefix)
    yield "xmp", f"{prefix}:{tag.id}"
    if tag.flattened:
        for start in range(1, len(tag.id)):
            yield "xmp", f"{prefix}:{tag.id[:-start]}"
            yield "xmp", f"{prefix}:{tag.id[start:]}"
            for key in _ending(tag.id[start:].casefold()):
                yield "xmp", key


def _iptc(tag: Tag) -> Keys:
    yield "iptc", f"{IPTC_RECORDS.get(tag.table.partition('::')[2], 0)}:{tag.id}"


def _photoshop(tag: Tag) -> Keys:
    yield "photoshop", f"8BIM:0x{int(tag.id):04x}" if tag.id.isdecimal() else tag.name


def _png(tag: Tag) -> Keys:
    yield "text", tag.id
    yield "text", tag.name
    yield "time", tag.id


def _quicktime(tag: Tag) -> Keys:
    yield "quicktime", tag.id
    yield "quicktime", tag.name
    if tag.table.endswith("Keys"):
        for owner in ("com.apple.quicktime.", "com.android.", "com."):
            yield "quicktime", owner + tag.id


def _icc(tag: Tag) -> Keys:
    if tag.table == "ICC_Profile::Header":
        yield "icc", f"icc:{tag.name}"
        yield "icc", f"icc:{tag.name.removeprefix('Profile')}"
    yield "icc", f"icc:{tag.id.strip()}"
    yield "icc", f"icc:{tag.group.partition('-')[2]}"


def _makernote(tag: Tag) -> Keys:
    yield "makernote", tag.name


# The groups of keys that exifguard gives to segments of makers, by the table of ExifTool.
SEGMENTS = {
    "Casio::QVCI": "Casio",
    "FLIR": "FLIR",
    "GoPro": "GPMF",
    "HP::TDHD": "HP",
    "Kodak": "Kodak",
    "MPF": "MPF",
    "APP12::Ducky": "Ducky",
    "APP12::PictureInfo": "PictureInfo",
}


def _segment(tag: Tag) -> Keys:
    group = SEGMENTS.get(tag.table) or SEGMENTS.get(tag.table.partition("::")[0], "")
    yield "vendor", f"{group}:{tag.name}"
    yield "vendor", f"{group}:{tag.id}"


def _raw(tag: Tag) -> Keys:
    yield "vendor", f"{tag.group}:{tag.name}"


FAMILIES: dict[str, Callable[[Tag], Keys]] = {
    "EXIF": _exif,
    "XMP": _xmp,
    "IPTC": _iptc,
    "Photoshop": _photoshop,
    "PNG": _png,
    "QuickTime": _quicktime,
    "ICC_Profile": _icc,
    "MakerNotes": _makernote,
    **dict.fromkeys(("APP1", "APP6", "APP12", "Ducky", "GoPro", "Meta", "MPF"), _segment),
    **dict.fromkeys(("RAF", "SigmaRaw"), _raw),
}
"""ExifTool's family-0 groups, and how the catalogue spells their tags."""

# --- what has a telling name and tells nothing -------------------------------------------------------

_TRACK = "timed data in a track: a video inside a picture goes as a whole, its tracks with it"
_FRAMING = "boxes that say where things are and how long they last"
TABLES: dict[str, str] = {
    "Audible::": "audio books",
    "DJI::Glamour": "settings of the camera's beauty filter",
    "GoPro::GPRI": _TRACK,
    "GoPro::KBAT": _TRACK,
    "GoPro::fdsc": _TRACK,
    "Microsoft::Xtra": "one atom of movies, Xtra, which the catalogue has as a whole",
    "QuickTime::Accel360Fly": _TRACK,
    "QuickTime::ChannelLayout": "where loudspeakers stand",
    "QuickTime::Fusion360Fly": _TRACK,
    "QuickTime::GPS360Fly": _TRACK,
    "QuickTime::Gyro360Fly": _TRACK,
    "QuickTime::HintSampleDesc": _FRAMING,
    "QuickTime::HintTrackInfo": _FRAMING,
    "QuickTime::ItemPropCont": _FRAMING,
    "QuickTime::Mag360Fly": _TRACK,
    "QuickTime::MediaHeader": _FRAMING,
    "QuickTime::Meta": _FRAMING,
    "QuickTime::MovieHeader": _FRAMING,
    "QuickTime::Nextbase": _TRACK,
    "QuickTime::Preview": "the date of a preview, which goes with it",
    "QuickTime::RVMI_gReV": _TRACK,
    "QuickTime::Rights": "copy protection of bought movies",
    "QuickTime::Rot360Fly": _TRACK,
    "QuickTime::RoveGPS": _TRACK,
    "QuickTime::SampleTable": _FRAMING,
    "QuickTime::SchemeInfo": "copy protection of bought movies",
    "QuickTime::Stream": _TRACK,
    "QuickTime::TCMediaInfo": _TRACK,
    "QuickTime::TrackRef": _FRAMING,
    "QuickTime::camm1": _TRACK,
    "QuickTime::camm5": _TRACK,
    "QuickTime::camm6": _TRACK,
    "QuickTime::tx3g": _TRACK,
    "XMP::PixelLive": "a namespace whose address nobody has published",
}
"""Tables that are left out, with the reason; a name that ends in colons is the beginning of several."""

_DURATION = "a duration, no date"
_IN_FRAME = "a place in the frame, none in the world"
_SETTING = "a setting, which names nobody"
_CLOCK = "a setting of the camera's clock or of what it prints into pictures"
_PROFILE = "says something of a colour profile, not of the picture"
_PROGRAM = "names a program"
EXPLAINED: tuple[tuple[str, str], ...] = (
    (r".*:\w*(?:Exposure|Integration|Integral|Shutter|Line|Transfer|Quiet|Readout|Skew)Time\w*", _DURATION),
    (
        r".*:\w*(?:MonitorOff|ImageReview|Metering|SelfTimer|Menus?|Playback|Recording|Wait(?:ing)?)Time",
        _DURATION,
    ),
    (r".*:(?:PF23|PF4|SRHalfPress|AFFocus|AEC)\w*Time\w*", _DURATION),
    (r"CanonCustom::Functions2:ShortReleaseTimeLag", _DURATION),
    (r"Panasonic::TimeInfo:TimeLapseShotNumber", "a number in a sequence"),
    (
        r"XMP::xmpDM:\w*(?:[iI]ntroTime|[tT]imeScale|[rR]elativeTimestamp|RiseInTime|StartTime|timeSig|TimeSig)\w*",
        _DURATION,
    ),
    (r"XMP::iptcExt:SnapshotUsedVideoFrameTime\w+", "a moment of a video"),
    (r"(?:Google|XMP)::GCamera:\w+PresentationTimestampUs", "a moment of a video"),
    (r"QuickTime::ItemList:GoogleStartTime", "a moment of a video"),
    (r"QuickTime::Keys:StillImageTime", "a moment of a video"),
    (r"QuickTime::VideoKeys:FrameReadoutTime", _DURATION),
    (r"Google::HDRP(?:lus)?MakerNote:TimeLogText", "how long each step of the processing took"),
    (r".*:\w*(?:Firmware|Software|Manufacture)Date\d?", "when the camera or its program was made"),
    (r"Kodak::IFD:Image(?:r|Processing)FileDateCreated", "when the camera's program was made"),
    (r"Sony::Tag940\d\w:ModelReleaseYear", "when the camera was sold first"),
    (r".*:(?:DateStampMode|DateDisplayFormat|DateImprint)", _CLOCK),
    (r"Nikon::MenuSettings\w+:(?:RecordLocationData|SetClockFromLocationData)", _SETTING),
    (r"Nikon::LocationInfo:LocationInfoVersion", "a version of the maker's format"),
    (r".*:\w*UserDef\w*|.*:UserComment|.*:UserMetaData|.*:UserFields|.*:UserRating", "names no user"),
    (r"Kodak::Meta:User(?:SelectGroupTitle|AdjSBA_RGBShifts)", "names no user"),
    (r"Panasonic::\w+:UserProfile", _SETTING),
    (r"Canon(?:Raw)?::Main:SerialNumberFormat", "how to print the number"),
    (r"XMP::cr[sd]:DefaultsSpecificToSerial", "yes or no"),
    (r"Nikon\w*::\w+:(?:Three-DTracking|LimitAF-AreaModeSel)\w+", _SETTING),
    (r"Olympus::ImageProcessing:MaxFaces", "what the camera can do"),
    (r"Olympus::CameraSettings:ColorCreatorEffect", "a filter"),
    (r"Sony::Main:FocusLocation2?|Sony::Tag202a:FocalPlaneAFPointLocation\d+", _IN_FRAME),
    (r"Nikon::AFInfo2V\d+:AFCoordinatesAvailable|Kodak::IFD:OmenROICoordinates", _IN_FRAME),
    (r"Kodak::IFD:ExtraTickLocations|Kodak::Borders:BorderLocation", _IN_FRAME),
    (r"QuickTime::UserData:WindowLocation", "a place on the screen"),
    (r".*:ISOSpeedLatitude\w+", "the film's latitude"),
    (r"Exif::Main:FaxProfile", "how the pixels are stored"),
    (r"Exif::Main:VersionYear", "the year of a fax standard"),
    (r"XMP::aas:FaceBalance\w+", "how skin was tinted, not where or whose"),
    (r"XMP::xmpTPg:FontFace", "a font"),
    (r"XMP::(?:iptcExt|prism):CopyrightYear", "the year of a claim"),
    (r"XMP::pmi:ModelYear", "the year of a product that is shown"),
    (r"XMP::prl:Geography", "where the picture may be used"),
    (r"XMP::DICOM:PatientBirthDate", "identity: says nothing of when the picture was taken"),
    (r"Microsoft::XMP:Creator\w+|XMP::xmp:CreatorTool|XMP::pdf:Creator", _PROGRAM),
    (r"FLIR::Header:CreatorSoftware", _PROGRAM),
    (r"GoPro::GPMF:DeviceID", "the number of a stream of data"),
    (r"GoPro::GPMF:(?:ScheduleCaptureTime|TimeOffset)|APP12::PictureInfo:StrobeTime", _DURATION),
    (r"IPTC::ApplicationRecord:LanguageIdentifier", "a language"),
    (r"Photoshop::Layers:LayerModifyDates", "inside the layers of a Photoshop file, which is another format"),
    (r"Photoshop::Main:AlphaIdentifiers", "numbers of channels"),
    (r"ICC_Profile::(?:Main|Header|Metadata|ColorantTable):.*", _PROFILE),
    (r"QuickTime::\w+:UUID-Unknown|QuickTime::Movie:GarminGPS", "a box of a type that its maker has made up"),
    (r"QuickTime::UserData:UserData_\w+", "ExifTool's name for atoms in user data"),
    (r"QuickTime::\w*Keys:CameraIdentifier", "which of a phone's cameras"),
)
"""Pairs of a pattern, which has to match the whole of ``Table:Name``, and the reason."""


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern, _ in EXPLAINED)


def explained(tag: Tag) -> bool:
    """True when a reason is given for the tag, or for the whole of its table."""
    if tag.table in TABLES or any(tag.table.startswith(table) for table in TABLES if table.endswith("::")):
        return True
    return any(pattern.fullmatch(f"{tag.table}:{tag.name}") for pattern in _patterns())


def known(tag: Tag, theme: Theme, keys: Callable[[Tag], Keys]) -> bool:
    """True when the catalogue has the tag under a category of the theme."""
    return any(theme.categories & classify(kind, Field(key, "value"), "").reveals for kind, key in keys(tag))


class Gap(NamedTuple):
    """A tag that the catalogue does not know for what its name says."""

    family: str
    theme: str
    tag: Tag


def survey(exiftool: str, counts: Counter[tuple[str, str, str]]) -> Iterator[Gap]:
    """Every gap; `counts` gets how many tags of a theme are known and explained, by family."""
    tags = listed(exiftool)
    for family, keys in FAMILIES.items():
        for tag in dict.fromkeys(tags[family]):
            for theme in THEMES:
                if not theme.pattern.search(tag.name):
                    continue
                if known(tag, theme, keys):
                    counts[theme.name, family, "known"] += 1
                elif explained(tag):
                    counts[theme.name, family, "explained"] += 1
                else:
                    yield Gap(family, theme.name, tag)


def main() -> int:
    """Print the gaps; 0 when there are none."""
    parser = argparse.ArgumentParser(description="What ExifTool's names tell and the catalogue does not")
    parser.add_argument("--exiftool", default="exiftool", help="the program to ask")
    parser.add_argument("--numbers", action="store_true", help="print how many tags of each theme are known")
    arguments = parser.parse_args()
    counts: Counter[tuple[str, str, str]] = Counter()
    gaps = list(survey(arguments.exiftool, counts))
    for gap in gaps:
        print(f"{gap.family}\t{gap.theme}\t{gap.tag.table}\t{gap.tag.id}\t{gap.tag.name}")
    if arguments.numbers:
        _print_numbers(counts)
    print(f"{len(gaps)} gaps", file=sys.stderr)
    return 1 if gaps else 0


def _print_numbers(counts: Counter[tuple[str, str, str]]) -> None:
    print(f"{'theme':<16} {'family':<12} {'known':>6} {'explained':>10}")
    for theme in THEMES:
        for family in FAMILIES:
            row = [counts[theme.name, family, verdict] for verdict in ("known", "explained")]
            if any(row):
                print(f"{theme.name:<16} {family:<12} {row[0]:>6} {row[1]:>10}")


if __name__ == "__main__":
    sys.exit(main())

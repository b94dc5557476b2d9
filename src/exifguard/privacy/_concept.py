"""What a row of the catalogue is."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, fields

from ..model import Category


class Absent(enum.Enum):
    """Why a vocabulary has no key for a concept."""

    NO_FIELD = "the standard defines no field for this"
    NO_CAMERA = "the standard describes what is shown, not the camera"
    CONTAINER = "the file format says this itself, outside its metadata"
    BOOKKEEPING = "another standard's own bookkeeping, without a counterpart"
    ONE_MAKER = "one maker's private field, without a counterpart"
    NO_RENDERING = "nothing that is stored as text changes how the picture looks"
    FREE_TEXT = "only as part of a free text, which is a caption"
    NO_PROFILE = "colour profiles describe a device and its colours, not the picture"
    AS_XMP = "embedded there as a block of XMP, and read as XMP"
    AS_IPTC = "embedded there as a block of IPTC, and read as IPTC"
    AS_ICC = "embedded there as a colour profile, and read as one"
    AS_EXIF = "embedded there as a block of EXIF, and read as EXIF"
    NO_NOTE = "makers of cameras say it elsewhere, if they say it at all"
    NO_SEGMENT = "no segment of a maker or program has a field for this"
    NO_GENERATOR = "generators of pictures write no field for this"
    NO_CLAIM = "no assertion of Content Credentials has a name of its own for this"


Column = tuple[str, ...] | Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing that metadata can say, with the keys that say it in every vocabulary.

    A key may end in ``*`` and then stands for every key that begins like it. The longest key wins.
    Upper and lower case are the same.

    Attributes:
        name: what it is, in plain words; unique.
        category: the category that decides the action.
        also: what it reveals besides.
        exif: ExifTool's tag names (the standard's own where they differ), valid in every IFD unless
            they begin with an IFD (``IFD1:Compression``); unnamed tags as ``0xcd41``.
        xmp: property paths without indices and languages, prefixes as in the usual namespace lists.
        iptc: IIM record and dataset (``2:80``).
        photoshop: image resource ids (``8BIM:0x0404``).
        quicktime: user data atoms and metadata keys of movies.
        png: keywords of PNG text chunks, and the names that exifguard gives to loose text elsewhere
            (``comment`` is a JPEG comment, ``tIME`` the PNG chunk).
        icc: header fields and tags of colour profiles (``icc:mmod/SerialNumber``).
        makernote: ExifTool's tag names of what makers write into their own notes, valid for every maker
            unless they begin with one (``Sony:ShotInfo``). Only what reveals more than the camera is listed:
            the rest of a maker note is the maker's own.
        vendor: fields of makers' and programs' segments and trailers (``Kodak:CameraOwner``), and of the
            index of several pictures (``MPF:ImageUIDList``).
        c2pa: paths in Content Credentials without indices (``c2pa.claim/claim_generator``); in assertions
            that are in no row, what stands behind the label is a path of XMP.
        ai: what is read from the text of a picture generator (``ai:Prompt``).
    """

    name: str
    category: Category
    also: frozenset[Category]
    exif: Column
    xmp: Column
    iptc: Column
    photoshop: Column
    quicktime: Column
    png: Column
    icc: Column = Absent.NO_PROFILE
    makernote: Column = Absent.NO_NOTE
    vendor: Column = Absent.NO_SEGMENT
    c2pa: Column = Absent.NO_CLAIM
    ai: Column = Absent.NO_GENERATOR

    @property
    def reveals(self) -> frozenset[Category]:
        """All that it gives away, its own category included."""
        return self.also | {self.category}

    def columns(self) -> Mapping[str, Column]:
        """The vocabularies by name."""
        return {name: getattr(self, name) for name in VOCABULARIES}


VOCABULARIES: tuple[str, ...] = tuple(field.name for field in fields(Concept))[3:]
"""The names of a concept's columns."""


def keys(text: str) -> tuple[str, ...]:
    """The keys in `text`, which spaces separate."""
    return tuple(text.split())


def also(*categories: Category) -> frozenset[Category]:
    """What a concept reveals besides its own category."""
    return frozenset(categories)


NOTHING = also()
"""For a concept that reveals nothing besides its own category."""


def xmp_only(name: str, category: Category, also: frozenset[Category], *, xmp: tuple[str, ...]) -> Concept:
    """A concept that some namespace of XMP has properties for, and no other vocabulary."""
    absent = Absent.NO_FIELD
    return Concept(
        name=name,
        category=category,
        also=also,
        exif=absent,
        xmp=xmp,
        iptc=absent,
        photoshop=Absent.AS_XMP,
        quicktime=absent,
        png=absent,
    )


def maker_only(
    name: str,
    category: Category,
    also: frozenset[Category],
    *,
    makernote: Column = Absent.NO_NOTE,
    vendor: Column = Absent.NO_SEGMENT,
) -> Concept:
    """A concept that makers of cameras and programs have fields for, and no standard has."""
    absent = Absent.ONE_MAKER
    return Concept(
        name=name,
        category=category,
        also=also,
        exif=absent,
        xmp=absent,
        iptc=absent,
        photoshop=absent,
        quicktime=absent,
        png=absent,
        makernote=makernote,
        vendor=vendor,
    )


def generated_only(
    name: str, category: Category, also: frozenset[Category], *, ai: tuple[str, ...]
) -> Concept:
    """A concept that is only found inside the text that a picture generator writes."""
    absent = Absent.FREE_TEXT
    return Concept(
        name=name,
        category=category,
        also=also,
        exif=absent,
        xmp=absent,
        iptc=absent,
        photoshop=absent,
        quicktime=absent,
        png=absent,
        ai=ai,
    )

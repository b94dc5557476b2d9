"""From a field or a block to a finding: what it reveals, by the catalogue.

A key is looked up whole, then by its longest known beginning. In XMP every property of the path has its
say, because a structure may hold anything: the outermost known one names the category, and a deeper one
takes over when it is more harmful.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from ..model import Category, Field, Finding, Value
from ._concept import VOCABULARIES, Concept, also
from .catalog import CONCEPTS
from .category import by_harm, worse


class Meaning(NamedTuple):
    """What a key stands for: its category, all it reveals, why where that isn't plain, what it may hold."""

    category: Category
    reveals: frozenset[Category]
    reason: str = ""
    may_hold: frozenset[Category] = frozenset()


_ANYTHING = also(
    Category.LOCATION,
    Category.IDENTITY,
    Category.PREVIEW,
    Category.DEVICE,
    Category.TIME,
    Category.CAPTION,
    Category.AI,
    Category.HISTORY,
    Category.RIGHTS,
    Category.CAPTURE,
)
"""Every category that is about what is said, and not about whether somebody could read it."""

# Fields that hold a block of somebody's own, or name keys of a maker that nobody has described.
_OPAQUE_FIELDS = frozenset(
    {
        "maker note",
        "private tables of one camera maker",
        "signed provenance",
        "layers and other picture data",
        "packed metadata that nobody unpacked",
        "fields that the user made up",
    }
)

_UNLISTED = Meaning(Category.UNKNOWN, also(Category.UNKNOWN), "not in the catalogue")

# No viewer looks for an orientation in a text chunk: there it is what some converter left.
_COPIED = Meaning(Category.HISTORY, also(Category.HISTORY), "a copy that nothing renders from")

_OF_MAKER = Meaning(Category.DEVICE, also(Category.DEVICE), "the maker's own", _ANYTHING - {Category.DEVICE})
_NOTE = "makernote/"  # how the keys of Exif begin that come from a maker note

# What a tag of Exif may lend to a maker's tag of the same name: nothing is rendered from a maker note, and
# its previews and edits are listed.
_LENT = also(
    Category.LOCATION,
    Category.IDENTITY,
    Category.DEVICE,
    Category.TIME,
    Category.CAPTION,
    Category.RIGHTS,
    Category.CAPTURE,
)

_PUBLIC = Meaning(Category.RENDERING, also(Category.RENDERING), "of a profile that many pictures share")

# Which columns of the catalogue know the keys of a block of this kind. Converters copy EXIF and XMP into
# text chunks, under their own keys. Any vocabulary may turn up in a block of another kind.
_TEXT_COLUMNS = ("png", "xmp", "exif")
_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{vocabulary: (vocabulary,) for vocabulary in VOCABULARIES},
        **dict.fromkeys(("text", "comment", "time"), _TEXT_COLUMNS),
        **dict.fromkeys(("flir", "heif", "mpf", "samsung", "trailer"), ("vendor",)),
        "profile name": ("png",),
        "layers": ("photoshop",),
    }
)

PUBLIC_PROFILE = "public profile"
"""The kind of a colour profile that says nothing but colour: what its header says is known to everybody."""

_LONGEST_CACHED_KEY = 200  # longer ones are no real keys, and would only fill the memory


class _Index(NamedTuple):
    """One column of the catalogue, ready to be asked."""

    exact: Mapping[str, Concept]
    beginnings: tuple[tuple[str, Concept], ...]

    def find(self, key: str) -> Concept | None:
        """The concept with this key, or with its longest known beginning."""
        if key in self.exact:
            return self.exact[key]
        return next((concept for start, concept in self.beginnings if key.startswith(start)), None)


@cache
def _index(vocabulary: str) -> _Index:
    exact: dict[str, Concept] = {}
    beginnings: dict[str, Concept] = {}
    for concept in CONCEPTS:
        column = concept.columns()[vocabulary]
        for key in column if isinstance(column, tuple) else ():
            target = beginnings if key.endswith("*") else exact
            target[key.removesuffix("*").casefold()] = concept
    longest_first = sorted(beginnings.items(), key=lambda item: (-len(item[0]), item[0]))
    return _Index(exact, tuple(longest_first))


def classify(kind: str, field: Field, path: str) -> Finding:
    """Say what one field reveals.

    Args:
        kind: the kind of the block that holds it (``"exif"``).
        field: the field, as its codec read it.
        path: the path of the block; the finding's path is ``{path}/{field.key}``.
    """
    meaning = _with_value(_meaning(kind, _normalise(kind, field.key)), field.value)
    return Finding(
        f"{path}/{field.key}",
        meaning.category,
        meaning.reveals,
        field.key,
        field.size,
        field.value,
        meaning.reason,
        meaning.may_hold,
    )


# An XMP path without array indices and languages; what stands in braces is a namespace, slashes and all.
_SELECTOR = re.compile(r"(\{[^{}]*\})|\[[^\[\]]*\]")
_SEGMENT = re.compile(r"(?:\{[^{}]*\}|[^/])+")
_TEXT_LABELS = ("@lang", "@translated")
_WITH_INDICES = frozenset({"xmp", "c2pa", "layers", "samsung", "svg", "trailer", "vendor"})
_RESOURCE_NAME = "@name"  # a Photoshop resource's name is free text, whatever the resource is


def _normalise(kind: str, key: str) -> str:
    """The key as the catalogue spells it: lower case, and nothing that differs from file to file."""
    if kind in _WITH_INDICES:
        key = _SELECTOR.sub(lambda match: match[1] or "", key)
    elif kind == "photoshop" and key.endswith(_RESOURCE_NAME):
        key = _RESOURCE_NAME
    elif _COLUMNS.get(kind) is _TEXT_COLUMNS:
        for label in _TEXT_LABELS:
            key = key.removesuffix(label)
    return key.strip().casefold()


def _meaning(kind: str, key: str) -> Meaning:
    if len(key) > _LONGEST_CACHED_KEY:
        return _look_up(kind, key)
    return _remembered(kind, key)


@lru_cache(maxsize=4096)
def _remembered(kind: str, key: str) -> Meaning:
    return _look_up(kind, key)


def _look_up(kind: str, key: str) -> Meaning:
    if kind == PUBLIC_PROFILE:
        return _PUBLIC
    if kind in ("xmp", "svg"):
        return _of_path(_SEGMENT.findall(key))
    if kind == "c2pa":
        return _of_assertion(key)
    if kind == "exif" and key.startswith(_NOTE):
        return _of_note(key.rpartition("/")[2])
    found = (_find(vocabulary, key) for vocabulary in _COLUMNS.get(kind, VOCABULARIES))
    meaning = _of_concept(next((concept for concept in found if concept), None))
    if meaning.category is Category.RENDERING and _COLUMNS.get(kind) is _TEXT_COLUMNS:
        return _COPIED
    return meaning


def _find(vocabulary: str, key: str) -> Concept | None:
    """The concept of a key; a tag that is not listed for its own IFD is looked up for any IFD."""
    index = _index(vocabulary)
    concept = index.find(key)
    if concept is None and vocabulary == "exif":
        concept = index.find(key.rpartition(":")[2])
    return concept


def _of_assertion(key: str) -> Meaning:
    """A path in Content Credentials; what the catalogue does not list may be XMP behind the label."""
    concept = _find("c2pa", key)
    return _of_concept(concept) if concept else _of_path(_SEGMENT.findall(key.partition("/")[2]))


def _of_note(tag: str) -> Meaning:
    """A tag of a maker note, ``canon:ownername``: that maker's, any maker's, or as Exif means the name."""
    name = tag.rpartition(":")[2]
    notes = _index("makernote")
    concept = notes.find(tag) or notes.find(name)
    if concept is None and not name.startswith("0x"):  # a number means something else in every note
        standard = _index("exif").find(name)
        concept = standard if standard and standard.category in _LENT else None
    return _of_concept(concept) if concept else _OF_MAKER


def _of_concept(concept: Concept | None) -> Meaning:
    if concept is None:
        return _UNLISTED
    reason = concept.name if concept.category is Category.UNKNOWN else ""
    return Meaning(concept.category, concept.reveals, reason, _held(concept))


def _held(concept: Concept) -> frozenset[Category]:
    return _ANYTHING - {concept.category} if concept.name in _OPAQUE_FIELDS else frozenset()


def _of_path(names: Sequence[str]) -> Meaning:
    concepts = [_find("xmp", name.removeprefix("?")) for name in names]  # "?" marks a qualifier
    known = [concept for concept in concepts if concept]
    if not known:
        return _UNLISTED
    category = known[0].category
    for concept in known[1:]:
        if worse(concept.category, category):
            category = concept.category
    if category is Category.RENDERING and None in concepts:
        return _UNLISTED  # a private property inside a structure that is kept
    return Meaning(
        category,
        frozenset().union(*(concept.reveals for concept in known)),
        may_hold=frozenset().union(*map(_held, known)),
    )


_BLANK = re.compile(
    r"[\s\0]*|[0 ]{4}:[0 ]{2}:[0 ]{2}(?: [0 ]{2}:[0 ]{2}:[0 ]{2})?"
)  # and unset dates of Exif

# How the text of a picture generator looks, whatever field it is put into. Each pattern needs a mark that
# people do not write by chance: ComfyUI in Make and Model, the settings line of A1111 and Forge and the line
# before it, ComfyUI's graph, the JSON of SwarmUI, InvokeAI, Fooocus and NovelAI, Midjourney's job number.
_GENERATED: tuple[re.Pattern[str], ...] = (
    re.compile(r"\A\s*(?:prompt|workflow)\s*:\s*[{\[]", re.IGNORECASE),
    re.compile(r"\bSteps: \d{1,5}, (?:Sampler|Schedule type|Size|Seed|CFG scale|Model|Model hash): "),
    re.compile(r"^Negative prompt: ", re.MULTILINE),
    re.compile(r'"class_type"\s{0,9}:\s{0,9}"'),
    re.compile(r'"(?:sui_image_params|invokeai_metadata|fooocus_scheme|negative_prompt)"\s{0,9}:'),
    re.compile(r'"(?:cfg_scale|guidance_scale|sampler|sampler_name|uc)"\s{0,9}:'),
    re.compile(r"\bJob ID: [0-9a-f]{8}-[0-9a-f]{4}-"),
)
_GENERATED_WITHIN = 1 << 16  # characters looked at: prompts come first

# The categories of the fields that generators use: words, make and model, software.
_MAY_BE_GENERATED = also(Category.CAPTION, Category.DEVICE, Category.HISTORY, Category.UNKNOWN)


def _with_value(meaning: Meaning, value: Value) -> Meaning:
    """AI instead, where the text is what a picture generator writes; a picture may hold anything.

    A blank text gives nothing away: many cameras leave fields that nobody filled in.
    """
    if isinstance(value, str) and _BLANK.fullmatch(value):
        return meaning._replace(reveals=frozenset())
    if meaning.category is Category.PREVIEW and isinstance(value, bytes):
        return meaning._replace(may_hold=_ANYTHING - {Category.PREVIEW})
    if meaning.category not in _MAY_BE_GENERATED or not isinstance(value, str):
        return meaning
    head = value[:_GENERATED_WITHIN]
    if not any(pattern.search(head) for pattern in _GENERATED):
        return meaning
    reason = "its text looks like that of a generator"
    return Meaning(Category.AI, meaning.reveals | {Category.AI}, reason, meaning.may_hold)


class _BlockRule(NamedTuple):
    """What an unread block reveals for certain, and what it may hold besides."""

    category: Category
    reveals: frozenset[Category]
    may_hold: frozenset[Category] = frozenset()
    why: str = "nothing reads it"


_UNREAD = _BlockRule(Category.UNKNOWN, also(), _ANYTHING, "not read")

# `reveals` holds what is there for certain, so that has(LOCATION) does not cry wolf at each maker note;
# what may be there is named in the reason, and is what the category's action has to reckon with.
_BLOCKS: Mapping[str, _BlockRule] = MappingProxyType(
    {
        "exif": _UNREAD,
        "xmp": _UNREAD,
        "iptc": _UNREAD,
        "photoshop": _UNREAD,
        "svg": _UNREAD,
        "text": _UNREAD,
        "comment": _UNREAD,
        "time": _UNREAD,
        "unread": _UNREAD,
        "makernote": _BlockRule(Category.DEVICE, also(), _ANYTHING, "the maker's own"),
        "vendor": _BlockRule(Category.DEVICE, also(), _ANYTHING, "the maker's own"),
        "flir": _BlockRule(
            Category.PREVIEW,
            also(Category.DEVICE),
            also(Category.LOCATION, Category.IDENTITY, Category.TIME, Category.CAPTION, Category.CAPTURE),
            "raw data of a thermal camera",
        ),
        "c2pa": _BlockRule(
            Category.HISTORY, also(), _ANYTHING, "a signed account of how the picture was made"
        ),
        # What a picture inside holds is known once it was read as a file of its own.
        "picture": _BlockRule(Category.PREVIEW, also(), _ANYTHING, "a picture in the picture"),
        # An item of HEIF: its metadata, if it has any, stands beside it in the file.
        "coded picture": _BlockRule(Category.PREVIEW, also(), also(), "a picture beside the first one"),
        "video": _BlockRule(Category.PREVIEW, also(), _ANYTHING, "a video with its sound"),
        **dict.fromkeys(
            ("layers", "unread layers"),
            _BlockRule(Category.PREVIEW, also(), _ANYTHING, "what the picture was made of"),
        ),
        "unread picture": _BlockRule(Category.PREVIEW, also(), _ANYTHING, "a picture of an unknown coding"),
        "thumbnail": _BlockRule(Category.PREVIEW, also(), _ANYTHING, "a small copy of the picture"),
        # JPEG-HDR and the like: no viewer of today renders from it, and there is room for a whole JPEG file.
        "gainmap": _BlockRule(Category.PREVIEW, also(), _ANYTHING, "how to brighten the picture"),
        "iso21496": _BlockRule(Category.RENDERING, also(), also(), "how to brighten with a second picture"),
        # One of its forms is a JPEG file (extension code 0x10), with room for anything.
        "jfxx": _BlockRule(Category.PREVIEW, also(), _ANYTHING, "a small copy of the picture"),
        # A list of offsets; each picture may have a unique id in it (CIPA DC-007, tag 0xB003).
        "mpf": _BlockRule(
            Category.PREVIEW, also(), also(Category.IDENTITY, Category.HISTORY), "a list of more pictures"
        ),
        "trailer": _BlockRule(Category.TRAILER, also(), _ANYTHING, "follows the end of the picture"),
        "tail": _BlockRule(Category.TRAILER, also(), _ANYTHING, "part of what follows the end"),
        "samsung": _BlockRule(Category.TRAILER, also(), _ANYTHING, "follows the end of the picture"),
        "icc": _BlockRule(
            Category.RENDERING,
            also(),
            also(Category.DEVICE, Category.TIME, Category.HISTORY),
            "a colour profile",
        ),
        "jpeg reconstruction": _BlockRule(
            Category.HISTORY,
            also(),
            _ANYTHING,
            "what else was in the JPEG file that the picture was made from",
        ),
        "layer name": _BlockRule(Category.CAPTION, also(), _ANYTHING, "the name of a frame or a channel"),
        "coded profile": _BlockRule(
            Category.RENDERING, also(), also(), "a colour profile, coded inside the picture and not read"
        ),
        "georeference": _BlockRule(Category.LOCATION, also(), _ANYTHING, "where on Earth the picture lies"),
        "ownership": _BlockRule(Category.RIGHTS, also(Category.IDENTITY), _ANYTHING, "who owns the picture"),
        "encoder": _BlockRule(Category.HISTORY, also(), also(), "which program coded the picture"),
        # What a document does where it is opened by itself: no picture shows it, and no metadata is in it.
        "script": _BlockRule(
            Category.RENDERING, also(), also(), "a script, run where the file is opened alone"
        ),
        "external": _BlockRule(
            Category.RENDERING, also(), also(), "a link to elsewhere, which tells who looks"
        ),
        "slack": _BlockRule(Category.UNKNOWN, also(), _ANYTHING, "bytes that nothing points to"),
        "unknown": _BlockRule(Category.UNKNOWN, also(), _ANYTHING),
    }
)


def classify_block(kind: str, path: str, size: int) -> Finding:
    """Say what a block reveals that was not read, as far as its kind tells.

    Args:
        kind: the block's kind; any other word than the known ones counts as unknown.
        path: the block's path, which is the finding's.
        size: the block's size in bytes.
    """
    rule = _BLOCKS.get(kind, _BLOCKS["unknown"])
    reveals = rule.reveals | {rule.category}
    may_hold = rule.may_hold - reveals
    held = ", ".join(category.value for category in by_harm(may_hold))
    if may_hold == _ANYTHING - reveals:
        held = "anything"
    reason = f"{rule.why}; may hold {held}" if held else rule.why
    return Finding(path, rule.category, reveals, kind, size, None, reason, may_hold)


def unreadable(kind: str, path: str, size: int, rules: Sequence[str]) -> Finding:
    """The finding for a damaged block.

    Args:
        kind: the block's kind.
        path: the block's path, which is the finding's.
        size: the block's size in bytes.
        rules: the rules that it breaks, as in `Reading.damage`.
    """
    reason = f"damaged: {', '.join(rules)}" if rules else "damaged"
    category = Category.UNREADABLE
    return Finding(path, category, also(category), kind, size, None, reason, _ANYTHING)

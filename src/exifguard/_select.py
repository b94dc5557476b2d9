"""What stays of a file's blocks under a policy that keeps some of their fields.

Every block is read, every field is classified and decided. A block of which everything stays is copied; one
of which something goes is written anew with the rest, by the writer of its standard; what can't be written
exactly goes whole. Blocks inside blocks are treated the same way; pictures inside them go through the engine.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from ._fresh import Fresh
from ._inspect import CODED, cut_value, outermost
from ._picture import is_turned
from ._source import BytesSource, Source
from .containers import Container
from .errors import MalformedError
from .limits import Limits
from .metadata import CODECS, PARTLY_READ
from .metadata import _exif_writer as exif_writer
from .metadata import _iptc_writer as iptc_writer
from .metadata import _photoshop_writer as photoshop_writer
from .metadata import _text_writer as text_writer
from .metadata import _xmp_writer as xmp_writer
from .metadata import svg as svg_writer
from .metadata._rewritten import Rewritten
from .model import Action, Block, Decision, Field, Finding, Nested, Parts, Rendering
from .privacy.classify import classify, classify_block, unreadable
from .privacy.policy import Policy
from .privacy.zones import without_zone, zone_finding
from .structures.blocks import BOUND, LABEL, block_data
from .structures.extended_xmp import GUID_SIZE, guid

CANNOT = "cannot be kept without what stands beside it"
WITH_PICTURES = "written anew with the pictures that stay"
NO_VIDEO = "videos inside pictures cannot be cleaned"
SAID_ELSEWHERE = "contradicts what the picture is shown by"
NO_PICTURE = "belongs to a picture or video that does not stay"

GAIN_MAP_PROPERTIES = ("hdrgm:", "HDRGainMap:", "apdi:", "Container:Directory")
"""XMP that describes an HDR gain map, or where in the file it is: never copied, always written anew."""
FOLLOWING_PROPERTIES = (
    *("GCamera:MotionPhoto", "GCamera:MicroVideo", "GCamera:VideoPresentationTimestamp"),
    *("OpCamera:", "VCamera:VMotionPhoto", "Device:Container"),
)
"""XMP that promises a video behind the picture, which never stays, or counts the bytes of others there."""
EXTENDED = "xmpNote:HasExtendedXMP"
RENDERING_KEYS = frozenset({"IFD0:Orientation", "ExifIFD:ColorSpace", "InteropIFD:InteropIndex"})

FRAMED = frozenset({"picture", "slack"})
"""Kinds of blocks of a file that cannot stay when what frames them is written anew: plain pixels that a
header counts, bytes behind a compressed stream. A picture that is a file of its own is none of these."""

Embed = Callable[[Source, str, int], bytes | None]
"""Cleans a picture inside a block: source, path, depth. None when it can't be."""


@dataclass(slots=True)
class Selection:
    """What becomes of the blocks of a file.

    Attributes:
        whole: indices of the blocks that stay as they are.
        contents: new contents by the index of the block.
        decisions: field by field.
        notes: what could not be kept, in plain words.
        touched: False when every block may stay as it is.
    """

    whole: set[int] = field(default_factory=set)
    contents: dict[int, bytes] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    touched: bool = False


class _Job(NamedTuple):
    """What a writer is to write."""

    data: bytes
    wrap: str
    limits: Limits
    kept: frozenset[str]
    texts: Mapping[str, str]
    nested: Mapping[str, bytes]
    fresh: Fresh

    def keeps(self, key: str) -> bool:
        return key in self.kept


def _write_exif(job: _Job) -> Rewritten:
    return exif_writer.rewrite(job.data, job.keeps, job.limits, job.nested, job.texts, job.fresh.exif)


def _write_xmp(job: _Job) -> Rewritten:
    blobs = {key: base64.b64encode(data).decode("ascii") for key, data in job.nested.items()}
    wanted = job.kept | blobs.keys()
    return xmp_writer.rewrite(
        job.data, wanted.__contains__, job.limits, {**job.texts, **blobs}, job.fresh.xmp
    )


def _write_iptc(job: _Job) -> Rewritten:
    return iptc_writer.rewrite(job.data, job.keeps, job.limits, job.texts)


def _write_photoshop(job: _Job) -> Rewritten:
    wanted = job.kept - job.texts.keys()
    return photoshop_writer.rewrite(job.data, wanted.__contains__, job.limits, job.nested)


def _write_text(job: _Job) -> Rewritten:
    return text_writer.rewrite(job.data, job.keeps, job.limits, job.wrap, job.nested, job.texts)


def _write_svg(job: _Job) -> Rewritten:
    return svg_writer.rewrite(job.nested, job.wrap)


WRITERS: Mapping[str, Callable[[_Job], Rewritten]] = MappingProxyType(
    {
        "exif": _write_exif,
        "xmp": _write_xmp,
        "iptc": _write_iptc,
        "photoshop": _write_photoshop,
        "text": _write_text,
        "svg": _write_svg,
    }
)
"""The writers, by the kind of block."""


class Selector:
    """Goes through the blocks of one file."""

    def __init__(
        self, policy: Policy, limits: Limits, rendering: Rendering, fresh: Fresh, embed: Embed
    ) -> None:
        self.policy = policy
        self.limits = limits
        self.rendering = rendering
        self.fresh = fresh
        self.embed = embed
        self.out = Selection()
        self.fields = 0
        self.guids: dict[str, str] = {}
        self.turned = True

    def keeps_whole(self, kind: str, path: str, data: bytes) -> bool:
        """Decide over a block that nothing but its container can write anew: True when all of it stays."""
        reading = CODECS[kind].read(data, self.limits)
        found = [classify(kind, cut_value(one, self.limits), path) for one in reading.fields]
        found += [classify_block(one.kind, f"{path}/{one.path}", len(one.data)) for one in reading.nested]
        decisions = [self.policy.decide(one) for one in found]
        whole = not reading.damage and all(one.action is Action.KEEP for one in decisions)
        self.out.decisions += [one for one in decisions if whole or one.action is Action.REMOVE]
        return whole

    def select(self, container: Container, source: Source, parts: Parts, done: set[int]) -> Selection:
        """Decide over all blocks but those in `done`.

        Extended XMP comes first: the packet that names it has to name what is left of it.
        """
        self.turned = is_turned(container)
        order = [index for index in range(len(parts.blocks)) if index not in done]
        extended = [index for index in order if _is_extended(parts.blocks[index])]
        for index in [*extended, *(index for index in order if index not in extended)]:
            self._block(container, source, parts.blocks[index], index)
        self._drop_orphans(parts, extended)
        return self.out

    def _block(self, container: Container, source: Source, block: Block, index: int) -> None:
        mark = len(self.out.decisions)
        if block.kind in CODED:
            if self._decide(classify_block(block.kind, block.path, block.size)):
                self.out.whole.add(index)
            return
        if block.kind in FRAMED:
            self._decide(classify_block(block.kind, block.path, block.size))
            self._drop(mark)
            return
        try:
            data = block_data(source, block, self.limits)
        except MalformedError as error:
            finding = unreadable(block.kind, block.path, block.size, (error.rule or "damaged",))
            if self._decide(finding):
                self.out.whole.add(index)
            return
        main = not block.wrap and block.kind in ("exif", "xmp")
        new = self.sift(block.kind, block.path, data, block.wrap, main=main)
        if block.wrap in (LABEL, BOUND):
            self._drop(mark)
        elif new and new is data:
            self.out.whole.add(index)
        elif new and container.can_hold(block, len(new)):
            self.out.contents[index] = new
        elif new:
            self._drop(mark, f"{block.path} was dropped: it cannot be written anew in its place")
        else:
            self._drop(mark)
        if _is_extended(block) and new:
            self.guids[block.wrap] = block.wrap if new is data else guid(new)

    def _drop_orphans(self, parts: Parts, extended: list[int]) -> None:
        """Extended XMP that no packet names any more is read by nobody, and goes."""
        for index in extended:
            if parts.blocks[index].wrap in self.guids:
                path = parts.blocks[index].path
                self.out.whole.discard(index)
                self.out.contents.pop(index, None)
                self._drop(0, "extended XMP that no packet names was dropped", under=path)

    # -- one block ----------------------------------------------------------------------------------

    def sift(
        self, kind: str, path: str, data: bytes, wrap: str = "", depth: int = 0, *, main: bool = False
    ) -> bytes:
        """What stays of a block: `data` itself when all of it does, ``b""`` when nothing does.

        Args:
            kind, path, data, wrap: the block.
            depth: how deep it is nested.
            main: viewers read this block first: it has to say what `fresh` holds.
        """
        self.limits.check("depth", depth, part=outermost(path))
        codec = CODECS.get(kind)
        if codec is None:
            return self._unread(kind, path, data, wrap, depth)
        mark = len(self.out.decisions)
        if kind in PARTLY_READ and not self._decide(classify_block(kind, path, len(data))):
            return b""
        reading = codec.read(data, self.limits, wrap)
        self.fields += len(reading.fields)
        self.limits.check("fields", self.fields, part=outermost(path))
        if not (reading.fields or reading.nested or reading.damage):
            self._decide(classify_block(kind, path, len(data)))
            self.out.touched = True
            return b""
        chosen = _Chosen()
        for one in reading.fields:
            self._field(kind, path, one, chosen, main=main)
        for inner in reading.nested:
            self._nested(kind, path, inner, depth, chosen, main=main)
        if reading.damage:
            chosen.whole &= self._decide(unreadable(kind, path, len(data), reading.damage))
        fresh = self._values_for(kind, chosen) if main else Fresh()
        if chosen.whole and not (fresh.exif or fresh.xmp):
            self._said(kind, main=main)
            return data
        job = _Job(data, wrap, self.limits, chosen.kept(), chosen.texts, chosen.nested, fresh)
        return self._written(kind, path, job, mark, main=main)

    def _written(self, kind: str, path: str, job: _Job, mark: int, *, main: bool) -> bytes:
        """The block as its writer writes it."""
        if not (job.kept or job.nested or job.fresh.exif or job.fresh.xmp):
            return b""
        writer = WRITERS.get(kind)
        if writer is None:
            self._drop(mark, f"{path} was dropped: it cannot be written anew")
            return b""
        result = writer(job)
        self.out.notes |= dict.fromkeys(f"{path}: {note}" for note in result.notes)
        if not result.data:
            self._drop(mark)
            return b""
        self._drop_unwritten(kind, path, job, result.data, mark)
        self._said(kind, main=main)
        return result.data

    def _said(self, kind: str, *, main: bool) -> None:
        """A main block says what had to be said: no other has to."""
        if main and kind == "exif":
            self.fresh.exif = {}
        elif main and kind == "xmp":
            self.fresh.xmp = {}

    def _drop_unwritten(self, kind: str, path: str, job: _Job, data: bytes, mark: int) -> None:
        """Find out what a writer left out of what was to stay. That of XMP writes all properties or none."""
        there: Counter[str] | None = None
        if kind != "xmp":
            there = Counter(one.key for one in CODECS[kind].read(data, job.limits, job.wrap).fields)
        for number in range(mark, len(self.out.decisions)):
            decision = self.out.decisions[number]
            key = decision.finding.key
            if decision.action is not Action.KEEP or decision.finding.path != f"{path}/{key}":
                continue
            if there is None:
                left_out = key.startswith(xmp_writer.AROUND)
            else:
                there[key] -= 1
                left_out = there[key] < 0
            if left_out:
                self.out.decisions[number] = Decision(decision.finding, Action.REMOVE, CANNOT)

    def _values_for(self, kind: str, chosen: _Chosen) -> Fresh:
        """What a main block has to say besides what it keeps."""
        if kind == "exif":
            return Fresh(exif={k: v for k, v in self.fresh.exif.items() if not chosen.fields.get(k)})
        kept = {_property(key) for key, stays in chosen.fields.items() if stays}
        return Fresh(xmp={k: v for k, v in self.fresh.xmp.items() if k not in kept})

    # -- one field ----------------------------------------------------------------------------------

    def _field(self, kind: str, path: str, one: Field, chosen: _Chosen, *, main: bool) -> None:
        finding = classify(kind, cut_value(one, self.limits), path)
        special = self._special(kind, one, finding, main=main)
        if special is not None:
            self.out.decisions.append(special)
            stays = special.action is Action.KEEP
            self.out.touched |= special.action is Action.REMOVE
        else:
            stays = self._decide(finding)
        if stays and one.key == EXTENDED and self.guids:
            old = str(one.value)
            stays = old in self.guids
            chosen.cut(one, self.guids.pop(old, old))
        elif stays and (zone := zone_finding(finding)) and not self._decide(zone):
            chosen.cut(one, without_zone(str(one.value), one.key))
        chosen.add(one.key, stays=stays)

    def _special(self, kind: str, one: Field, finding: Finding, *, main: bool) -> Decision | None:
        """The decision over fields that the layout of the file decides, and not the policy."""
        key = one.key
        if kind == "xmp":
            if key == EXTENDED:
                there = str(one.value) in self.guids
                return Decision(finding, Action.KEEP if there else Action.REMOVE, WITH_PICTURES)
            if key.startswith(FOLLOWING_PROPERTIES):
                return Decision(finding, Action.REMOVE, NO_PICTURE)
            if key.startswith(GAIN_MAP_PROPERTIES):
                anew = main and any(name.startswith(GAIN_MAP_PROPERTIES) for name in self.fresh.xmp)
                action = Action.NEUTRALISE if anew else Action.REMOVE
                return Decision(finding, action, WITH_PICTURES if anew else NO_PICTURE)
        if kind == "exif" and main and key in RENDERING_KEYS and self._contradicts(one):
            if key not in self.fresh.exif:
                return Decision(finding, Action.REMOVE, SAID_ELSEWHERE)
            return Decision(finding, Action.NEUTRALISE, "written anew: another carrier says it")
        return None

    def _contradicts(self, one: Field) -> bool:
        """True when a field says something else than what the picture is shown by."""
        expected = {
            "IFD0:Orientation": self.rendering.orientation,
            "ExifIFD:ColorSpace": self.rendering.color_space,
            "InteropIFD:InteropIndex": self.rendering.interop_index,
        }[one.key]
        said = one.value[0] if isinstance(one.value, tuple) and one.value else one.value
        if expected is None or said == expected:
            return False
        if one.key == "IFD0:Orientation" and not self.turned:
            return False  # no viewer heeds it, so it may stay and contradicts nothing
        if expected == 1 and said not in range(1, 9):
            return False  # no reader turns a picture by such a value
        self.out.touched = True
        return True

    # -- what is nested, and what nobody reads --------------------------------------------------------

    def _nested(
        self, kind: str, path: str, inner: Nested, depth: int, chosen: _Chosen, *, main: bool
    ) -> None:
        main = kind == "text" and depth == 0 and inner.kind == "xmp"
        new = self.sift(inner.kind, f"{path}/{inner.path}", inner.data, inner.wrap, depth + 1, main=main)
        chosen.whole &= bool(new) and new is inner.data
        if new:
            chosen.nested[inner.path] = new

    def _unread(self, kind: str, path: str, data: bytes, wrap: str, depth: int) -> bytes:
        """What stays of a block that no codec reads."""
        finding = classify_block(kind, path, len(data))
        if kind == "video":
            self.out.decisions.append(Decision(finding, Action.REMOVE, NO_VIDEO))
            self.out.touched = True
            return b""
        if kind != "picture":
            return data if self._decide(finding) else b""
        # A picture goes through the engine, and plain pixels hold nothing else: its own category decides.
        if not self._decide(replace(finding, may_hold=frozenset())):
            return b""
        new = data if wrap else self.embed(BytesSource(data), path, depth + 1)
        if new is None:
            self._drop(len(self.out.decisions) - 1, f"{path} was dropped: it cannot be cleaned")
            return b""
        self.out.touched |= new != data
        return data if new == data else new

    # -- decisions ------------------------------------------------------------------------------------

    def _decide(self, finding: Finding) -> bool:
        """Note what the policy says of a finding; True when it may stay as it is."""
        decision = self.policy.decide(finding)
        self.out.decisions.append(decision)
        stays = decision.action is Action.KEEP
        self.out.touched |= not stays
        return stays

    def _drop(self, mark: int, note: str = "", under: str = "") -> None:
        """What was to stay since `mark` can't."""
        decisions = self.out.decisions
        for number in range(mark, len(decisions)):
            decision = decisions[number]
            if decision.action is Action.KEEP and decision.finding.path.startswith(under):
                decisions[number] = Decision(decision.finding, Action.REMOVE, CANNOT)
                self.out.touched = True
        if note:
            self.out.notes[note] = None


@dataclass(slots=True)
class _Chosen:
    """What stays of one block.

    Attributes:
        fields: by key, whether all fields of the key stay.
        texts: new texts of fields by key.
        nested: new contents of nested blocks by path.
        whole: True while everything stays as it is.
    """

    fields: dict[str, bool] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    nested: dict[str, bytes] = field(default_factory=dict)
    whole: bool = True

    def add(self, key: str, *, stays: bool) -> None:
        """Several fields under one key stay together or go together."""
        self.fields[key] = self.fields.get(key, True) and stays
        self.whole &= stays

    def cut(self, one: Field, text: str) -> None:
        """Give a field a new text; where several share its key, only an equal one will do."""
        if text != one.value:
            self.whole = False
            if self.texts.setdefault(one.key, text) != text:
                self.fields[one.key] = False

    def kept(self) -> frozenset[str]:
        """The keys of the fields that stay."""
        return frozenset(key for key, stays in self.fields.items() if stays)


def _property(key: str) -> str:
    """The XMP property at the beginning of a path."""
    return key.partition("/")[0].partition("[")[0]


def _is_extended(block: Block) -> bool:
    """True for a piece of XMP that the main packet names by its GUID."""
    return block.kind == "xmp" and len(block.wrap) == GUID_SIZE

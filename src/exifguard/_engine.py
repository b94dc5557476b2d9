"""The conductor: parse, read, classify, decide, plan, verify.

With `_verify`, the only module that knows containers, metadata and privacy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from . import _verify
from ._recipe import Recipe
from ._source import BytesSource, SliceSource, Source, windows
from .containers import CONTAINERS, HEAD, Container, container_for
from .errors import ExifguardError, LimitExceededError, MalformedError, PolicyError, UnknownFormatError
from .limits import Limits
from .metadata import CODECS
from .metadata.exif import compose, read_rendering
from .metadata.text import raw_exif, xmp_packet
from .metadata.xmp import orientation as xmp_orientation
from .model import (
    Action,
    Block,
    Category,
    Check,
    Decision,
    Finding,
    Format,
    Part,
    Parts,
    Receipt,
    Rendering,
    Report,
    Role,
    Span,
)
from .privacy.classify import classify, classify_block, unreadable
from .privacy.places import places
from .privacy.policy import Policy
from .structures.blocks import block_data

PICTURE_ROLES = (Role.STRUCTURE, Role.IMAGE, Role.RENDERING)
"""Roles of the parts that make the picture and stay under every policy."""


def _action(role: Role) -> Action:
    if role is Role.IMAGE:
        return Action.KEEP
    return Action.NEUTRALISE if role in PICTURE_ROLES else Action.REMOVE


def find_container(source: Source, formats: Collection[str] | None = None) -> Container:
    """The container of a file, by its first bytes.

    Raises:
        UnknownFormatError: nothing supported (or nothing in `formats`) begins like this.
        PolicyError: `formats` names a format that does not exist.
    """
    known = {container.format.name for container in CONTAINERS}
    if formats is not None and not set(formats) <= known:
        raise PolicyError(f"formats may name {', '.join(sorted(known))}", rule="formats")
    container = container_for(source.read(0, min(HEAD, source.size)))
    if container is None:
        raise UnknownFormatError(
            "the file is empty" if not source.size else "not a picture of a supported format",
            rule="signature",
        )
    if formats is not None and container.format.name not in formats:
        raise UnknownFormatError(
            f"{container.format.name} is not among the accepted formats",
            format=container.format.name,
            rule="formats",
        )
    return container


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned scrub: everything is decided, nothing is written."""

    format: Format
    recipe: Recipe
    changed: bool
    parts: Parts
    decisions: tuple[Decision, ...]
    notes: tuple[str, ...]


def plan_scrub(
    source: Source,
    policy: Policy,
    limits: Limits,
    *,
    formats: Collection[str] | None = None,
    orientation: int | None = None,
) -> Plan:
    """Plan the scrub of a file and prove it.

    Args:
        source: the file.
        policy: what goes.
        limits: what it may cost.
        formats: names of the formats that are accepted; None accepts all.
        orientation: 1 to 8, to settle which way is up where the file contradicts itself.

    Raises:
        ExifguardError: any of the family; nothing is written then.
    """
    if orientation is not None and orientation not in range(1, 9):
        raise PolicyError("orientation is a number from 1 to 8", rule="orientation")
    limits.check("input_bytes", source.size)
    container = find_container(source, formats)
    draft = _draft(container, source, limits, orientation)

    def replan(recipe: Recipe) -> tuple[Parts, Recipe]:
        again = _draft(container, recipe, limits, draft.rendering.orientation, streams=False)
        return again.parts, again.recipe

    _verify.check_recipe(draft.parts, draft.actions, draft.recipe, replan)
    changed = not draft.recipe.gives_back_its_source()
    decisions = decide(draft, policy, changed=changed)
    notes = (*draft.notes, *_lost(source, draft.parts))
    return Plan(container.format, draft.recipe, changed, draft.parts, decisions, notes)


class _Draft(NamedTuple):
    """An output as planned, before it is proved and explained."""

    parts: Parts
    actions: tuple[Action, ...]
    rendering: Rendering
    recipe: Recipe
    notes: tuple[str, ...]


def _draft(
    container: Container, source: Source, limits: Limits, orientation: int | None, *, streams: bool = True
) -> _Draft:
    parts = container.parse(source, limits, streams=streams)
    rendering, notes = read_picture_values(container, source, parts, limits, orientation)
    actions = tuple([_action(part.role) for part in parts.parts])
    recipe = container.plan(source, parts, actions, {"exif": compose(rendering)})
    return _Draft(parts, actions, rendering, recipe, (*parts.notes, *notes))


# -- what the picture needs -----------------------------------------------------------------------


def read_picture_values(
    container: Container, source: Source, parts: Parts, limits: Limits, orientation: int | None = None
) -> tuple[Rendering, tuple[str, ...]]:
    """Read the values outside the coded picture that it needs to look the same, and notes on them."""
    readings = [
        read_rendering(block_data(source, block, limits))
        for block in parts.blocks
        if block.kind == "exif" and not block.wrap
    ]
    notes: tuple[str, ...] = ()
    if orientation is None:
        orientation, notes = _orientation([reading[0] for reading in readings], source, parts, limits)
    colour = next((reading[1:] for reading in readings if reading[1] is not None), (None, None))
    if not container.exif_says_colour or _has_profile(parts):
        colour = (None, None)
    return Rendering(orientation, *colour), notes


def _orientation(
    values: Sequence[int | None], source: Source, parts: Parts, limits: Limits
) -> tuple[int, tuple[str, ...]]:
    """Which way is up: what all EXIF blocks say; else what a carrier says that few viewers heed."""
    if len({value or 1 for value in values}) > 1:
        raise MalformedError(
            "two EXIF blocks disagree about which way is up; pass orientation= to decide",
            format=parts.format.name,
            rule="orientation-conflict",
        )
    found = next((value for value in values if value), None)
    if found is not None:
        return found, ()
    for block in parts.blocks:
        found = _minor_orientation(source, block, limits)
        if found not in (None, 1):
            assert found is not None  # noqa: S101 - for the type checker
            return found, ("only a carrier that few viewers read says which way is up; EXIF says it now",)
    return 1, ()


def _minor_orientation(source: Source, block: Block, limits: Limits) -> int | None:
    """The orientation in XMP or in an ImageMagick raw profile."""
    if block.kind == "xmp" and not block.wrap:
        return xmp_orientation(block_data(source, block, limits))
    if block.kind != "text":
        return None
    data = block_data(source, block, limits)
    exif = raw_exif(data, block.wrap, limits)
    if exif is not None:
        return read_rendering(exif)[0]
    packet = xmp_packet(data, block.wrap, limits)
    return xmp_orientation(packet) if packet is not None else None


def _has_profile(parts: Parts) -> bool:
    return any(
        block.kind == "icc" and parts.parts[block.parts[0]].role is Role.RENDERING for block in parts.blocks
    )


GAIN_MAP_WINDOW = 64 * 1024
GAIN_MAP_MARKS = (b"hdrgm", b"HDRGainMap", b"urn:iso:std:iso:ts:21496")
"""What only pictures with an HDR gain map say, in their XMP or beside it."""


def _lost(source: Source, parts: Parts) -> list[str]:
    """Notes on what a viewer may miss that could not be kept."""
    kinds = Counter(block.kind for block in parts.blocks if not block.wrap)
    notes = []
    if kinds["picture"]:
        notes.append(f"the first of {kinds['picture'] + 1} pictures is kept")
    if any(_speaks_of_gain_map(source, block) for block in parts.blocks):
        notes.append("the HDR gain map is lost: the picture shows in standard range")
    if kinds["video"]:
        notes.append("the video of a motion photo is removed")
    return notes


def _speaks_of_gain_map(source: Source, block: Block) -> bool:
    if block.kind not in ("xmp", "picture", "gainmap"):
        return False
    start, end = block.spans[0]
    head = source.read(start, min(end - start, GAIN_MAP_WINDOW))
    return block.kind == "gainmap" or any(mark in head for mark in GAIN_MAP_MARKS)


# -- what happens to what -------------------------------------------------------------------------


def decide(draft: _Draft, policy: Policy, *, changed: bool) -> tuple[Decision, ...]:
    """A decision for every block, and for every removed part outside blocks."""
    parts, actions = draft.parts.parts, draft.actions
    decisions = []
    claimed: set[int] = set()
    for block in draft.parts.blocks:
        claimed.update(block.parts)
        kept = not changed or actions[block.parts[0]] is not Action.REMOVE
        decisions.append(_decision(classify_block(block.kind, block.path, block.size), policy, kept=kept))
    for index, part in enumerate(parts):
        if actions[index] is Action.REMOVE and index not in claimed:
            decisions.append(_decision(part_finding(part), policy, kept=False))
    return (*decisions, *(_rendering_decisions(draft.rendering) if changed else ()))


def part_finding(part: Part) -> Finding:
    """A finding for a part that no block names."""
    return Finding(
        part.name,
        Category.UNKNOWN,
        frozenset({Category.UNKNOWN}),
        part.name,
        part.size,
        reason="not needed to show the picture",
    )


def _decision(finding: Finding, policy: Policy, *, kept: bool) -> Decision:
    """The policy's word, as far as it can be followed: what can't be rewritten exactly goes whole."""
    decision = policy.decide(finding)
    if kept:
        return Decision(finding, Action.KEEP, "the picture needs it")
    if decision.action is Action.REMOVE:
        return decision
    return Decision(finding, Action.REMOVE, "cannot be kept without what stands beside it")


def _rendering_decisions(rendering: Rendering) -> list[Decision]:
    values = {"orientation": rendering.orientation, "color space": rendering.color_space}
    plain = {"orientation": 1, "color space": None}
    return [
        Decision(
            Finding(f"exif/{name}", Category.RENDERING, frozenset({Category.RENDERING}), name),
            Action.NEUTRALISE,
            "the picture needs it",
        )
        for name, value in values.items()
        if value != plain[name]
    ]


# -- reading --------------------------------------------------------------------------------------


class _Inspector:
    """Reads a file, the blocks in it, the blocks in those, and the pictures in all of them."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.findings: list[Finding] = []
        self.fields = 0
        self.complete = True

    def file(self, source: Source, parts: Parts, prefix: str, depth: int) -> None:
        """Read one parsed file: the whole input, or a picture inside it."""
        self.limits.check("depth", depth, format=parts.format.name, part=prefix or None)
        claimed: set[int] = set()
        for block in parts.blocks:
            claimed.update(block.parts)
            self.block(source, block, prefix + block.path, depth)
        for index, part in enumerate(parts.parts):
            if part.role not in PICTURE_ROLES and index not in claimed:
                finding = part_finding(part)
                self.findings.append(replace(finding, path=prefix + finding.path))

    def block(self, source: Source, block: Block, path: str, depth: int) -> None:
        """Read one block of a file."""
        if block.kind in EMBEDDED and not block.wrap:
            self.findings.append(classify_block(block.kind, path, block.size))
            start, end = block.spans[0]
            self.embedded(SliceSource(source, start, end), path, depth)
            return
        try:
            data = block_data(source, block, self.limits)
        except MalformedError as error:
            self.damaged(block.kind, path, block.size, (error.rule or "damaged",))
            return
        self.data(block.kind, path, data, block.wrap, depth)

    def data(self, kind: str, path: str, data: bytes, wrap: str, depth: int) -> None:
        """Read the bytes of a block, and what is nested in it."""
        self.limits.check("depth", depth, part=path)
        codec = CODECS.get(kind)
        if kind == "unread":
            self.complete = False
        if codec is None:
            self.findings.append(classify_block(kind, path, len(data)))
            if kind in EMBEDDED and not wrap:
                self.embedded(BytesSource(data), path, depth)
            return
        reading = codec.read(data, self.limits, wrap)
        self.fields += len(reading.fields)
        self.limits.check("fields", self.fields, part=path)
        self.findings.extend(classify(kind, field, path) for field in reading.fields)
        if reading.damage:
            self.damaged(kind, path, len(data), reading.damage)
        for nested in reading.nested:
            self.data(nested.kind, f"{path}/{nested.path}", nested.data, nested.wrap, depth + 1)

    def damaged(self, kind: str, path: str, size: int, rules: tuple[str, ...]) -> None:
        """Note a block, or a piece of one, that cannot be read."""
        self.complete = False
        self.findings.append(unreadable(kind, path, size, rules))

    def embedded(self, source: Source, path: str, depth: int) -> None:
        """Read a picture inside the file, if its format is known."""
        container = container_for(source.read(0, min(HEAD, source.size)))
        if container is not None:
            parts = container.parse(source, self.limits, lenient=True)
            self.file(source, parts, f"{path}/", depth + 1)


EMBEDDED = frozenset({"picture", "video"})
"""Kinds of blocks that are files of their own."""


def inspect_source(source: Source, limits: Limits, formats: Collection[str] | None = None) -> Report:
    """Report what a file reveals; see `api.inspect`."""
    limits.check("input_bytes", source.size)
    container = find_container(source, formats)
    return report_on(source, container.parse(source, limits, lenient=True), limits)


def report_on(source: Source, parts: Parts, limits: Limits, *, partial: bool = False) -> Report:
    """Report what a parsed file reveals; with `partial`, a limit ends the reading and not the work."""
    inspector = _Inspector(limits)
    notes = parts.notes
    try:
        inspector.file(source, parts, "", 0)
    except LimitExceededError as error:
        if not partial:
            raise
        inspector.complete = False
        notes = (*notes, f"not everything was read: {error}")
    findings = tuple(inspector.findings)
    return Report(parts.format, source.size, findings, places(findings), notes, inspector.complete)


# -- proofs ---------------------------------------------------------------------------------------


def make_receipt(plan: Plan, report: Report, policy: Policy) -> Receipt:
    """Hashes of a planned scrub, and how many findings of each category it removes."""
    from . import __version__  # not at the top: the package's front door imports nothing of ours

    source = plan.recipe.source
    removed = Counter(f.category.value for f in report.findings if policy.decide(f).action is Action.REMOVE)
    return Receipt(
        __version__,
        policy.name,
        _digest(source, [Span(0, source.size)]),
        _digest(plan.recipe, [Span(0, plan.recipe.size)]),
        _digest(source, _verify.image_spans(plan.parts.parts)),
        tuple(sorted(removed.items())),
    )


def _digest(source: Source, spans: Iterable[Span]) -> str:
    from hashlib import sha256  # OpenSSL is slow to load and receipts are rare

    digest = sha256()
    for start, end in spans:
        for buffer in windows(source, start, end):
            digest.update(buffer)
    return digest.hexdigest()


def compare(before: Source, after: Source, policy: Policy, limits: Limits) -> tuple[Check, ...]:
    """The checks of `api.verify`."""
    first = find_container(before)
    original = first.parse(before, limits)
    try:
        second = find_container(after)
        copy = second.parse(after, limits)
        rendering, _ = read_picture_values(second, after, copy, limits)
        draft = _draft(second, after, limits, rendering.orientation)
    except ExifguardError as error:
        return (Check("readable", passed=False, detail=str(error)),)
    expected, _ = read_picture_values(first, before, original, limits)
    settled = draft.recipe.gives_back_its_source()
    decisions = decide(draft, policy, changed=not settled)
    left = [decision.finding.path for decision in decisions if decision.action is Action.REMOVE]
    return (
        Check("readable", passed=True),
        Check("same format", first.format == second.format, second.format.name),
        Check("same picture data", _same_image(before, original, after, copy)),
        Check("same orientation and colour", rendering == expected),
        Check("nothing left", settled, "" if settled else ", ".join(left)),
    )


def _same_image(before: Source, original: Parts, after: Source, copy: Parts) -> bool:
    """True when both files hold the same coded picture data."""
    digests = [_digest(s, _verify.image_spans(p.parts)) for s, p in ((before, original), (after, copy))]
    return digests[0] == digests[1]

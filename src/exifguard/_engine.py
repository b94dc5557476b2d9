"""The conductor: parse, decide, plan, verify.

With `_inspect`, `_proofs` and `_verify`, the only modules that know containers, metadata and privacy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from . import _verify
from ._inspect import PICTURE_ROLES, find_container, part_finding
from ._recipe import Recipe
from ._source import Source
from .containers import Container
from .errors import MalformedError, PolicyError, UnsupportedError
from .limits import Limits
from .metadata.exif import compose, read_rendering
from .metadata.icc import sanitise
from .metadata.panorama import compose_projection, read_projection
from .metadata.text import raw_exif, xmp_packet
from .metadata.xmp import orientation as xmp_orientation
from .model import Action, Block, Category, Decision, Finding, Format, Parts, Projection, Rendering, Role
from .privacy.classify import classify_block
from .privacy.policy import Policy
from .structures.blocks import block_data


def _action(role: Role) -> Action:
    if role is Role.IMAGE:
        return Action.KEEP
    return Action.NEUTRALISE if role in PICTURE_ROLES else Action.REMOVE


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
    if orientation is not None and (type(orientation) is not int or orientation not in range(1, 9)):
        raise PolicyError("orientation is a number from 1 to 8", rule="orientation")
    if policy.actions != Policy.share().actions or policy.default is not Action.REMOVE:
        raise PolicyError("this version can only follow the policy 'share'", rule="policy")
    limits.check("input_bytes", source.size)
    container = find_container(source, formats)
    draft = draft_scrub(container, source, limits, orientation)

    def replan(recipe: Recipe) -> tuple[Parts, Recipe]:
        again = draft_scrub(container, recipe, limits, draft.rendering.orientation, streams=False)
        return again.parts, again.recipe

    _verify.check_recipe(draft.parts, draft.actions, draft.recipe, replan)
    changed = not draft.recipe.gives_back_its_source()
    decisions = decide(draft, policy, changed=changed)
    notes = (*draft.notes, *_lost(source, draft.parts))
    return Plan(container.format, draft.recipe, changed, draft.parts, decisions, notes)


class Draft(NamedTuple):
    """An output as planned, before it is proved and explained."""

    parts: Parts
    actions: tuple[Action, ...]
    rendering: Rendering
    fresh: Mapping[str, bytes]
    recipe: Recipe
    notes: tuple[str, ...]


def draft_scrub(
    container: Container,
    source: Source,
    limits: Limits,
    orientation: int | None = None,
    *,
    streams: bool = True,
) -> Draft:
    """Plan an output without proving it."""
    parts = container.parse(source, limits, streams=streams)
    rendering, notes = read_picture_values(container, source, parts, limits, orientation)
    actions = tuple([_action(part.role) for part in parts.parts])
    fresh = {
        "exif": compose(rendering),
        "xmp": compose_projection(rendering.projection),
        **_cleaned_profile(source, parts, limits),
    }
    recipe = container.plan(source, parts, actions, fresh)
    return Draft(parts, actions, rendering, fresh, recipe, (*parts.notes, *notes))


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
    if not container.exif_says_colour or any(_is_profile(parts, block) for block in parts.blocks):
        colour = (None, None)
    return Rendering(orientation, *colour, _projection(source, parts, limits)), notes


def _projection(source: Source, parts: Parts, limits: Limits) -> Projection:
    """The shape of a panorama, as the first XMP packet says that describes one."""
    for block in parts.blocks:
        packet = _packet(source, block, limits)
        if packet is not None and (projection := read_projection(packet, limits)):
            return projection
    return ()


def _packet(source: Source, block: Block, limits: Limits) -> bytes | None:
    """The XMP packet in a block that viewers read one from, or None."""
    if block.kind == "xmp" and not block.wrap:
        return block_data(source, block, limits)
    if block.kind == "text":
        return xmp_packet(block_data(source, block, limits), block.wrap, limits)
    return None


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
    if block.kind == "text":
        exif = raw_exif(block_data(source, block, limits), block.wrap, limits)
        if exif is not None:
            return read_rendering(exif)[0]
    packet = _packet(source, block, limits)
    return xmp_orientation(packet) if packet is not None else None


def _cleaned_profile(source: Source, parts: Parts, limits: Limits) -> dict[str, bytes]:
    """The colour profile without what is not colour, as a fresh block; nothing when it may stay."""
    profile = next((block for block in parts.blocks if _is_profile(parts, block)), None)
    if profile is None:
        return {}
    old = block_data(source, profile, limits)
    new = sanitise(old)
    if new is None:
        raise UnsupportedError(
            "the colour profile can be neither cleaned nor left out safely",
            format=parts.format.name,
            part=profile.path,
            rule="profile",
        )
    return {} if new is old else {"icc": new}


def _is_profile(parts: Parts, block: Block) -> bool:
    """True for the colour profile that viewers heed."""
    return block.kind == "icc" and parts.parts[block.parts[0]].role is Role.RENDERING


MARKS_WINDOW = 64 * 1024
GAIN_MAP_MARKS = (b"hdrgm", b"HDRGainMap", b"urn:iso:std:iso:ts:21496")
"""What only pictures with an HDR gain map say, in their XMP or beside it."""


def _lost(source: Source, parts: Parts) -> list[str]:
    """Notes on what a viewer may miss that could not be kept."""
    kinds = Counter(block.kind for block in parts.blocks if not block.wrap)
    notes = []
    if kinds["picture"]:
        notes.append(f"the first of {kinds['picture'] + 1} pictures is kept")
    if kinds["gainmap"] or any(
        _mentions(source, block, GAIN_MAP_MARKS, ("xmp", "picture")) for block in parts.blocks
    ):
        notes.append("the HDR gain map is lost: the picture shows in standard range")
    if kinds["video"]:
        notes.append("the video of a motion photo is removed")
    return notes


def _mentions(source: Source, block: Block, marks: tuple[bytes, ...], kinds: tuple[str, ...]) -> bool:
    """True when one of `marks` stands near the beginning of a block of these kinds."""
    if block.kind not in kinds:
        return False
    start, end = block.spans[0]
    head = source.read(start, min(end - start, MARKS_WINDOW))
    return any(mark in head for mark in marks)


# -- what happens to what -------------------------------------------------------------------------


def decide(draft: Draft, policy: Policy, *, changed: bool) -> tuple[Decision, ...]:
    """A decision for every block, and for every removed part outside blocks."""
    parts, actions = draft.parts.parts, draft.actions
    decisions = []
    claimed: set[int] = set()
    for block in draft.parts.blocks:
        claimed.update(block.parts)
        finding = classify_block(block.kind, block.path, block.size)
        kept = not changed or actions[block.parts[0]] is not Action.REMOVE
        if kept and block.kind in draft.fresh:
            decisions.append(Decision(finding, Action.NEUTRALISE, "the picture needs its colours alone"))
        else:
            decisions.append(_decision(finding, policy, kept=kept))
    for index, part in enumerate(parts):
        if actions[index] is Action.REMOVE and index not in claimed:
            decisions.append(_decision(part_finding(part), policy, kept=False))
    return (*decisions, *(_rendering_decisions(draft.rendering) if changed else ()))


def _decision(finding: Finding, policy: Policy, *, kept: bool) -> Decision:
    """The policy's word, as far as it can be followed: what can't be rewritten exactly goes whole."""
    decision = policy.decide(finding)
    if kept:
        return Decision(finding, Action.KEEP, "the picture needs it")
    if decision.action is Action.REMOVE:
        return decision
    return Decision(finding, Action.REMOVE, "cannot be kept without what stands beside it")


def _rendering_decisions(rendering: Rendering) -> list[Decision]:
    values = {
        "exif/orientation": rendering.orientation != 1,
        "exif/color space": rendering.color_space is not None,
        "xmp/projection": bool(rendering.projection),
    }
    return [
        Decision(
            Finding(path, Category.RENDERING, frozenset({Category.RENDERING}), path.partition("/")[2]),
            Action.NEUTRALISE,
            "the picture needs it",
        )
        for path, stays in values.items()
        if stays
    ]

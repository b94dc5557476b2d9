"""What happens to what, in words: the decisions over blocks that were not read, notes on losses, refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from ._inspect import CODED, as_rendering, outermost, part_finding
from ._recipe import Recipe
from ._select import CANNOT, WITH_PICTURES
from ._source import Source
from .errors import RefusedError
from .model import Action, Block, Category, Decision, Finding, Parts, Rendering, Report
from .privacy.classify import classify_block
from .privacy.policy import Policy

NEEDED = "the picture needs it"
CREDITS = "the policy has credits written anew"


@dataclass(slots=True)
class Kept:
    """Which blocks stay, and in which form.

    Attributes:
        read: indices of the blocks that were decided over field by field.
        pictures: indices of the blocks that are pictures which stay.
        gain_map: the one of these that is the HDR gain map.
        index: the block that lists the pictures, written anew.
        shown: indices of the files inside that are part of what is shown.
        fresh: kinds of the blocks that were composed.
    """

    read: set[int] = field(default_factory=set)
    pictures: set[int] = field(default_factory=set)
    gain_map: int | None = None
    index: int | None = None
    shown: set[int] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Draft:
    """An output as planned, before it is proved and explained.

    Attributes:
        parts, actions: the input, and what happens to each part.
        rendering: what the picture needs.
        recipe: the output.
        kept: which blocks stay, and in which form.
        decisions: field by field, of blocks that were read and of pictures inside the file.
        doubts: what had to be repaired or guessed.
        notes: these, and what was lost.
        touched: the policy takes something out of it, or has something in it written anew.
    """

    parts: Parts
    actions: tuple[Action, ...]
    rendering: Rendering
    recipe: Recipe
    kept: Kept
    decisions: tuple[Decision, ...]
    doubts: tuple[str, ...]
    notes: tuple[str, ...]
    touched: bool

    @property
    def changed(self) -> bool:
        """False when the output is the input."""
        return not self.recipe.gives_back_its_source()


# -- decisions ------------------------------------------------------------------------------------


def decide(draft: Draft, policy: Policy) -> tuple[Decision, ...]:
    """A decision for every block that was not read, and for every removed part outside blocks."""
    changed = draft.changed
    decisions = [
        _over_block(draft, number, block, policy, changed=changed)
        for number, block in enumerate(draft.parts.blocks)
        if number not in draft.kept.read
    ]
    claimed = {index for block in draft.parts.blocks for index in block.parts}
    for index, part in enumerate(draft.parts.parts):
        if draft.actions[index] is Action.REMOVE and index not in claimed:
            decisions.append(_removed(part_finding(part), policy))
    return (*decisions, *(_written_anew(draft, policy) if changed else ()))


def _over_block(draft: Draft, number: int, block: Block, policy: Policy, *, changed: bool) -> Decision:
    kept = draft.kept
    finding = classify_block(block.kind, block.path, block.size)
    if number == kept.gain_map:
        return Decision(as_rendering(finding), Action.NEUTRALISE, NEEDED)
    if number in kept.shown:
        return Decision(as_rendering(finding), Action.NEUTRALISE if changed else Action.KEEP, NEEDED)
    if number in kept.pictures or number == kept.index:
        needed = kept.gain_map is not None and kept.pictures == {kept.gain_map}
        return Decision(as_rendering(finding) if needed else finding, Action.NEUTRALISE, WITH_PICTURES)
    stays = draft.actions[block.parts[0]] is not Action.REMOVE
    if block.kind in kept.fresh and (stays or block.kind == "iso21496"):
        return Decision(as_rendering(finding), Action.NEUTRALISE, "the picture needs its numbers alone")
    if stays or not changed:
        return Decision(finding, Action.KEEP, NEEDED)
    return _removed(finding, policy)


def _removed(finding: Finding, policy: Policy) -> Decision:
    """The policy's word, as far as it can be followed: what can't be rewritten exactly goes whole."""
    decision = policy.decide(finding)
    return decision if decision.action is Action.REMOVE else Decision(finding, Action.REMOVE, CANNOT)


def _written_anew(draft: Draft, policy: Policy) -> Iterator[Decision]:
    """What composed blocks say."""
    rendering = draft.rendering
    values = {
        "exif/orientation": rendering.orientation != 1,
        "exif/color space": rendering.color_space is not None,
        "xmp/projection": bool(rendering.projection),
        "xmp/gain map": rendering.gain_map is not None,
    }
    for path, stays in values.items():
        if stays and not policy.selective:
            yield Decision(_composed(path, Category.RENDERING), Action.NEUTRALISE, NEEDED)
    if policy.writes_credits and {"exif", "xmp", "photoshop"} & draft.kept.fresh:
        yield Decision(_composed("credits", Category.RIGHTS), Action.NEUTRALISE, CREDITS)


def _composed(path: str, category: Category) -> Finding:
    return Finding(path, category, frozenset({category}), path.rpartition("/")[2])


def explain_unread(report: Report, policy: Policy, *, changed: bool) -> tuple[Decision, ...]:
    """The policy's word over every finding of a file whose blocks go unread."""
    if not changed:
        return tuple(Decision(finding, Action.KEEP, "nothing had to go") for finding in report.findings)
    return tuple(policy.decide(finding) for finding in report.findings)


# -- refusals -------------------------------------------------------------------------------------


def refuse(report: Report, doubts: Collection[str], policy: Policy) -> None:
    """Refuse a file that the policy does not let pass.

    Raises:
        RefusedError: a finding is of a category that the policy refuses; or the policy is minimal, and
            something had to be repaired or guessed.
    """
    for finding in report.findings:
        decision = policy.decide(finding)
        if decision.action is Action.REFUSE:
            raise RefusedError(
                decision.rule, format=report.format.name, part=outermost(finding.path), rule="refused"
            )
    if policy.minimal and doubts:
        raise RefusedError(
            f"the file is not beyond doubt: {next(iter(doubts))}", format=report.format.name, rule="ambiguous"
        )


# -- losses ---------------------------------------------------------------------------------------

ACTIVE_NOTES = {
    "script": "a script stays: browsers run it where the file is opened by itself",
    "external": "a link to elsewhere stays: who follows it, or opens the file by itself, may be seen there",
}
"""What stays and is not part of what is shown, by the kind of block."""

MARKS_WINDOW = 64 * 1024
GAIN_MAP_MARKS = (b"hdrgm", b"HDRGainMap", b"urn:iso:std:iso:ts:21496")
"""What only pictures with an HDR gain map say, in their XMP or beside it."""


def lost(source: Source, draft: Draft) -> list[str]:
    """Notes on what a viewer may miss that could not be kept."""
    blocks = draft.parts.blocks
    gone = [number for number, block in enumerate(blocks) if _is_gone(draft, number, block)]
    kinds = Counter(blocks[number].kind for number in gone if not blocks[number].wrap)
    notes = []
    coded = sum(block.kind in CODED and not block.wrap for block in blocks)
    if (removed := sum(kinds[kind] for kind in CODED)) and draft.changed:
        notes.append(f"{removed} of {coded + 1} pictures are removed")
    if kinds["picture"]:
        total = kinds["picture"] + len(draft.kept.pictures) + 1
        notes.append(
            f"the first of {total} pictures is kept"
            if not draft.kept.pictures
            else f"{kinds['picture']} of {total} pictures could not be kept"
        )
    if not _has_gain_map(draft) and (
        kinds["gainmap"]
        or kinds["iso21496"]
        or any(_mentions(source, block, GAIN_MAP_MARKS, ("xmp", "picture", "iso21496")) for block in blocks)
    ):
        notes.append("the HDR gain map is lost: the picture shows in standard range")
    stays = {block.kind for block in blocks if draft.actions[block.parts[0]] is not Action.REMOVE}
    notes += [note for kind, note in ACTIVE_NOTES.items() if kind in stays]
    if kinds["video"]:
        notes.append("the video of a motion photo is removed")
    return notes


def _is_gone(draft: Draft, number: int, block: Block) -> bool:
    """True for a block that is not in the output; of others than pictures it makes no difference."""
    if block.kind in CODED:
        return draft.actions[block.parts[0]] is Action.REMOVE
    return number not in draft.kept.pictures and number not in draft.kept.shown


def _has_gain_map(draft: Draft) -> bool:
    return draft.kept.gain_map is not None or draft.rendering.gain_map is not None


def _mentions(source: Source, block: Block, marks: tuple[bytes, ...], kinds: tuple[str, ...]) -> bool:
    """True when one of `marks` stands near the beginning of a block of these kinds."""
    if block.kind not in kinds:
        return False
    start, end = block.spans[0]
    head = source.read(start, min(end - start, MARKS_WINDOW))
    return any(mark in head for mark in marks)

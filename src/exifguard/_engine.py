"""The conductor: parse, decide, plan, verify.

With its helpers (`_inspect`, `_picture`, `_fresh`, `_select`, `_decide`, `_proofs`) and `_verify`, the only
modules that know containers, metadata and privacy.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from . import _verify
from ._bound import MAY_STAY, allow, what_stays
from ._decide import Draft, Kept, decide, explain_unread, lost, refuse
from ._fresh import Fresh, clean_profile
from ._inspect import PICTURE_ROLES, find_container, outermost, report_on
from ._picture import (
    ACTIVE,
    Second,
    Tally,
    carry_headroom,
    embedded_pictures,
    find_gain_map,
    is_profile,
    is_shown,
    read_picture_values,
)
from ._recipe import Piece, Recipe
from ._select import Selector
from ._source import BytesSource, Source
from .containers import HEAD, NO_CHANGES, Changes, Container, container_for
from .errors import (
    ExifguardError,
    LimitExceededError,
    PolicyError,
    UnsupportedError,
    VerificationError,
)
from .limits import Limits
from .metadata._xmp_writer import compose as compose_xmp
from .metadata.gainmap import compose_gain_map, read_auxiliary, says_numbers_alone
from .metadata.mpf import Mpf
from .model import Action, Block, Category, Decision, Format, GainMap, Part, Parts, Rendering, Role, Span
from .privacy.classify import classify, classify_block
from .privacy.policy import Policy
from .structures.blocks import GAIN_MAP, block_data

NOTHING_GOES = "nothing in the file has to go"
WEAKER_NOTE = "the HDR may show weaker: only the maker note says its headroom"

ONLY_SHOWN = "the policy keeps what is shown, and nothing that acts"

LAID_OUT = frozenset({"mpf", "iso21496"})
"""Blocks that go or are written anew with the pictures that they speak of."""


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
    explain: bool = False,
) -> Plan:
    """Plan the scrub of a file and prove it.

    Args:
        source: the file.
        policy: what goes.
        limits: what it may cost.
        formats: names of the formats that are accepted; None accepts all.
        orientation: 1 to 8, to settle which way is up where the file contradicts itself.
        explain: also decide over every field of blocks that go unread.

    Raises:
        ExifguardError: any of the family; nothing is written then.
    """
    if orientation is not None and (type(orientation) is not int or orientation not in range(1, 9)):
        raise PolicyError("orientation is a number from 1 to 8", rule="orientation")
    limits.check("input_bytes", source.size)
    container = find_container(source, formats)
    job = Job(policy, limits, proving=True)
    draft = draft_scrub(container, source, job, orientation=orientation)
    if policy.refuses or policy.minimal:
        refuse(report_on(source, draft.parts, limits), draft.doubts, policy)
    prove(container, draft, job)
    stays = what_stays(container, draft.recipe, policy, limits) if draft.parts.bound else ()
    changed = not draft.recipe.gives_back_its_source()
    if explain and not policy.selective:
        decisions = explain_unread(report_on(source, draft.parts, limits), policy, changed=changed)
    else:
        decisions = (*draft.decisions, *decide(draft, policy), *stays)
    notes = (*draft.notes, *draft.parts.remarks, *lost(source, draft), *((MAY_STAY,) if stays else ()))
    return Plan(container.format, draft.recipe, changed, draft.parts, decisions, notes)


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked for, the same for a file and for the pictures inside it.

    Attributes:
        policy, limits: as for `plan_scrub`.
        proving: check the pictures inside the file, each on its own; False for what is checked already.
        depth: how many files this one is inside of.
        tally: counts the parts of all of them, and those that are read to check the pictures inside.
    """

    policy: Policy
    limits: Limits
    proving: bool = False
    depth: int = 0
    tally: Tally = field(default_factory=Tally)


def prove(container: Container, draft: Draft, job: Job) -> None:
    """Check a draft; see `_verify.check_recipe`."""

    def replan(recipe: Recipe) -> tuple[Parts, Recipe]:
        again = draft_scrub(
            container,
            recipe,
            replace(job, proving=False, tally=job.tally if job.depth else Tally()),
            orientation=draft.rendering.orientation,
            streams=False,
        )
        return again.parts, again.recipe

    _verify.check_recipe(draft.parts, draft.actions, draft.recipe, replan)


def draft_scrub(
    container: Container,
    source: Source,
    job: Job,
    *,
    orientation: int | None = None,
    gain_map: GainMap | None = None,
    streams: bool = True,
) -> Draft:
    """Plan an output without proving it.

    Args:
        container, source, job: the file, and what is asked for.
        orientation: which way is up, if that is settled.
        gain_map: the numbers of the gain map that this picture is, if the file around it knows better.
        streams: as for `Container.parse`.
    """
    job.limits.check("depth", job.depth)
    parts = container.parse(source, job.limits, streams=streams)
    job.tally.add(parts, job.limits)
    allow(parts, job.policy)
    rendering, notes = read_picture_values(container, source, parts, job.limits, orientation)
    return _Drafting(container, source, job, parts, rendering, gain_map).draft(notes)


def _base_action(part: Part) -> Action:
    if part.role is Role.IMAGE:
        return Action.KEEP
    return Action.NEUTRALISE if part.role in PICTURE_ROLES else Action.REMOVE


class _Drafting:
    """One file on its way to an output."""

    def __init__(
        self,
        container: Container,
        source: Source,
        job: Job,
        parts: Parts,
        rendering: Rendering,
        gain_map: GainMap | None,
    ) -> None:
        self.container = container
        self.source = source
        self.job = job
        self.policy, self.limits = job.policy, job.limits
        self.parts = parts
        self.is_gain_map = gain_map is not None
        self.restated = self.is_gain_map and gain_map != rendering.gain_map
        self.rendering = replace(rendering, gain_map=gain_map) if self.restated else rendering
        self.actions = [_base_action(part) for part in parts.parts]
        self.fresh = Fresh()
        self.contents: dict[int, Sequence[Piece]] = {}
        self.kept = Kept()
        self.decisions: list[Decision] = []
        self.doubts = parts.notes
        self.notes: list[str] = []
        self.touched = False
        self.selector = Selector(job.policy, job.limits, self.rendering, self.fresh, self._cleaned)

    def draft(self, notes: Sequence[str]) -> Draft:
        """The output; `notes` are those on the rendering."""
        self.doubts += tuple(notes)
        self._pictures()
        self._shown_pictures()
        if self.policy.minimal:
            self._active()
        self.fresh.add_rendering(self.rendering)
        if self.policy.writes_credits:
            self.fresh.add_credits(self.source, self.parts, self.limits)
        self._profiles()
        self._restate_gain_map()
        if self.policy.selective:
            self._select()
            self._loose_parts()
            self.touched |= self.selector.out.touched
            if not (self.touched or self.restated):
                return self._unchanged()
        composed = self.fresh.compose()
        self.kept.fresh |= {kind for kind, data in composed.items() if data}
        self.notes += self.fresh.notes
        return self._finish(Changes(composed, self.contents, self.policy.minimal))

    def _unchanged(self) -> Draft:
        """Nothing has to go: the file stays as it is, down to the last byte."""
        self.actions = [Action.KEEP] * len(self.actions)
        said = (*self.decisions, *self.selector.out.decisions)
        self.decisions = [replace(one, action=Action.KEEP, rule=NOTHING_GOES) for one in said]
        self.selector.out.decisions.clear()
        return self._finish(NO_CHANGES)

    def _finish(self, changes: Changes) -> Draft:
        return Draft(
            self.parts,
            tuple(self.actions),
            self.rendering,
            self.container.plan(self.source, self.parts, self.actions, changes),
            self.kept,
            (*self.decisions, *self.selector.out.decisions),
            self.doubts,
            tuple(dict.fromkeys((*self.doubts, *self.notes))),
            self.touched,
        )

    # -- the pictures inside it -----------------------------------------------------------------------

    def _pictures(self) -> None:
        """Clean the pictures behind the first one that stay: the gain map, others where the policy says so.

        The gain map comes first: readers that go by its size, and libultrahdr, look for it there. What stands
        behind a gain map is no part of it.
        """
        pictures = {index: inner for index, inner, _ in embedded_pictures(self.source, self.parts)}
        if self.is_gain_map:
            pictures = {}
        second = find_gain_map(self.source, self.parts, self.limits) if pictures else None
        if second is not None:
            self._gain_map(second, pictures.pop(second.block))
        if self.policy.action(Category.PREVIEW) is Action.KEEP:
            for index, inner in pictures.items():
                self._picture(index, inner, None)
        if self.kept.pictures:
            self._keep_index()
        self.touched |= any(self._goes(number, block) for number, block in enumerate(self.parts.blocks))

    def _goes(self, number: int, block: Block) -> bool:
        """True for a picture that does not stay, and for what is laid out with pictures and says too much."""
        if block.kind in LAID_OUT and number != self.kept.index:
            finding = classify_block(block.kind, block.path, block.size)
            return self.policy.decide(finding).action is Action.REMOVE or self._says_more(block)
        if block.kind == "mpf":
            return self._says_more(block)
        return (
            block.kind == "picture" and number not in self.kept.pictures and not is_shown(self.parts, block)
        )

    def _says_more(self, block: Block) -> bool:
        """True when a block that is laid out with pictures says what has to go, or what nobody can name."""
        if not self.policy.selective:
            return False
        data = block_data(self.source, block, self.limits)
        if block.kind == "mpf":
            reading = Mpf().read(data, self.limits)
            found = [classify("mpf", one, block.path) for one in reading.fields]
            more = bool(reading.nested or reading.damage)
        else:
            found, more = [], not says_numbers_alone(data)
        found += [classify_block("slack", block.path, len(data))] * more
        return any(self.policy.decide(one).action is Action.REMOVE for one in found)

    def _gain_map(self, second: Second, inner: Source) -> None:
        gain_map, complete = carry_headroom(second.gain_map, self.source, self.parts, self.limits)
        size = self._picture(second.block, inner, gain_map)
        if size:
            self.kept.gain_map = second.block
            self.rendering = replace(self.rendering, gain_map=None)  # it is the other picture's
            self.fresh.add_directory(gain_map, size)
            self.notes += [] if complete else [WEAKER_NOTE]

    def _picture(self, index: int, inner: Source, gain_map: GainMap | None) -> int:
        """Clean one picture; the bytes that it takes then, 0 when it can't stay."""
        block = self.parts.blocks[index]
        draft = self._embedded(inner, block.path, self.job.depth + 1, gain_map)
        size = draft.recipe.size if draft else 0
        if draft is None or not self.container.can_hold(block, size):
            self.notes.append(f"{block.path} was dropped: it cannot be cleaned")
            self.touched = True
            return 0
        start = block.spans[0].start
        self.contents[index] = [
            piece if isinstance(piece, bytes) else Span(start + piece.start, start + piece.end)
            for piece in draft.recipe.pieces
        ]
        self.kept.pictures.add(index)
        self._act(index, Action.NEUTRALISE)
        self.touched |= draft.touched
        return size

    def _shown_pictures(self) -> None:
        """Clean the files inside that are part of what is shown: what can't be cleaned can't be left out."""
        for number, block in enumerate(self.parts.blocks):
            if not is_shown(self.parts, block):
                continue
            inner = BytesSource(block_data(self.source, block, self.limits))
            draft = self._embedded(inner, block.path, self.job.depth + 1, needed=True)
            if draft is None:
                raise UnsupportedError(
                    "a picture inside is of a format that is not supported",
                    format=self.parts.format.name,
                    part=outermost(block.path),
                    rule="embedded-picture",
                )
            self.kept.shown.add(number)
            if draft.changed:
                self.contents[number] = [draft.recipe.to_bytes()]
            self.touched |= draft.touched

    def _active(self) -> None:
        """Leave out what does something where the file is opened by itself."""
        for number, block in enumerate(self.parts.blocks):
            if block.kind in ACTIVE:
                self._act(number, Action.REMOVE)
                finding = classify_block(block.kind, block.path, block.size)
                self.decisions.append(Decision(finding, Action.REMOVE, ONLY_SHOWN))
                self.kept.read.add(number)

    def _embedded(
        self,
        inner: Source,
        path: str,
        depth: int,
        gain_map: GainMap | None = None,
        *,
        needed: bool = False,
    ) -> Draft | None:
        """A picture inside the file, cleaned as the file itself; None when it can't be.

        With `needed` the reason is raised, if its format is known.
        """
        job = replace(self.job, depth=depth)
        container = container_for(inner.read(0, min(HEAD, inner.size)))
        if container is None:
            return None
        try:
            draft = draft_scrub(container, inner, job, gain_map=gain_map)
            if job.proving:
                prove(container, draft, job)
        except (LimitExceededError, VerificationError):
            raise
        except ExifguardError:
            if needed:
                raise
            return None
        decisions = (*draft.decisions, *decide(draft, job.policy))
        self.decisions += [
            replace(one, finding=replace(one.finding, path=f"{path}/{one.finding.path}")) for one in decisions
        ]
        self.notes += [f"{path}: {note}" for note in draft.notes]
        return draft

    def _cleaned(self, inner: Source, path: str, depth: int) -> bytes | None:
        """A picture inside a block; see `_select.Embed`."""
        draft = self._embedded(inner, path, self.job.depth + depth)
        return None if draft is None else draft.recipe.to_bytes()

    def _keep_index(self) -> None:
        """The first index of the pictures is written anew."""
        for number, block in enumerate(self.parts.blocks):
            if block.kind == "mpf":
                self._act(number, Action.NEUTRALISE)
                self.kept.index = number
                return

    # -- the blocks -----------------------------------------------------------------------------------

    def _act(self, block: int, action: Action) -> None:
        for part in self.parts.blocks[block].parts:
            self.actions[part] = action

    def _profiles(self) -> None:
        """The colour profiles: as they are where the policy keeps all that they say, else cleaned.

        One that is cleaned is a fresh block; those behind it, in files of several pictures, are new contents.
        """
        profiles = [n for n, block in enumerate(self.parts.blocks) if is_profile(self.parts, block)]
        for number in profiles:
            block = self.parts.blocks[number]
            if self._keeps_profile(number, block):
                continue
            new = clean_profile(self.source, block, self.parts.format, self.limits, self.policy)
            if new is not None and number == profiles[0]:
                self.fresh.blocks["icc"] = new
            elif new is not None:
                self.contents[number] = [new]
            self.touched |= new is not None

    def _restate_gain_map(self) -> None:
        """The XMP of a gain map that is no file of its own: its numbers are written anew, or it goes."""
        for number, block in enumerate(self.parts.blocks):
            if block.kind != "xmp" or block.wrap != GAIN_MAP:
                continue
            old = block_data(self.source, block, self.limits)
            self.kept.read.add(number)
            mark = len(self.selector.out.decisions)
            whole = self.policy.selective and self.selector.keeps_whole("xmp", block.path, old)
            del self.selector.out.decisions[mark if whole else len(self.selector.out.decisions) :]
            numbers = read_auxiliary(old, self.limits)
            if numbers is None or self.kept.gain_map is not None:
                self.touched |= not whole
                self.notes.append("the HDR may show weaker: the gain map's numbers are not valid")
                continue
            numbers, complete = carry_headroom(numbers, self.source, self.parts, self.limits)
            new = compose_xmp(compose_gain_map(numbers).xmp)
            self.kept.gain_map = number
            self.kept.read.discard(number)
            self._act(number, Action.NEUTRALISE)
            if new != old:
                self.contents[number] = [new]
                self.touched |= not whole
                self.notes += [] if complete else [WEAKER_NOTE]

    def _keeps_profile(self, number: int, block: Block) -> bool:
        if self.policy.action(Category.RENDERING) is not Action.KEEP:
            return False
        data = block_data(self.source, block, self.limits)
        whole = self.selector.keeps_whole("icc", block.path, data)
        if whole:
            self.kept.read.add(number)
        return whole

    def _select(self) -> None:
        """Decide over every field of every block that is neither a picture nor laid out anew."""
        laid_out = {
            number
            for number, block in enumerate(self.parts.blocks)
            if block.kind in LAID_OUT
            or (block.kind == "picture" and not block.wrap)
            or is_profile(self.parts, block)
            or block.wrap == GAIN_MAP
            or is_shown(self.parts, block)
            or block.kind in ACTIVE
        }
        out = self.selector.select(self.container, self.source, self.parts, laid_out)
        self.kept.read |= set(range(len(self.parts.blocks))) - laid_out
        for number in out.whole:
            self._act(number, Action.KEEP)
        self.contents |= {number: [data] for number, data in out.contents.items()}
        self.notes += out.notes
        stays = {self.parts.blocks[number].kind for number in (*out.whole, *out.contents)}
        if "photoshop" in stays and self.fresh.blocks.pop("photoshop", b""):
            self.notes.append("IPTC does not repeat the credits: another block stands in their place")

    def _loose_parts(self) -> None:
        """Parts that no block names are framing gone wrong: they never stay."""
        claimed = {part for block in self.parts.blocks for part in block.parts}
        self.touched |= any(
            part.role not in PICTURE_ROLES and index not in claimed
            for index, part in enumerate(self.parts.parts)
        )

"""Reading: from a file to a report, through the blocks in it and the pictures in those.

With the rest of the engine, it knows containers, metadata and privacy.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from ._picture import Tally, find_gain_map, is_shown
from ._source import BytesSource, SliceSource, Source
from .containers import CONTAINERS, HEAD, Container, Unsure, container_for, stranger
from .errors import LimitExceededError, MalformedError, PolicyError, UnknownFormatError
from .limits import Limits
from .metadata import CODECS, PARTLY_READ
from .metadata.gainmap import says_numbers_alone
from .metadata.generation import read_generation
from .metadata.icc import sanitise
from .model import Block, Category, Field, Finding, Part, Parts, Report, Role
from .privacy.classify import PUBLIC_PROFILE, classify, classify_block, unreadable
from .privacy.places import places
from .privacy.zones import zone_finding
from .structures.blocks import block_data
from .structures.texted import is_texted

MAY_BE_GENERATED = frozenset({"text", "comment", "exif", "xmp"})
"""Kinds of blocks in whose fields picture generators write what they did."""

PICTURE_ROLES = (Role.STRUCTURE, Role.IMAGE, Role.RENDERING)
"""Roles of the parts that make the picture and stay under every policy."""


def find_container(source: Source, formats: Collection[str] | None = None) -> Container:
    """The container of a file, by its first bytes.

    Raises:
        UnknownFormatError: nothing supported (or nothing in `formats`) begins like this.
        UnsupportedError: it begins like a format and is none.
        PolicyError: `formats` names a format that does not exist.
    """
    known = {container.format.name for container in CONTAINERS}
    if formats is not None and not set(formats) <= known:
        raise PolicyError(f"formats may name {', '.join(sorted(known))}", rule="formats")
    head = source.read(0, min(HEAD, source.size))
    container = container_for(head)
    if container is None:
        raise UnknownFormatError(_unknown(head), rule="signature")
    if isinstance(container, Unsure):
        container.confirm(source)
    if formats is not None and container.format.name not in formats:
        raise UnknownFormatError(
            f"{container.format.name} is not among the accepted formats",
            format=container.format.name,
            rule="formats",
        )
    return container


def _unknown(head: bytes) -> str:
    if not head:
        return "the file is empty"
    name = stranger(head)
    return f"{name} is not supported in this version" if name else "not a picture of a supported format"


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


class _Inspector:
    """Reads a file, the blocks in it, the blocks in those, and the pictures in all of them."""

    def __init__(self, limits: Limits, previews: list[Preview] | None = None) -> None:
        self.limits = limits
        self.previews = previews
        self.findings: list[Finding] = []
        self.tally = Tally()
        self.fields = 0
        self.complete = True

    def file(self, source: Source, parts: Parts, prefix: str, depth: int) -> None:
        """Read one parsed file: the whole input, or a picture inside it."""
        self.limits.check("depth", depth, format=parts.format.name, part=outermost(prefix))
        self.tally.add(parts, self.limits)
        self.complete &= not parts.damaged
        claimed: set[int] = set()
        rendering = self.gain_map_blocks(source, parts)
        for number, block in enumerate(parts.blocks):
            claimed.update(block.parts)
            if number in rendering or is_shown(parts, block):
                self.rendering_block(source, block, prefix + block.path, depth)
            else:
                self.block(source, block, prefix + block.path, depth)
        for index, part in enumerate(parts.parts):
            if part.role not in PICTURE_ROLES and index not in claimed:
                finding = part_finding(part)
                self.findings.append(replace(finding, path=prefix + finding.path))

    def gain_map_blocks(self, source: Source, parts: Parts) -> set[int]:
        """The blocks that brighten the picture: the gain map, and the index that names nothing else."""
        pictures = [n for n, block in enumerate(parts.blocks) if block.kind == "picture" and not block.wrap]
        second = find_gain_map(source, parts, self.limits) if pictures else None
        if second is None:
            return set()
        indices = {n for n, block in enumerate(parts.blocks) if block.kind == "mpf"}
        return {second.block} | (indices if len(pictures) == 1 else set())

    def rendering_block(self, source: Source, block: Block, path: str, depth: int) -> None:
        """Read a block that the picture is shown by, and that previews nothing."""
        mark, previews = len(self.findings), self.previews
        self.previews = None
        self.block(source, block, path, depth)
        self.previews = previews
        end = len(self.findings) if block.kind == "mpf" else mark + 1  # what a picture holds is its own
        self.findings[mark:end] = map(as_rendering, self.findings[mark:end])

    def block(self, source: Source, block: Block, path: str, depth: int) -> None:
        """Read one block of a file."""
        if block.kind in EMBEDDED and not block.wrap:
            self.findings.append(classify_block(block.kind, path, block.size))
            start, end = block.spans[0]
            self.inner(block.kind, SliceSource(source, start, end), path, depth)
            return
        if block.kind in CODED:
            self.findings.append(classify_block(block.kind, path, block.size))
            return
        try:
            data = block_data(source, block, self.limits)
        except MalformedError as error:
            self.damaged(block.kind, path, block.size, (error.rule or "damaged",))
            return
        self.data(block.kind, path, data, "" if is_texted(block.wrap) else block.wrap, depth)

    def data(self, kind: str, path: str, data: bytes, wrap: str, depth: int) -> None:
        """Read the bytes of a block, and what is nested in it."""
        self.limits.check("depth", depth, part=outermost(path))
        codec = CODECS.get(kind)
        if kind == "unread":
            self.complete = False
        if codec is None:
            self.findings.append(classify_block(kind, path, len(data)))
            if kind == "iso21496" and not says_numbers_alone(data):
                self.findings.append(classify_block("slack", f"{path}/slack", len(data)))
            if kind in EMBEDDED and not wrap:
                self.inner(kind, BytesSource(data), path, depth)
            return
        if kind in PARTLY_READ:
            self.findings.append(classify_block(kind, path, len(data)))
        if kind == "icc" and sanitise(data) is data:
            kind = PUBLIC_PROFILE
        reading = codec.read(data, self.limits, wrap)
        self.fields += len(reading.fields)
        self.limits.check("fields", self.fields, part=outermost(path))
        for field in reading.fields:
            self.field(kind, field, path)
        if reading.damage:
            self.damaged(kind, path, len(data), reading.damage)
        for nested in reading.nested:
            self.data(nested.kind, f"{path}/{nested.path}", nested.data, nested.wrap, depth + 1)

    def inner(self, kind: str, source: Source, path: str, depth: int) -> None:
        """Read a file inside. A video goes whole: what nobody names in it leaves no doubt about the rest."""
        mark, complete = len(self.findings), self.complete
        self.embedded(source, path, depth)
        if kind == "video":
            self.complete = complete
            doubtful = (Category.UNKNOWN, Category.UNREADABLE)
            self.findings[mark:] = [one for one in self.findings[mark:] if one.category not in doubtful]

    def field(self, kind: str, field: Field, path: str) -> None:
        """Say what one field reveals; a UTC offset in a date is a finding of its own."""
        finding = classify(kind, cut_value(field, self.limits), path)
        self.findings.append(finding)
        zone = zone_finding(finding)
        if zone is not None:
            self.findings.append(zone)
        if kind in MAY_BE_GENERATED and isinstance(field.value, str):
            for setting in read_generation(field.key, field.value, self.limits):
                self.findings.append(classify("ai", cut_value(setting, self.limits), finding.path))

    def damaged(self, kind: str, path: str, size: int, rules: tuple[str, ...]) -> None:
        """Note a block, or a piece of one, that cannot be read."""
        self.complete = False
        self.findings.append(unreadable(kind, path, size, rules))

    def embedded(self, source: Source, path: str, depth: int) -> None:
        """Read a picture inside the file, if its format is known."""
        if self.previews is not None:
            self.previews.append(Preview(path, source))
        container = container_for(source.read(0, min(HEAD, source.size)))
        if container is not None:
            parts = container.parse(source, self.limits, lenient=True)
            self.file(source, parts, f"{path}/", depth + 1)


def as_rendering(finding: Finding) -> Finding:
    """The finding for a block that the picture is shown by, whatever blocks of its kind are elsewhere."""
    return replace(
        finding, category=Category.RENDERING, reveals=frozenset({Category.RENDERING}), may_hold=frozenset()
    )


def cut_value(field: Field, limits: Limits) -> Field:
    """A field whose text or bytes are no longer than the limit; `Field.size` tells the true size."""
    value = field.value
    if isinstance(value, str | bytes) and len(value) > limits.value_bytes:
        return replace(field, value=value[: limits.value_bytes])
    return field


def outermost(path: str) -> str:
    """The part that a path begins with: what lies deeper may have a name that the file chose."""
    return path.partition("/")[0]


CODED = frozenset({"coded picture", "unread picture"})
"""Pictures that stay or go as they are, whatever their size: they are not read."""

EMBEDDED = frozenset({"picture", "video"})
"""Kinds of blocks that are files of their own."""


class Preview(NamedTuple):
    """A picture inside a file: its path, and its bytes."""

    path: str
    source: Source


def inspect_source(
    source: Source,
    limits: Limits,
    formats: Collection[str] | None = None,
    previews: list[Preview] | None = None,
) -> Report:
    """Report what a file reveals; see `api.inspect`. The pictures inside it are added to `previews`."""
    limits.check("input_bytes", source.size)
    container = find_container(source, formats)
    parts = container.parse(source, limits, lenient=True)
    return report_on(source, parts, limits, previews=previews)


def report_on(
    source: Source,
    parts: Parts,
    limits: Limits,
    *,
    partial: bool = False,
    previews: list[Preview] | None = None,
) -> Report:
    """Report what a parsed file reveals; with `partial`, a limit ends the reading and not the work."""
    inspector = _Inspector(limits, previews)
    notes = (*parts.notes, *parts.remarks)
    try:
        inspector.file(source, parts, "", 0)
    except LimitExceededError as error:
        if not partial:
            raise
        inspector.complete = False
        notes = (*notes, f"not everything was read: {error}")
    findings = tuple(inspector.findings)
    return Report(parts.format, source.size, findings, places(findings), notes, inspector.complete)

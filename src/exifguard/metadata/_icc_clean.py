"""A colour profile that says nothing but colour: ICC.1:2022, laid out afresh."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..model import Span
from ..structures.icc_header import stated_size
from ._icc_table import ENTRY, NEWEST, TABLE, Profile, Tag, read_profile
from ._icc_tags import COLOUR_TAGS, KEPT_BITS, KEPT_HEADER, MODELS, TEXT_TAGS
from ._icc_values import decode


def sanitise(profile: bytes) -> bytes | None:
    """The profile as the policy `share` writes it.

    A profile whose tags are all on the colour list, sound, and without a byte between or behind them that
    no tag claims, comes back as it is: the same object. Any other loses, and loses nothing else:

    - the tags that aren't on the list, tags that lie outside the profile, damaged ones that decoders do
      without, and texts that reach into private data;
    - unclaimed bytes: between tags, in tags behind what their type accounts for, behind the stated size;
    - in the header: date, CMM, platform, manufacturer, model, creator, profile id, and the bits of flags
      and attributes that belong to vendors. All become zero, which means "not given".

    The data of the tags that stay is copied byte for byte, shared data stays shared, offsets are multiples
    of four (clause 7.1.2). The output goes through unchanged when it is sanitised again.

    Returns:
        The profile, or None when no sound one can be made of it: no ``acsp``, a broken tag table, a
        damaged tag that colours are computed from, a repeated tag, no complete set of tags to compute
        colours with, or a version later than ICC.1's with private parts.
    """
    clean = _remembered(profile) if len(profile) <= REMEMBERED_SIZE else _sanitised(profile)
    return profile if clean == profile else clean


REMEMBERED_SIZE = 64 * 1024
"""Larger profiles are not remembered: most pictures share a few small ones."""


@lru_cache(maxsize=32)
def _remembered(profile: bytes) -> bytes | None:
    return _sanitised(profile)


def _sanitised(profile: bytes) -> bytes | None:
    parsed = read_profile(profile)
    if parsed is None or "icc-table" in parsed.damage or stated_size(profile) < TABLE:
        return None
    kept = _kept(parsed)
    if kept is None:
        return None
    if kept == list(parsed.tags) and not parsed.damage and not any(parsed.slack()):
        return profile
    return _laid_out(parsed, kept) if parsed.version <= NEWEST else None


def _kept(profile: Profile) -> list[Tag] | None:
    """The tags that stay, each no longer than its type says; None when they make no sound profile."""
    listed = [tag for tag in profile.tags if tag.signature in COLOUR_TAGS and profile.in_bounds(tag)]
    readable = {tag: span for tag in listed if (span := _readable(profile, tag))}
    if any(COLOUR_TAGS[tag.signature].shows for tag in listed if tag not in readable):
        return None
    signatures = {tag.signature for tag in listed}
    if len(signatures) < len(listed) or not any(model <= signatures for model in MODELS):
        return None
    return [Tag(tag.signature, *span) for tag, span in readable.items()]


def _readable(profile: Profile, tag: Tag) -> Span | None:
    span = profile.used(tag)
    if span is None or tag.signature not in TEXT_TAGS:
        return span
    whole = decode(profile.data[span.start : span.end]) is not None
    return span if whole and not _entangled(profile, tag) else None


def _entangled(profile: Profile, tag: Tag) -> bool:
    """True when a text reaches into private data; the very same data may have two names."""
    private = (other for other in profile.tags if other.signature not in COLOUR_TAGS)
    return any(tag.start < o.end and o.start < tag.end and tag.span != o.span for o in private)


def _laid_out(profile: Profile, kept: Sequence[Tag]) -> bytes:
    body = bytearray()
    base = TABLE + ENTRY * len(kept)
    moved: dict[Span, int] = {}
    for run in _runs({tag.span for tag in kept}):
        start, end = run[0].start, max(span.end for span in run)
        moved.update((span, base + len(body) + span.start - start) for span in run)
        body += profile.data[start:end]
        body += bytes(-len(body) % 4)
    table = b"".join(
        tag.signature.encode("ascii") + _u32(moved[tag.span]) + _u32(tag.end - tag.start) for tag in kept
    )
    return _header(profile.data, base + len(body)) + _u32(len(kept)) + table + body


def _runs(spans: Iterable[Span]) -> list[list[Span]]:
    """Spans in order; those that overlap together, so that they still do where they are written."""
    runs: list[list[Span]] = []
    end = 0
    for span in sorted(spans):
        if runs and span.start < end:
            runs[-1].append(span)
        else:
            runs.append([span])
        end = max(end, span.end)
    return runs


def _header(data: bytes, size: int) -> bytes:
    header = bytearray(TABLE - 4)
    header[:4] = _u32(size)
    for start, end in KEPT_HEADER:
        header[start:end] = data[start:end]
    for _, start, end, mask in KEPT_BITS:
        bits = int.from_bytes(data[start:end], "big") & mask
        header[start:end] = bits.to_bytes(end - start, "big")
    return bytes(header)


def _u32(number: int) -> bytes:
    return number.to_bytes(4, "big")

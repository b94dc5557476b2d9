"""Colour profiles: ICC.1:2022 (version 4.4) and ICC.1:2001-04 (version 2).

A header of 128 bytes, a table of tags, and their data, which several tags may share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..limits import Limits
from ..model import Field, Nested, Reading, Span
from ._icc_clean import sanitise
from ._icc_table import Profile, Tag, read_profile, signature_text
from ._icc_tags import COLOUR_TAGS, HEADER, KEPT_BITS, TEXT_TAGS
from ._icc_values import Item, date, decode, version

__all__ = ["COLOUR_TAGS", "Icc", "sanitise"]

_HEADER_VALUES: dict[str, Callable[[bytes], str]] = {
    "signature": lambda data: signature_text(data.rstrip(b"\0")).strip(),
    "version": version,
    "date": date,
    "hex": bytes.hex,
}
_BUDGET = 2
"""How many times its size all tags of a profile may claim, data that they share counted once."""


class Icc:
    """A colour profile.

    Fields: what the header says (``icc:ProfileDateTime``, ``icc:DeviceManufacturer`` ...; zero is no
    value), and every tag under its signature: texts as `str`, one field for each different text that its
    languages hold (``icc:desc``), dictionaries and Apple's make and model by name (``icc:meta/NAME``,
    ``icc:mmod/SerialNumber``), anything else as `bytes` (``icc:vcgt``). Tags that are colour (`COLOUR_TAGS`
    but for ``desc`` and ``cprt``) are no fields. ``icc:ProfileFlags`` and ``icc:DeviceAttributes`` are
    fields where a vendor's bits are set. Nested: bytes that no tag claims, reserved bytes of the header
    and bytes behind the stated size (``"slack"``).

    Damage: ``icc-header`` (no profile at all), ``icc-size`` (the stated size can't be), ``icc-table`` (the
    tag table runs past the end, or has more than 1,000 entries), ``icc-tag-bounds`` (a tag runs past the
    end), ``icc-tag-type`` (a colour tag that is no whole value of a fitting type), ``icc-value`` (a text or
    dictionary is broken), ``icc-overlap`` (tags claim the same bytes again and again; the rest was not
    read).
    """

    kind = "icc"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """Read a profile."""
        profile = read_profile(data)
        if profile is None:
            whole = [_slack(data, Span(0, len(data)))] if data else []
            return Reading(nested=tuple(whole), damage=("icc-header",))
        fields = list(_header_fields(data))
        scan = _Scan(profile)
        for field in scan.fields():
            fields.append(field)
            limits.check("fields", len(fields), part="icc")
        nested = tuple(_slack(data, span) for span in profile.slack())
        return Reading(tuple(fields), nested, (*profile.damage, *scan.damage))


class _Scan:
    """One pass over the tags."""

    def __init__(self, profile: Profile) -> None:
        self.damage: dict[str, None] = {}
        self._profile = profile
        self._seen: dict[Span, tuple[Item, ...]] = {}
        self._budget = _BUDGET * profile.end

    def fields(self) -> Iterator[Field]:
        """The fields of the tags, in the order of the table."""
        for tag in self._profile.tags:
            if self._readable(tag):
                for name, value, size in self._items(tag):
                    yield Field(f"icc:{tag.signature.rstrip()}{name}", value, size)

    def _readable(self, tag: Tag) -> bool:
        """False for a tag that is colour, or whose data can't be reached."""
        if not self._profile.in_bounds(tag):
            self.damage["icc-tag-bounds"] = None
            return False
        if self._profile.used(tag) is None:
            self.damage["icc-tag-type"] = None
            return True
        return tag.signature not in COLOUR_TAGS or tag.signature in TEXT_TAGS

    def _items(self, tag: Tag) -> tuple[Item, ...]:
        if tag.span in self._seen:
            return self._seen[tag.span]
        size = tag.end - tag.start
        self._budget -= size
        if self._budget < 0:
            self.damage["icc-overlap"] = None
            return ()
        data = self._profile.data[tag.start : tag.end]
        items = decode(data)
        if items is None:
            self.damage["icc-value"] = None
            items = (Item("", data, size),)
        self._seen[tag.span] = items
        return items


def _header_fields(data: bytes) -> Iterator[Field]:
    for name, start, end, kind in HEADER:
        value = data[start:end]
        if value.strip(b"\0 "):
            yield Field(f"icc:{name}", _HEADER_VALUES[kind](value), end - start)
    for name, start, end, mask in KEPT_BITS:
        bits = int.from_bytes(data[start:end], "big")
        if bits & ~mask:
            yield Field(f"icc:{name}", bits, end - start)


def _slack(data: bytes, span: Span) -> Nested:
    return Nested("slack", f"slack@{span.start}", data[span.start : span.end])

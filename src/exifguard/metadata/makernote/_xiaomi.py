"""Xiaomi phones: text in the form of JSON, or nothing that anybody describes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from ...model import Value
from ._base import Found, Inner, Maker, Named, Note, made_by
from ._decode import as_whole_text

LONGEST_TEXT: Final = 1 << 16
"""Bytes of JSON that are worth reading; real notes have a few hundred."""


def _read(note: Note) -> Iterator[Found]:
    members = _parse(note.data.rstrip(b"\0 "))
    if members is None:
        yield Inner("makernote", "Unknown", note.data)
        return
    for name, value in members:
        text = _as_value(value)
        yield Named(_as_text(name), text, len(str(text)))


def _parse(data: bytes) -> tuple[tuple[str, object], ...] | None:
    """The members of a JSON object, in its order; None for anything else."""
    if not data.startswith(b"{") or len(data) > LONGEST_TEXT:
        return None
    try:
        found = json.loads(as_whole_text(data), object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, tuple) else None


def _as_value(value: object) -> Value:
    """A number or a text as it is, anything else as JSON."""
    if isinstance(value, str):
        return _as_text(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return json.dumps(value)


def _as_text(text: str) -> str:
    """Without the halves of letters that JSON can spell and no encoding can."""
    return text.encode("utf-8", "replace").decode()


MAKER: Final = Maker("Xiaomi", made_by("xiaomi", "redmi", "poco"), read=_read)

"""JVC and Victor: a table, or text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...model import Span
from ._base import Found, Layout, Maker, Named, Note, Tag, signed, tags
from ._decode import as_whole_text, text
from ._records import unread

TAGS: Final = tags({0x0003: "Quality"}, {0x0002: Tag("CPUVersions", text)})

TEXT_NAMES: Final = {"VER": "MakerNoteVersion", "QTY": "Quality"}
MOST_ITEMS: Final = 64
_ITEM: Final = re.compile(rb"([A-Z]{3}):([ -~]{3,4})")


def _read_text(note: Note) -> Iterator[Found]:
    """A name of three letters, a colon, a value of three or four letters; and so on."""
    data = note.data
    spans = []
    for item, _ in zip(_ITEM.finditer(data), range(MOST_ITEMS), strict=False):
        name = item[1].decode("ascii")
        yield Named(TEXT_NAMES.get(name, name), as_whole_text(item[2]), len(item[2]))
        spans.append(Span(*item.span()))
    yield from unread(data, spans)


MAKERS: Final = (
    Maker("JVC", signed(b"JVC "), Layout(start=4), TAGS),
    Maker(
        "JVC",
        lambda head, make: make.casefold().startswith(("jvc", "victor")) and head.startswith(b"VER:"),
        read=_read_text,
    ),
)

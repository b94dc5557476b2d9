"""GoPro: a short record with the number of the lens and sensor module; nobody describes the rest.

What GoPro says of a picture at length stands in another segment of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...model import Span
from ._base import Found, Maker, Named, Note, made_by
from ._records import unread

MODULE_AT: Final = 10
_MODULE: Final = re.compile(rb"[A-Z]{1,3}[0-9]{8,20}")


def _read(note: Note) -> Iterator[Found]:
    data = note.data
    module = _MODULE.match(data, MODULE_AT)
    spans = []
    if module is not None:
        yield Named("LINF", module[0].decode("ascii"), len(module[0]))
        spans.append(Span(*module.span()))
    yield from unread(data, spans)


MAKER: Final = Maker("GoPro", made_by("gopro"), read=_read)

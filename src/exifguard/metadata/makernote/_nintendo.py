"""Nintendo 3DS."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from ...model import Value
from ._base import Layout, Maker, Tag, made_by, tags
from ._decode import Cell
from ._records import Reworked, fixed_record

EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


def _date(value: Value) -> str | None:
    """Seconds since the year 2000, of the console's own clock."""
    if not isinstance(value, int) or not value:
        return None
    return (EPOCH + timedelta(seconds=value)).strftime("%Y:%m:%d %H:%M:%S")


TAGS: Final = tags(
    {},
    {
        0x1101: Tag(
            "CameraInfo",
            fixed_record(
                Cell("ModelID", 0, "t4"),
                Reworked(Cell("TimeStamp", 8, "u4"), _date),
                Cell("TitleIDLow", 16, "u4", skip_zero=True),
                Cell("InternalSerialNumber", 24, "x4", skip_zero=True),
                Cell("Parallax", 40, "f4"),
                Cell("Category", 48, "u2"),
                order="little",
            ),
        )
    },
)

MAKER: Final = Maker("Nintendo", made_by("nintendo"), Layout(), TAGS)

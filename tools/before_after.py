"""Write into the pages of docs/policies what each policy makes of a picture, as ExifTool sees it.

    .venv/bin/python tools/before_after.py

The picture is that of `example_picture.py`. Run it after a change of the policies or writers; a test compares
the pages with what ExifTool sees.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from example_picture import example  # noqa: E402 - found through the path set above

import exifguard  # noqa: E402
from exifguard.privacy.policy import PRESETS  # noqa: E402

PAGES = HERE.parent / "docs" / "policies"
START, END = "<!-- tables: written by tools/before_after.py -->\n", "<!-- end of tables -->\n"

LEFT_OUT = frozenset(
    {
        "ExifTool",  # its own version and warnings
        "System",  # the file's name and times
        "Composite",  # computed from the other rows
        "MPImage1",  # sizes and offsets of the pictures
        "MPImage2",
        "ICC-header",
    }
)
"""Groups that have no row in the tables."""
SHOWN_ALL_THE_SAME = frozenset({"ICC-header:ProfileDateTime", "ICC-header:DeviceManufacturer"})
OF_THE_LAYOUT = frozenset(
    {
        "File:FileType",
        "File:FileTypeExtension",
        "File:MIMEType",
        "File:ImageWidth",
        "File:ImageHeight",
        "File:EncodingProcess",
        "File:BitsPerSample",
        "File:ColorComponents",
        "File:YCbCrSubSampling",
        "File:ExifByteOrder",
        "File:CurrentIPTCDigest",
        "IFD1:Compression",
        "IFD1:ThumbnailOffset",
        "IFD1:ThumbnailLength",
        "MPF0:MPFVersion",
        "ICC_Profile:MediaWhitePoint",
        "ICC_Profile:RedMatrixColumn",
        "ICC_Profile:GreenMatrixColumn",
        "ICC_Profile:BlueMatrixColumn",
        "ICC_Profile:RedTRC",
        "ICC_Profile:GreenTRC",
        "ICC_Profile:BlueTRC",
    }
)
"""Rows that say how the file is made and which colours it has, and nothing else."""

Row = tuple[str, str]
"""A tag with its group, and its value."""


def tables(policy: str) -> str:
    """What a policy makes of the example: the rows that change, and those that stay."""
    before = example()
    done = exifguard.scrub(before, policy=policy)
    changed, same = compare(seen(before), seen(done.data or b""))
    notes = "".join(f"- {note}\n" for note in done.notes)
    return "\n".join(
        [
            "What goes or changes:\n",
            _table(("Tag", "Before", "After"), changed),
            "What stays as it is:\n",
            _table(("Tag", "Value"), same),
            *(["What exifguard says besides:\n", notes] if notes else []),
        ]
    )


def seen(picture: bytes) -> list[Row]:
    """What ExifTool reads, in its own order.

    Raises:
        FileNotFoundError: ExifTool is not installed.
    """
    tool = shutil.which("exiftool")
    if tool is None:
        raise FileNotFoundError("exiftool is not installed")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "example.jpg"
        path.write_bytes(picture)
        command = [tool, "-j", "-a", "-G1", "-struct", str(path)]
        done = subprocess.run(command, check=True, capture_output=True)
    tags = json.loads(done.stdout)[0]
    return [(tag, _text(value)) for tag, value in tags.items() if _is_shown(tag)]


def _is_shown(tag: str) -> bool:
    group, colon, _ = tag.partition(":")
    return bool(colon) and tag not in OF_THE_LAYOUT and (group not in LEFT_OUT or tag in SHOWN_ALL_THE_SAME)


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return " ".join(map(_text, value.values()))
    return str(value).replace(", use -b option to extract", "") or "(empty)"


def compare(before: Iterable[Row], after: Iterable[Row]) -> tuple[list[tuple[str, str, str]], list[Row]]:
    """The rows that differ, with the value before and after, and those that do not."""
    old, new = dict(before), dict(after)
    same = [(tag, value) for tag, value in old.items() if new.get(tag) == value]
    changed = [
        (tag, old.get(tag, ""), new.get(tag, "gone"))
        for tag in dict.fromkeys((*old, *new))
        if old.get(tag) != new.get(tag)
    ]
    return changed, same


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "".join(_lines(head, rows))


def _lines(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |\n"
    yield f"|{'---|' * len(head)}\n"
    for tag, *values in rows:
        cells = [f"`{tag}`", *(value.replace("|", "\\|") for value in values)]
        yield f"| {' | '.join(cells)} |\n"


def main() -> None:
    """Replace what stands between the marks in each policy's page."""
    for policy in PRESETS:
        page = PAGES / f"{policy}.md"
        head, _, rest = page.read_text("utf-8").partition(START)
        page.write_text(f"{head}{START}\n{tables(policy)}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()

"""Write the table of formats into docs/formats.md, from what the containers say of themselves.

    .venv/bin/python tools/formats_page.py

Run it after a change of a container's `about`; a test compares the page with the code, and others compare
what the containers say with what happens to files.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from exifguard.containers import CONTAINERS, Container
from exifguard.privacy.policy import PRESETS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "formats.md"
START, END = "<!-- formats: written by tools/formats_page.py -->\n", "<!-- end of formats -->\n"
COLUMNS = (
    *("Format", "Read", "Cleaned", "Lossless", "Single fields", "Pictures"),
    *("Which way is up", "Colours", "Refused, besides damage"),
)


def formats() -> str:
    """One row for all formats that are treated alike."""
    rows = [COLUMNS, ("---",) * len(COLUMNS)]
    rows += [_row([*alike]) for _, alike in groupby(CONTAINERS, key=lambda container: container.about)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(alike: list[Container]) -> tuple[str, ...]:
    about = alike[0].about
    return (
        ", ".join(container.format.name.upper() for container in alike),
        "yes",
        _policies(about.policies),
        "yes" if about.policies else "",
        ", ".join(about.standards) or "none",
        about.frames.value,
        about.upright,
        about.colours,
        about.refused if about.policies else "everything: it is only read",
    )


def _policies(names: tuple[str, ...]) -> str:
    if not names:
        return "no"
    return "yes" if set(names) == {*PRESETS} else ", ".join(f"`{name}`" for name in names)


def main() -> None:
    """Replace what stands between the marks."""
    head, _, rest = PAGE.read_text("utf-8").partition(START)
    tail = rest.partition(END)[2]
    PAGE.write_text(f"{head}{START}\n{formats()}\n{END}{tail}", "utf-8")


if __name__ == "__main__":
    main()

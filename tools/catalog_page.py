"""Write the list of what belongs to each category into docs/categories.md, from the catalogue.

    .venv/bin/python tools/catalog_page.py

Run it after a change of the catalogue's concepts; a test compares the page with the catalogue.
"""

from __future__ import annotations

from pathlib import Path

from exifguard.privacy._concept import Concept
from exifguard.privacy.catalog import CONCEPTS
from exifguard.privacy.category import HARM, by_harm

PAGE = Path(__file__).resolve().parent.parent / "docs" / "categories.md"
START, END = "<!-- concepts: written by tools/catalog_page.py -->\n", "<!-- end of concepts -->\n"


def concepts() -> str:
    """A list for each category: its concepts, and what they reveal besides."""
    lists = []
    for category in HARM:
        entries = [_entry(concept) for concept in CONCEPTS if concept.category is category]
        if entries:
            lists.append(f"### `{category.value}`\n\n{''.join(entries)}")
    return "\n".join(lists)


def _entry(concept: Concept) -> str:
    besides = ", ".join(f"`{category.value}`" for category in by_harm(concept.also))
    return f"- {concept.name} (reveals {besides} too)\n" if besides else f"- {concept.name}\n"


def main() -> None:
    """Replace what stands between the marks."""
    head, _, rest = PAGE.read_text("utf-8").partition(START)
    tail = rest.partition(END)[2]
    PAGE.write_text(f"{head}{START}\n{concepts()}\n{END}{tail}", "utf-8")


if __name__ == "__main__":
    main()

"""What `inspect` found in real pictures when somebody last looked: tests/corpus_findings.json."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import exifguard

FINDINGS = Path(__file__).parent / "corpus_findings.json"
"""By the digest of a picture what it reveals; no names of files and no values."""


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:24]


def found(data: bytes) -> Mapping[str, object]:
    """The categories of a picture, how many places it names, and whether all of it could be read."""
    try:
        report = exifguard.inspect(data)
    except exifguard.ExifguardError as error:
        return {"error": error.rule}
    return {
        "categories": sorted(category.value for category in report.categories),
        "places": len(report.locations),
        "complete": report.complete,
    }

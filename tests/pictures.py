"""The pictures that the laws run over: every fixture, and every real file where a corpus is named."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
CORPUS_VARIABLE = "EXIFGUARD_CORPUS"
SLICE_VARIABLE = "EXIFGUARD_CORPUS_SLICE"
SIGNATURES = re.compile(
    rb"\xff\xd8|8BPS|\x89PNG|RIFF....WEBP|BM.{13}\0\0\0|\0\0[\1\2]\0|GIF8|.{4}ftyp(?:he|mif|msf|avi|isom|iso4|mp4|qt|3g)|.{4}(?:moov|mdat|wide)"
    rb"|\0\0\0\x0cjP  |\xff\x4f\xff\x51"
    rb"|II[*+]\0|MM\0[*+]|II(?:RO|RS|U\0)|MMOR"
    rb"|.{4}ftypcrx |.{6}HEAPCCDR|\0MR[MI]|FUJIFILM|FOVb"
    rb"|(?:\xef\xbb\xbf)?\s*<(?:\?xml|svg|!--)",
    re.DOTALL,
)
WHOLE = pytest.mark.skipif(
    SLICE_VARIABLE in os.environ, reason="a share of the whole corpus says nothing of a slice"
)
REFUSALS = Path(__file__).parent / "corpus_refusals.json"


@dataclass(frozen=True)
class Picture:
    """One file, and what is known of it."""

    path: Path
    outcome: str | None = None
    error: str | None = None
    markers: tuple[dict[str, str], ...] = ()
    orientation: int | None = None

    @property
    def data(self) -> bytes:
        return self.path.read_bytes()

    @property
    def label(self) -> str:
        return str(self.path.relative_to(FIXTURES)) if self.outcome else self.path.name


@cache
def fixtures() -> tuple[Picture, ...]:
    manifest: dict[str, Any] = json.loads((FIXTURES / "MANIFEST.json").read_text())
    return tuple(
        Picture(
            FIXTURES / entry["path"],
            entry["outcome"],
            entry["error"],
            tuple(entry["markers"]),
            entry["orientation"],
        )
        for entry in manifest["files"]
    )


def clean_fixtures() -> tuple[Picture, ...]:
    return tuple(picture for picture in fixtures() if picture.outcome == "clean")


def refused_fixtures() -> tuple[Picture, ...]:
    return tuple(picture for picture in fixtures() if picture.outcome == "refused")


def _corpus_files() -> Iterator[Path]:
    folder = os.environ.get(CORPUS_VARIABLE)
    for path in sorted(Path(folder).rglob("*")) if folder else ():
        if path.is_file():
            with path.open("rb") as file:
                if SIGNATURES.match(file.read(18)):
                    yield path


@cache
def corpus() -> tuple[Picture, ...]:
    """The corpus, or the slice of it that ``EXIFGUARD_CORPUS_SLICE`` names ("2/4": the second quarter)."""
    files = [Picture(path) for path in _corpus_files()]
    part, parts = map(int, os.environ.get(SLICE_VARIABLE, "1/1").split("/"))
    return tuple(files[part - 1 :: parts])

"""Writes IPTC-IIM: the wanted datasets of an old block, or given values (IIM 4.2, chapters 1, 5 and 6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from ..errors import PolicyError
from ..limits import Limits
from ._iptc_datasets import NUMBERS, OBJECTS, OPAQUE
from ._rewritten import Rewritten
from .iptc import UTF8, Dataset, Scan, is_utf8, unswapped

_DAMAGED = "the IPTC block is damaged and was dropped whole"
_SLACK = "bytes of the IPTC block that belong to no dataset were left out"
_ENCODING = "IPTC texts that are not in the encoding that the block states were left out"

_CHARSET = "1:90"
_ESCAPE = re.compile(rb"(?:\x1b[ -/]{1,3}[0-~]){1,4}")  # designations of ISO 2022, and nothing else
_VERSIONS = ("1:0", "2:0")
_VERSION_4 = b"\0\4"
_EXTENDED_FROM = 0x8000
_FATAL = frozenset({"iptc-length", "iptc-garbage"})
_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

SIZES: Mapping[str, int] = MappingProxyType(
    {
        "2:5": 64,
        "2:25": 64,
        "2:40": 256,
        "2:55": 8,
        "2:60": 11,
        "2:80": 32,
        "2:85": 32,
        "2:90": 32,
        "2:92": 32,
        "2:95": 32,
        "2:100": 3,
        "2:101": 64,
        "2:103": 32,
        "2:105": 256,
        "2:110": 32,
        "2:115": 32,
        "2:116": 128,
        "2:118": 128,
        "2:120": 2000,
        "2:122": 32,
    }
)
"""The datasets that `compose` can write: how many bytes each may hold (IIM 4.2, chapter 6)."""
_REPEATABLE = frozenset({"2:25", "2:80", "2:85", "2:118", "2:122"})


def rewrite(
    data: bytes,
    keep: Callable[[str], bool],
    limits: Limits,
    replace: Mapping[str, str] = MappingProxyType({}),
) -> Rewritten:
    """The wanted datasets of `data`, byte for byte and in their order (IIM 4.2, 1.5).

    Lengths are written in the standard form, in the extended one only where it is needed; words that a
    TIFF writer had swapped are in their right order; there is no padding. The coded character set (1:90)
    stays whenever text stays, and goes otherwise. A record's version (1:0, 2:0) stays only beside
    other datasets of its record.

    Args:
        data: the block.
        keep: asked for every key that `Iptc.read` reports, those of previews (2:202, 8:10) too.
        limits: what it may cost.
        replace: new texts of ASCII characters by key, for kept keys; all datasets of the key get it.

    Returns:
        The block; empty with a note when lengths run past the end or bytes stand between datasets. Bytes
        behind the last dataset and texts in another encoding than 1:90 states go with a note.
    """
    scan = Scan(unswapped(data), limits)
    datasets = [
        one._replace(data=replace[one.key].encode("ascii")) if one.key in replace else one
        for one in scan.datasets()
    ]
    if _FATAL.intersection(scan.damage):
        return Rewritten(b"", (_DAMAGED,))
    utf8 = any(one == (_CHARSET, UTF8) for one in datasets)
    wanted = [_Wanted(one, keep(one.key), _is_text(one.key)) for one in datasets]
    legible = [one for one in wanted if not (utf8 and one.text and not is_utf8(one.dataset.data))]
    lost = sum(one.kept for one in legible) < sum(one.kept for one in wanted)
    notes = [_SLACK] * bool(scan.slack) + [_ENCODING] * lost
    return Rewritten(b"".join(_packed(*one) for one in _with_headings(legible)), tuple(notes))


def compose(values: Mapping[str, str | tuple[str, ...]]) -> bytes:
    """A fresh block from values by dataset, in the order of their numbers, in UTF-8 (IIM 4.2, 1:90).

    No values give no bytes.

    Raises:
        PolicyError: a dataset that is not in `SIZES`, a value longer than IIM allows, several values for
            what can't be repeated, or control characters.
    """
    rows = [
        (key, _encoded(key, text)) for key in sorted(values, key=_number) for text in _texts(key, values[key])
    ]
    head = [(_CHARSET, UTF8), ("2:0", _VERSION_4)]
    return b"".join(_packed(*row) for row in head + rows) if rows else b""


class _Wanted(NamedTuple):
    dataset: Dataset
    kept: bool
    text: bool


def _with_headings(rows: list[_Wanted]) -> list[Dataset]:
    """The kept datasets, the character set that their texts need, and no versions of empty records."""
    texts = any(kept and text for _, kept, text in rows)
    kept = [one for one, asked, _ in rows if (asked or _is_charset(one)) and (texts or one.key != _CHARSET)]
    records = {_record(one.key) for one in kept if one.key not in _VERSIONS}
    return [one for one in kept if _record(one.key) in records]


def _is_charset(dataset: Dataset) -> bool:
    """True for a character set that says nothing else."""
    return dataset.key == _CHARSET and _ESCAPE.fullmatch(dataset.data) is not None


def _is_text(key: str) -> bool:
    return key != _CHARSET and key not in NUMBERS | OBJECTS | OPAQUE


def _record(key: str) -> str:
    return key.partition(":")[0]


def _number(key: str) -> int:
    if key not in SIZES:
        raise PolicyError("no IPTC dataset that can be written", rule="iptc-dataset")
    return int(key.partition(":")[2])


def _packed(key: str, data: bytes) -> bytes:
    """One dataset with its header."""
    record, _, number = key.partition(":")
    size = len(data).to_bytes(2) if len(data) < _EXTENDED_FROM else b"\x80\x04" + len(data).to_bytes(4)
    return bytes((0x1C, int(record), int(number))) + size + data


def _texts(key: str, value: str | tuple[str, ...]) -> tuple[str, ...]:
    texts = (value,) if isinstance(value, str) else value
    if len(texts) > 1 and key not in _REPEATABLE:
        raise PolicyError("several values for an IPTC dataset that has one", rule="iptc-repeated")
    return texts


def _encoded(key: str, text: str) -> bytes:
    if _CONTROL.search(text):
        raise PolicyError("control characters in a value for IPTC", rule="iptc-character")
    data = text.encode()
    if len(data) > SIZES[key]:
        raise PolicyError(f"a value for IPTC is longer than {SIZES[key]} bytes", rule="iptc-size")
    return data

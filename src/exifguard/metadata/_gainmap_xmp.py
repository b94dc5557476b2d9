"""A gain map's numbers in XMP: Adobe's form, which Ultra HDR uses, and Apple's.

Adobe: "Gain Map", version 1.0, namespace ``http://ns.adobe.com/hdr-gain-map/1.0/``. Apple's namespaces are
``http://ns.apple.com/HDRGainMap/1.0/`` and ``http://ns.apple.com/pixeldatainfo/1.0/``.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from ..model import AdobeGainMap, AppleGainMap, Field
from ._xmp_writer import Composable

ADOBE_VERSION: Final[Mapping[str, str]] = MappingProxyType({"hdrgm:Version": "1.0"})
"""Says that there is a gain map, in both pictures, and how its numbers are to be read."""
APPLE_TYPE: Final[Mapping[str, str]] = MappingProxyType(
    {"apdi:AuxiliaryImageType": "urn:com:apple:photo:2020:aux:hdrgainmap"}
)
"""Says that the picture is a gain map."""

Stated = Mapping[str, tuple[str, ...]]
"""Texts by property; one that is stated in no usable way has no texts."""

_KEY = re.compile(r"((?:hdrgm|HDRGainMap|apdi):\w+)(\[\d+\])?", re.ASCII)
_SHAPES = frozenset({("",), ("[1]",), ("[1]", "[2]", "[3]")})
_NUMBER = re.compile(r"[+-]?(?:\d{1,64}(?:\.\d{0,64})?|\.\d{1,64})(?:[eE][+-]?\d{1,3})?", re.ASCII)
"""As long as the smallest float without an exponent."""
_WHOLE_NUMBER = re.compile(r"[0-9]{1,10}")
_TRUTHS: Final = {"True": True, "False": False}
_FLOAT = struct.Struct("f")


class Numbers(NamedTuple):
    """What the numbers of a property may be.

    Attributes:
        low, high: the range, both ends included.
        usual: what holds where the property is not stated.
        most: 3 when red, green and blue may have values of their own, else 1.
    """

    low: float
    high: float
    usual: float
    most: int = 1


# The standard bounds gains and offsets from below alone; the other ends are far beyond any screen
ADOBE_NUMBERS: Final[Mapping[str, Numbers]] = MappingProxyType(
    {
        "GainMapMin": Numbers(-64, 64, 0, 3),
        "GainMapMax": Numbers(-64, 64, 1, 3),
        "Gamma": Numbers(2**-10, 2**10, 1, 3),
        "OffsetSDR": Numbers(0, 64, 1 / 64, 3),
        "OffsetHDR": Numbers(0, 64, 1 / 64, 3),
        "HDRCapacityMin": Numbers(0, 64, 0),
        "HDRCapacityMax": Numbers(0, 64, 1),
    }
)
HEADROOM: Final = Numbers(1, 2**16, 1)

_VERSIONS: Final = range(0x1_0000, 0x100_0000)
_FORMATS: Final = frozenset(
    int.from_bytes(code, "big") for code in (b"L008", b"420f", b"420v", b"422f", b"444f", b"444v", b"BGRA")
)
"""Core Video's names for the layouts of 8-bit pixels that a JPEG gain map can have."""


def collect(fields: Iterable[Field]) -> Stated:
    """What the fields of a packet say in the namespaces of gain maps."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for field in fields:
        key = _KEY.fullmatch(field.key)
        if key:
            found[key[1]].append((key[2] or "", str(field.value).strip()))
    return {
        name: tuple(text for _, text in rows) if tuple(index for index, _ in rows) in _SHAPES else ()
        for name, rows in found.items()
    }


def _states(stated: Stated, marks: Mapping[str, str]) -> bool:
    return all(stated.get(name) == (text,) for name, text in marks.items())


# Adobe


def read_adobe(stated: Stated) -> AdobeGainMap | None:
    """The numbers, or None when they are not stated, or one of them is not valid.

    A version without any number is what the first picture says: it is no gain map.
    """
    numbers = {name: _numbers(stated, f"hdrgm:{name}", rule) for name, rule in ADOBE_NUMBERS.items()}
    truth = stated.get("hdrgm:BaseRenditionIsHDR")
    if (
        not _states(stated, ADOBE_VERSION)
        or not any(numbers.values())
        or (truth is not None and (len(truth) != 1 or truth[0] not in _TRUTHS))
    ):
        return None
    valid = {name: values for name, values in numbers.items() if values is not None}
    if len(valid) < len(numbers) or not _is_ordered(valid):
        return None
    return AdobeGainMap(
        valid["GainMapMin"],
        valid["GainMapMax"],
        valid["Gamma"],
        valid["OffsetSDR"],
        valid["OffsetHDR"],
        next(iter(valid["HDRCapacityMin"]), None),
        next(iter(valid["HDRCapacityMax"]), None),
        None if truth is None else _TRUTHS[truth[0]],
    )


def _is_ordered(numbers: Mapping[str, tuple[float, ...]]) -> bool:
    """True when what holds is a range of gains and of screens, as the standard demands."""
    held = {name: numbers[name] or (rule.usual,) for name, rule in ADOBE_NUMBERS.items()}
    low, high = held["GainMapMin"], held["GainMapMax"]
    gains = zip(low * (3 // len(low)), high * (3 // len(high)), strict=True)
    return held["HDRCapacityMin"] < held["HDRCapacityMax"] and all(least <= most for least, most in gains)


def adobe_properties(numbers: AdobeGainMap) -> dict[str, Composable]:
    """The XMP properties of the gain map picture."""
    rows = {
        "GainMapMin": numbers.minimum,
        "GainMapMax": numbers.maximum,
        "Gamma": numbers.gamma,
        "OffsetSDR": numbers.offset_sdr,
        "OffsetHDR": numbers.offset_hdr,
        "HDRCapacityMin": () if numbers.capacity_min is None else (numbers.capacity_min,),
        "HDRCapacityMax": () if numbers.capacity_max is None else (numbers.capacity_max,),
    }
    properties: dict[str, Composable] = dict(ADOBE_VERSION)
    for name, values in rows.items():
        texts = tuple(map(_text, values))
        if texts:
            properties[f"hdrgm:{name}"] = texts if len(texts) > 1 else texts[0]
    if numbers.base_is_hdr is not None:
        properties["hdrgm:BaseRenditionIsHDR"] = str(numbers.base_is_hdr)
    return properties


# Apple


def read_apple(stated: Stated) -> AppleGainMap | None:
    """The numbers, or None when the packet does not say that the picture is a gain map.

    A headroom or a format that is not valid counts as not stated.
    """
    version = _whole(stated, "HDRGainMap:HDRGainMapVersion")
    if version is None or version not in _VERSIONS or not _states(stated, APPLE_TYPE):
        return None
    headroom = _numbers(stated, "HDRGainMap:HDRGainMapHeadroom", HEADROOM) or (None,)
    native, stored = (_whole(stated, name) for name in ("apdi:NativeFormat", "apdi:StoredFormat"))
    return AppleGainMap(
        version,
        headroom[0],
        native if native in _FORMATS else None,
        stored if stored in _FORMATS else None,
    )


def apple_properties(numbers: AppleGainMap) -> dict[str, Composable]:
    """The XMP properties of the gain map picture."""
    properties = {
        "apdi:NativeFormat": numbers.native_format,
        "apdi:StoredFormat": numbers.stored_format,
        "HDRGainMap:HDRGainMapVersion": numbers.version,
    }
    stated: dict[str, Composable] = {name: str(value) for name, value in properties.items() if value}
    if numbers.headroom is not None:
        stated["HDRGainMap:HDRGainMapHeadroom"] = _text(numbers.headroom)
    return {**stated, **APPLE_TYPE}


# Numbers


def canonical(value: float) -> float:
    """The number of at most nine significant digits that stands for `value`: the same 32-bit float.

    Args:
        value: finite, and small enough for a 32-bit float.
    """
    single = _single(value)
    short = float(f"{value:.9g}")
    if _single(short) != single:  # `value` lies between two floats, and rounding chose the other one
        short = float(f"{single:.9g}")
    return short if single else 0.0


def _single(value: float) -> float:
    single: float = _FLOAT.unpack(_FLOAT.pack(value))[0]
    return single


def _text(value: float) -> str:
    """The number without an exponent, which some readers do not know."""
    return format(Decimal(f"{value:.9g}"), "f")


def _numbers(stated: Stated, name: str, rule: Numbers) -> tuple[float, ...] | None:
    """The numbers of a property, none when it is not stated, None when they are not valid."""
    if name not in stated:
        return ()
    texts = stated[name]
    if not texts or len(texts) > rule.most or not all(map(_NUMBER.fullmatch, texts)):
        return None
    values = tuple(map(float, texts))
    if not all(rule.low <= value <= rule.high for value in values):
        return None
    return tuple(map(canonical, values))


def _whole(stated: Stated, name: str) -> int | None:
    texts = stated.get(name, ())
    return int(texts[0]) if len(texts) == 1 and _WHOLE_NUMBER.fullmatch(texts[0]) else None

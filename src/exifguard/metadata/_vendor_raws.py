"""Blocks of camera raws: Fujifilm's RAF, Minolta's MRW, Sigma's X3F, Canon's CR3. Names are ExifTool's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from .._cursor import View
from ..errors import MalformedError
from ..limits import Limits
from ..model import Field, Nested, Reading, Value
from ._ifd_walk import Tables, read_tables
from .exif import CANON_NOTE, EXIF_TABLE

_DAMAGE: Final = ("vendor-length",)


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode("latin-1").rstrip(" ")


# -- Fujifilm -------------------------------------------------------------------------------------

_RAF_HEADER: Final = (
    ("RAF:CameraID", 0x14, 8),
    ("RAF:Model", 0x1C, 32),
    ("RAF:RAFVersion", 0x3C, 4),
)
_RAF_NAMES: Final = {
    0x0100: "RawImageFullSize",
    0x0110: "RawImageCropTopLeft",
    0x0111: "RawImageCroppedSize",
    0x0115: "RawImageAspectRatio",
    0x0121: "RawImageSize",
    0x0130: "FujiLayout",
    0x0131: "XTransLayout",
    0x2000: "WB_GRGBLevelsAuto",
    0x2FF0: "WB_GRGBLevels",
    0x9200: "RelativeExposure",
    0x9650: "RawExposureBias",
    0xC000: "RAFData",
}
_FUJI_IFD: Final = Tables(
    "FujiIFD",
    {
        0xF001: "RawImageFullWidth",
        0xF002: "RawImageFullHeight",
        0xF003: "BitsPerSample",
        0xF007: "StripOffsets",
        0xF008: "StripByteCounts",
        0xF00A: "BlackLevel",
        0xF00B: "GeometricDistortionParams",
        0xF00E: "WB_GRBLevels",
        0xF00F: "ChromaticAberrationParams",
        0xF010: "VignettingParams",
    },
    {0xF000: "FujiIFD"},
)


def read_raf_header(data: bytes, _limits: Limits) -> Reading:
    """The header: ``RAF:Model``, the number of the model, the version of the camera's program."""
    fields = (Field(key, _text(data[at : at + size]), size) for key, at, size in _RAF_HEADER)
    return Reading(tuple(field for field in fields if field.value))


def read_raf(data: bytes, limits: Limits) -> Reading:
    """The camera's tables: numbers and sizes in big endian. Damage: ``vendor-length``."""
    view = View(data)
    fields: list[Field] = []
    at = 4
    try:
        for _ in range(view.u32(0)):
            limits.check("fields", len(fields), part="RAF")
            tag, size = view.u16(at), view.u16(at + 2)
            raw = view.take(at + 4, size)
            name = _RAF_NAMES.get(tag) or f"0x{tag:04x}"
            fields.append(Field(f"RAF:{name}", _numbers(raw) if size <= 16 else raw, size))
            at += 4 + size
    except MalformedError:
        return Reading(tuple(fields), (), _DAMAGE)
    rest = data[at:]
    return Reading(tuple(fields), (Nested("slack", "slack", rest),) if rest.strip(b"\0") else ())


def read_fuji_ifd(data: bytes, limits: Limits) -> Reading:
    """The tables before the sensor's data."""
    return read_tables(data, _FUJI_IFD, limits)


def _numbers(raw: bytes) -> Value:
    if len(raw) % 2:
        return raw
    values = tuple(int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2))
    return values[0] if len(values) == 1 else values


# -- Minolta --------------------------------------------------------------------------------------


def read_mrw_prd(data: bytes, _limits: Limits) -> Reading:
    """The firmware, sizes of sensor and picture."""
    names = ("SensorHeight", "SensorWidth", "ImageHeight", "ImageWidth")
    fields = [Field("MinoltaRaw:FirmwareID", _text(data[:8]), 8)]
    fields += (
        Field(f"MinoltaRaw:{name}", int.from_bytes(data[at : at + 2]), 2)
        for name, at in zip(names, range(8, 16, 2), strict=True)
    )
    return _whole(data, 24, [*fields, Field("MinoltaRaw:PRD", data[16:24], 8)])


def read_mrw_wbg(data: bytes, _limits: Limits) -> Reading:
    """The white balance."""
    return _whole(data, 12, [Field("MinoltaRaw:WB_RGGBLevels", _numbers(data[4:12]), 8)])


def read_mrw_rif(data: bytes, limits: Limits) -> Reading:
    """The camera's settings."""
    return Reading((Field("MinoltaRaw:RIF", data[: limits.value_bytes], len(data)),))


def _whole(data: bytes, size: int, fields: list[Field]) -> Reading:
    if len(data) < size:
        return Reading((), (Nested("unknown", "data", data),) if data else (), _DAMAGE)
    rest = data[size:]
    return Reading(tuple(fields), (Nested("slack", "slack", rest),) if rest.strip(b"\0") else ())


# -- Sigma ----------------------------------------------------------------------------------------

_PROPERTIES: Final = {
    "AEMODE": "MeteringMode", "AFMODE": "FocusMode", "APERTURE": "FNumber", "AP_DESC": "ApertureDisplayed",
    "BRACKET": "BracketShot", "BURST": "BurstShot", "CAMMANUF": "Make", "CAMMODEL": "Model",
    "CAMNAME": "CameraName", "CAMSERIAL": "SerialNumber", "CM_DESC": "SceneCaptureType",
    "COLORSPACE": "ColorSpace", "DRIVE": "DriveMode", "EXPCOMP": "ExposureCompensation",
    "EXPNET": "NetExposureCompensation", "EXPTIME": "IntegrationTime", "FIRMVERS": "FirmwareVersion",
    "FLASH": "FlashMode", "FLASHEXPCOMP": "FlashExpComp", "FLASHPOWER": "FlashPower",
    "FLASHTTLMODE": "FlashTTLMode", "FLASHTYPE": "FlashType", "FLENGTH": "FocalLength",
    "FLEQ35MM": "FocalLengthIn35mmFormat", "FOCUS": "Focus", "IMAGEBOARDID": "ImageBoardID",
    "IMAGERBOARDID": "ImagerBoardID", "IMAGERTEMP": "SensorTemperature", "ISO": "ISO",
    "LENSARANGE": "LensApertureRange", "LENSFRANGE": "LensFocalRange", "LENSMODEL": "LensType",
    "PMODE": "ExposureProgram", "RESOLUTION": "Quality", "SENSORID": "SensorID",
    "SH_DESC": "ShutterSpeedDisplayed", "SHUTTER": "ExposureTime", "TIME": "DateTimeOriginal",
    "VERSION_BF": "VersionBF", "WB_DESC": "WhiteBalance",
}  # fmt: skip
_SECONDS: Final = re.compile(r"[0-9]{1,10}")
_X3F_HEADER: Final = 40
_WHITE_BALANCE: Final = ((0x20001, "WhiteBalance"), (0x20003, "SceneCaptureType"))
_VERSION_4: Final = 0x40000
_CHARACTERS: Final = 24
"""Bytes before the pairs of properties; the characters follow those."""


def read_x3f_header(data: bytes, _limits: Limits) -> Reading:
    """Version, the picture's identifier (the camera's serial number is in it), size, white balance."""
    view = View(data, "little")
    try:
        version = view.u32(4)
        fields = [Field("SigmaRaw:FileVersion", f"{version >> 16}.{version & 0xFFFF}", 4)]
        if version >= _VERSION_4:
            return Reading(tuple(fields), (Nested("unknown", "header", data[8:]),))
        fields.append(Field("SigmaRaw:ImageUniqueID", view.take(8, 16).hex(), 16))
        fields += (
            Field(f"SigmaRaw:{name}", view.u32(at), 4)
            for name, at in (("ImageWidth", 28), ("ImageHeight", 32), ("Rotation", 36))
        )
    except MalformedError:
        return Reading((), (Nested("unknown", "header", data),) if data else (), _DAMAGE)
    at = _X3F_HEADER
    for since, name in _WHITE_BALANCE:
        if version >= since and len(data) >= at + 32:
            fields.append(Field(f"SigmaRaw:{name}", _text(data[at : at + 32]), 32))
            at += 32
    if data[at:].strip(b"\0"):
        fields.append(Field("SigmaRaw:Adjustments", data[at:], len(data) - at))
    return Reading(tuple(fields))


def read_x3f_properties(data: bytes, limits: Limits) -> Reading:
    """Names and values in UTF-16. Damage: ``vendor-length``."""
    view = View(data, "little")
    try:
        count = view.u32(8)
        view.take(_CHARACTERS, 8 * count)
        limits.check("fields", count, part="PROP")
        pairs = [(view.u32(at), view.u32(at + 4)) for at in range(24, 24 + 8 * count, 8)]
    except MalformedError:
        return Reading((), (Nested("unknown", "data", data),) if data else (), _DAMAGE)
    text = data[_CHARACTERS + 8 * count :].decode("utf-16-le", "replace")
    fields: list[Field] = []
    total = 0
    for name_at, value_at in pairs:
        if max(name_at, value_at) >= len(text):
            return Reading(tuple(fields), (Nested("unknown", "data", data),), _DAMAGE)
        name, value = _until_nul(text, name_at, limits), _until_nul(text, value_at, limits)
        total += len(name) + len(value)
        limits.check("block_bytes", 2 * total, part="PROP")
        key = f"SigmaRaw:{_PROPERTIES.get(name, name)}"
        fields.append(Field(key, _moment(value) if name == "TIME" else value, 2 * len(value)))
    return Reading(tuple(fields))


def _until_nul(text: str, at: int, limits: Limits) -> str:
    end = text.find("\0", at, at + limits.value_bytes)
    return text[at : end if end >= 0 else at + limits.value_bytes]


def _moment(value: str) -> str:
    """Seconds since 1970, as the camera's clock has it."""
    if not _SECONDS.fullmatch(value):
        return value
    return f"{datetime.fromtimestamp(int(value), UTC):%Y:%m:%d %H:%M:%S}"


# -- Canon ----------------------------------------------------------------------------------------

_RECORD, _TABLE = 12, 8
_TIME_STAMP: Final = 1
_EXIF_RECORDS: Final = (7, 8, 9)
_TABLES: Final = {0x8769: ("exif", EXIF_TABLE), 0x927C: ("exif", CANON_NOTE)}


def read_ctmd(data: bytes, limits: Limits) -> Reading:
    """The track with data about each picture: when it was taken, EXIF and maker notes once more.

    Damage: ``vendor-length``.
    """
    view = View(data, "little")
    fields: list[Field] = []
    nested: list[Nested] = []
    at = 0
    try:
        while at < view.size:
            limits.check("fields", len(fields) + len(nested), part="CTMD")
            size, kind = view.u32(at), view.u16(at + 4)
            content = view.take(at + _RECORD, size - _RECORD)  # fails for less than a header
            if kind == _TIME_STAMP and size >= _RECORD + 9:
                fields.append(Field("CTMD:TimeStamp", _time_stamp(content), 9))
            elif kind in _EXIF_RECORDS:
                nested += _tables(content)
            else:
                fields.append(Field(f"CTMD:0x{kind:04x}", content[: limits.value_bytes], len(content)))
            at += size
    except MalformedError:
        return Reading(tuple(fields), (*nested, Nested("unknown", "data", data[at:])), _DAMAGE)
    return Reading(tuple(fields), tuple(nested))


def _time_stamp(content: bytes) -> str:
    year, rest = int.from_bytes(content[2:4], "little"), content[4:9]
    month, day, hour, minute, second = rest
    return f"{year:04}:{month:02}:{day:02} {hour:02}:{minute:02}:{second:02}"


def _tables(content: bytes) -> Iterator[Nested]:
    """TIFF blocks, each behind its size and the tag that it has in EXIF."""
    view = View(content, "little")
    at = 0
    while at + _TABLE <= view.size:
        size, tag = view.u32(at), view.u32(at + 4)
        inner = view.take(at + _TABLE, size - _TABLE)
        kind, wrap = _TABLES.get(tag, ("unknown", ""))
        yield Nested(kind, f"0x{tag:04x}", inner, wrap)
        at += size

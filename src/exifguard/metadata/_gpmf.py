"""GoPro's metadata format: keys of four letters, a type, a size, a count, values (GPMF, github.com/gopro).

Names as ExifTool spells them; keys that nobody has named keep their four letters.
"""

from __future__ import annotations

import struct
from typing import Final

from .._cursor import View
from ..limits import Limits
from ..model import Field, Nested, Reading, Value
from ._plain import decode_text
from ._tree import plain_name

_NAMES: Final = {
    "ABSC": "AutoBoostScore",
    "ACCL": "Accelerometer",
    "AUDO": "AudioSetting",
    "AUPT": "AutoProtune",
    "BITR": "BitrateSetting",
    "CASN": "CameraSerialNumber",
    "CDAT": "CreationDate",
    "CDTM": "CaptureDelayTimer",
    "DVID": "DeviceID",
    "DVNM": "DeviceName",
    "DZOM": "DigitalZoomOn",
    "DZST": "DigitalZoom",
    "EISA": "ElectronicImageStabilization",
    "EISE": "ElectronicStabilizationOn",
    "EXPT": "ExposureType",
    "FACE": "FaceDetected",
    "FCNM": "FaceNumbers",
    "FMWR": "FirmwareVersion",
    "GPSA": "GPSAltitudeSystem",
    "GPSF": "GPSMeasureMode",
    "GPSP": "GPSHPositioningError",
    "GPSU": "GPSDateTime",
    "GYRO": "Gyroscope",
    "HDRV": "HDRVideo",
    "ISOE": "ISOSpeeds",
    "MAGN": "Magnetometer",
    "MINF": "Model",
    "MUID": "MediaUniqueID",
    "OREN": "AutoRotation",
    "ORDP": "OrientationDataPresent",
    "PHDR": "HDRSetting",
    "PIMD": "ProtuneISOMode",
    "PIMN": "AutoISOMin",
    "PIMX": "AutoISOMax",
    "PRES": "PhotoResolution",
    "PRJT": "LensProjection",
    "PRTN": "Protune",
    "PTCL": "ColorMode",
    "PTEV": "ExposureCompensation",
    "PTSH": "Sharpness",
    "PTWB": "WhiteBalance",
    "RATE": "Rate",
    "SCEN": "SceneClassification",
    "SIUN": "SIUnits",
    "SMTR": "SpotMeter",
    "STMP": "TimeStamp",
    "STNM": "StreamName",
    "TICK": "InTime",
    "TMPC": "CameraTemperature",
    "TOCK": "OutTime",
    "TSMP": "TotalSamples",
    "TZON": "TimeZone",
    "UNIT": "Units",
    "VERS": "MetadataVersion",
    "VFOV": "FieldOfView",
    "VRES": "VideoFrameSize",
    "WBAL": "ColorTemperatures",
    "ZFOV": "DiagonalFieldOfView",
}

_HEADER = 8
_CODES: Final = {
    "b": "b",
    "B": "B",
    "d": "d",
    "f": "f",
    "j": "q",
    "J": "Q",
    "l": "i",
    "L": "I",
    "s": "h",
    "S": "H",
}
"""GoPro's types of numbers, as `struct` has them; others are texts (``c``, ``F``, ``U``) or bytes."""
_TEXTS: Final = frozenset("cFU")
_LONGEST_ARRAY: Final = 64
_MOST_NUMBERS = 1 << 18
"""Numbers of one block that are worth a Python object each."""

_PLACE: Final = ("GPSLatitude", "GPSLongitude", "GPSAltitude")
_POSITIONS: Final = {"GPS5": 5, "GPS9": 9}
"""Keys of runs of positions, and how many numbers each of them has; a scale stands before them."""
_POSITION_SIZES: Final = {"GPS5": 20, "GPS9": 32}

LENGTH: Final = ("gpmf-length",)


class _Reader:
    """One pass over the records."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.view = View(data)
        self.limits = limits
        self.fields: list[Field] = []
        self.nested: list[Nested] = []
        self.damage: tuple[str, ...] = ()
        self.numbers = 0

    def records(self, start: int, end: int, depth: int) -> None:
        """The records in `[start, end)`."""
        at, scale = start, [1]
        while at + _HEADER <= end and any(self.view.take(at, 4)):
            self.limits.check("fields", len(self.fields) + len(self.nested), part="gopro")
            name, kind = decode_text(self.view.take(at, 4)), chr(self.view.u8(at + 4))
            width, size = self.view.u8(at + 5), self.view.u8(at + 5) * self.view.u16(at + 6)
            body = at + _HEADER
            if body + size > end:
                break
            if kind == "\0" and depth < self.limits.depth:
                self.records(body, body + size, depth + 1)
            elif name == "SCAL":
                scale = self._numbers(kind, self.view.take(body, size)) or scale
            else:
                self._value(name, kind, width, self.view.take(body, size))
                self._place(name, body, size, scale)
            at = min(body + size + (-size % 4), end)
        rest = self.view.data[at:end]
        if rest.strip(b"\0"):
            self.damage = LENGTH
            self.nested.append(Nested("slack", f"slack@{at}", rest))

    def _numbers(self, kind: str, raw: bytes) -> list[int]:
        code = _CODES.get(kind)
        if code is None:
            return []
        count = min(len(raw) // struct.calcsize(code), _LONGEST_ARRAY)
        return [int(number) for number in struct.unpack_from(f">{count}{code}", raw) if number == number]

    def _value(self, name: str, kind: str, width: int, raw: bytes) -> None:
        if not raw:
            return
        key = f"GPMF:{plain_name(_NAMES.get(name, name))}"
        self.fields.append(Field(key, self._decoded(kind, width, raw), len(raw)))

    def _decoded(self, kind: str, width: int, raw: bytes) -> Value:
        if kind in _TEXTS:
            return _text(kind, width, raw)
        code = _CODES.get(kind)
        count = len(raw) // struct.calcsize(code) if code else 0
        if not count or count > _LONGEST_ARRAY or self.numbers > _MOST_NUMBERS:
            return raw
        self.numbers += count
        numbers: tuple[Value, ...] = struct.unpack_from(f">{count}{code}", raw)
        return numbers[0] if count == 1 else numbers

    def _place(self, name: str, body: int, size: int, scale: list[int]) -> None:
        """The first of a run of positions, in degrees and metres."""
        if size < _POSITION_SIZES.get(name, size + 1):
            return
        for number, part in enumerate(_PLACE):
            raw = self.view.take(body + 4 * number, 4)
            divisor = scale[number] if number < len(scale) else scale[-1]
            if divisor:
                degrees = int.from_bytes(raw, signed=True) / divisor
                self.fields.append(Field(f"GPMF:{part}", degrees, 4))


def _text(kind: str, width: int, raw: bytes) -> Value:
    """A text, or several of the same width."""
    if kind != "c" and 0 < width < len(raw):
        texts = tuple(decode_text(raw[at : at + width]) for at in range(0, len(raw), width))
        return texts[:_LONGEST_ARRAY]
    return decode_text(raw.rstrip(b"\0"))


def read_gpmf(data: bytes, limits: Limits) -> Reading:
    """The values of a block under ``GPMF:``; of a run of positions the first one too.

    Damage: ``gpmf-length``: a record is longer than what it stands in.

    Raises:
        LimitExceededError: there are more values than `limits.fields`.
    """
    reader = _Reader(data, limits)
    reader.records(0, len(data), 1)
    return Reading(tuple(reader.fields), tuple(reader.nested), reader.damage)

"""Readers from outside: what they see in a file that exifguard wrote is what counts."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import struct
import subprocess
import warnings
import zlib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import av
import imagecodecs
import numpy as np
import pillow_heif
import pytest
import rawpy
import resvg_py
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()

REQUIRE_VARIABLE = "EXIFGUARD_REQUIRE_ORACLES"


def require(tool: str) -> str:
    """The path of a tool; without it the test skips, or fails where every oracle is demanded."""
    path = shutil.which(tool)
    if path is None:
        message = f"{tool} is not installed"
        if os.environ.get(REQUIRE_VARIABLE):
            pytest.fail(message)
        pytest.skip(message)
    return path


class ExifTool:
    """One ExifTool process, kept open."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [require("exiftool"), "-stay_open", "True", "-@", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def tags(self, path: Path) -> dict[str, Any]:
        """Every tag that ExifTool sees, unknown and embedded ones too: ``{"IFD0:Make": ...}``."""
        arguments = ["-j", "-G1", "-a", "-u", "-ee3", "-n", str(path), "-execute"]
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write("\n".join([*arguments, ""]).encode())
        stdin.flush()
        lines = []
        while (line := stdout.readline()).strip() != b"{ready}":
            assert line, "exiftool ended"
            lines.append(line)
        rows: list[dict[str, Any]] = json.loads(b"".join(lines).decode("utf-8", "replace") or "[{}]")
        return rows[0]

    def close(self) -> None:
        self._process.communicate(b"-stay_open\nFalse\n", timeout=30)


@dataclass(frozen=True)
class Shown:
    """What a viewer shows of a file."""

    frames: tuple[tuple[tuple[int, int], float, str], ...]
    profile: bytes | None
    facts: tuple[tuple[str, object], ...]


FACTS = ("gamma", "srgb", "chromaticity", "adobe_transform")
MOVING = ("loop", "blend", "disposal", "default_image", "background")
"""What Pillow tells besides pixels and must not change, the second row for animations."""


SEVERAL = ("MPO", "HEIF", "PSD")
"""Formats of files with pictures or layers beside the one that viewers show, which Pillow opens them with."""


@cache
def shown(data: bytes) -> Shown | None:
    """What Pillow shows of a file, upright, every frame, or resvg of a drawing; None where neither can."""
    if is_drawing(data):
        return _drawn(data)
    if is_movie(data):
        return _played(data)
    if is_raw(data) and (developed := _developed(data)) is not None:
        return developed
    if data.startswith((b"\xff\x0a", b"\0\0\0\x0cJXL ")):
        return _jpeg_xl(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _shown(data)
    except (OSError, SyntaxError, ValueError, TypeError, EOFError, Image.DecompressionBombError, IndexError):
        return None
    except struct.error:  # Pillow's reader of damaged layers
        return None


def is_drawing(data: bytes) -> bool:
    """True for SVG and SVGZ, as far as the first bytes tell."""
    return data.lstrip().startswith((b"<", b"\xef\xbb\xbf<", b"\x1f\x8b\x08"))


def is_movie(data: bytes) -> bool:
    """True for MP4, QuickTime and 3GP, as far as the first bytes tell."""
    return data[4:8] in (b"moov", b"mdat", b"wide") or (
        data[4:8] == b"ftyp"
        and (data[8:12] in (b"isom", b"qt  ", b"mp41", b"mp42", b"iso4") or data[8:10] == b"3g")
    )


_DNG_VERSION = (b"\x12\xc6\1\0\4\0\0\0", b"\xc6\x12\0\1\0\0\0\4")
_TIFF_MARKS = (b"II*\0", b"MM\0*")


def is_raw(data: bytes) -> bool:
    """True for what seems to be a DNG."""
    return data.startswith(_TIFF_MARKS) and any(version in data for version in _DNG_VERSION)


def _developed(data: bytes) -> Shown | None:
    """What LibRaw reads off the sensor and develops, and what Pillow shows of the first page, if it can."""
    try:
        with rawpy.imread(io.BytesIO(data)) as raw:
            seen = raw.raw_image.tobytes()
            pixels = raw.postprocess(use_camera_wb=True, no_auto_bright=True)
    except (rawpy.LibRawError, rawpy.NotSupportedError):
        return None
    height, width = pixels.shape[:2]
    hashed = sha256(seen + pixels.tobytes()).hexdigest()
    return Shown((((width, height), 0.0, hashed),), None, (("first page", _first_page(data)),))


def _first_page(data: bytes) -> str | None:
    """A hash of what Pillow shows; of sensor data it shows nothing."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return sha256(image.convert("RGBA").tobytes()).hexdigest()
    except (OSError, ValueError, SyntaxError, TypeError):
        return None


MOVIES = (b"isom", b"qt  ", b"mp41", b"mp42", b"iso4")
PLAYED = ("video", "audio")


def _is_cover(stream: Any) -> bool:
    """FFmpeg shows the cover of an album as a stream."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _played(data: bytes) -> Shown | None:
    """What FFmpeg plays: of each stream of pictures or sound its packets, their times, size and turning."""
    try:
        opened: Any = av.open(io.BytesIO(data))
        with opened as movie:
            streams = [one for one in movie.streams if one.type in PLAYED and not _is_cover(one)]
            packets: dict[int, list[tuple[Any, ...]]] = {one.index: [] for one in streams}
            for packet in movie.demux(streams):
                if packet.size:
                    moment = (packet.pts, packet.dts, packet.duration, packet.is_keyframe)
                    packets[packet.stream.index].append((*moment, sha256(bytes(packet)).hexdigest()))
            frames = tuple(
                (
                    (getattr(one, "width", 0), getattr(one, "height", 0)),
                    float((one.duration or 0) * (one.time_base or 0)),
                    sha256(repr(packets[one.index]).encode()).hexdigest(),
                )
                for one in streams
            )
            facts = tuple((f"stream {one.index}", one.codec_context.name) for one in streams)
            return Shown(frames, None, facts) if streams else None
    except (av.FFmpegError, ValueError):
        return None


DRAWN = (96, 72)
"""Pixels: drawings may be of any size."""


def _drawn(data: bytes) -> Shown | None:
    try:
        text = (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode("utf-8-sig")
        width, height = DRAWN
        drawn = resvg_py.svg_to_bytes(svg_string=text, width=width, height=height, skip_system_fonts=True)
    except (OSError, EOFError, ValueError, zlib.error):
        return None
    with Image.open(io.BytesIO(drawn)) as image:
        pixels = image.convert("RGBA")
    return Shown(((pixels.size, 0.0, sha256(pixels.tobytes()).hexdigest()),), None, ())


def _shown(data: bytes) -> Shown:
    with Image.open(io.BytesIO(data)) as image:
        if image.format == "ICO":
            return _icon(image)
        count = 1 if image.format in SEVERAL else getattr(image, "n_frames", 1)
        frames = []
        for number in range(count):
            if count > 1:
                image.seek(number)
            if number and image.format == "TIFF" and _is_reduced(image):
                continue  # thumbnails go
            image.load()
            pixels = _upright(image).convert("RGBA")
            duration = float(image.info.get("duration", 0)) if count > 1 else 0.0
            frames.append((pixels.size, duration, sha256(pixels.tobytes()).hexdigest()))
        facts = tuple((key, image.info[key]) for key in (*FACTS, *MOVING * (count > 1)) if key in image.info)
        return Shown(tuple(frames), image.info.get("icc_profile"), facts)


def _is_reduced(image: Image.Image) -> bool:
    """True for a page that is a smaller copy of another: TIFF 6.0, NewSubfileType."""
    return bool(getattr(image, "tag_v2", {}).get(254, 0) & 1)


CHANNELS = 4
"""Most colours and alpha together: a longer last axis is the width of a grey picture."""


def _jpeg_xl(data: bytes) -> Shown | None:
    """Every frame as libjxl decodes it, turned as the codestream says."""
    try:
        pixels = np.asarray(imagecodecs.jpegxl_decode(data))
    except (imagecodecs.JpegxlError, ValueError, RuntimeError):
        return None
    channels = pixels.shape[-1] if pixels.ndim > 2 and pixels.shape[-1] <= CHANNELS else 1
    still = pixels.ndim == 2 + (channels > 1)
    frames = tuple(
        ((one.shape[0], one.shape[1]), 0.0, sha256(one.tobytes()).hexdigest())
        for one in ([pixels] if still else pixels)
    )
    return Shown(frames, None, (("channels", channels),))


def _icon(image: Image.Image) -> Shown:
    """Every picture of an icon; Pillow itself shows the largest."""
    icon = getattr(image, "ico")  # noqa: B009 - Pillow's own, without a type
    pictures = [icon.frame(number).convert("RGBA") for number in range(icon.nb_items)]
    frames = tuple((one.size, 0.0, sha256(one.tobytes()).hexdigest()) for one in pictures)
    return Shown(frames, None, ())


def _upright(image: Image.Image) -> Image.Image:
    if image.format in ("HEIF", "AVIF"):
        image.info.pop("xmp", None)  # properties turn these pictures, and nothing else does
    try:
        return ImageOps.exif_transpose(image)
    except (SyntaxError, ValueError, TypeError, KeyError, IndexError, OSError, OverflowError, struct.error):
        return image  # damaged EXIF: no viewer turns the picture by it

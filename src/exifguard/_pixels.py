"""What a viewer shows: both files decoded by Pillow, turned upright, and compared.

The one place where native decoders see the input, and only when the caller asks for it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from hashlib import sha256

from PIL import Image, ImageOps, ImageSequence

from ._decoders import is_one_picture, open_picture
from ._source import Source
from .errors import UnsupportedError, VerificationError
from .metadata.icc import sanitise
from .model import Check

Shot = tuple[tuple[int, int], int, str]
"""Size in pixels, time on screen in milliseconds, hash of the RGBA pixels."""

NEVER_TURNED = ("GIF", "HEIF", "AVIF")
"""What Pillow calls the formats whose pictures neither EXIF nor XMP turns."""


def _shots(source: Source) -> Iterator[Shot]:
    """Every frame as shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with open_picture(source) as image:
            frames = [image] if is_one_picture(image) else ImageSequence.Iterator(image)
            for frame in frames:
                upright = frame if image.format in NEVER_TURNED else ImageOps.exif_transpose(frame)
                pixels = upright.convert("RGBA")
                yield pixels.size, int(frame.info.get("duration", 0)), sha256(pixels.tobytes()).hexdigest()


def _profile(source: Source) -> bytes | None:
    """What counts of the colour profile: its colours, as a clean copy holds them."""
    with open_picture(source) as image:
        profile = image.info.get("icc_profile")
        return sanitise(bytes(profile)) if profile else None


def compare_pictures(before: Source, after: Source) -> Check:
    """Compare frames, timing, orientation, pixels and colour profile."""
    name = "same pixels"
    try:
        first = [*_shots(before)], _profile(before)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnsupportedError("Pillow cannot decode the input to compare it", rule="decodable") from error
    try:
        second = [*_shots(after)], _profile(after)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return Check(name, passed=False, detail="Pillow cannot decode the copy")
    return Check(name, first == second, f"{len(first[0])} frames compared")


def require_same_picture(before: Source, after: Source, format: str) -> None:  # noqa: A002
    """Raise `VerificationError` unless both show the same."""
    check = compare_pictures(before, after)
    if not check.passed:
        raise VerificationError(
            f"the copy would look different: {check.detail}", format=format, rule="same-pixels"
        )

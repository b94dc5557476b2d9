"""What a file may cost. Every number has its reason beside it."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import LimitExceededError

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Upper bounds on what one file may cost; a file that needs more raises `LimitExceededError`.

    Attributes:
        input_bytes: size of the file. Default 64 GiB: beyond any single picture; servers set it to
            their own upload limit.
        parts: parts of one file. Default 100,000: a 64 MB Photoshop export has about 1,100 segments.
        block_bytes: one metadata block, joined and unwrapped. Default 64 MiB: extended XMP with depth
            maps and audio reaches 20 MB in phone pictures.
        fields: values read from one file. Default 100,000.
        depth: pictures in pictures, blocks in blocks, structures in structures. Default 16.
        inflate_ratio: how many times larger a compressed metadata block may become. Default 1,100: more
            than deflate can do (1,032), so that it binds only where a caller lowers it.
        image_bytes: decompressed size of the picture's own stream, where it has to be walked (PNG); in a GIF
            the pixels of all images, or their coded bytes where these are more. Default 4 GiB: a 32,768
            by 32,768 pixel RGBA picture.
        seconds: time by the clock from when the file is open until its last byte is read; looked at
            whenever something is read. Default 300: copying 64 GiB takes longer, any upload takes less.
        value_bytes: one value as it is shown. Default 1 MiB; longer values are cut, and say so.
    """

    input_bytes: int = 64 * GIB
    parts: int = 100_000
    block_bytes: int = 64 * MIB
    fields: int = 100_000
    depth: int = 16
    inflate_ratio: int = 1_100
    image_bytes: int = 4 * GIB
    value_bytes: int = MIB
    seconds: float = 300

    def check(self, limit: str, needed: int, *, format: str | None = None, part: str | None = None) -> None:  # noqa: A002
        """Raise `LimitExceededError` when `needed` is more than the field named `limit` allows."""
        allowed: int = getattr(self, limit)
        if needed > allowed:
            raise LimitExceededError(
                f"needs {needed:,} of {limit}, {allowed:,} are allowed",
                limit=limit,
                format=format,
                part=part,
                rule="limit",
            )


DEFAULT_LIMITS = Limits()

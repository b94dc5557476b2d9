"""The little of an ICC profile that containers must know: whether it is one (ICC.1:2022 clause 7.2)."""

from __future__ import annotations

HEAD = 40
"""Bytes that `is_profile` looks at."""


def is_profile(head: bytes) -> bool:
    """True when a profile begins with `head`: decoders ignore anything else in its place."""
    return head[36:40] == b"acsp"


def stated_size(head: bytes) -> int:
    """The size in bytes that a profile states of itself."""
    return int.from_bytes(head[:4], "big")

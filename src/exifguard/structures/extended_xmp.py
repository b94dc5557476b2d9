"""How a packet of XMP names the rest of it that did not fit: Adobe XMP part 3, clause 1.1.3.1."""

from __future__ import annotations

import hashlib

GUID_SIZE = 32
"""Characters of a GUID."""


def guid(data: bytes) -> str:
    """The name of extended XMP: the MD5 digest of its bytes in upper-case hexadecimal digits."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest().upper()

"""One file a metadata standard; `CODECS` is the registry."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ._base import Codec
from .exif import Exif
from .icc import Icc
from .iptc import Iptc
from .photoshop import Photoshop
from .png_time import PngTime
from .profile_name import ProfileName
from .text import Comment, Text
from .xmp import Xmp

CODECS: Mapping[str, Codec] = MappingProxyType(
    {
        codec.kind: codec
        for codec in (Exif(), Xmp(), Iptc(), Photoshop(), Text(), Comment(), PngTime(), ProfileName(), Icc())
    }
)
"""Every codec, by the kind of block that it reads. Other kinds are opaque: seen, named, never read."""

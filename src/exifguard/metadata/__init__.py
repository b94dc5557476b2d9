"""One file a metadata standard; `CODECS` is the registry."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ._base import Codec
from .c2pa import C2pa
from .exif import Exif
from .flir import Flir
from .heif import Heif
from .icc import Icc
from .iptc import Iptc
from .layers import Layers
from .mpf import Mpf
from .photoshop import Photoshop
from .png_time import PngTime
from .profile_name import ProfileName
from .quicktime import QuickTime
from .samsung_trailer import SamsungTrailer
from .svg import Svg
from .text import Comment, Text
from .trailer import Trailer
from .vendor import Vendor
from .xmp import Xmp

_WHOLLY: tuple[Codec, ...] = (
    *(Exif(), Xmp(), Iptc(), Photoshop(), Icc()),
    *(Text(), Comment(), PngTime(), ProfileName(), Heif(), Layers(), QuickTime(), Svg()),
)
_PARTLY: tuple[Codec, ...] = (C2pa(), Flir(), Mpf(), SamsungTrailer(), Trailer(), Vendor())

CODECS: Mapping[str, Codec] = MappingProxyType({codec.kind: codec for codec in (*_WHOLLY, *_PARTLY)})
"""Every codec, by the kind of block that it reads. Other kinds are opaque: seen, named, never read."""

PARTLY_READ = frozenset(codec.kind for codec in _PARTLY)
"""Kinds of blocks whose codecs tell what is documented, and cannot vouch for the rest."""

"""One file a format; `CONTAINERS` is the registry."""

from __future__ import annotations

from ._base import NO_CHANGES as NO_CHANGES
from ._base import Changes as Changes
from ._base import Container as Container
from ._base import Unsure as Unsure
from ._heif_rules import AVIF, HEIC, HEIF
from ._strangers import stranger as stranger
from .bmp import Bmp
from .cr3 import Cr3
from .crw import Crw
from .gif import Gif
from .heif import Heif
from .ico import CUR, Ico
from .j2k import J2k
from .jp2 import Jp2
from .jpeg import Jpeg
from .jxl import Jxl
from .movie import MOBILE, MP4, QUICKTIME, Movie
from .mrw import Mrw
from .png import Png
from .psd import PSB, PSD, Psd
from .raf import Raf
from .svg import Svg
from .svgz import Svgz
from .tiff import Tiff
from .webp import Webp
from .x3f import X3f

CONTAINERS: tuple[Container, ...] = (
    Jpeg(),
    Png(),
    Webp(),
    Heif(HEIC),
    Heif(HEIF),
    Heif(AVIF),
    Gif(),
    Bmp(),
    Ico(),
    Ico(CUR),
    Jp2(),
    J2k(),
    Jxl(),
    Svg(),
    Svgz(),
    Tiff(),
    Movie(MP4),
    Movie(QUICKTIME),
    Movie(MOBILE),
    Psd(PSD, 1),
    Psd(PSB, 2),
    Cr3(),
    Crw(),
    Mrw(),
    Raf(),
    X3f(),
)
"""Every supported format, in the order in which they are tried."""

HEAD = 32
"""Bytes that `Container.matches` may look at."""


def container_for(head: bytes) -> Container | None:
    """The container of a file that begins with `head`, or None."""
    for container in CONTAINERS:
        if container.matches(head):
            return container
    return None

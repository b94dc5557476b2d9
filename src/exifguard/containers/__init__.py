"""One file a format; `CONTAINERS` is the registry."""

from __future__ import annotations

from ._base import NO_CHANGES as NO_CHANGES
from ._base import Changes as Changes
from ._base import Container as Container
from ._strangers import stranger as stranger
from .bmp import Bmp
from .jpeg import Jpeg
from .png import Png
from .webp import Webp

CONTAINERS: tuple[Container, ...] = (Jpeg(), Png(), Webp(), Bmp())
"""Every supported format, in the order in which they are tried."""

HEAD = 32
"""Bytes that `Container.matches` may look at."""


def container_for(head: bytes) -> Container | None:
    """The container of a file that begins with `head`, or None."""
    for container in CONTAINERS:
        if container.matches(head):
            return container
    return None

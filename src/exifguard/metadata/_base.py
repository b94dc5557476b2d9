"""What every codec does: read one kind of metadata block.

A codec knows one standard. It knows no container and nothing of what is sensitive. What can be written
anew has a writer beside the codec (``_exif_writer`` ...): `compose` makes a block of values, `rewrite` makes
a fresh block with those fields of an old one that a predicate on their keys wants. The policy ``share`` keeps
no field of a block, so the engine composes and does not rewrite.
"""

from __future__ import annotations

from typing import Protocol

from ..limits import Limits
from ..model import Reading


class Codec(Protocol):
    """One metadata standard."""

    kind: str

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:
        """Read the fields and the nested blocks of `data`.

        A damaged block is never fatal: what could be read is returned, and `Reading.damage` names the
        broken rules. Only `LimitExceededError` may be raised.

        Args:
            data: the block's bytes, without its container's framing and signature.
            limits: what it may cost.
            wrap: how the payload is framed where the codec needs to know (``"zTXt"``).
        """

"""What every codec does: read one kind of metadata block.

A codec knows one standard. It knows no container and nothing of what is sensitive.
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

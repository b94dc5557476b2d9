"""The name of a colour profile in PNG's iCCP chunk: PNG specification, third edition, clause 11.3.2.3."""

from __future__ import annotations

from ..limits import Limits
from ..model import Field, Reading


class ProfileName:
    """Reads the name: up to 79 bytes of Latin-1 text that an encoder chose."""

    kind = "profile name"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """One field, ``iCCP:ProfileName``."""
        return Reading((Field("iCCP:ProfileName", data.decode("latin-1"), len(data)),))

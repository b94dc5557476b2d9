"""What exifguard is to reach, and how a figure compares with it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on one figure.

    Attributes:
        bound: reached where the figure is on the right side of it.
        unit: what the figure counts.
        at_least: the figure is to be this large, not this small.
        tolerance: beyond `bound` but within this it is only NEAR; beyond it, FAIL.
    """

    bound: float
    unit: str
    at_least: bool = False
    tolerance: float | None = None

    def verdict(self, figure: float) -> str:
        """PASS, NEAR, FAIL, or a dash where there is nothing to judge."""
        if math.isnan(figure):
            return "-"
        if self._reached(figure, self.bound):
            return "PASS"
        if self.tolerance is not None and self._reached(figure, self.tolerance):
            return "NEAR"
        return "FAIL"

    def _reached(self, figure: float, bound: float) -> bool:
        return figure >= bound if self.at_least else figure <= bound

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.bound:g} {self.unit}"


FILE_TO_CP = Goal(3, "x cp", tolerance=4)
FILE_TO_EXIFTOOL = Goal(2, "x faster than ExifTool", at_least=True)
BYTES_PHOTO = Goal(10, "ms")
BYTES_SMALL = Goal(0.4, "ms")
IMPORT = Goal(1, "x bare Python on top")
VERSION = Goal(3, "x bare Python on top")
MEMORY = Goal(64, "MB")

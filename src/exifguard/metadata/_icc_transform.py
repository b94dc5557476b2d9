"""What profiles of one or three channels do with colours, computed: clauses F.2 and F.3 of ICC.1:2022.

A channel's value goes through its curve, the light of all channels is added up in the connection space
(XYZ under D50).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from math import fsum
from operator import le, mul
from typing import NamedTuple

from ._icc_spaces import Chromaticity, Curve, Space

Vector = tuple[float, ...]
Matrix = tuple[Vector, ...]
"""Rows."""

ONE = 0x10000
"""1.0 as an s15Fixed16Number (clause 4.6)."""
WHITE_POINT = (0xF6D6, ONE, 0xD32D)
"""D50, the white of the connection space (clause 7.2.16), in s15Fixed16Numbers."""
WHITE: Vector = tuple(number / ONE for number in WHITE_POINT)

_BRADFORD: Matrix = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
"""How eyes adapt to another white (annex E)."""

_STEPS = 255
"""Values are looked at in steps of eight bits; a table has to rise between them."""
_STEEPEST = 16.0
"""Powers above are no curve of a picture."""


class Transform(NamedTuple):
    """What a profile does.

    Attributes:
        curves: of each channel, the light at every step of eight bits.
        columns: of each channel, what all of its light is in the connection space.
    """

    curves: tuple[Vector, ...]
    columns: tuple[Vector, ...]


# -- spaces ---------------------------------------------------------------------------------------


def columns(space: Space) -> tuple[tuple[int, int, int], ...]:
    """Red, green and blue in the connection space, as s15Fixed16Numbers that add up to its white.

    Nothing but IEEE 754 additions, products and quotients goes into them: they are the same on any machine.
    """
    light = _multiply(_adaptation(space.white), _primaries(space.primaries, space.white))
    rows = [_rounded([ONE * n for n in row], total) for row, total in zip(light, WHITE_POINT, strict=True)]
    return tuple(zip(*rows, strict=True))


def light_of(curve: Curve, value: float) -> float:
    """What `curve` makes of a value from 0 to 1."""
    return (curve.a * value + curve.b) ** curve.g if value >= curve.d else curve.c * value


def _primaries(primaries: Sequence[Chromaticity], white: Chromaticity) -> Matrix:
    """Red, green and blue light as columns, so much of each that they make the white."""
    full = tuple(zip(*map(_xyz, primaries), strict=True))
    amounts = _apply(inverse(full), _xyz(white))
    return tuple(tuple(n * amount for n, amount in zip(row, amounts, strict=True)) for row in full)


def _adaptation(white: Chromaticity) -> Matrix:
    """From colours under `white` to those that look the same under D50."""
    have, want = _apply(_BRADFORD, _xyz(white)), _apply(_BRADFORD, WHITE)
    scaled = tuple(
        tuple(n * new / old for n in row) for row, old, new in zip(_BRADFORD, have, want, strict=True)
    )
    return _multiply(inverse(_BRADFORD), scaled)


def _xyz(point: Chromaticity) -> Vector:
    x, y = point
    return (x / y, 1.0, (1 - x - y) / y)


def _rounded(numbers: Sequence[float], total: int) -> list[int]:
    """Whole numbers that add up to `total`: those with the largest fractions go up."""
    down = [int(n // 1) for n in numbers]
    order = sorted(range(len(numbers)), key=lambda i: down[i] - numbers[i])
    for i in order[: total - sum(down)]:
        down[i] += 1
    return down


# -- profiles -------------------------------------------------------------------------------------


def read_transform(tags: dict[str, bytes]) -> Transform | None:
    """The transform of a profile with these tags, sound ones: None when it is none of this simple form."""
    grey = "kTRC" in tags
    own = [tags["kTRC"]] if grey else [tags[f"{channel}TRC"] for channel in "rgb"]
    curves = {tag: curve for tag in dict.fromkeys(own) if (curve := _curve(tag))}
    if not curves.keys() >= set(own):
        return None
    sampled = {tag: _sampled(curve) for tag, curve in curves.items()}
    full = [WHITE] if grey else [_column(tags[f"{channel}XYZ"]) for channel in "rgb"]
    return Transform(tuple(sampled[tag] for tag in own), tuple(full))


def _column(tag: bytes) -> Vector:
    return tuple(number / ONE for number in struct.unpack_from(">3i", tag, 8))


def _sampled(curve: Callable[[float], float]) -> Vector:
    return tuple(min(max(curve(step / _STEPS), 0.0), 1.0) for step in range(_STEPS + 1))


def _curve(tag: bytes) -> Callable[[float], float] | None:
    """Types curveType and parametricCurveType; None for curves that no picture has."""
    if tag[:4] == b"para":
        (function,) = struct.unpack_from(">H", tag, 8)
        return _parametric(function, tag[12:])
    (count,) = struct.unpack_from(">I", tag, 8)
    numbers = struct.unpack_from(f">{count}H", tag, 12)
    if count > 1:
        return _table(numbers)
    return _power((numbers[0] / 256 if numbers else 1.0, 1, 0, 0, 0, 0, 0))


def _parametric(function: int, data: bytes) -> Callable[[float], float] | None:
    """Clause 10.18: every function type as the last one."""
    numbers = tuple(number / ONE for (number,) in struct.iter_unpack(">i", data[: len(data) // 4 * 4]))
    if function == 0:
        return _power((numbers[0], 1, 0, 0, 0, 0, 0))
    if function in (1, 2) and numbers[1] > 0:
        g, a, b = numbers[:3]
        lift = numbers[3] if function == 2 else 0
        return _power((g, a, b, 0, -b / a, lift, lift))
    if function == 3:
        return _power((*numbers[:5], 0, 0))
    return _power(numbers[:7]) if function == 4 else None


def _power(parameters: Vector) -> Callable[[float], float] | None:
    g, a, b, c, d, e, f = parameters
    if not 0 < g <= _STEEPEST:
        return None
    return lambda value: max(a * value + b, 0.0) ** g + e if value >= d else c * value + f


def _table(numbers: Sequence[int]) -> Callable[[float], float] | None:
    """Straight lines between the numbers, which have to rise, so that no peak hides between two looks."""
    if not all(map(le, numbers, numbers[1:])):
        return None
    last = len(numbers) - 1

    def curve(value: float) -> float:
        at = min(int(value * last), last - 1)
        low, high = numbers[at], numbers[at + 1]
        return (low + (high - low) * (value * last - at)) / 0xFFFF

    return curve


# -- matrices -------------------------------------------------------------------------------------


def dot(left: Sequence[float], right: Sequence[float]) -> float:
    """By `fsum`, because what `sum` makes of floats depends on Python's version."""
    return fsum(map(mul, left, right))


def _apply(matrix: Matrix, vector: Sequence[float]) -> Vector:
    return tuple(dot(row, vector) for row in matrix)


def _multiply(left: Matrix, right: Matrix) -> Matrix:
    turned = tuple(zip(*right, strict=True))
    return tuple(_apply(turned, row) for row in left)


def inverse(matrix: Matrix) -> Matrix:
    """Of three rows of three: cofactors over the determinant."""
    (a, b, c), (d, e, f), (g, h, i) = matrix
    cofactors = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    determinant = a * cofactors[0][0] + b * cofactors[1][0] + c * cofactors[2][0]
    return tuple(tuple(n / determinant for n in row) for row in cofactors)

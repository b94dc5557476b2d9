"""By how much colours look different when one profile takes the place of another, at the worst.

Looked at are all values of all channels, 8 bits each, in sRGB and in Lab: in wider spaces colours lie closer
together than in sRGB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ._icc_spaces import SRGB
from ._icc_transform import ONE, WHITE, Matrix, Transform, Vector, columns, dot, inverse


class Output(NamedTuple):
    """A number that is made of light in the connection space, by a curve that is steeper the darker it is.

    Attributes:
        row: how much of X, Y and Z are the light that it is made of.
        levels: the light that the curve is given; as `row`, but where the number is a difference.
        slope: the curve's, by the light.
        scale: steps of eight bits in the number 1.
    """

    row: Vector
    levels: Matrix
    slope: Callable[[float], float]
    scale: float


def nearer_than(limit: float, one: Transform, other: Transform) -> bool:
    """True when no colour differs by more than `limit` steps of eight bits."""
    if len(one.curves) != len(other.curves):
        return False
    return all(_furthest(output, one, other) <= limit for output in _OUTPUTS)


def _furthest(output: Output, one: Transform, other: Transform) -> float:
    """The most by which colours differ in an output, or a little more, in steps.

    The light of the channels is added up, so what each of them differs by at the worst is added up too, as
    if the others were as dark as can be.
    """
    least = most = 0.0
    for i, curves in enumerate(zip(one.curves, other.curves, strict=True)):
        full, other_full = (dot(output.row, transform.columns[i]) for transform in (one, other))
        darkest = [_darkest(level, i, transform) for level in output.levels for transform in (one, other)]
        steps = [0.0]
        for light, other_light in zip(*curves, strict=True):
            low = min(rest + own * min(light, other_light) for own, rest in darkest)
            steps.append(output.scale * output.slope(low) * (full * light - other_full * other_light))
        least, most = least + min(steps), most + max(steps)
    return max(most, -least)


def _darkest(level: Vector, channel: int, transform: Transform) -> tuple[float, float]:
    """What a channel adds to a level of light, and the least that the others do."""
    full = [dot(level, column) for column in transform.columns]
    own = full.pop(channel)
    return own, sum(min(n, 0.0) for n in full)


# -- outputs --------------------------------------------------------------------------------------


def _srgb_slope(light: float) -> float:
    """Of the curve of sRGB, the other way round: from light to value."""
    curve = SRGB.curve
    if light <= curve.c * curve.d:
        return 1 / curve.c
    return float(1 / (curve.g * curve.a) * light ** (1 / curve.g - 1))


def _root_slope(ratio: float) -> float:
    """Of the cube root, straight in the dark, that CIELAB takes of X, Y and Z (CIE 15)."""
    return float(ratio ** (-2 / 3) / 3) if ratio > 216 / 24389 else 24389 / 27 / 116


def _srgb() -> Iterator[Output]:
    full = tuple(zip(*([n / ONE for n in column] for column in columns(SRGB)), strict=True))
    return (Output(row, (row,), _srgb_slope, 255) for row in inverse(full))


def _lab() -> Iterator[Output]:
    """L*, 255 steps for 100, and the two terms of a* and b*, alone and as they stand against each other."""
    x, y, z = ((1 / WHITE[0], 0, 0), (0, 1 / WHITE[1], 0), (0, 0, 1 / WHITE[2]))
    yield Output(y, (y,), _root_slope, 2.55 * 116)
    for scale, other in ((500, x), (200, z)):
        against = tuple(a - b for a, b in zip(other, y, strict=True))
        for row in (other, y, against):
            yield Output(row, (other, y), _root_slope, scale)


_OUTPUTS = (*_srgb(), *_lab())

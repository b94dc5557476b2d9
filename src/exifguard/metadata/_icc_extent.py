"""How many bytes of a colour tag its own type accounts for (ICC.1:2022 clause 10).

Some decoders read as many values as a tag counts, whatever size the tag table gives it; and a table may
give it more bytes than it uses, in which anything can stand.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from .._cursor import View
from ..errors import MalformedError

_PARAMETERS = (1, 3, 4, 5, 7)
"""Numbers in a parametric curve, by its function type (table 70)."""


def extent(data: bytes) -> int | None:
    """Bytes that the tag `data` uses by its type, or None when that is more than it has.

    All of it for types that aren't measured here, texts among them.
    """
    measure = _TYPES.get(data[:4])
    if measure is None:
        return len(data)
    try:
        used = measure(View(data))
    except MalformedError:
        return None
    return used if used <= len(data) else None


def _curve(view: View, at: int = 0) -> int:
    """Types curveType and parametricCurveType: clauses 10.6 and 10.18."""
    if view.take(at, 4) == b"para":
        function = view.u16(at + 8)
        if function < len(_PARAMETERS):
            return at + 12 + 4 * _PARAMETERS[function]
    elif view.take(at, 4) == b"curv":
        return at + 12 + 2 * view.u32(at + 8)
    raise MalformedError("a colour profile's curve is broken", rule="icc-value")


def _curves(view: View, at: int, count: int) -> int:
    """Curves one after the other, each at a multiple of four; none where the offset is 0."""
    end = at
    for _ in range(count if at else 0):
        end = _curve(view, end + -end % 4)
        view.take(0, end)
    return end


def _lut8(view: View) -> int:
    """lut8Type, clause 10.11."""
    inputs, outputs, grid = view.take(8, 3)
    return int(48 + 256 * (inputs + outputs) + grid**inputs * outputs)


def _lut16(view: View) -> int:
    """lut16Type, clause 10.10."""
    inputs, outputs, grid = view.take(8, 3)
    return int(52 + 2 * (inputs * view.u16(48) + outputs * view.u16(50) + grid**inputs * outputs))


def _lut(view: View) -> int:
    """Types lutAToBType and lutBToAType, clauses 10.12 and 10.13: five parts, each optional."""
    inputs, outputs = view.take(8, 2)
    near, far = (outputs, inputs) if view.data[:4] == b"mAB " else (inputs, outputs)
    offsets = [view.u32(at) for at in range(12, 32, 4)]
    table = offsets[3]
    ends = (
        _curves(view, offsets[0], near),
        offsets[1] + 48,
        _curves(view, offsets[2], near),
        _grid(view, table, inputs, outputs) if table else 0,
        _curves(view, offsets[4], far),
    )
    return max([32, *(end for at, end in zip(offsets, ends, strict=True) if at)])


def _grid(view: View, at: int, inputs: int, outputs: int) -> int:
    """The table of many dimensions in them: points in each dimension, bytes of a number, numbers."""
    return at + 20 + prod(view.take(at, inputs)) * outputs * view.u8(at + 16)


def _elements(view: View) -> int:
    """multiProcessElementsType, clause 10.16."""
    places = range(16, 16 + 8 * view.u32(12), 8)
    view.take(0, places.stop)
    return max([places.stop, *(view.u32(at) + view.u32(at + 4) for at in places)])


def _named(view: View) -> int:
    """namedColor2Type, clause 10.17."""
    return 84 + view.u32(12) * (38 + 2 * view.u32(16))


_TYPES: dict[bytes, Callable[[View], int]] = {
    b"XYZ ": lambda _: 20,
    b"cicp": lambda _: 12,
    b"sig ": lambda _: 12,
    b"sf32": lambda _: 44,  # chad, a matrix of nine
    b"meas": lambda _: 36,
    b"view": lambda _: 36,
    b"curv": _curve,
    b"para": _curve,
    b"mft1": _lut8,
    b"mft2": _lut16,
    b"mAB ": _lut,
    b"mBA ": _lut,
    b"mpet": _elements,
    b"chrm": lambda view: 12 + 8 * view.u16(8),
    b"clro": lambda view: 12 + view.u32(8),
    b"clrt": lambda view: 12 + 38 * view.u32(8),
    b"ncl2": _named,
}

"""CBOR (RFC 8949), as C2PA's assertions use it: a small decoder under limits."""

from __future__ import annotations

import struct
from typing import Final

from .._cursor import View
from ..errors import MalformedError
from ..limits import Limits
from ._tree import DEPTH, Node, Pairs

RULES: Final = {
    "cbor-syntax": "it is no CBOR",
    "cbor-bounds": "it ends inside a value",
    "cbor-depth": "its arrays and maps nest too deeply",
    "cbor-trailing": "bytes follow the value",
}
"""The rules that CBOR can break."""

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _OTHER = range(8)  # clause 3.1
_ARGUMENT_SIZES: Final = {24: 1, 25: 2, 26: 4, 27: 8}
_INDEFINITE, _BREAK = 31, 0xFF
_FLOATS: Final = {25: (">e", 2), 26: (">f", 4), 27: (">d", 8)}
_SIMPLE: Final[dict[int, Node]] = {20: False, 21: True, 22: None, 23: "undefined"}  # clause 3.3
_SMALLEST_PAIR = 2


def parse_cbor(data: bytes, limits: Limits) -> Node:
    """Decode one value. Tags (clause 3.4) are passed over; keys of maps become text.

    Raises:
        MalformedError: a rule of `RULES` is broken.
        LimitExceededError: it has more values than `limits.fields`.
    """
    decoder = _Decoder(data, limits)
    try:
        node = decoder.value(0)
    except MalformedError as error:
        if error.rule == "block-bounds":
            raise _broken("cbor-bounds") from error
        raise
    if decoder.at < len(data):
        raise _broken("cbor-trailing")
    return node


def _broken(rule: str) -> MalformedError:
    return MalformedError("a value of CBOR is broken", rule=rule)


class _Decoder:
    """One pass over the bytes."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.at = 0
        self._view = View(data)
        self._limits = limits
        self._count = 0

    def value(self, depth: int) -> Node:
        """The value here."""
        self._count += 1
        self._limits.check("fields", self._count, part="cbor")
        if depth > DEPTH:
            raise _broken("cbor-depth")
        major, minor = divmod(self._take(1)[0], 32)
        if major == _OTHER:
            return self._other(minor)
        if minor == _INDEFINITE and _BYTES <= major <= _MAP:
            return self._open(major, depth)
        return self._counted(major, self._argument(minor), depth)

    def _take(self, size: int) -> bytes:
        taken = self._view.take(self.at, size)
        self.at += size
        return taken

    def _argument(self, minor: int) -> int:
        if minor < min(_ARGUMENT_SIZES):
            return minor
        size = _ARGUMENT_SIZES.get(minor)
        if size is None:
            raise _broken("cbor-syntax")
        return int.from_bytes(self._take(size))

    def _counted(self, major: int, argument: int, depth: int) -> Node:
        """A value whose length, or whose value, is known."""
        if major == _UNSIGNED:
            return argument
        if major == _NEGATIVE:
            return -1 - argument
        if major == _BYTES:
            return self._take(argument)
        if major == _TEXT:
            return self._take(argument).decode("utf-8", "replace")
        if major == _TAG:
            return self.value(depth + 1)
        left = self._view.size - self.at
        if argument > (left // _SMALLEST_PAIR if major == _MAP else left):
            raise _broken("cbor-bounds")
        if major == _ARRAY:
            return [self.value(depth + 1) for _ in range(argument)]
        return Pairs(tuple(self._pair(depth) for _ in range(argument)))

    def _pair(self, depth: int) -> tuple[str, Node]:
        key = self.value(depth + 1)
        return _as_name(key), self.value(depth + 1)

    def _open(self, major: int, depth: int) -> Node:
        """A value that goes on until a break (clause 3.2.1)."""
        if major == _MAP:
            pairs = []
            while not self._at_break():
                pairs.append(self._pair(depth))
            return Pairs(tuple(pairs))
        items: list[Node] = []
        while not self._at_break():
            items.append(self.value(depth + 1))
        return items if major == _ARRAY else _joined(major, items)

    def _at_break(self) -> bool:
        if self._view.u8(self.at) != _BREAK:
            return False
        self.at += 1
        return True

    def _other(self, minor: int) -> Node:
        """Simple values and floating-point numbers."""
        if minor in _FLOATS:
            code, size = _FLOATS[minor]
            number: float = struct.unpack(code, self._take(size))[0]
            return number
        if minor == _INDEFINITE:
            raise _broken("cbor-syntax")  # a break where nothing is open
        number = self._argument(minor)
        return _SIMPLE.get(number, f"simple({number})")


def _joined(major: int, pieces: list[Node]) -> Node:
    """The pieces of a string in one; they are strings of its own kind."""
    if major == _BYTES and all(isinstance(piece, bytes) for piece in pieces):
        return b"".join(piece for piece in pieces if isinstance(piece, bytes))
    if major == _TEXT and all(isinstance(piece, str) for piece in pieces):
        return "".join(piece for piece in pieces if isinstance(piece, str))
    raise _broken("cbor-syntax")


def _as_name(key: Node) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, bytes):
        return key.hex()
    return str(key) if isinstance(key, bool | int | float) else "key"

"""JSON (RFC 8259) in metadata: decoded under limits, and no member of an object is lost."""

from __future__ import annotations

import json
import math
import re

from ..errors import MalformedError
from ..limits import Limits
from ._plain import decode_text
from ._tree import DEPTH, Node, Pairs

RULES = {
    "json-syntax": "it is no JSON",
    "json-depth": "its lists and objects nest too deeply",
}
"""The rules that JSON can break."""

# A string (perhaps without its end), or a sign that opens, closes or separates.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*"?|[\[{]|[\]}]|,', re.DOTALL)
_LONGEST_NUMBER = 40  # characters; longer ones are not worth their arithmetic


def parse_json(data: bytes, limits: Limits) -> Node:
    """Decode one JSON text; zeros behind it are padding.

    Raises:
        MalformedError: a rule of `RULES` is broken.
        LimitExceededError: it has more values than `limits.fields`.
    """
    text = decode_text(data.rstrip(b"\0"))
    _check(text, limits)
    try:
        node: Node = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=str,
        )
    except ValueError as error:
        raise MalformedError("a text is no JSON", rule="json-syntax") from error
    return _clean(node)


def _check(text: str, limits: Limits) -> None:
    """Bound what the decoder will do: it recurses, and makes an object of each value."""
    depth = values = 0
    for match in _TOKEN.finditer(text):
        sign = match[0]
        if sign in ("[", "{"):
            depth += 1
            if depth > DEPTH:
                raise MalformedError("a text of JSON nests too deeply", rule="json-depth")
        elif sign in ("]", "}"):
            depth -= 1
        values += sign in ("[", "{", ",")
    limits.check("fields", values, part="json")


def _pairs(items: list[tuple[str, Node]]) -> Pairs:
    return Pairs(tuple(items))


def _whole(text: str) -> int | str:
    return int(text) if len(text) <= _LONGEST_NUMBER else text


def _fraction(text: str) -> float | str:
    number = float(text) if len(text) <= _LONGEST_NUMBER else math.inf
    return number if math.isfinite(number) else text


def _clean(node: Node) -> Node:
    r"""Without the halves of characters that ``\ud800`` makes, which can be written nowhere."""
    if isinstance(node, str):
        return node.encode("utf-8", "replace").decode("utf-8")
    if isinstance(node, list):
        return [_clean(item) for item in node]
    if isinstance(node, Pairs):
        return Pairs(tuple((str(_clean(name)), _clean(item)) for name, item in node.items))
    return node

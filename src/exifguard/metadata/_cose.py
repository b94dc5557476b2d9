"""COSE signatures (RFC 9052), as far as they say who signed, and when. Nothing is verified here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..errors import MalformedError
from ..limits import Limits
from ..model import Field
from ._cbor import parse_cbor
from ._der import read_certificate, read_time_stamp
from ._json import parse_json
from ._tree import Node, Pairs, flatten, join, plain_name

_HEADERS: Final = {"1": "alg", "3": "content_type", "4": "kid", "33": "x5chain", "34": "x5t", "35": "x5u"}
"""Header parameters that are numbers (RFC 9052 clause 3.1, RFC 9360 clause 2)."""

_PARTS = 4  # of COSE_Sign1: protected and unprotected header, payload, signature (clause 4.2)


def read_signature(path: str, node: Node, limits: Limits) -> list[Field] | None:
    """The fields of a COSE_Sign1 structure under `path`; None for anything else.

    Certificates in ``x5chain`` also give their ``subject``, ``issuer`` and ``serial``, tokens of time stamps
    their ``time``.

    Raises:
        LimitExceededError: it has more values than `limits.fields`.
    """
    if not isinstance(node, list) or len(node) != _PARTS or not isinstance(node[1], Pairs):
        return None
    headers = (_opened(node[0], limits), node[1])
    fields = [
        field for header in headers if header is not None for field in flatten(path, header, _header_name)
    ]
    payload = _opened(node[2], limits)
    if payload is not None:
        fields += flatten(path if isinstance(payload, Pairs) else join(path, "payload"), payload)
    fields += flatten(join(path, "signature"), node[3])
    return [told for field in fields for told in _told(field)]


def _header_name(name: str) -> str:
    return _HEADERS.get(name) or plain_name(name)


def _opened(node: Node, limits: Limits) -> Node:
    """What a string of bytes holds as CBOR or JSON, else the string itself; None for none or an empty one."""
    if not isinstance(node, bytes):
        return node
    for parse in (parse_cbor, parse_json):
        try:
            inner = parse(node, limits)
        except MalformedError:
            continue
        if isinstance(inner, Pairs):
            return inner
    return node or None


def _told(field: Field) -> Iterator[Field]:
    """The field, and what its bytes say."""
    yield field
    if not isinstance(field.value, bytes):
        return
    name = field.key.rpartition("/")[2].partition("[")[0]
    if name == "x5chain" and (certificate := read_certificate(field.value)):
        for part, text in certificate._asdict().items():
            yield Field(join(field.key, part), text, len(text))
    elif name == "val" and (time := read_time_stamp(field.value)):
        yield Field(join(field.key, "time"), time, len(time))

"""Files inside text: the data of data: URLs (RFC 2397) in a document of any encoding, and gzip streams."""

from __future__ import annotations

import base64
import binascii
import string
from urllib.parse import quote_from_bytes, unquote_to_bytes

from ..errors import MalformedError
from ..limits import Limits
from .gzip import inflate_raw
from .markup import unescaped

BASE64, PERCENT, GZIP = "base64", "percent", "gzip"
"""Wraps of files inside a file; behind the first two stands the document's encoding."""

_SPACES = str.maketrans("", "", string.whitespace)


def is_texted(wrap: str) -> bool:
    """True for the wraps that `unwrap` takes off."""
    return wrap == GZIP or wrap.partition(" ")[0] in (BASE64, PERCENT)


def wrap_for(kind: str, encoding: str) -> str:
    """The wrap of data in a document."""
    return f"{kind} {encoding}"


def unwrap(data: bytes, wrap: str, limits: Limits) -> bytes:
    """The file that stands in `data`.

    Raises:
        MalformedError: rule ``"data-url"``: it is not what it says; ``"deflate"``, ``"end-of-file"``.
        LimitExceededError: it is larger than allowed.
    """
    if wrap == GZIP:
        return inflate_raw(data, limits)[0]
    kind, _, encoding = wrap.partition(" ")
    try:
        plain = unquote_to_bytes(unescaped(data.decode(encoding)))
        if kind == PERCENT:
            return plain
        return base64.b64decode(plain.decode("ascii").translate(_SPACES), validate=True)
    except (UnicodeError, binascii.Error, ValueError) as error:
        raise MalformedError("the data of a data: URL are damaged", rule="data-url") from error


def wrapped(data: bytes, wrap: str) -> bytes:
    """`data` as text that stands in a document; the opposite of `unwrap` but for spelling."""
    kind, _, encoding = wrap.partition(" ")
    text = base64.b64encode(data).decode("ascii") if kind == BASE64 else quote_from_bytes(data, safe="")
    return text.encode(encoding)

"""What the data of Photoshop's image resources says, where it says something in words.

Adobe's Photoshop File Formats Specification, "Image Resource IDs".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .._cursor import View
from ..errors import MalformedError
from ..model import Value
from ._photoshop_descriptor import VERSION, Descriptor
from ._photoshop_resources import DESCRIPTORS, PASCAL_TEXTS, PLAIN_TEXTS, UNICODE_TEXTS, XML_TEXTS
from ._plain import decode_text
from ._tree import Node, flatten

_TEXTS = 256  # in one resource; Photoshop itself allows 56 channels
_DIGEST_SIZE = 16
_SLICES_BY_DESCRIPTOR = (7, 8)  # versions of the slices resource
_MOST_SLICES = 10_000


def decode_resource(key: str, data: bytes) -> Value:
    """The texts of a resource: one as itself, several as a tuple; the bytes as they are if there are none.

    Texts inside objects have their name before them (``"list[1]/Nm=Cover"``).
    """
    for keys, decode in _DECODERS:
        if key in keys:
            return decode(data)
    return data


def _pascal(data: bytes) -> Value:
    return _counted(data, 1, 1, decode_text)


def _unicode(data: bytes) -> Value:
    return _counted(data, 4, 2, lambda text: text.decode("utf-16-be", "replace").rstrip("\0"))


def _counted(data: bytes, prefix: int, width: int, decode: Callable[[bytes], str]) -> Value:
    """Texts one after the other, each with its length before it; the bytes as they are if that fails."""
    view, at, end = View(data), 0, len(data.rstrip(b"\0"))
    texts: list[str] = []
    try:
        while len(texts) < _TEXTS and (at < end or not texts):
            size = view.uint(at, prefix) * width
            texts.append(decode(view.take(at + prefix, size)))
            at += prefix + size
    except MalformedError:
        return data
    if at < end:
        return data
    return _told(texts, data)


def _told(texts: list[str], data: bytes) -> Value:
    """One text as itself, several as a tuple, the bytes where there is none."""
    if len(texts) == 1:
        return texts[0]
    return tuple(texts) or data


def _xml(data: bytes) -> Value:
    """A property list of macOS in XML; others are binary and stay bytes."""
    return decode_text(data.rstrip(b"\0")) if data.lstrip().startswith(b"<?xml") else data


def _digest(data: bytes) -> Value:
    return data.hex() if len(data) == _DIGEST_SIZE else data


def _attempt(read: Callable[[View], list[str]]) -> Callable[[bytes], Value]:
    def decode(data: bytes) -> Value:
        try:
            return _told(read(View(data)), data)
        except MalformedError:
            return data

    return decode


def _version(view: View) -> list[str]:
    """Which program wrote the file, and which may read it."""
    names = Descriptor(view, 5)
    return [names.text(), names.text()]


def _urls(view: View) -> list[str]:
    """Each behind a word and the number of its slice."""
    urls, at = [], Descriptor(view, 4)
    for _ in range(min(view.u32(0), _TEXTS)):
        at.at += 8
        urls.append(at.text())
    return urls


def _slices(view: View) -> list[str]:
    """The name of the group, and what each slice says: name, URL, target, message, alternative text, cell."""
    if view.u32(0) in _SLICES_BY_DESCRIPTOR:
        return _descriptor_at(view, 4)
    reader = Descriptor(view, 20)
    texts, count = [reader.text()], view.u32(reader.at)
    reader.at += 4
    for _ in range(min(count, _MOST_SLICES)):
        reader.at += 16 if view.u32(reader.at + 8) == 1 else 12
        texts.append(reader.text())
        reader.at += 20
        texts += [reader.text() for _ in range(4)]
        reader.at += 1
        texts.append(reader.text())
        reader.at += 12
    return list(filter(None, texts)) or [""]


def _descriptor(view: View) -> list[str]:
    """A descriptor behind the version of the format, and perhaps a version of the resource before that."""
    return _descriptor_at(view, 0 if view.u32(0) == VERSION else 4)


def _descriptor_at(view: View, at: int) -> list[str]:
    if view.u32(at) != VERSION:
        raise MalformedError("there is no descriptor here", offset=at, rule="descriptor")
    return list(texts_of(Descriptor(view, at + 4).read()))


def texts_of(node: Node, *, numbers: bool = False) -> Iterator[str]:
    """The texts in a tree, each with its name; with `numbers` these too."""
    for field in flatten("", node):
        value = str(field.value) if numbers and isinstance(field.value, int | float) else field.value
        if isinstance(value, bytes):
            value = decode_text(value.rstrip(b"\0"))
            if not value.isprintable():
                continue
        if isinstance(value, str) and value not in ("", "true", "false"):
            yield f"{field.key}={value}"


_DECODERS: tuple[tuple[frozenset[str], Callable[[bytes], Value]], ...] = (
    (PLAIN_TEXTS, decode_text),
    (PASCAL_TEXTS, _pascal),
    (UNICODE_TEXTS, _unicode),
    (XML_TEXTS, _xml),
    (DESCRIPTORS, _attempt(_descriptor)),
    (frozenset({"8BIM:0x041a"}), _attempt(_slices)),
    (frozenset({"8BIM:0x041e"}), _attempt(_urls)),
    (frozenset({"8BIM:0x0421"}), _attempt(_version)),
    (frozenset({"8BIM:0x0425"}), _digest),
)

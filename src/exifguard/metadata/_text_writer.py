"""Writes text chunks of PNG: an old one with another text, or with other blocks in it.

PNG 3rd edition, clause 11.3.3. What ``zTXt`` compresses is stored, so that the same bytes come out
everywhere; ``iTXt`` is not compressed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace as changed
from types import MappingProxyType

from ..errors import MalformedError
from ..limits import Limits
from ..model import Reading
from ..structures.stored import stored_zlib
from ._rewritten import Rewritten
from .text import RAW_KEYWORD, Chunk, Text, read_raw_profile, read_text, split, unwrap

_DAMAGED = "a text chunk is damaged and was dropped whole"
_INEXACT = "a text chunk holds what cannot be written back exactly and was dropped whole"
_TAIL = "bytes behind the compressed text of a chunk were left out"

_LINE = 36  # bytes in a line of hexadecimal digits, as ImageMagick writes them


def rewrite(
    data: bytes,
    keep: Callable[[str], bool],
    limits: Limits,
    wrap: str,
    nested: Mapping[str, bytes | None] = MappingProxyType({}),
    replace: Mapping[str, str] = MappingProxyType({}),
) -> Rewritten:
    """The chunk's data anew, in the same type of chunk; empty when nothing of the text stays.

    A text stays when its keyword is kept; one that is also a packet of XMP must be among `nested` as well.
    Language and translated keyword stay when their own keys (``Title@lang``, ``Title@translated``) are kept
    and their text stays. Raw profiles get ImageMagick's form, with the name that the keyword has and the
    signature that stood before the block.

    Args:
        data: the chunk's data.
        keep: asked for every field's key that `Text.read` reports.
        limits: what it may cost.
        wrap: the type of the chunk: ``"tEXt"``, ``"zTXt"`` or ``"iTXt"``.
        nested: the new bytes of each nested block by its path, as `Text.read` hands them out. Blocks that
            are None, empty or not named go, and the chunk with them.
        replace: a new text by key, for a kept one that holds no block.

    Returns:
        The data; empty with a note when the chunk is damaged (`Text` says how), or when reading what was
        written would give something else: a new text has letters that the chunk's encoding has not, or a
        new block begins like one of another kind. Bytes behind a compressed text go with a note.
    """
    try:
        chunk = split(data, wrap)
        text, tail = unwrap(chunk, limits)
    except MalformedError:
        return Rewritten(b"", (_DAMAGED,))
    old = read_text(chunk.keyword, text, wrap)
    if old.damage:
        return Rewritten(b"", (_DAMAGED,))
    key = chunk.keyword.decode("latin-1")
    block = nested.get(key) if old.nested else None
    if (old.fields and not keep(key)) or (old.nested and not block):
        return Rewritten(b"")
    words = None if block else replace.get(key)
    new = _renewed(chunk, text, block, words, wrap)
    packed = _packed(_labelled(chunk, key, keep), new, wrap)
    if not _says(Text().read(packed, limits, wrap), old, block, words):
        return Rewritten(b"", (_INEXACT,))
    return Rewritten(packed, (_TAIL,) * bool(tail))


def _renewed(chunk: Chunk, text: bytes, block: bytes | None, words: str | None, wrap: str) -> bytes:
    """The text as it will stand in the chunk; letters that the encoding has not become others."""
    if block:
        profile = read_raw_profile(chunk.keyword, text)
        return _raw_form(chunk.keyword, profile.signature + block) if profile else block
    return text if words is None else words.encode("utf-8" if wrap == "iTXt" else "latin-1", "replace")


def _raw_form(keyword: bytes, block: bytes) -> bytes:
    """A block as ImageMagick writes it: its name and length, and its bytes in hexadecimal digits."""
    name = keyword[len(RAW_KEYWORD) :]
    return b"\n%b\n%8d\n%b\n" % (name, len(block), block.hex("\n", -_LINE).encode("ascii"))


def _labelled(chunk: Chunk, key: str, keep: Callable[[str], bool]) -> Chunk:
    """The chunk with the labels that stay."""
    return changed(
        chunk,
        language=chunk.language if keep(f"{key}@lang") else b"",
        translated=chunk.translated if keep(f"{key}@translated") else b"",
    )


def _packed(chunk: Chunk, text: bytes, wrap: str) -> bytes:
    if wrap == "tEXt":
        return chunk.keyword + b"\0" + text
    if wrap == "zTXt":
        return chunk.keyword + b"\0\0" + stored_zlib(text)
    return b"%b\0\0\0%b\0%b\0%b" % (chunk.keyword, chunk.language, chunk.translated, text)


def _says(new: Reading, old: Reading, block: bytes | None, words: str | None) -> bool:
    """True when the new chunk reads as the old one, but for its new block or words."""
    blocks = [(one.kind, one.path, one.data) for one in new.nested]
    if new.damage or blocks != [(one.kind, one.path, block) for one in old.nested]:
        return False
    if block:
        return True
    value = old.fields[0].value if words is None else words
    return new.fields[-1].value == value and "\0" not in (words or "")

"""Google: the notes of HDR+ cameras are encrypted; other ones name the camera app that wrote them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ._base import Found, Inner, Maker, Named, Note, signed
from ._decode import as_whole_text


def _read_whole(note: Note) -> Iterable[Found]:
    return (Inner("makernote", "HDRPlusMakerNote", note.data),)


def _read_app(note: Note) -> Iterable[Found]:
    """The name and version of an app."""
    return (Named("CameraApp", as_whole_text(note.data), note.size),)


MAKERS: Final = (
    Maker("Google", signed(b"HDRP"), read=_read_whole),
    Maker("Google", signed(b"com.google."), read=_read_app),
)

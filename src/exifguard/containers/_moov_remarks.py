"""What a user has to know of a movie that stays as it is: sound, hidden frames, words of the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .._source import Source
from ._moov_tracks import Track

SOUND: Final = "the sound is kept as it is: voices and surroundings may tell who and where"
HIDDEN: Final = "an edit list hides a part of what is in the file: the part stays, and others can show it"
ENCODER: Final = "the first coded picture holds data of its encoder's, which stay with the picture"

LEAST_HIDDEN: Final = 0.5
"""Seconds at the start or end of a track below which an edit list only aligns pictures and sound."""
FIRST: Final = 1 << 16
"""Bytes of the first picture that are looked at."""
AVC, HEVC = frozenset((b"avc1", b"avc3")), frozenset((b"hvc1", b"hev1", b"dvh1", b"dvhe"))
USER_DATA: Final = 5
"""The payload type of unregistered user data (H.264 annex D.1.7, H.265 annex D.2.7)."""


def remarks(source: Source, tracks: Sequence[Track]) -> list[str]:
    """The remarks on the tracks that are shown or heard."""
    shown = [track for track in tracks if track.shown]
    found = []
    if any(track.handler == b"soun" for track in shown):
        found.append(SOUND)
    if any(_hides(track) for track in shown):
        found.append(HIDDEN)
    if any(_has_user_data(source, track) for track in shown):
        found.append(ENCODER)
    return found


def _hides(track: Track) -> bool:
    """True when media lies before the first or behind the last thing that edits show."""
    starts = [start for _, start in track.edits if start >= 0]
    if not starts or not track.timescale:
        return False
    return min(starts) / track.timescale > LEAST_HIDDEN


def _has_user_data(source: Source, track: Track) -> bool:
    """True when the first sample has a SEI message that the encoder filled as it liked."""
    coding = track.formats[0] if track.formats else b""
    spans, _ = track.table.sample_spans(1, source.size)
    if coding not in AVC | HEVC or not spans or spans[0].end > source.size:
        return False
    data = source.read(spans[0].start, min(FIRST, spans[0].end - spans[0].start))
    at = 0
    while at + 6 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        head = data[at + 4]
        sei = head & 31 == 6 if coding in AVC else head >> 1 & 63 in (39, 40)
        payload = at + (5 if coding in AVC else 6)
        if sei and payload < len(data) and data[payload] == USER_DATA:
            return True
        at += 4 + size
    return False

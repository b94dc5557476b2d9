"""Whose maker note it is: the kinds that ExifTool tells apart, those that nothing here reads included."""

from __future__ import annotations

from typing import Final, NamedTuple


class Kind(NamedTuple):
    """A kind of maker note.

    Attributes:
        name: the vendor, as ExifTool's family 1 names it.
        signatures: how such a note may begin; none means that the make alone tells.
        makes: how the make may begin, in lower case; none means that the signature alone tells.
    """

    name: str
    signatures: tuple[bytes, ...] = ()
    makes: tuple[str, ...] = ()


KINDS: Final = (
    Kind("Apple", (b"Apple iOS\0",)),
    Kind("Nikon", (b"Nikon\0",)),
    Kind("Casio", (b"QVC\0", b"DCI\0")),
    Kind("DJI", (b"[ae_dbg_info:", b"[ae_hist_info:", b"DJIM", b"...@AMBA")),
    Kind("FujiFilm", (b"FUJIFILM", b"GENERALE")),
    Kind("GE", (b"GENIC\x0c\0", b"GE\0\0", b"GE\x0c\0\0\0\x16\0\0\0")),
    Kind("Google", (b"HDRP\2", b"HDRP\3")),
    Kind("HP", (b"Hewlett-Packard", b"Vivitar", b"IIII\x04\0", b"IIII\x05\0", b"IIII\x06\0")),
    Kind("HP", (b"610\0", b"610\1", b"610\2", b"610\3", b"610\4")),
    Kind("ISL", (b"ISLMAKERNOTE000\0",)),
    Kind("JVC", (b"JVC ",)),
    Kind("JVC", (b"VER:",), ("jvc", "victor")),
    Kind("Kodak", (b"KDK",)),
    Kind("Kyocera", (b"KYOCERA",)),
    Kind("Leica", (b"LEICA", b"LEICA CAMERA AG\0", b"IIIILeica")),
    Kind("Leica", (), ("leica",)),
    Kind("Minolta", (b"MINOL\0", b"CAMER\0", b"MLY0", b"KC", b"+M+M", b"\xd7")),
    Kind("Motorola", (b"MOT\0",)),
    Kind("Olympus", (b"OLYMP\0", b"EPSON\0", b"OLYMPUS\0", b"OM SYSTEM\0")),
    Kind("Panasonic", (b"Panasonic", b"MKE")),
    Kind("Pentax", (b"AOC\0", b"PENTAX \0", b"S1\0\0\0\0\0\0i\0\0\0")),
    Kind("PhaseOne", (b"IIIITwaR", b"IIIICwaR", b"MMMMRawT")),
    Kind("Reconyx", (b"\x01\xf1", b"RECONYXUF\0", b"RECONYXH2\0", b"RECONYXMF\0")),
    Kind("Ricoh", (b"RICOH\0", b"Ricoh", b"MLT0")),
    Kind("Samsung", (b"STMN",)),
    Kind("Sanyo", (b"SANYO\0",)),
    Kind("Sigma", (b"SIGMA\0", b"FOVEON\0", b"SIGMA", b"FOVEON")),
    Kind("Sony", (b"SONY DSC", b"SONY CAM", b"SONY MOBILE", b"SONY PI\0", b"SONY PIC\0", b"PREMI\0")),
    Kind("Sony", (b"\0\0SONY PIC\0", b"VHAB     \0", b"SEMC MS\0")),
    Kind("HUAWEI", (b"HUAWEI\0",)),
    Kind("InfiRay", (b"IJPEG\0",)),
    Kind("Canon", (), ("canon",)),
    Kind("Casio", (), ("casio",)),
    Kind("DJI", (), ("dji",)),
    Kind("FLIR", (), ("flir",)),
    Kind("FujiFilm", (), ("fujifilm",)),
    Kind("GoPro", (), ("gopro",)),
    Kind("Google", (), ("google",)),
    Kind("Hasselblad", (), ("hasselblad",)),
    Kind("HP", (), ("hewlett-packard",)),
    Kind("HUAWEI", (), ("huawei", "honor")),
    Kind("JVC", (), ("jvc", "victor")),
    Kind("Kodak", (), ("eastman kodak", "kodak")),
    Kind("Kyocera", (), ("kyocera",)),
    Kind("Leaf", (), ("leaf",)),
    Kind("Minolta", (), ("minolta", "konica minolta")),
    Kind("Motorola", (), ("motorola",)),
    Kind("Nikon", (), ("nikon",)),
    Kind("Nintendo", (), ("nintendo",)),
    Kind("Olympus", (), ("olympus", "om digital", "seiko epson")),
    Kind("Panasonic", (), ("panasonic",)),
    Kind("Pentax", (), ("pentax", "asahi")),
    Kind("PhaseOne", (), ("phase one",)),
    Kind("Reconyx", (), ("reconyx",)),
    Kind("Ricoh", (), ("ricoh",)),
    Kind("Samsung", (), ("samsung",)),
    Kind("Sanyo", (), ("sanyo",)),
    Kind("Sigma", (), ("sigma", "foveon")),
    Kind("Sony", (), ("sony",)),
    Kind("Xiaomi", (), ("xiaomi", "redmi")),
)
"""In the order in which they are asked: signatures before makes."""


def name_vendor(note: bytes, make: str) -> str:
    """The vendor of a maker note, as ExifTool's family 1 names it; ``""`` for one that nobody knows.

    Args:
        note: its first bytes, or all of it.
        make: the maker of the camera (IFD0, Make).
    """
    maker = make.strip("\0 ").casefold()
    return next((kind.name for kind in KINDS if _is_kind(kind, note, maker)), "")


def _is_kind(kind: Kind, note: bytes, make: str) -> bool:
    signed = not kind.signatures or note.startswith(kind.signatures)
    return signed and (not kind.makes or make.startswith(kind.makes))

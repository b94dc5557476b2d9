"""Photoshop documents, PSD and PSB: a composite picture, image resources, layers."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image

from builders import photoshop
from builders.photoshop import Resource

BITMAP, GREY, INDEXED, RGB, CMYK, MULTICHANNEL, DUOTONE, LAB = 0, 1, 2, 3, 4, 7, 8, 9
MODES = {"1": BITMAP, "L": GREY, "P": INDEXED, "RGB": RGB, "RGBA": RGB, "CMYK": CMYK, "LAB": LAB}
RAW, RLE, ZIP, ZIP_PREDICTED = range(4)
VERSION = 0x0421


@dataclass(frozen=True)
class Document:
    """What stands in a document, section by section.

    Attributes:
        mode, channels, size, depth: as the header says them.
        composite: the picture with the number of its compression.
        resources, layers, colours: the contents of these sections.
        version: 2 for PSB.
        reserved: the bytes of the header that must be zero.
        trailer: what follows the picture.
    """

    mode: int
    channels: int
    size: tuple[int, int]
    composite: bytes
    resources: bytes = b""
    layers: bytes = b""
    colours: bytes = b""
    version: int = 1
    depth: int = 8
    reserved: bytes = bytes(6)
    trailer: bytes = b""

    def data(self) -> bytes:
        """The file."""
        width, height = self.size
        wide = "Q" if self.version == 2 else "I"
        head = struct.pack(">4sH6sHIIHH", b"8BPS", self.version, self.reserved, self.channels,
                           height, width, self.depth, self.mode)  # fmt: skip
        return b"".join((
            head,
            struct.pack(">I", len(self.colours)), self.colours,
            struct.pack(">I", len(self.resources)), self.resources,
            struct.pack(f">{wide}", len(self.layers)), self.layers,
            self.composite, self.trailer,
        ))  # fmt: skip


def planes(picture: Image.Image) -> bytes:
    """The channels of a picture one after the other; CMYK is stored as light, not as ink."""
    if picture.mode == "CMYK":
        return b"".join(bytes(255 - value for value in band.tobytes()) for band in picture.split())
    return b"".join(band.tobytes() for band in picture.split())


def packed(row: bytes) -> bytes:
    """A row of PackBits that copies."""
    pieces = (row[at : at + 128] for at in range(0, len(row), 128))
    return b"".join(bytes((len(piece) - 1,)) + piece for piece in pieces)


def coded(data: bytes, row: int, compression: int = RAW, version: int = 1) -> bytes:
    """Planes as a composite: the compression, and rows of `row` bytes."""
    head = struct.pack(">H", compression)
    if compression == RAW:
        return head + data
    if compression == RLE:
        rows = [packed(data[at : at + row]) for at in range(0, len(data), row)]
        lengths = struct.pack(f">{len(rows)}{'I' if version == 2 else 'H'}", *map(len, rows))
        return head + lengths + b"".join(rows)
    return head + zlib.compress(data)


def of(picture: Image.Image, *, compression: int = RLE, version: int = 1) -> Document:
    """A document of a picture and nothing else."""
    row = (picture.width + 7) // 8 if picture.mode == "1" else picture.width
    data = bytes(255 - value for value in picture.tobytes()) if picture.mode == "1" else planes(picture)
    colours = b""
    if picture.mode == "P":
        palette = (picture.getpalette() or []) + [0] * 768
        colours = b"".join(bytes(palette[band:768:3]) for band in range(3))
    composite = coded(data, row, compression, version)
    channels = len(picture.getbands())
    depth = 1 if picture.mode == "1" else 8
    return Document(
        MODES[picture.mode], channels, picture.size, composite, colours=colours, version=version, depth=depth
    )


def version_info(*, real: bool = True) -> Resource:
    """The resource that says whether the composite is the picture."""
    names = photoshop.text("Adobe Photoshop") + photoshop.text("Adobe Photoshop CC")
    return Resource(VERSION, struct.pack(">IB", 1, real) + names + struct.pack(">I", 1))


# -- layers ---------------------------------------------------------------------------------------


def tagged(key: bytes, data: bytes, *, wide: str = "I", signature: bytes = b"8BIM") -> bytes:
    """A tagged block, padded to four bytes."""
    return signature + key + struct.pack(f">{wide}", len(data)) + data + bytes(-len(data) % 4)


def unicode_name(name: str) -> bytes:
    return tagged(b"luni", photoshop.text(name))


@dataclass(frozen=True)
class Layer:
    """A layer of one grey channel, with its name, tagged blocks and pixels."""

    name: bytes = b"Layer"
    blocks: bytes = b""
    pixels: bytes = b"\0\0" + bytes(range(16))
    size: tuple[int, int] = (4, 4)

    def record(self, wide: str) -> bytes:
        """The record, without the pixels."""
        width, height = self.size
        name = bytes((len(self.name),)) + self.name
        name += bytes(-len(name) % 4)
        extra = bytes(8) + name + self.blocks
        channel = struct.pack(f">h{wide}", 0, len(self.pixels))
        head = struct.pack(">4iH", 0, 0, height, width, 1) + channel
        return head + b"8BIMnorm" + bytes((255, 0, 0, 0)) + struct.pack(">I", len(extra)) + extra


def section(
    layers: Sequence[Layer] = (), blocks: Iterable[bytes] = (), *, version: int = 1, transparent: bool = False
) -> bytes:
    """A layer section: layers, an empty global mask, tagged blocks."""
    wide = "Q" if version == 2 else "I"
    info = b""
    if layers:
        count = -len(layers) if transparent else len(layers)
        info = struct.pack(">h", count) + b"".join(layer.record(wide) for layer in layers)
        info += b"".join(layer.pixels for layer in layers)
        info += bytes(-len(info) % 4)
    return struct.pack(f">{wide}", len(info)) + info + bytes(4) + b"".join(blocks)


def text_layer(words: str) -> bytes:
    """A text layer: version, transformation, version, descriptor."""
    values = {"Txt ": photoshop.item(b"TEXT", photoshop.text(words))}
    return tagged(b"TySh", struct.pack(">H6dH", 1, 1, 0, 0, 1, 0, 0, 50) + photoshop.descriptor(values))


def layer_time(seconds: float) -> bytes:
    """What Photoshop notes of the last change of a layer."""
    values = {"layerTime": photoshop.item(b"doub", struct.pack(">d", seconds))}
    data = photoshop.descriptor(values)
    return tagged(b"shmd", struct.pack(">I4s4sB3xI", 1, b"8BIM", b"cust", 0, len(data)) + data)


def linked(name: str, data: bytes) -> bytes:
    """A file inside the document."""
    identifier = b"0123"
    entry = b"liFD" + struct.pack(">I", 2) + bytes((len(identifier),)) + identifier
    entry += photoshop.text(name) + b"JPEG8BIM" + struct.pack(">QB", len(data), 0) + data
    return tagged(b"lnk2", struct.pack(">Q", len(entry)) + entry + bytes(-len(entry) % 4))

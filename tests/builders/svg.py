"""SVG documents (SVG 2, XML 1.0), and the gzip files around them (RFC 1952)."""

from __future__ import annotations

import base64
import struct
import zlib
from urllib.parse import quote_from_bytes

SVG = 'xmlns="http://www.w3.org/2000/svg"'
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
CC = 'xmlns:cc="http://creativecommons.org/ns#"'
INKSCAPE = 'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'
SODIPODI = 'xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

SHAPES = (
    '<rect x="2" y="2" width="40" height="30" fill="#0a6"/>\n'
    '  <path d="M10,40 L50,6 L58,44 z" style="fill:#fc3;stroke:#124"/>\n  '
)
"""What the drawings show, if nothing else."""


def document(
    body: str = SHAPES, attributes: str = "", *, before: str = "", after: str = "\n", name: str = "svg"
) -> str:
    """A drawing of 64 by 48 pixels.

    Args:
        body: what is in the root element; attributes: what is in its tag besides.
        before: what stands before it; after: behind it. name: of the root element.
    """
    colon = f"xmlns:{name.partition(':')[0]}" if ":" in name else "xmlns"
    namespace = SVG.replace("xmlns", colon)
    tag = f'<{name} {namespace} width="64" height="48"{attributes and " " + attributes}>'
    return f"{before}{tag}\n  {body}</{name}>{after}"


def data_url(mime: str, data: bytes, *, plain: bool = False, width: int = 0) -> str:
    """A data: URL (RFC 2397), in base64 with lines of `width` characters, or percent-encoded."""
    if plain:
        return f"data:{mime},{quote_from_bytes(data)}"
    text = base64.b64encode(data).decode("ascii")
    if width:
        text = "\n".join(text[at : at + width] for at in range(0, len(text), width))
    return f"data:{mime};base64,{text}"


def image(url: str, attribute: str = "href", *, x: int = 4) -> str:
    """A raster in a drawing."""
    return f'<image x="{x}" y="4" width="32" height="24" {attribute}="{url}"/>\n  '


def svgz(
    data: bytes,
    *,
    name: bytes = b"",
    comment: bytes = b"",
    extra: bytes = b"",
    time: int = 0,
    system: int = 255,
    checksum: bool = False,
    tail: bytes = b"",
    crc: int | None = None,
    level: int = 9,
) -> bytes:
    """A document in a gzip file; `crc` stands for the one that fits, `tail` follows the file."""
    flags = 2 * checksum | 4 * bool(extra) | 8 * bool(name) | 16 * bool(comment)
    head = b"\x1f\x8b\x08" + struct.pack("<BIBB", flags, time, 2 if time else 0, system)
    head += struct.pack("<H", len(extra)) + extra if extra else b""
    head += name + b"\0" if name else b""
    head += comment + b"\0" if comment else b""
    head += struct.pack("<H", zlib.crc32(head) & 0xFFFF) if checksum else b""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    stream = packer.compress(data) + packer.flush()
    return head + stream + struct.pack("<II", zlib.crc32(data) if crc is None else crc, len(data)) + tail

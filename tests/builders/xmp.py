"""XMP packets (ISO 16684-1) and Adobe's extended XMP."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

STANDARD = b"http://ns.adobe.com/xap/1.0/\0"
EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "GImage": "http://ns.google.com/photos/1.0/image/",
    "GCamera": "http://ns.google.com/photos/1.0/camera/",
    "GPano": "http://ns.google.com/photos/1.0/panorama/",
    "GDepth": "http://ns.google.com/photos/1.0/depthmap/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}
# Properties whose value is an RDF container (ISO 16684-1 clause 8): everything else is an attribute.
ARRAYS = {
    "dc:creator": "Seq",
    "dc:subject": "Bag",
    "dc:title": "Alt",
    "dc:rights": "Alt",
    "dc:description": "Alt",
}

Properties = Mapping[str, str | Sequence[str]]


def xmp_packet(
    props: Properties, *, encoding: str = "utf-8", padding: int = 0, doctype: str = "", wrapper: bool = True
) -> bytes:
    """A packet with the given properties, arrays for `ARRAYS` and attributes for the rest."""
    prefixes = sorted({key.partition(":")[0] for key in props})
    spaces = "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in prefixes)
    attributes = "".join(
        f" {key}={quoteattr(str(value))}" for key, value in props.items() if key not in ARRAYS
    )
    body = "".join(_array(key, value) for key, value in props.items() if key in ARRAYS)
    tree = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about=""{spaces}{attributes}>{body}</rdf:Description></rdf:RDF></x:xmpmeta>'
    )
    text = doctype + tree + " " * padding
    if wrapper:
        text = f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{text}<?xpacket end="w"?>'
    return text.encode(encoding)


def _array(key: str, value: str | Sequence[str]) -> str:
    items = (value,) if isinstance(value, str) else value
    kind = ARRAYS[key]
    language = ' xml:lang="x-default"' if kind == "Alt" else ""
    rows = "".join(f"<rdf:li{language}>{escape(item)}</rdf:li>" for item in items)
    return f"<{key}><rdf:{kind}>{rows}</rdf:{kind}></{key}>"


def guid(data: bytes) -> str:
    """The name of an extended packet: its MD5 in upper-case hex (XMP part 3, 1.1.3.1)."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest().upper()


def extended_xmp(data: bytes, *, size: int = 65_400, name: str = "", total: int | None = None) -> list[bytes]:
    """The payloads of the APP1 segments that carry `data` in portions of `size` bytes, in order."""
    head = EXTENSION + (name or guid(data)).encode("ascii")
    length = len(data) if total is None else total
    return [
        head + struct.pack(">II", length, at) + data[at : at + size]
        for at in range(0, max(len(data), 1), size)
    ]

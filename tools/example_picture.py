"""A picture as a photographer has it: taken with a phone, edited, captioned, with an HDR gain map.

    .venv/bin/python tools/example_picture.py example.jpg

Everything that it says is made up. The pages in docs/policies show what each policy makes of it.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT / "tests") not in sys.path:
    sys.path.insert(0, str(ROOT / "tests"))

from builders import icc, iptc, jpeg, photoshop, tiff  # noqa: E402 - found through the path set above

FIXTURES = ROOT / "fixtures" / "jpeg"
ARTIST, DATE = "Erika Muster", "2024:05:12 15:04:05"
PLACE = "last position 47.61389 N, 8.20833 E"

# -- EXIF -----------------------------------------------------------------------------------------

_IFD0 = (
    tiff.ascii_(0x010E, "Fair on the market square"),
    tiff.ascii_(0x010F, "Example"),
    tiff.ascii_(0x0110, "Phone 1"),
    tiff.short(0x0112, 6),
    tiff.rational(0x011A, (300, 1)),
    tiff.rational(0x011B, (300, 1)),
    tiff.short(0x0128, 2),
    tiff.ascii_(0x0131, "Example Editor 4.2"),
    tiff.ascii_(0x0132, "2024:05:14 09:30:00"),
    tiff.ascii_(0x013B, ARTIST),
    tiff.ascii_(0x8298, f"(c) 2024 {ARTIST}"),
)
_EXIF_IFD = (
    tiff.rational(0x829A, (1, 250)),
    tiff.rational(0x829D, (28, 10)),
    tiff.short(0x8827, 400),
    tiff.ascii_(0x9003, DATE),
    tiff.ascii_(0x9011, "+02:00"),
    tiff.rational(0x920A, (35, 1)),
    tiff.undefined(0x927C, f"EXAMPLE {PLACE}".encode("ascii")),
    tiff.short(0xA001, 1),
    tiff.ascii_(0xA430, ARTIST),
    tiff.ascii_(0xA431, "0412345"),
    tiff.ascii_(0xA434, "Example 35mm f/2.8"),
)

# -- XMP ------------------------------------------------------------------------------------------

_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "hdrgm": "http://ns.adobe.com/hdr-gain-map/1.0/",
    "Container": "http://ns.google.com/photos/1.0/container/",
    "Item": "http://ns.google.com/photos/1.0/container/item/",
}
_SIMPLE = {
    "xmp:CreatorTool": "Example Editor 4.2",
    "xmp:CreateDate": "2024-05-12T15:04:05+02:00",
    "xmpMM:DocumentID": "xmp.did:5f3c9a10-0b1e-4c57-9d9f-3f2b8f0d7a11",
    "xmpRights:WebStatement": "https://example.org/licence",
    "photoshop:City": "Musterstadt",
    "photoshop:Credit": "Erika Muster / Example Agency",
    "Iptc4xmpCore:Location": "Market square",
}
_ARRAYS = (
    ("dc:creator", "Seq", (ARTIST,)),
    ("dc:title", "Alt", ("Fair",)),
    ("dc:description", "Alt", ("Max Beispiel at the fair in Musterstadt",)),
    ("dc:subject", "Bag", ("fair", "summer")),
    ("dc:rights", "Alt", (f"(c) 2024 {ARTIST}",)),
    ("xmpRights:UsageTerms", "Alt", ("Editorial use only",)),
    ("Iptc4xmpCore:AltTextAccessibility", "Alt", ("A man buys bread at a stall",)),
    ("Iptc4xmpExt:PersonInImage", "Bag", ("Max Beispiel",)),
)
_GAIN = {
    "Version": "1.0",
    "GainMapMin": "0",
    "GainMapMax": "2.3",
    "Gamma": "1",
    "HDRCapacityMin": "0",
    "HDRCapacityMax": "2.3",
    "BaseRenditionIsHDR": "False",
}


def _packet(attributes: dict[str, str], body: str) -> bytes:
    text = "".join(f' {name}="{value}"' for name, value in attributes.items())
    spaces = "".join(f' xmlns:{name}="{uri}"' for name, uri in _SPACES.items() if f"{name}:" in text + body)
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Example Core 7">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about=""{spaces}{text}>{body}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def _array(name: str, kind: str, items: tuple[str, ...]) -> str:
    language = ' xml:lang="x-default"' if kind == "Alt" else ""
    rows = "".join(f"<rdf:li{language}>{item}</rdf:li>" for item in items)
    return f"<{name}><rdf:{kind}>{rows}</rdf:{kind}></{name}>"


def _directory(length: int) -> str:
    """Ultra HDR's list of the pictures in the file."""
    rows = ('Item:Semantic="Primary"', f'Item:Semantic="GainMap" Item:Length="{length}"')
    item = '<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" {}/></rdf:li>'
    items = "".join(map(item.format, rows))
    return f"<Container:Directory><rdf:Seq>{items}</rdf:Seq></Container:Directory>"


# -- the other blocks -----------------------------------------------------------------------------

_IPTC = iptc.iptc(
    (
        iptc.UTF8,
        (2, 0, b"\0\4"),
        (2, 55, b"20240512"),
        (2, 60, b"150405+0200"),
        (2, 80, ARTIST.encode()),
        (2, 90, b"Musterstadt"),
        (2, 116, f"(c) 2024 {ARTIST}".encode()),
        (2, 120, b"Max Beispiel at the fair in Musterstadt"),
    )
)
_RESOURCES = (
    photoshop.Resource(photoshop.IPTC, _IPTC),
    photoshop.Resource(photoshop.IPTC_DIGEST, hashlib.md5(_IPTC, usedforsecurity=False).digest()),
)


def _profile() -> bytes:
    """sRGB, with the name of the screen on which somebody edited."""
    return icc.profile(
        {
            "desc": icc.description("sRGB of my desk"),
            "dmdd": icc.description("Example screen 27, serial 7H2K9"),
            "cprt": icc.text("Example"),
            "wtpt": icc.xyz(0.9642, 1, 0.8249),
            "rXYZ": icc.xyz(0.43604, 0.22249, 0.01392),
            "gXYZ": icc.xyz(0.38512, 0.71690, 0.09706),
            "bXYZ": icc.xyz(0.14305, 0.06061, 0.71391),
            **dict.fromkeys(
                ("rTRC", "gTRC", "bTRC"), icc.parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
            ),
        },
        version=4,
    )


def _coded(name: str, *head: bytes) -> bytes:
    """A fixture's picture with these segments behind a JFIF segment of 300 dots per inch."""
    picture = (FIXTURES / name).read_bytes()
    return jpeg.photo_jpeg(picture, first=(jpeg.jfif(density=(300, 300)), *head), drop=(jpeg.APP0, jpeg.COM))


def example() -> bytes:
    """The picture."""
    gain = _coded(
        "grey.jpg", jpeg.xmp_segment(_packet({f"hdrgm:{name}": text for name, text in _GAIN.items()}, ""))
    )
    body = "".join(_array(*row) for row in _ARRAYS) + _directory(len(gain))
    exif = tiff.Ifd(
        _IFD0,
        children={tiff.EXIF_POINTER: tiff.Ifd(_EXIF_IFD), tiff.GPS_POINTER: tiff.gps()},
        next=tiff.Ifd((tiff.short(0x0103, 6),), thumbnail=_coded("clean-one-pixel.jpg")),
    )
    first = _coded(
        "baseline-420.jpg",
        jpeg.exif_segment(tiff.tiff(exif, "MM")),
        jpeg.xmp_segment(_packet({**_SIMPLE, "hdrgm:Version": "1.0"}, body)),
        *jpeg.irb_segments(_RESOURCES),
        *jpeg.icc_segments(_profile()),
        jpeg.com("Thanks to the baker"),
    )
    return jpeg.multi_picture(first, [gain])


def main() -> None:
    """Write the picture to the path that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.parse_args().path.write_bytes(example())


if __name__ == "__main__":
    main()

"""The pictures that are measured: made here, the same bytes each time that the same Pillow makes them.

python -m benchmarks.pictures FOLDER    to look at the two small ones
"""

from __future__ import annotations

import io
import random
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import piexif
from PIL import Image, ImageCms, ImageFilter

PHOTO_SIZE = (4032, 3024)
SMALL_SIZE = (600, 400)

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmp:CreatorTool="Camera 9.1" xmp:CreateDate="2024-05-12T17:04:05+02:00" photoshop:City="Laufenburg"
 exif:GPSLatitude="47,36.8333N" exif:GPSLongitude="8,12.5E">
<dc:creator><rdf:Seq><rdf:li>Jo Example</rdf:li></rdf:Seq></dc:creator>
<dc:subject><rdf:Bag><rdf:li>garden</rdf:li><rdf:li>family</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta>
""" + " " * 2048 + '\n<?xpacket end="w"?>'  # fmt: skip


# -- the usual ones -------------------------------------------------------------------------------


def make_photo(path: Path) -> None:
    """A photo as phones take them: 12 megapixels in about 5 MB."""
    _save(_scene(PHOTO_SIZE, grain=0.45), path, quality=92)


def make_small(path: Path) -> None:
    """A picture as websites show it: about 60 kB, a quarter of it metadata."""
    _save(_scene(SMALL_SIZE, grain=0.2), path, quality=80)


def _scene(size: tuple[int, int], grain: float) -> Image.Image:
    """Smooth patches of colour with grain over them, which JPEG codes about as it codes a photo."""
    patches = _noise((64, 48)).resize(size, Image.Resampling.BICUBIC)
    return Image.blend(patches, _noise(size).filter(ImageFilter.GaussianBlur(0.8)), grain)


def _noise(size: tuple[int, int]) -> Image.Image:
    width, height = size
    return Image.frombytes("RGB", size, random.Random(width).randbytes(width * height * 3))


def _save(picture: Image.Image, path: Path, quality: int) -> None:
    picture.save(
        path,
        "JPEG",
        quality=quality,
        exif=_exif(picture),
        xmp=XMP.encode(),
        icc_profile=_profile(),
    )


def _exif(picture: Image.Image) -> bytes:
    """What a phone writes: camera, owner, place, time, a maker note and a thumbnail."""
    thumbnail = io.BytesIO()
    picture.resize((160, 120)).save(thumbnail, "JPEG", quality=75)
    zeroth = {
        piexif.ImageIFD.Make: b"Example",
        piexif.ImageIFD.Model: b"Phone 9",
        piexif.ImageIFD.Orientation: 6,
        piexif.ImageIFD.Software: b"9.1.2",
        piexif.ImageIFD.DateTime: b"2024:05:12 17:04:05",
        piexif.ImageIFD.Artist: b"Jo Example",
    }
    exif = {
        piexif.ExifIFD.DateTimeOriginal: b"2024:05:12 17:04:05",
        piexif.ExifIFD.OffsetTimeOriginal: b"+02:00",
        piexif.ExifIFD.ExposureTime: (1, 120),
        piexif.ExifIFD.FNumber: (18, 10),
        piexif.ExifIFD.ISOSpeedRatings: 64,
        piexif.ExifIFD.FocalLength: (57, 10),
        piexif.ExifIFD.BodySerialNumber: b"EX123456789",
        piexif.ExifIFD.MakerNote: b"Example\0" + random.Random(1).randbytes(3000),
    }
    gps = {
        piexif.GPSIFD.GPSLatitudeRef: b"N",
        piexif.GPSIFD.GPSLatitude: ((47, 1), (36, 1), (5000, 100)),
        piexif.GPSIFD.GPSLongitudeRef: b"E",
        piexif.GPSIFD.GPSLongitude: ((8, 1), (12, 1), (3000, 100)),
        piexif.GPSIFD.GPSAltitude: (432, 1),
        piexif.GPSIFD.GPSDateStamp: b"2024:05:12",
        piexif.GPSIFD.GPSTimeStamp: ((15, 1), (4, 1), (5, 1)),
    }
    first = {piexif.ImageIFD.Compression: 6}
    blocks = {"0th": zeroth, "Exif": exif, "GPS": gps, "1st": first, "thumbnail": thumbnail.getvalue()}
    return bytes(piexif.dump(blocks))


def _profile() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # ICC.1 7.2.8: the date of creation, which would be now.
    return bytes(profile[:24] + struct.pack(">6H", 2024, 5, 12, 15, 4, 5) + profile[36:])


# -- the large ones -------------------------------------------------------------------------------


def make_large_jpeg(path: Path, size: int) -> None:
    """A JPEG of about `size` bytes that decoders can show.

    A strip of noise is coded with restart markers, which make each row of blocks independent of the one
    before; so the coded strip can be repeated below itself and the height set to match.
    """
    width, rows = 16_384, 128  # eight rows of blocks: the restart markers count from 0 to 7 and over
    strip = io.BytesIO()
    picture = _noise((width, rows))
    picture.save(strip, "JPEG", quality=95, subsampling="4:2:0", restart_marker_rows=1, exif=_exif(picture))
    data = strip.getvalue()
    height_at, scan_at = _landmarks(data)
    scan = data[scan_at:-2]
    copies = size // len(scan)
    header = data[:height_at] + struct.pack(">H", rows * copies) + data[height_at + 2 : scan_at]
    with path.open("wb") as file:
        file.write(header)
        for _ in range(copies - 1):
            file.write(scan + b"\xff\xd7")
        file.write(scan + b"\xff\xd9")


def _landmarks(data: bytes) -> tuple[int, int]:
    """Where a baseline JPEG keeps its height, and where its coded data begins."""
    at, height_at = 2, 0
    while data[at + 1] != 0xDA:
        if data[at + 1] == 0xC0:
            height_at = at + 5
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return height_at, at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")


def make_large_png(path: Path, size: int) -> None:
    """A PNG of about `size` bytes: noise, left uncompressed, as 8-bit RGB."""
    side = int((size / 3) ** 0.5)
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.write(_chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)))
        file.write(_chunk(b"tEXt", b"Author\0Jo Example"))
        for data in _stored_rows(side):
            file.write(_chunk(b"IDAT", data))
        file.write(_chunk(b"eXIf", _exif(_noise((160, 120)))[6:]))
        file.write(_chunk(b"IEND", b""))


def _stored_rows(side: int) -> Iterator[bytes]:
    """The picture's zlib stream in portions, with the same random row in every line."""
    row = b"\0" + random.Random(side).randbytes(side * 3)
    deflate = zlib.compressobj(0)
    for _ in range(side):
        yield deflate.compress(row)
    yield deflate.flush()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    make_photo(folder / "photo.jpg")
    make_small(folder / "small.jpg")

"""JUMBF boxes (ISO/IEC 19566-5), CBOR (RFC 8949), and the manifests that C2PA makes of them."""

from __future__ import annotations

import json as json_module
import struct
from collections.abc import Iterable

SUFFIX = bytes.fromhex("00110010800000aa00389b71")
EMBEDDED_FILE = bytes.fromhex("40cb0c32bb8a489da70b2ad6f47f4369")


def box(kind: bytes, payload: bytes, *, large: bool = False) -> bytes:
    """A box; `large` writes its length as eight bytes."""
    if large:
        return struct.pack(">I4sQ", 1, kind, len(payload) + 16) + payload
    return struct.pack(">I4s", len(payload) + 8, kind) + payload


def description(kind: bytes, label: str, private: bytes = b"") -> bytes:
    """A description box: four letters, or 16 bytes of a type; a label; perhaps a private box."""
    uuid = kind + SUFFIX if len(kind) == 4 else kind
    toggles = 1 | 2 | (16 if private else 0)
    return box(b"jumd", uuid + bytes((toggles,)) + label.encode() + b"\0" + private)


def superbox(kind: bytes, label: str, *contents: bytes, private: bytes = b"") -> bytes:
    return box(b"jumb", description(kind, label, private) + b"".join(contents))


def cbor(value: object) -> bytes:
    """A value as CBOR, in the shortest form."""
    if isinstance(value, bool) or value is None:
        return bytes((0xF6 if value is None else 0xF4 + value,))
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, dict):
        return _head(5, len(value)) + b"".join(cbor(part) for pair in value.items() for part in pair)
    assert isinstance(value, list)
    return _head(4, len(value)) + b"".join(map(cbor, value))


def tagged(number: int, value: object) -> bytes:
    return _head(6, number) + cbor(value)


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes((major << 5 | argument,))
    size = next(size for size in (1, 2, 4, 8) if argument < 1 << 8 * size)
    return bytes((major << 5 | 24 + (size - 1).bit_length(),)) + argument.to_bytes(size, "big")


def assertion(label: str, value: object) -> bytes:
    """An assertion in CBOR."""
    return superbox(b"cbor", label, box(b"cbor", cbor(value)), private=box(b"c2sh", b"s" * 16))


def json_assertion(label: str, value: object) -> bytes:
    return superbox(b"json", label, box(b"json", json_module.dumps(value).encode()))


def thumbnail(label: str, picture: bytes, mime: str = "image/jpeg") -> bytes:
    kind = box(b"bfdb", b"\0" + mime.encode() + b"\0")
    return superbox(EMBEDDED_FILE, label, kind, box(b"bidb", picture))


def manifest(label: str, assertions: Iterable[bytes], claim: object, signature: bytes = b"") -> bytes:
    """A manifest: assertion store, claim, and the CBOR of a signature."""
    boxes = [
        superbox(b"c2as", "c2pa.assertions", *assertions),
        superbox(b"c2cl", "c2pa.claim.v2", box(b"cbor", cbor(claim))),
    ]
    if signature:
        boxes.append(superbox(b"c2cs", "c2pa.signature", box(b"cbor", signature)))
    return superbox(b"c2ma", label, *boxes)


def store(*manifests: bytes) -> bytes:
    return superbox(b"c2pa", "c2pa", *manifests)


# -- signatures -----------------------------------------------------------------------------------


def der(tag: int, *contents: bytes) -> bytes:
    """An element of DER."""
    body = b"".join(contents)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    size = (len(body).bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + len(body).to_bytes(size, "big") + body


def distinguished_name(**parts: str) -> bytes:
    """A name of common name (CN) and organisation (O)."""
    numbers = {"CN": 3, "O": 10}
    relatives = [
        der(0x31, der(0x30, der(0x06, bytes((0x55, 0x04, numbers[key]))), der(0x0C, text.encode())))
        for key, text in parts.items()
    ]
    return der(0x30, *relatives)


def certificate(subject: bytes, issuer: bytes, serial: int = 7) -> bytes:
    """As much of a certificate as names need; no key, no signature."""
    algorithm = der(0x30, der(0x06, bytes.fromhex("2a8648ce3d040302")))
    validity = der(0x30, der(0x17, b"260101000000Z"), der(0x17, b"360101000000Z"))
    number = der(0x02, bytes((serial,)))
    body = der(0x30, der(0xA0, der(0x02, b"\2")), number, algorithm, issuer, validity, subject)
    return der(0x30, body, algorithm, der(0x03, b"\0"))


def time_stamp(moment: bytes) -> bytes:
    """As much of a time-stamp token as its time needs."""
    info = der(0x30, der(0x02, b"\1"), der(0x06, b"\x2a"), der(0x18, moment))
    content = der(0x30, der(0x06, bytes.fromhex("2a864886f70d0109100104")), der(0xA0, der(0x04, info)))
    return der(0x30, content)


def cose(certificates: list[bytes], unprotected: object = None, payload: object = None) -> bytes:
    """A COSE_Sign1 structure with certificates in its protected header."""
    protected = cbor({1: -7, 33: certificates})
    return tagged(18, [protected, unprotected or {}, payload, b"signature" * 7])

"""Writes Photoshop's image resources: the wanted ones of an old block, or one that holds IPTC.

Adobe's Photoshop File Formats Specification, "Image Resource Blocks".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from ..limits import Limits
from ._rewritten import Rewritten
from .photoshop import (
    EXIF_SIGNATURE,
    HEADING,
    NESTED,
    THUMBNAIL_HEADER,
    Resource,
    Scan,
    nested_block,
)

_DAMAGED = "the Photoshop resources are damaged and were dropped whole"
_SLACK = "bytes that belong to no Photoshop resource were left out"
_REPEATED = "a Photoshop resource that may stand once stands several times: all of them were dropped"

_IPTC = "8BIM:0x0404"
_IPTC_DIGEST = "8BIM:0x0425"
_FATAL = frozenset({"photoshop-length", "photoshop-garbage"})
_COMPRESSED_SIZE = slice(20, 24)  # in the header of a thumbnail


def rewrite(
    data: bytes, keep: Callable[[str], bool], limits: Limits, nested: Mapping[str, bytes | None]
) -> Rewritten:
    """The wanted resources of `data`, byte for byte and in their order, each padded with a zero to even.

    A name stays when its own key (``8BIM:0x07d0@name``) and its resource are kept. The digest of the IPTC
    block (0x0425) goes whenever that block changes or goes. ``Photoshop 3.0`` before the first resource
    stays.

    Args:
        data: the block.
        keep: asked for every field's key that `Photoshop.read` reports.
        limits: what it may cost.
        nested: the new bytes of each nested block by its path, as `Photoshop.read` hands them out (a
            thumbnail without its header, EXIF without ``Exif``). Blocks that are None, empty or not
            named go.

    Returns:
        The block; empty with a note when a resource runs past the end or bytes stand between resources.
        Bytes behind the last resource, and nested blocks that stand several times, go with a note.
    """
    scan = Scan(data, limits)
    resources = list(scan.resources())
    if _FATAL.intersection(scan.damage):
        return Rewritten(b"", (_DAMAGED,))
    count = Counter(one.key for one in resources if nested_block(one))
    repeated = {key for key, number in count.items() if number > 1 and nested.get(key)}
    blocks = {key: block for key, block in nested.items() if key not in repeated}
    kept = _kept(resources, keep, blocks)
    heading = HEADING.match(data)
    packed = b"".join(_packed(one, named=keep(f"{one.key}@name")) for one in kept)
    notes = [_SLACK] * bool(scan.slack) + [_REPEATED] * bool(repeated)
    return Rewritten(heading[0] + packed if heading and kept else packed, tuple(notes))


def compose(iptc: bytes) -> bytes:
    """A block of IPTC as the only image resource, without ``Photoshop 3.0``; no datasets give no bytes.

    There is no digest (0x0425) beside it: XMP then goes before IPTC, says the Metadata Working Group.
    """
    return _packed(Resource(_IPTC, b"", iptc), named=False) if iptc else b""


def _kept(
    resources: list[Resource], keep: Callable[[str], bool], blocks: Mapping[str, bytes | None]
) -> list[Resource]:
    """The wanted resources, with the new nested blocks."""
    kept = [new for new in (_renewed(one, keep, blocks) for one in resources) if new]
    before = [one.data for one in resources if one.key == _IPTC]
    after = [one.data for one in kept if one.key == _IPTC]
    return kept if before == after else [one for one in kept if one.key != _IPTC_DIGEST]


def _renewed(
    resource: Resource, keep: Callable[[str], bool], blocks: Mapping[str, bytes | None]
) -> Resource | None:
    """The resource as it will stand in the new block, or None."""
    old = nested_block(resource)
    if old is None:
        return resource if keep(resource.key) else None
    new = blocks.get(resource.key)
    if not new:
        return None
    return resource if new == old.data else resource._replace(data=_framed(resource, new))


def _framed(resource: Resource, block: bytes) -> bytes:
    """A new nested block with what stands before it in its resource."""
    if NESTED[resource.key] == "thumbnail":
        header = bytearray(resource.data[:THUMBNAIL_HEADER])
        header[_COMPRESSED_SIZE] = len(block).to_bytes(4)
        return bytes(header) + block
    return EXIF_SIGNATURE + block if resource.data.startswith(EXIF_SIGNATURE) else block


def _packed(resource: Resource, *, named: bool) -> bytes:
    signature, _, number = resource.key.partition(":")
    name = resource.name if named else b""
    pascal = bytes((len(name),)) + name
    return b"".join(
        (
            signature.encode("ascii"),
            int(number, 16).to_bytes(2),
            pascal + bytes(len(pascal) % 2),
            len(resource.data).to_bytes(4),
            resource.data + bytes(len(resource.data) % 2),
        )
    )

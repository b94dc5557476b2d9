"""What a fuzzer calls: each target takes any bytes, and lets through nothing but a bug."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import exifguard
from exifguard import Limits
from exifguard._source import BytesSource
from exifguard.containers import container_for
from exifguard.metadata import CODECS
from exifguard.metadata import _exif_writer as exif_writer
from exifguard.metadata import _iptc_writer as iptc_writer
from exifguard.metadata import _photoshop_writer as photoshop_writer
from exifguard.metadata import _xmp_writer as xmp_writer
from exifguard.metadata._rewritten import Rewritten
from exifguard.model import Nested
from exifguard.structures.blocks import block_data

Target = Callable[[bytes], None]

LIMITS = Limits(
    input_bytes=1 << 20,
    parts=20_000,
    block_bytes=1 << 20,
    fields=20_000,
    image_bytes=1 << 24,
    seconds=20,
)
"""Small enough that no single input takes long, so that one that does is found."""
POLICIES = ("share", "location", "publish", "strict")
LONGEST_SEED = 40_000
FIXTURES = Path(__file__).parents[2] / "fixtures"


def inspect(data: bytes) -> None:
    """Reading is lenient: all but limits and unknown formats is told, not raised."""
    try:
        report = exifguard.inspect(data, limits=LIMITS)
    except (exifguard.UnknownFormatError, exifguard.LimitExceededError, exifguard.UnsupportedError):
        return
    assert not any(str(finding.value) in repr(finding) for finding in report.findings if _is_word(finding))


def _is_word(finding: exifguard.Finding) -> bool:
    """True for a value that would be seen in a `repr` where it does not belong."""
    value = finding.value
    return isinstance(value, str) and len(value) > 20 and value not in f"{finding.path}{finding.key}"


def scrub(data: bytes) -> None:
    """What is accepted is clean: scrubbing it again gives it back."""
    policy = POLICIES[len(data) % len(POLICIES)]
    try:
        clean = exifguard.scrub(data, policy=policy, limits=LIMITS).data
    except exifguard.ExifguardError:
        return
    assert clean is not None
    again = exifguard.scrub(clean, policy=policy, limits=LIMITS)
    assert again.data == clean
    assert not again.removed


def verify(data: bytes) -> None:
    """A file is verified against what becomes of it, and never against itself if it is dirty."""
    try:
        clean = exifguard.scrub(data, limits=LIMITS).data
        assert clean is not None
        assert exifguard.verify(data, clean, limits=LIMITS).passed
        assert exifguard.verify(data, data, limits=LIMITS).passed == (clean == data)
    except exifguard.ExifguardError:
        return


def read_block(kind: str, data: bytes) -> None:
    """A codec raises for limits alone, and a reading is bounded by the block."""
    try:
        CODECS[kind].read(data, LIMITS)
    except exifguard.LimitExceededError:
        return


def _resources(data: bytes, keeps: Callable[[str], bool], limits: Limits) -> Rewritten:
    return photoshop_writer.rewrite(data, keeps, limits, {})


WRITERS: dict[str, Callable[[bytes, Callable[[str], bool], Limits], Rewritten]] = {
    "exif": exif_writer.rewrite,
    "xmp": xmp_writer.rewrite,
    "iptc": iptc_writer.rewrite,
    "photoshop": _resources,
}


FRAMING = ("1:0", "1:90", "2:0")
"""What IPTC says of itself, and keeps as long as it says anything else: versions, the coding of text."""


def rewrite(data: bytes) -> None:
    """Blocks that are written anew can be read, and hold no field that was to go."""
    wanted = data[-1:] or b"\0"

    def keeps(key: str) -> bool:
        return (len(key) ^ wanted[0]) & 1 == 1

    for kind, write in WRITERS.items():
        try:
            new = write(data, keeps, LIMITS).data
            fields = CODECS[kind].read(new, LIMITS).fields if new else ()
        except exifguard.LimitExceededError:
            continue
        gone = [one.key for one in fields if not keeps(one.key) and one.key not in FRAMING]
        assert kind in ("xmp", "photoshop") or not gone, (kind, gone[:3])


TARGETS: dict[str, Target] = {
    "inspect": inspect,
    "scrub": scrub,
    "verify": verify,
    "rewrite": rewrite,
    **{f"codec-{kind}": partial(read_block, kind) for kind in CODECS},
}


# -- what they begin with ---------------------------------------------------------------------------


def files() -> Iterator[bytes]:
    """The fixtures that are not large."""
    for path in sorted(FIXTURES.rglob("*")):
        if path.is_file() and path.suffix not in (".py", ".json", ".md", ".pyc"):
            data = path.read_bytes()
            if len(data) <= LONGEST_SEED:
                yield data


def blocks(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The metadata in a file, and what nests in it, by kind."""
    container = container_for(data[:64])
    if container is None:
        return
    source = BytesSource(data)
    try:
        parts = container.parse(source, LIMITS, lenient=True)
    except exifguard.ExifguardError:
        return
    for block in parts.blocks:
        try:
            yield from _nested(Nested(block.kind, block.path, block_data(source, block, LIMITS)))
        except exifguard.ExifguardError:
            continue


def _nested(block: Nested) -> Iterator[tuple[str, bytes]]:
    yield block.kind, block.data
    if block.kind in CODECS:
        for inner in CODECS[block.kind].read(block.data, LIMITS).nested:
            yield from _nested(inner)


def seeds(name: str) -> Iterator[bytes]:
    """What the target `name` begins with."""
    if not name.startswith("codec-") and name != "rewrite":
        yield from files()
        return
    kinds = {"exif", "xmp", "iptc", "photoshop"} if name == "rewrite" else {name.removeprefix("codec-")}
    seen: set[bytes] = set()
    for data in files():
        for kind, block in blocks(data):
            if kind in kinds and block not in seen and len(block) <= LONGEST_SEED:
                seen.add(block)
                yield block


def recorded(name: str, folder: Path) -> Iterator[bytes]:
    """What `fuzz.record` kept for a target, if it ran."""
    kinds = {"rewrite": ("codec-exif", "codec-xmp", "codec-iptc", "codec-photoshop")}
    for kind in kinds.get(name, (name if name.startswith("codec-") else "files",)):
        for path in sorted((folder / kind).glob("*")):
            yield path.read_bytes()

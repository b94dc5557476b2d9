"""The public functions: inspect, scrub, scrub_in_place, verify, identify."""

from __future__ import annotations

import contextlib
import errno
import io
import os
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import BinaryIO, Literal, cast

from . import _engine, _inspect, _proofs, files
from ._recipe import Recipe
from ._source import Buffer, BytesSource, FileSource, Source, StreamSource
from .errors import PolicyError
from .limits import DEFAULT_LIMITS, Limits
from .model import Check, Format, Receipt, Report, Scrubbed, Verification
from .privacy.policy import Policy, resolve

Input = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO
OpenSource = BytesSource | FileSource | StreamSource
Output = str | os.PathLike[str] | BinaryIO
Verify = Literal["structure", "pixels"]

SPOOL = 8 * 1024 * 1024
"""Bytes of an unseekable stream that stay in memory; more goes to a private file without a name."""


# -- inputs ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def _open(source: Input, limits: Limits) -> Iterator[Source]:
    """Any input as a `Source`, to be read as long as `limits` say; file objects are left as they were found."""
    with _open_any(source, limits) as opened:  # a slow pipe is not the file's fault: the clock starts here
        opened.until = monotonic() + limits.seconds
        yield opened


@contextlib.contextmanager
def _open_any(source: Input, limits: Limits) -> Iterator[OpenSource]:
    if isinstance(source, str | os.PathLike):
        with files.open_source(Path(source)) as opened:
            yield opened
    elif isinstance(source, bytes):
        yield BytesSource(source)
    elif (view := _view(source)) is not None:
        yield BytesSource(view.tobytes())  # a copy, for what could change
    elif isinstance(source, io.BytesIO):
        yield BytesSource(source.getvalue())
    elif isinstance(source, io.TextIOBase):
        raise TypeError("the file is open in text mode; open it with 'rb'")
    elif hasattr(source, "read"):
        with _open_stream(cast("BinaryIO", source), limits) as opened_stream:
            yield opened_stream
    else:
        raise TypeError(f"expected a path, bytes or a binary file, not {type(source).__name__}")


def _view(source: object) -> memoryview | None:
    """The bytes of anything that gives them: bytearray, array, a mapped file."""
    try:
        return memoryview(source)  # type: ignore[arg-type]
    except TypeError:
        return None


@contextlib.contextmanager
def _open_stream(stream: BinaryIO, limits: Limits) -> Iterator[OpenSource]:
    if stream.seekable():
        position = stream.tell()
        try:
            yield StreamSource(stream)
        finally:
            stream.seek(position)
        return
    import tempfile  # slow to load, and seldom needed

    with tempfile.SpooledTemporaryFile(max_size=SPOOL) as spool:
        while data := stream.read(io.DEFAULT_BUFFER_SIZE * 8):
            spool.write(data)
            limits.check("input_bytes", spool.tell())
        yield StreamSource(cast("BinaryIO", spool))


# -- the functions --------------------------------------------------------------------------------


def identify(source: Input) -> Format:
    """Say what format a file is, by its content.

    Raises:
        UnknownFormatError: it begins like no supported format.
        OSError: it cannot be read.
    """
    with _open(source, DEFAULT_LIMITS) as opened:
        return _inspect.find_container(opened).format


def inspect(
    source: Input,
    *,
    limits: Limits = DEFAULT_LIMITS,
    formats: Collection[str] | None = None,
    compare_previews: bool = False,
) -> Report:
    """Report what a file reveals.

    A damaged file of a known format is not refused: the report tells what could be read, and
    `Report.complete` is False.

    Args:
        source: path, bytes-like or binary file (read from position 0 and left as it was found).
        limits: what the file may cost.
        formats: short names of the formats to accept (``("jpeg", "png")``); None accepts all.
        compare_previews: decode the picture and the previews inside it with Pillow, and name those in
            `Report.differing` that show something else.

    Raises:
        UnknownFormatError: it begins like no accepted format.
        LimitExceededError: it needs more than `limits` allow.
        OSError: it cannot be read.
    """
    with _open(source, limits) as opened:
        if not compare_previews:
            return _inspect.inspect_source(opened, limits, formats)
        previews: list[_inspect.Preview] = []
        report = _inspect.inspect_source(opened, limits, formats, previews)
        if not previews:
            return replace(report, differing=())
        from ._previews import differing  # Pillow is slow to load

        return replace(report, differing=differing(opened, previews))


def scrub(
    source: Input,
    destination: Output | None = None,
    *,
    policy: Policy | str = "share",
    limits: Limits = DEFAULT_LIMITS,
    formats: Collection[str] | None = None,
    verify: Verify = "structure",
    report: bool = False,
    receipt: bool = False,
    orientation: int | None = None,
    explain: bool = False,
    overwrite: bool = False,
) -> Scrubbed:
    """Write a clean copy of a picture, or nothing.

    The coded picture is copied byte for byte. The output is parsed and checked before a byte of it is
    handed over; a file that is written to a path appears there complete, or not at all.

    Args:
        source: path, bytes-like or binary file (read from position 0 and left as it was found).
        destination: path or writable binary file; None returns the copy in `Scrubbed.data`.
        policy: a `Policy` or the name of a preset.
        limits: what the file may cost.
        formats: short names of the formats to accept; None accepts all.
        verify: ``"pixels"`` also decodes both files with Pillow and compares what they show.
        report: also report what the original reveals, as `inspect` would, from the same reading.
        receipt: also compute hashes of both files and counts of what was removed.
        orientation: 1 to 8, to settle which way is up where the file contradicts itself.
        explain: decide field by field in `Scrubbed.decisions`, also where the policy needs no more than a
            decision over each block.
        overwrite: replace an existing file at `destination`.

    Raises:
        FormatError: the file is damaged in a way that cannot be repaired safely.
        UnsupportedError: it cannot be rewritten safely.
        RefusedError: the policy says that this file must not pass.
        LimitExceededError: it needs more than `limits` allow.
        PolicyError: an argument names something that does not exist, or input and output are one file.
        SourceChangedError: the input changed meanwhile.
        VerificationError: the output failed a check and was withheld.
        FileExistsError: the output exists and `overwrite` is False.
        OSError: a file cannot be read or written.
    """
    chosen = resolve(policy)
    if destination is not None:
        _check_destination(destination)
        files.check_distinct(source, destination)
    with _open(source, limits) as opened:
        plan = _engine.plan_scrub(
            opened, chosen, limits, formats=formats, orientation=orientation, explain=explain
        )
        _check_pixels(opened, plan, verify)
        found, proof = _account(opened, plan, chosen, limits, report=report, receipt=receipt)
        data = _deliver(plan.recipe, destination, overwrite=overwrite)
        path = os.fspath(destination) if isinstance(destination, str | os.PathLike) else None
        return _outcome(plan, data, path, found, proof)


def scrub_in_place(
    path: str | os.PathLike[str],
    *,
    policy: Policy | str = "share",
    limits: Limits = DEFAULT_LIMITS,
    formats: Collection[str] | None = None,
    verify: Verify = "structure",
    report: bool = False,
    receipt: bool = False,
    orientation: int | None = None,
    explain: bool = False,
    follow_links: bool = False,
) -> Scrubbed:
    """Replace a picture by its clean copy, in one step.

    The file keeps its permissions and, where the system allows, its owner; extended attributes and the
    time of last change are not carried over. A file that is clean already is not touched.

    Args:
        path: the file. Symbolic links and files with several names (hard links) are refused unless
            `follow_links` is True: the other names would keep the old content.
        follow_links: see there.

    The other arguments and errors are those of `scrub`.
    """
    chosen = resolve(policy)
    target, state = files.check_replaceable(Path(path), follow_links=follow_links)
    with _open(target, limits) as opened:
        plan = _engine.plan_scrub(
            opened, chosen, limits, formats=formats, orientation=orientation, explain=explain
        )
        _check_pixels(opened, plan, verify)
        found, proof = _account(opened, plan, chosen, limits, report=report, receipt=receipt)
        if plan.changed:
            files.write_atomic(plan.recipe, target, overwrite=True, like=state)
        return _outcome(plan, None, os.fspath(path), found, proof)


def verify(
    before: Input,
    after: Input,
    *,
    policy: Policy | str = "share",
    limits: Limits = DEFAULT_LIMITS,
    pixels: bool = False,
) -> Verification:
    """Compare a file with its clean copy, check by check.

    Args:
        before: the original.
        after: the copy; nothing is assumed about who made it.
        policy: what should be gone.
        limits: what each file may cost.
        pixels: also decode both with Pillow and compare what they show.

    Raises:
        ExifguardError: `before` cannot be read. An unreadable `after` is a failed check.
        OSError: a file cannot be read.
    """
    chosen = resolve(policy)
    with _open(before, limits) as first, _open(after, limits) as second:
        checks = _proofs.compare(first, second, chosen, limits)
        if pixels:
            checks = (*checks, _compare_pixels(first, second))
        return Verification(checks)


# -- outputs --------------------------------------------------------------------------------------


def _check_destination(destination: object) -> None:
    if not (isinstance(destination, str | os.PathLike) or hasattr(destination, "write")):
        raise TypeError(f"expected a path or a binary file to write to, not {type(destination).__name__}")


def _deliver(recipe: Recipe, destination: Output | None, *, overwrite: bool) -> bytes | None:
    """Hand the output over; gives the bytes when nobody named a place for them."""
    if destination is None:
        data = recipe.to_bytes()
        recipe.check_unchanged()
        return data
    if isinstance(destination, str | os.PathLike):
        files.write_atomic(recipe, Path(destination), overwrite=overwrite)
    else:
        for buffer in recipe.buffers():
            _write_all(destination, buffer)
        recipe.check_unchanged()
    return None


def _write_all(stream: BinaryIO, buffer: Buffer) -> None:
    """Write a buffer to a file object; raw ones may take a part of it at a time."""
    view = memoryview(buffer)
    while view:
        taken: int | None = stream.write(view)
        if taken == 0 or (taken is None and isinstance(stream, io.RawIOBase)):
            raise BlockingIOError(errno.EAGAIN, "the output takes no more bytes")
        view = view[len(view) if taken is None else taken :]  # some file-likes do not say how many


def _account(
    source: Source, plan: _engine.Plan, policy: Policy, limits: Limits, *, report: bool, receipt: bool
) -> tuple[Report | None, Receipt | None]:
    """The report on the original and the receipt, as far as they are asked for."""
    if not (report or receipt):
        return None, None
    found = _inspect.report_on(source, plan.parts, limits, partial=True)
    return found if report else None, _proofs.make_receipt(plan, found, policy) if receipt else None


def _outcome(
    plan: _engine.Plan, data: bytes | None, path: str | None, report: Report | None, receipt: Receipt | None
) -> Scrubbed:
    return Scrubbed(
        format=plan.format,
        data=data,
        path=path,
        size_before=plan.parts.size,
        size_after=plan.recipe.size,
        changed=plan.changed,
        decisions=plan.decisions,
        notes=plan.notes,
        report=report,
        receipt=receipt,
    )


def _check_pixels(source: Source, plan: _engine.Plan, mode: Verify) -> None:
    if mode == "structure":
        return
    if mode != "pixels":
        raise PolicyError("verify is 'structure' or 'pixels'", rule="verify")
    from ._pixels import require_same_picture  # Pillow is loaded only where it is asked for

    require_same_picture(source, plan.recipe, plan.format.name)


def _compare_pixels(before: Source, after: Source) -> Check:
    from ._pixels import compare_pictures

    return compare_pictures(before, after)

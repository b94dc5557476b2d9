"""Scrubs in worker processes that can be killed, for servers that take files from strangers.

exifguard bounds what a file may cost, and is written in Python, which does not overrun buffers. What remains
is a bug: a loop that does not end, a parser below Python that crashes. In a worker such a bug costs one
request: the worker is killed by time, ended by memory or dead, and another one takes its place.

A worker reads and writes no files and opens no connections: once it is warm, the system gives it no further
descriptors. It gets a file's bytes, and gives bytes and reports back.
"""

from __future__ import annotations

import codecs
import importlib.util
import multiprocessing
import os
import pkgutil
import sys
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import TimeoutError as FuturesTimeoutError
from encodings.aliases import aliases
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from .. import api
from ..errors import CrashedError, LimitExceededError
from ..limits import DEFAULT_LIMITS, Limits
from ..model import Report, Scrubbed
from ..privacy.policy import Policy

if TYPE_CHECKING:
    from pebble import ProcessPool

MIB = 1 << 20
MEMORY = 1024 * MIB
"""Address space of a worker: 64 MiB blocks several times over, and the interpreter."""
SECONDS = 30.0
TASKS = 10_000
"""Files after which a worker is replaced by a fresh one, so that nothing can pile up in it."""
_CORE = ("containers", "metadata", "privacy", "structures")

Result = TypeVar("Result")


def isolated(*, workers: int | None = None, memory: int = MEMORY, seconds: float = SECONDS) -> Isolated:
    """A pool of worker processes; use it as a context manager, or call `Isolated.close`.

    Scripts that call this need ``if __name__ == "__main__":``, as with all worker processes in Python.

    Args:
        workers: how many processes; None takes one for each processor.
        memory: bytes of address space that each may have, where the system keeps such limits (Linux, BSD).
        seconds: time for one file, by the clock; then its worker is killed.

    Raises:
        ImportError: pebble is not installed (``pip install exifguard[isolated]``).
    """
    return Isolated(workers or os.cpu_count() or 1, memory, seconds)


class Isolated:
    """Worker processes that inspect and scrub bytes. It may be used from many threads at once."""

    def __init__(self, workers: int, memory: int, seconds: float) -> None:
        try:
            from pebble import ProcessPool
        except ImportError as error:
            raise ImportError("isolated() needs pebble: pip install exifguard[isolated]") from error
        self.seconds = seconds
        method = "spawn" if sys.platform == "win32" else "forkserver"
        self._pool: ProcessPool = ProcessPool(
            max_workers=workers,
            max_tasks=TASKS,
            initializer=_settle,
            initargs=(memory,),
            context=multiprocessing.get_context(method),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers; files in work are given up."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def inspect(
        self, data: bytes, *, limits: Limits = DEFAULT_LIMITS, formats: Collection[str] | None = None
    ) -> Report:
        """As `exifguard.inspect`, for bytes.

        Raises:
            CrashedError: the worker died over this file.
            LimitExceededError: also when its worker ran out of time or memory (``seconds``, ``memory``).
            ExifguardError: as `exifguard.inspect`.
        """
        return self._run(api.inspect, data, {"limits": limits, "formats": formats})

    def scrub(
        self,
        data: bytes,
        *,
        policy: Policy | str = "share",
        limits: Limits = DEFAULT_LIMITS,
        formats: Collection[str] | None = None,
        orientation: int | None = None,
        verify: api.Verify = "structure",
        receipt: bool = False,
        report: bool = False,
    ) -> Scrubbed:
        """As `exifguard.scrub` without a destination: the clean bytes are in `Scrubbed.data`.

        Raises:
            CrashedError: the worker died over this file.
            LimitExceededError: also when its worker ran out of time or memory (``seconds``, ``memory``).
            ExifguardError: as `exifguard.scrub`.
        """
        options = {"policy": policy, "limits": limits, "formats": formats, "orientation": orientation}
        options |= {"verify": verify, "receipt": receipt, "report": report}
        return self._run(api.scrub, data, options)

    def _run(self, function: Callable[..., Result], data: bytes, options: Mapping[str, object]) -> Result:
        from pebble import ProcessExpired

        task = self._pool.schedule(_call, (function, bytes(data), options), timeout=self.seconds)
        try:
            result: Result = task.result()
        except FuturesTimeoutError:
            raise LimitExceededError(
                f"its worker was stopped after {self.seconds:g} seconds", limit="seconds"
            ) from None
        except MemoryError:
            raise LimitExceededError("its worker ran out of memory", limit="memory") from None
        except ProcessExpired:
            raise CrashedError("the worker that read the file died", rule="crashed") from None
        return result


# -- in the worker --------------------------------------------------------------------------------


def _call(function: Callable[..., Result], data: bytes, options: Mapping[str, object]) -> Result:
    return function(data, **options)


def _settle(memory: int) -> None:
    """Load all that a file may need, then give up what a scrub does not."""
    for package in _CORE:
        module = importlib.import_module(f"exifguard.{package}")
        for found in pkgutil.walk_packages(module.__path__, f"{module.__name__}."):
            importlib.import_module(found.name)
    for encoding in {*aliases.values()}:
        _load_encoding(encoding)
    _load_decoders()
    _limit(memory)


def _load_encoding(name: str) -> None:
    try:
        codecs.lookup(name)
    except LookupError:  # of another system
        return


def _load_decoders() -> None:
    """Pillow loads its plugins when the first picture is opened; `verify="pixels"` needs them."""
    from PIL import Image

    importlib.import_module("exifguard._pixels")
    Image.init()
    if importlib.util.find_spec("pillow_heif"):
        importlib.import_module("pillow_heif")


def _limit(memory: int) -> None:
    """No core dumps, no files, no connections, and no more memory than `memory` bytes."""
    if sys.platform == "win32":
        return
    import resource

    unused = os.dup(0)  # the lowest number that is free: the system would take it next
    os.close(unused)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (unused, unused))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

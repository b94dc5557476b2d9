"""Work shared out to other processes or machines, with results in order and memory that stays flat.

A task is a *shard*, a run of jobs: what a cluster charges for a task (Dask some 3 ms) is paid once for many
files. Only a window of shards is out at a time, so that neither jobs nor results pile up.

A worker that dies takes its shard with it. The jobs of that shard are done again one by one, and the one
over which a worker dies once more is lost; the run goes on.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from ..errors import CrashedError

J = TypeVar("J")
R = TypeVar("R")

SHARD = 16
"""Jobs in a task."""
AHEAD = 2
"""Shards out for each worker: one in work and one waiting, so that no worker idles."""


@dataclass(slots=True)
class _Shard(Generic[J, R]):
    jobs: list[J]
    future: Future[list[R]] | None
    crew: int
    """Which of the crews, one after the other, has it."""


def run(
    jobs: Iterable[J],
    work: Callable[[J], R],
    *,
    executor: Executor | None = None,
    workers: int = 1,
    shard: int = SHARD,
) -> Iterator[tuple[J, R | CrashedError]]:
    """Do `work` on every job; results come in the order of the jobs, each with its job.

    Args:
        jobs: read only as far as the window reaches.
        work: a function at the top of a module, or a partial of one, that catches what may befall one job.
            It may be called twice for one job, when a worker died.
        executor: any executor; it stays open. None takes `workers` processes of our own, or with one
            worker none.
        workers: how many shards to keep busy.
        shard: jobs in a task.

    Yields:
        Job and result; `CrashedError` as the result of a job over which its worker died.
    """
    if executor is None and workers <= 1:
        for job in jobs:
            yield job, work(job)
        return
    crew = _Crew(executor, workers)
    try:
        yield from _run(iter(jobs), work, crew, max(1, shard), AHEAD * max(1, workers))
    finally:
        crew.close()


def _run(
    jobs: Iterator[J], work: Callable[[J], R], crew: _Crew, size: int, window: int
) -> Iterator[tuple[J, R | CrashedError]]:
    out: deque[_Shard[J, R]] = deque()
    while True:
        while len(out) < window and (taken := list(itertools.islice(jobs, size))):
            out.append(_Shard(taken, crew.submit(work, taken), crew.number))
        if not out:
            return
        shard = out.popleft()
        results = crew.result(shard.future)
        if results is None and shard.crew != crew.number:  # it fell with a crew that another shard ended
            shard.future, shard.crew = crew.submit(work, shard.jobs), crew.number
            results = crew.result(shard.future)
        if results is not None:
            yield from zip(shard.jobs, results, strict=True)
            continue
        crew.renew()
        for job in shard.jobs:
            yield job, _alone(work, job, crew)


def _alone(work: Callable[[J], R], job: J, crew: _Crew) -> R | CrashedError:
    results = crew.result(crew.submit(work, [job]))
    if results is not None:
        return results[0]
    crew.renew()
    return CrashedError("the worker died over this file", rule="crashed")


def work_through(work: Callable[[J], R], jobs: list[J], _once: str) -> list[R]:
    """What runs in a worker: one shard.

    `_once` makes each call another one: Dask takes a call with the same arguments for the same call, and
    would hand out the old result.
    """
    return [work(job) for job in jobs]


def _begin() -> None:
    """Begin a worker: Ctrl-C is its parent's business, and without that parent it has no business here."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    """End with the parent, however it ends: a worker's files are written whole or not at all."""
    parent.join()
    os._exit(1)


class _Crew:
    """An executor that is replaced when it breaks, where it is our own."""

    def __init__(self, executor: Executor | None, workers: int) -> None:
        self._given = executor
        self._workers = workers
        self._own = None if executor is not None else self._pool()
        self.number = 0

    def _pool(self) -> Executor:
        from concurrent.futures import ProcessPoolExecutor

        # A fork of a process with threads may hang, and workers must not inherit what the caller has open.
        method = "spawn" if sys.platform == "win32" else "forkserver"
        return ProcessPoolExecutor(
            self._workers, mp_context=multiprocessing.get_context(method), initializer=_begin
        )

    def submit(self, work: Callable[[J], R], jobs: list[J]) -> Future[list[R]] | None:
        executor = self._given or self._own
        assert executor is not None  # noqa: S101 - one of them is there
        try:
            return executor.submit(work_through, work, jobs, os.urandom(8).hex())
        except BrokenExecutor:
            return None

    def result(self, future: Future[list[R]] | None) -> list[R] | None:
        """The results of a shard; None when its worker died."""
        try:
            return None if future is None else future.result()
        except (BrokenExecutor, CancelledError):
            return None
        except BaseException as error:
            if _is_lost(error):
                return None
            raise

    def renew(self) -> None:
        """Replace a broken pool; wait until nothing of it works any more, or a file would be done twice."""
        if self._own is not None:
            self._own.shutdown(wait=True, cancel_futures=True)
            self._own = self._pool()
            self.number += 1

    def close(self) -> None:
        if self._own is not None:
            self._own.shutdown(wait=True, cancel_futures=True)


def _is_lost(error: BaseException) -> bool:
    """Clusters have errors of their own for a worker that died; Dask's is `KilledWorker`."""
    return type(error).__name__ in {"KilledWorker", "WorkerCrashedError", "TerminatedWorkerError"}

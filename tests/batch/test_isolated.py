"""Worker processes: a file that kills one costs one request."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import exifguard
from exifguard import CrashedError, Isolated, LimitExceededError, Limits, MalformedError
from pictures import FIXTURES, clean_fixtures, refused_fixtures

pytest.importorskip("pebble")
DIRTY = (FIXTURES / "jpeg/phone-everything.jpg").read_bytes()
MEMORY = 1 << 30
SECONDS = 20.0
posix = pytest.mark.skipif(sys.platform == "win32", reason="the system keeps no such limits")


@pytest.fixture(scope="module")
def pool() -> Iterator[Isolated]:
    with exifguard.isolated(workers=2, memory=MEMORY, seconds=SECONDS) as workers:
        yield workers


DIE = "__import__('os').kill(__import__('os').getpid(), 9)"
HANG = "__import__('time').sleep(1000)"
SWALLOW = "len(bytearray(1 << 33))"
OPEN = "open('/etc/hostname', 'rb')"
CONNECT = "__import__('_socket').socket()"


def run(pool: Isolated, code: str) -> object:
    """Run code in a worker in place of a function of the API, as a bug in one would be."""
    return pool._run(eval, code.encode(), {})


# --- what it gives -------------------------------------------------------------------------------


@pytest.mark.parametrize("picture", clean_fixtures()[::25], ids=lambda picture: picture.label)
def test_a_worker_gives_what_the_function_gives(pool: Isolated, picture: Any) -> None:
    data = picture.data
    assert pool.scrub(data) == exifguard.scrub(data)
    assert pool.inspect(data) == exifguard.inspect(data)


@pytest.mark.parametrize("picture", refused_fixtures()[::40], ids=lambda picture: picture.label)
def test_a_worker_raises_what_the_function_raises(pool: Isolated, picture: Any) -> None:
    with pytest.raises(exifguard.ExifguardError) as here:
        exifguard.scrub(picture.data)
    with pytest.raises(type(here.value)) as there:
        pool.scrub(picture.data)
    assert there.value == here.value


def test_options_reach_the_worker(pool: Isolated) -> None:
    clean = pool.scrub(DIRTY, policy="location", verify="pixels", report=True)
    assert clean == exifguard.scrub(DIRTY, policy="location", report=True)
    with pytest.raises(LimitExceededError) as caught:
        pool.scrub(DIRTY, limits=Limits(parts=2))
    assert caught.value.limit == "parts"


def test_many_threads_may_use_it(pool: Isolated) -> None:
    with ThreadPoolExecutor(16) as threads:
        results = set(threads.map(lambda _: pool.scrub(DIRTY).data, range(64)))
    assert results == {exifguard.scrub(DIRTY).data}


# --- what goes wrong -----------------------------------------------------------------------------


def test_a_dead_worker_costs_one_request(pool: Isolated) -> None:
    for _ in range(3):
        with pytest.raises(CrashedError):
            run(pool, DIE)
        assert pool.scrub(DIRTY).data == exifguard.scrub(DIRTY).data


def test_a_worker_that_hangs_is_killed() -> None:
    with exifguard.isolated(workers=1, memory=MEMORY, seconds=3) as pool:
        with pytest.raises(LimitExceededError) as caught:
            run(pool, HANG)
        assert caught.value.limit == "seconds"
        assert pool.scrub(DIRTY).data == exifguard.scrub(DIRTY).data


@posix
def test_a_worker_gets_no_more_memory(pool: Isolated) -> None:
    with pytest.raises(LimitExceededError) as caught:
        run(pool, SWALLOW)
    assert caught.value.limit == "memory"
    assert pool.scrub(DIRTY).data == exifguard.scrub(DIRTY).data


@posix
@pytest.mark.parametrize("code", [OPEN, CONNECT])
def test_a_worker_opens_nothing(pool: Isolated, code: str) -> None:
    with pytest.raises(OSError, match=r"Too many open files"):
        run(pool, code)


def test_one_request_does_not_wait_for_another(pool: Isolated) -> None:
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(run, pool, DIE)
        for _ in range(5):
            assert pool.inspect(DIRTY).findings
        with pytest.raises(CrashedError):
            slow.result()


def test_without_pebble_the_error_says_what_to_install() -> None:
    code = "import sys; sys.modules['pebble'] = None; import exifguard; exifguard.isolated()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "exifguard[isolated]" in done.stderr


def test_damage_is_told_with_its_place(pool: Isolated) -> None:
    with pytest.raises(MalformedError) as caught:
        pool.scrub(b"\xff\xd8\xff\xe1\0\0\xff\xd9")
    assert (caught.value.format, caught.value.rule) == ("jpeg", "segment-length")

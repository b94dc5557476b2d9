"""CPU time and peak memory of work that is done here or in processes of its own.

CPU time (user and system) says how much work something is, also on a machine that does other things at the
same time; the clock on the wall would say how busy the machine is.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO

HERE = resource.RUSAGE_SELF
SPAWNED = resource.RUSAGE_CHILDREN


def nothing() -> None:
    """No preparation."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to do the work.

    Attributes:
        name: how the table calls it.
        work: what is measured.
        where: HERE or SPAWNED.
        prepare: done before each measured call.
        files: how many files one call does; the figures are per file.
        calls: measured calls in each round: more for what is quick, and so sways more.
    """

    name: str
    work: Callable[[], object]
    where: int = HERE
    prepare: Callable[[], object] = nothing
    files: int = 1
    calls: int = 1

    def sample(self) -> float:
        """CPU seconds per file of one call."""
        self.prepare()
        before = _cpu(self.where)
        self.work()
        return (_cpu(self.where) - before) / self.files


def _cpu(where: int) -> float:
    usage = resource.getrusage(where)
    return usage.ru_utime + usage.ru_stime


def medians(contenders: Sequence[Contender], rounds: int) -> dict[str, float]:
    """Median CPU seconds per file of each contender.

    They take turns, so that a busy minute of the machine meets all of them; a first round that warms
    caches is not counted.
    """
    samples: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for number in range(rounds + 1):
        for contender in contenders:
            taken = [contender.sample() for _ in range(contender.calls if number else 1)]
            if number:
                samples[contender.name] += taken
    return {name: median(values) for name, values in samples.items()}


def spawn(*command: str | Path) -> None:
    """Run a program to its end, unheard; raises when it fails."""
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)


_REPORT_PEAK = """
import sys
{work}
sys.stdout.flush()
status = open("/proc/self/status").read()
print(status.split("VmHWM:")[1].split()[0], file=sys.stderr)
"""
BARE = "pass"
COMMAND_LINE = "from exifguard.cli import main; sys.exit(1) if main(sys.argv[1:]) else None"


def peak_memory(
    work: str, *arguments: str | Path, stdin: IO[bytes] | None = None, stdout: IO[bytes] | None = None
) -> int:
    """Peak resident memory, in bytes, of a fresh Python that does `work` (Linux only)."""
    done = subprocess.run(
        [sys.executable, "-c", _REPORT_PEAK.format(work=work), *arguments],
        check=True,
        stdin=stdin or subprocess.DEVNULL,
        stdout=stdout or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    return int(done.stderr.split()[-1]) * 1024

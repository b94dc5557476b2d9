"""Measure exifguard against cp and its peers, in one run.

    python -m benchmarks.run             some minutes
    python -m benchmarks.run --large     also the memory that files of 1 GB need (3.5 GB of disk)

How to read the result: README.md beside this file.
"""

from __future__ import annotations

import argparse
import compileall
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import exifguard

from . import contenders as ways
from . import goals, pictures
from .goals import Goal
from .measure import BARE, COMMAND_LINE, SPAWNED, Contender, medians, peak_memory, spawn

LARGE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: figures under the table's headings, and what they are judged by.

    Attributes:
        name: what was measured.
        figures: by heading; not a number where it does not apply.
        judged: goals, and the figure that each is about.
    """

    name: str
    figures: dict[str, float]
    judged: tuple[tuple[Goal, float], ...] = ()

    @property
    def verdicts(self) -> list[str]:
        """Each goal with its verdict."""
        return [f"{goal.verdict(figure)} ({goal})" for goal, figure in self.judged]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one title."""

    title: str
    rows: tuple[Row, ...]

    def show(self) -> None:
        """Print it."""
        headings = list(self.rows[0].figures)
        print(f"\n{self.title}")
        print(f"  {'':<28}" + "".join(f"{heading:>20}" for heading in headings) + "  goals")
        for row in self.rows:
            figures = "".join(f"{_figure(row.figures[heading]):>20}" for heading in headings)
            print(f"  {row.name:<28}{figures}  {', '.join(row.verdicts)}".rstrip())


def _figure(value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


# -- the tables -----------------------------------------------------------------------------------


def speed(title: str, picture: Path, folder: Path, rounds: int, bytes_goal: Goal) -> Table:
    """CPU time of everybody on one picture."""
    took = medians(list(ways.contenders(picture, folder)), rounds)
    cp, exiftool = took[ways.CP], took.get(ways.EXIFTOOL, math.nan)
    rows = []
    for name, seconds in took.items():
        figures = {
            "CPU ms a file": seconds * 1000,
            "x cp": seconds / cp,
            "ExifTool needs x": exiftool / seconds,
        }
        judged: tuple[tuple[Goal, float], ...] = ()
        if name == ways.FILE:
            judged = (goals.FILE_TO_CP, seconds / cp), (goals.FILE_TO_EXIFTOOL, exiftool / seconds)
        elif name == ways.BYTES:
            judged = ((bytes_goal, seconds * 1000),)
        rows.append(Row(name, figures, judged))
    return Table(f"{title}: {picture.stat().st_size:,} bytes", tuple(rows))


def start(small: Path, rounds: int) -> Table:
    """CPU time that a process needs before it does anything."""
    commands: dict[str, tuple[str | Path, ...]] = {
        "python -c pass": (sys.executable, "-c", "pass"),
        "import exifguard": (sys.executable, "-c", "import exifguard"),
        "exifguard --version": (ways.COMMAND, "--version"),
        "exifguard inspect small.jpg": (ways.COMMAND, "inspect", small),
    }

    def contender(name: str, command: tuple[str | Path, ...]) -> Contender:
        return Contender(name, lambda: spawn(*command), SPAWNED)

    took = medians([contender(*named) for named in commands.items()], rounds)
    bare = took["python -c pass"]
    wanted = {"import exifguard": goals.IMPORT, "exifguard --version": goals.VERSION}
    rows = []
    for name, seconds in took.items():
        on_top = seconds / bare - 1
        judged = ((wanted[name], on_top),) if name in wanted else ()
        rows.append(Row(name, {"CPU ms": seconds * 1000, "x bare on top": on_top}, judged))
    return Table("Start", tuple(rows))


def isolation(title: str, picture: Path, rounds: int) -> Table:
    """Time by the clock from bytes to bytes, here and in a warm worker process."""
    data = picture.read_bytes()
    taken: dict[str, list[float]] = {}
    with exifguard.isolated(workers=1) as workers:
        for number in range(rounds + 1):
            for name, scrub in (("here", exifguard.scrub), ("in a worker", workers.scrub)):
                started = time.perf_counter()
                scrub(data)
                if number:
                    taken.setdefault(name, []).append(time.perf_counter() - started)
    here = median(taken["here"])
    rows = [
        Row(name, {"ms by the clock": median(values) * 1000, "x here": median(values) / here})
        for name, values in taken.items()
    ]
    return Table(f"{title}, isolated: {len(data):,} bytes", tuple(rows))


def memory(folder: Path, size: int) -> Table:
    """Peak memory of the command on large files, from file to file and through a pipe."""
    bare = peak_memory(BARE)
    rows = [_memory_row("python -c pass", bare, bare)]
    for name, make in (("large.jpg", pictures.make_large_jpeg), ("large.png", pictures.make_large_png)):
        picture, out = folder / name, folder / "out"
        make(picture, size)
        peak = peak_memory(COMMAND_LINE, "scrub", picture, "-o", out)
        rows.append(_memory_row(f"{name}, file to file", peak, bare, goals.MEMORY))
        written = out.stat().st_size
        out.unlink()
        rows.append(_memory_row(f"{name}, through pipes", _piped(picture, out), bare, goals.MEMORY))
        if out.stat().st_size != written:
            raise RuntimeError(f"{name}: the pipe gave another file")
        out.unlink()
        picture.unlink()
    return Table(f"Peak memory of the command, files of {size / 1e9:g} GB", tuple(rows))


def _piped(picture: Path, out: Path) -> int:
    """Peak memory of ``cat picture | exifguard scrub - -o - | cat > out``."""
    with out.open("wb") as file:
        feed = subprocess.Popen(["cat", picture], stdout=subprocess.PIPE)
        drain = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=file)
        try:
            peak = peak_memory(COMMAND_LINE, "scrub", "-", "-o", "-", stdin=feed.stdout, stdout=drain.stdin)
        finally:
            for stream in (feed.stdout, drain.stdin):
                if stream is not None:
                    stream.close()
            feed.wait()
            drain.wait()
    return peak


def _memory_row(name: str, peak: int, bare: int, goal: Goal | None = None) -> Row:
    figures = {"peak MB": peak / 1e6, "MB over bare": (peak - bare) / 1e6}
    return Row(name, figures, ((goal, peak / 1e6),) if goal else ())


# -- the run --------------------------------------------------------------------------------------


def tables(folder: Path, options: argparse.Namespace) -> Iterator[Table]:
    """All tables, one after the other."""
    photo, small = folder / "photo.jpg", folder / "small.jpg"
    pictures.make_photo(photo)
    pictures.make_small(small)
    yield speed("A photo of 12 MP", photo, folder / "1", options.rounds, goals.BYTES_PHOTO)
    yield speed("A small picture", small, folder / "2", options.rounds, goals.BYTES_SMALL)
    yield isolation("A photo of 12 MP", photo, options.rounds)
    yield isolation("A small picture", small, options.rounds)
    yield start(small, max(25, options.rounds))
    if options.large:
        yield memory(folder, options.large_bytes)


def machine() -> dict[str, object]:
    """What the figures hold for."""
    return {
        "exifguard": exifguard.__version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "missing": ways.missing(),
    }


def _as_json(about: dict[str, object], done: list[Table]) -> str:
    rows = [
        {
            "table": table.title,
            "name": row.name,
            "figures": {name: None if math.isnan(value) else value for name, value in row.figures.items()},
            "goals": [{"goal": str(goal), "verdict": goal.verdict(figure)} for goal, figure in row.judged],
        }
        for table in done
        for row in table.rows
    ]
    return json.dumps({"schema": 1, "machine": about, "rows": rows}, indent=1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="also the memory that files of 1 GB need")
    parser.add_argument("--large-bytes", type=int, default=LARGE, metavar="N", help="size of those files")
    parser.add_argument("--rounds", type=int, default=9, metavar="N", help="at least 7 (9)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    options = parser.parse_args()
    options.rounds = max(7, options.rounds)
    return options


def main() -> int:
    """Run all benchmarks and print their tables; 0 even where a goal is missed."""
    options = _options()
    # As installed packages are; where Python may not write bytecode, each start would pay for compiling.
    compileall.compile_dir(Path(exifguard.__file__).parent, quiet=2)
    about = machine()
    print(", ".join(f"{name} {value}" for name, value in about.items() if value))
    done = []
    with tempfile.TemporaryDirectory(prefix="exifguard-bench-") as folder:
        for table in tables(Path(folder), options):
            table.show()
            done.append(table)
    if options.json:
        options.json.write_text(_as_json(about, done) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

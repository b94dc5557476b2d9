"""Fuzz every target for a share of the time, two at once; a finding fails the run and is kept.

    python tools/fuzz.py --seconds 1800            all targets of tests/fuzz/targets.py
    python tools/fuzz.py --seconds 60 scrub        those whose names hold one of the words
    python tools/fuzz.py --coverage                what the collected inputs reach, as branches

What is learned is kept in .fuzz/ and used by the next run.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".fuzz"
MEMORY_MB = 2_000
LONGEST = 60_000
LONG = 300
SLOWEST = 25
"""Seconds that one input may take; the limits in the targets end before."""
WEIGHTS = {
    "scrub": 6,
    "inspect": 4,
    "verify": 3,
    "rewrite": 3,
    "codec-exif": 3,
    "codec-xmp": 2,
    "codec-vendor": 2,
}
"""Shares of the time; 1 for the others."""


def names(words: Sequence[str]) -> list[str]:
    """The targets whose names hold one of the words; all without words."""
    sys.path[:0] = [str(ROOT / "tests")]
    from fuzz.targets import TARGETS

    return [name for name in TARGETS if not words or any(word in name for word in words)]


def fuzz(name: str, seconds: int) -> tuple[str, int, str]:
    """Fuzz one target: its name, the exit code, and what libFuzzer said last."""
    found = KEPT / "findings"
    found.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        f"-timeout={SLOWEST}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-artifact_prefix={found}/{name}-",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    command = [sys.executable, "-m", "fuzz.one", name, str(KEPT / name), *options]
    done = subprocess.run(
        command,
        cwd=ROOT / "tests",
        env=_environment(),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return name, done.returncode, done.stdout + done.stderr


def record() -> None:
    """Keep what the tests read, once: it holds kinds of blocks of which there is no fixture."""
    folder = KEPT / "recorded"
    if folder.exists():
        return
    environment = {**_environment(), "EXIFGUARD_RECORD": str(folder)}
    tests = ["tests/metadata", "tests/containers", "tests/privacy"]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "-p", "fuzz.record", *tests]
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
    print(f"{sum(1 for _ in folder.rglob('*')):,} inputs recorded from the tests", flush=True)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), str(ROOT / "src")))}


def executed(said: str) -> int:
    """How many inputs libFuzzer tried."""
    counts = re.findall(r"stat::number_of_executed_units:\s*(\d+)", said)
    return int(counts[-1]) if counts else 0


def run(chosen: Sequence[str], seconds: int) -> int:
    """Fuzz the targets; 0 without a finding. Short runs begin with the fixtures alone."""
    if seconds >= LONG:
        record()
    workers = min(os.cpu_count() or 1, 2)
    whole = sum(WEIGHTS.get(name, 1) for name in chosen)
    shares = [max(2, seconds * workers * WEIGHTS.get(name, 1) // whole) for name in chosen]
    tried = failed = 0
    with ThreadPoolExecutor(workers) as pool:
        for name, code, said in pool.map(fuzz, chosen, shares):
            count = executed(said)
            tried += count
            failed += code != 0
            print(
                f"{name:24} {count:>10,} inputs  {'nothing found' if code == 0 else f'FAILED ({code})'}",
                flush=True,
            )
            if code:
                print("\n".join(said.splitlines()[-40:]))
    print(
        f"{tried:,} inputs in {len(chosen)} targets, {failed} findings; findings are in {KEPT / 'findings'}"
    )
    return 1 if failed else 0


def coverage() -> int:
    """Run the collected inputs once, and say which branches of containers and metadata they reach."""
    inner = "import sys; from fuzz import replay; replay.main()"
    measure = [sys.executable, "-m", "coverage"]
    where = ["--branch", f"--data-file={KEPT / 'coverage'}"]
    source = "--include=*/exifguard/containers/*,*/exifguard/metadata/*"
    script = KEPT / "replay.py"
    script.write_text(inner)
    ran = subprocess.run(
        [*measure, "run", *where, source, str(script), str(KEPT)], env=_environment(), check=False
    )
    subprocess.run([*measure, "report", where[1], "--sort=cover"], env=_environment(), check=False)
    return ran.returncode


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=1800, help="by the clock, for all targets")
    parser.add_argument("--coverage", action="store_true", help="measure what the collected inputs reach")
    parser.add_argument("words", nargs="*", help="parts of names of targets")
    arguments = parser.parse_args()
    return coverage() if arguments.coverage else run(names(arguments.words), arguments.seconds)


if __name__ == "__main__":
    sys.exit(main())

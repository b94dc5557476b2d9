from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.runs import FIXTURES, Cli, Process, Run
from exifguard.cli import main


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the command line in this process."""

    def run(*arguments: object) -> Run:
        status = main([os.fspath(a) if isinstance(a, os.PathLike) else str(a) for a in arguments])
        captured = capsys.readouterr()
        return Run(status, captured.out, captured.err)

    return run


@pytest.fixture
def process() -> Process:
    """Run the command line as a process of its own."""

    def run(*arguments: object, stdin: bytes = b"", **options: Any) -> subprocess.CompletedProcess[bytes]:
        words = [sys.executable, "-m", "exifguard", *map(str, arguments)]
        command = [os.fsencode(word) for word in words]
        return subprocess.run(command, input=stdin, capture_output=True, timeout=60, check=False, **options)

    return run


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    """A photo that says where, when, by whom and with what."""
    return Path(shutil.copy(FIXTURES / "jpeg/exif-all-little-endian.jpg", tmp_path / "photo.jpg"))


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """A photo that says nothing."""
    return Path(shutil.copy(FIXTURES / "jpeg/clean-minimal.jpg", tmp_path / "clean.jpg"))


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A photo that can't be cleaned."""
    return Path(shutil.copy(FIXTURES / "hostile/jpeg/segment-past-end.jpg", tmp_path / "damaged.jpg"))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with a good picture, one in a subfolder, a bad one, a sidecar and something else."""
    root = tmp_path / "photos"
    (root / "sub").mkdir(parents=True)
    shutil.copy(FIXTURES / "jpeg/exif-all-little-endian.jpg", root / "a.jpg")
    shutil.copy(FIXTURES / "png/itxt-title.png", root / "sub/b.png")
    shutil.copy(FIXTURES / "hostile/jpeg/segment-past-end.jpg", root / "bad.jpg")
    (root / "a.xmp").write_text("<x/>")
    (root / "notes.txt").write_text("no picture")
    return root

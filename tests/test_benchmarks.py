"""The benchmarks' own pictures must be pictures, and the same each time."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import exifguard
from exifguard import Category

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.skipif(not (ROOT / "benchmarks").is_dir(), reason="not part of a source package")

MAKE = """
import sys
from pathlib import Path
from benchmarks import pictures
folder = Path(sys.argv[1])
pictures.make_small(folder / "small.jpg")
pictures.make_large_jpeg(folder / "large.jpg", 5_000_000)
pictures.make_large_png(folder / "large.png", 1_000_000)
"""


def _make(folder: Path) -> Path:
    folder.mkdir()
    subprocess.run([sys.executable, "-c", MAKE, str(folder)], cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _make(tmp_path_factory.mktemp("benchmarks") / "made")


NAMES = pytest.mark.parametrize("name", ["small.jpg", "large.jpg", "large.png"])


def test_made_again_they_are_the_same(made: Path, tmp_path: Path) -> None:
    again = _make(tmp_path / "again")
    assert all((again / path.name).read_bytes() == path.read_bytes() for path in made.iterdir())


@NAMES
def test_decoders_and_exifguard_accept_them(made: Path, name: str) -> None:
    data = (made / name).read_bytes()
    assert exifguard.inspect(data).has(Category.LOCATION)
    clean = exifguard.scrub(data).data
    assert clean is not None
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(clean)) as after:
        assert before.tobytes() == after.tobytes()
        assert before.height > 100
